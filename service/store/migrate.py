"""Bring a base to a version of the schema.

The revisions live in `migrations/`, beside the package, in a checkout and in an installed wheel alike, which find
them in the same place. One call is one transaction on both databases: a kill leaves the version before or the one
after.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.store.session import Database, reading, unit_of_work

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def upgrade(database: Database, to: str = "head") -> None:
    """Move the base up to a revision; a base already there stays as it is.

    Raises  Busy when another writer holds the base.
    """
    with unit_of_work(database, schema=True) as work:
        command.upgrade(configuration(work.connection), to)


def downgrade(database: Database, to: str) -> None:
    """Move the base down to a revision, "base" for none: drops what later revisions made, with its rows."""
    with unit_of_work(database, schema=True) as work:
        command.downgrade(configuration(work.connection), to)


def current(database: Database) -> str | None:
    """The revision of the base, null when it has none."""
    with reading(database) as work:
        return MigrationContext.configure(work.connection).get_current_revision()


def head() -> str:
    """The revision this code expects."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if revision is None:
        raise LookupError("no migration is installed")
    return revision


def is_known(revision: str | None) -> bool:
    """Whether this code can bring a base of this revision (null: an empty one) to its head: not if it is newer."""
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    return revision is None or revision in known


def new_revision(database: Database, message: str, number: str, folder: Path = MIGRATIONS) -> Path:
    """Write the revision that would make a base at the head equal to the declared tables; to be read and corrected.

    In      `number` follows the head's ("0002"). Alembic sees neither checks nor WITHOUT ROWID: tests/store does.
    """
    with unit_of_work(database, schema=True) as work:
        config = configuration(work.connection, folder)
        command.revision(config, message, autogenerate=True, rev_id=number)
    return next((folder / "versions").glob(f"{number}_*.py"))


def configuration(connection: Connection | None = None, folder: Path = MIGRATIONS) -> Config:
    """What alembic's commands take; no ini file, no logging."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
