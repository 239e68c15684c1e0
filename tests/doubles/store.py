"""What the servers remember, in SQLite: it survives the death of a server as a provider's own database does."""

import sqlite3
import threading
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    request_id TEXT PRIMARY KEY, provider TEXT, endpoint TEXT, base TEXT, prompt TEXT, payload TEXT,
    created REAL, starts REAL, run REAL, ends REAL, cancelled REAL, barrier TEXT,
    width INTEGER, height INTEGER, images INTEGER, cost TEXT, failure TEXT,
    inputs TEXT, edit_area TEXT, webhook TEXT
);
CREATE INDEX IF NOT EXISTS job_barrier ON job (barrier, created);
CREATE INDEX IF NOT EXISTS job_created ON job (created);
CREATE INDEX IF NOT EXISTS job_endpoint ON job (endpoint, created);
CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, content_type TEXT, data BLOB);
CREATE TABLE IF NOT EXISTS part (upload TEXT, number INTEGER, data BLOB, PRIMARY KEY (upload, number));
CREATE TABLE IF NOT EXISTS hook (
    id INTEGER PRIMARY KEY, request_id TEXT, url TEXT, style TEXT, delay REAL, due REAL, attempts INTEGER
);
CREATE INDEX IF NOT EXISTS hook_due ON hook (due);
CREATE TABLE IF NOT EXISTS refusal (prompt TEXT PRIMARY KEY, times INTEGER);
CREATE TABLE IF NOT EXISTS request (id INTEGER PRIMARY KEY, at REAL, record TEXT);
"""
TABLES = ("job", "file", "part", "hook", "refusal", "request")


class Store:
    """One connection behind one lock, because a memory database belongs to its connection."""

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        # WAL without a sync per commit outlives a killed process; only a power cut could lose the last commits.
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)

    def run(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def insert(self, table: str, **values: Any) -> None:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        self.run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *values.values())

    def reset(self) -> None:
        for table in TABLES:
            self.run(f"DELETE FROM {table}")
