"""What every process does when it starts: take away what the dead left behind, and free what they held."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import SQLModel

from service.store import jobs
from service.store.files import DataDir
from service.store.session import Database, reading, unit_of_work

_IMPORTS = SQLModel.metadata.tables["imports"]


def tidy(database: Database, data: DataDir) -> None:
    """Free the jobs of dead processes, delete their temporary files and the uploads that no import names.

    May run beside living processes, whose files it leaves alone, and in several processes at once.
    """
    dead = data.dead_owners()
    strays = data.uploads_of_the_dead()
    if dead:
        with unit_of_work(database) as work:
            jobs.release(work, dead)
    if strays:
        with reading(database) as work:
            named = select(_IMPORTS.c.upload).where(_IMPORTS.c.upload.is_not(None))
            strays -= set(work.connection.execute(named).scalars())
    for name in sorted(strays):
        data.remove_upload(name)
    data.clear(dead)
