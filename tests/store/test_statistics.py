"""PostgreSQL's planner is told of a table when many rows came, and only then."""

from __future__ import annotations

from sqlalchemy import text

from service.store.session import Database, reading
from service.store.statistics import MANY, refresh_statistics


def known_rows(database: Database, table: str) -> float:
    with reading(database) as work:
        asked = text("SELECT reltuples FROM pg_class WHERE relname = :name")
        return float(work.connection.execute(asked, {"name": table}).scalar_one())


def test_many_rows_refresh_what_the_planner_knows(database: Database) -> None:
    refresh_statistics(database, ("records", "parties"), rows=MANY - 1)
    if database.dialect == "sqlite":
        refresh_statistics(database, ("records",), rows=MANY)
        return
    never = -1.0
    assert known_rows(database, "records") == never
    refresh_statistics(database, ("records",), rows=MANY)
    assert known_rows(database, "records") == 0
    assert known_rows(database, "parties") == never
