"""Begin a change of schema: python scripts/new_revision.py "why the tables change".

Compares the declared tables with what the revisions so far make (on a throw-away SQLite base) and writes the next
revision into migrations/versions, to be read, corrected and committed with the tables. The tests in
tests/store/test_migrate.py then hold both to each other on SQLite and PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from service.store.migrate import head, new_revision, upgrade
from service.store.session import open_database


def main(message: str) -> None:
    """Write the revision and say where."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'base.sqlite'}", create=True)
        upgrade(database)
        print(new_revision(database, message, f"{int(head()) + 1:04}"))
        database.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit(__doc__)
    main(sys.argv[1])
