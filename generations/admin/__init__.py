"""Moderation. Rows are looked at here and changed only through the same actions as everywhere."""

from generations.admin.batches import BatchAdmin
from generations.admin.generations import GenerationAdmin
from generations.admin.inspections import InspectionAdmin
from generations.admin.outputs import OutputAdmin

__all__ = ["BatchAdmin", "GenerationAdmin", "InspectionAdmin", "OutputAdmin"]
