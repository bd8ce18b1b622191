"""Making sure that erased rows are nowhere in the base's files any more; the rows are deleted before this is called.

SQLite overwrites what it deletes (secure_delete), but the log keeps the old pages until it is checkpointed and cut;
that waits for readers. PostgreSQL leaves deleted rows in tables, indexes, statistics and log: tables are written anew,
and every segment of the log is: a segment that is kept for later still holds what it was filled with, until a switch
fills it with zeros. Log archives and replicas of PostgreSQL are out of reach from here: tombstones cover them, and the
certificate says so.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import DBAPIError

from service.errors import WrongState
from service.store.session import Database

ERASED_TABLES = (
    "records", "issues", "sightings", "parties", "contact_points", "consent_events", "acts", "purchases", "links",
    "memberships", "match_keys", "pairs", "pair_decisions", "corrections", "customers", "customer_redirects",
)  # fmt: skip
"""Tables from which a purge deletes."""

_FORBIDDEN = "42501"  # insufficient_privilege


def erase_physically(database: Database) -> bool:
    """One attempt; false when readers still hold the log, then try again later. May be repeated.

    Raises  WrongState when the role of PostgreSQL may not write tables anew or switch the log.
    """
    return _cut_log(database) if database.dialect == "sqlite" else _write_anew(database)


def _cut_log(database: Database) -> bool:
    """Checkpoint and cut the log. Other connections of ours that idle hold nothing."""
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(busy == 0)


def _write_anew(database: Database) -> bool:
    """VACUUM FULL, fresh statistics, then every segment of the log."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            for table in ERASED_TABLES:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table}")
            # most common values of columns are kept in the statistics, also after they are gone
            connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")
            connection.exec_driver_sql("CHECKPOINT")
            segments = int(connection.exec_driver_sql("SELECT count(*) FROM pg_ls_waldir()").scalar_one())
            for _ in range(segments + 1):
                connection.exec_driver_sql("SELECT pg_switch_wal()")
                connection.exec_driver_sql("CHECKPOINT")
        except DBAPIError as refused:
            if getattr(refused.orig, "sqlstate", None) != _FORBIDDEN:
                raise
            raise WrongState(
                "The database role may not finish an erasure: it needs to own the database, pg_checkpoint and "
                "EXECUTE on pg_switch_wal() and pg_ls_waldir(). Nothing is lost: run the purge again after that."
            ) from refused
    return True
