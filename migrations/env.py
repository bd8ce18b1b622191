"""What alembic runs: every revision of one call in one transaction, on the connection that store/migrate.py hands over.

SQLite writers hold the base from the start and PostgreSQL waits a bounded time for locks, so that a migration either
happens whole or leaves the base as it was. Logging is the caller's.
"""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import service.store.tables  # noqa: F401 - fills the metadata

LOCK_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 600_000  # one statement may rebuild an index over tens of millions of rows


def run(connection: Connection) -> None:
    """Run what was asked for; the caller commits."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}")
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
