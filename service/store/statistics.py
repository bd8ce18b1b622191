"""What a database knows of its tables when it plans a query, told anew after many rows came.

PostgreSQL does so by itself, but up to a minute later (autovacuum_naptime); meanwhile it plans for the tables of
before, and a question of seconds takes minutes. SQLite plans without.
"""

from __future__ import annotations

from sqlalchemy import text

from service.store.rows import quoted
from service.store.session import Database, unit_of_work

MANY = 20_000
"""Rows of an import from which on waiting would hurt."""

STAGED = ("records", "parties", "contact_points", "acts", "purchases", "consent_events", "links", "sightings", "issues")
RESOLVED = ("match_keys", "pairs", "customers", "memberships", "changes")


def refresh_statistics(database: Database, tables: tuple[str, ...], *, rows: int) -> None:
    """Tell the planner of these tables, each in a short transaction of its own, when MANY rows came."""
    if database.dialect != "postgresql" or rows < MANY:
        return
    for table in tables:
        with unit_of_work(database) as work:
            work.connection.execute(text(f"ANALYZE {quoted(table)}"))
