"""What must hold among rows and files, also while the studio runs. Everything here reads only."""

from generations.work.checking.findings import Check, Finding, Kind, Page, Scope, checks
from generations.work.checking.rows import Impossible
from generations.work.checking.walk import AT_ONCE, settle, walk

__all__ = ["AT_ONCE", "Check", "Finding", "Impossible", "Kind", "Page", "Scope", "checks", "settle", "walk"]
