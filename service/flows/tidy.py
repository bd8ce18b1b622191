"""What every process does when it starts: take away what the dead left behind, and free what they held."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import SQLModel

from service.store import jobs
from service.store.files import DataDir
from service.store.session import Database, Work, reading, unit_of_work

_IMPORTS = SQLModel.metadata.tables["imports"]
_OVER = ("published", "failed", "reverted")


def tidy(database: Database, data: DataDir) -> None:
    """Free the jobs of dead processes, delete their temporary files and the uploads that are needed no more.

    May run beside living processes, whose files it leaves alone, and in several processes at once.
    """
    dead = data.dead_owners()
    strays = data.uploads_of_the_dead()
    if dead:
        with unit_of_work(database) as work:
            jobs.release(work, dead)
    with reading(database) as work:
        named = _uploads_of_imports(work)
        over = _uploads_of_imports(work, over=True)
    for name in sorted((strays - set(named)) | set(over)):
        data.remove_upload(name)
    if over:
        with unit_of_work(database) as work:
            gone = update(_IMPORTS).where(_IMPORTS.c.id.in_(sorted(over.values()))).values(upload=None)
            work.connection.execute(gone)
    data.clear(dead)


def _uploads_of_imports(work: Work, *, over: bool = False) -> dict[str, int]:
    """Name and import id of uploads; `over`: of imports that are over and that no job is still clearing."""
    columns = _IMPORTS.c
    asked = select(columns.upload, columns.id, columns.state).where(columns.upload.is_not(None))
    busy = jobs.imports_under_way(work) if over else set()
    return {
        row.upload: row.id
        for row in work.connection.execute(asked)
        if not over or (row.state in _OVER and row.id not in busy)
    }
