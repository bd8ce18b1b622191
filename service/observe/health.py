"""`/livez` and `/readyz`: may this process live on, and may it be sent requests now.

Live: the process answers; the base is not asked, so that a base that is away restarts nothing. Ready: the base answers
and is at this code's version, the disk has room, and the service is not leaving. A probe is answered within 200 ms
also when the base does not answer at all: the look goes on in a thread of its own, and the next probe takes it up.
"""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from service.errors import QualityError
from service.observe.drain import Drain
from service.store.migrate import current, head
from service.store.session import Database, open_database

DISK_FREE = 0.05
"""Below this part of the disk being free the service takes no requests (trust.md, section 5)."""

PATIENCE_SECONDS = 0.12
_PROBE = {"connect_timeout": "2", "tcp_user_timeout": "2000", "options": "-c statement_timeout=2000"}


@dataclass(frozen=True)
class Readiness:
    """What was looked at, each `ok` or what is wrong with it: store, disk, service."""

    store: str
    disk: str
    service: str

    @property
    def ready(self) -> bool:
        """Whether requests may come."""
        return {self.store, self.disk, self.service} == {"ok"}

    def told(self) -> dict[str, str]:
        """As the probe answers it."""
        checks = {"store": self.store, "disk": self.disk, "service": self.service}
        return {"status": "ready" if self.ready else "unavailable", **checks}


class Health:
    """Looks after one service; close it at the end."""

    def __init__(self, database: Database, data_dir: Path, drain: Drain) -> None:
        self._data_dir, self._drain = data_dir, drain
        self._wanted = head()
        self.patience_seconds = PATIENCE_SECONDS
        self._database = _own(database)
        self._file = _identity(database.path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")
        self._looking: Future[str] | None = None

    async def readiness(self) -> Readiness:
        """How it stands now, within 200 ms, unless more patience was set."""
        return Readiness(await self._store(), self._disk(), "draining" if self._drain.begun else "ok")

    def close(self) -> None:
        """End the thread and give its connection back."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._database.dispose()

    async def _store(self) -> str:
        if self._looking is None:
            self._looking = self._thread.submit(self._look)
        look = self._looking
        done, _ = await asyncio.wait([asyncio.wrap_future(look)], timeout=self.patience_seconds)
        if not done:
            return "does not answer"
        self._looking = None
        return look.result()

    def _look(self) -> str:
        if _identity(self._database.path) != self._file:
            return "away"
        try:
            return "ok" if current(self._database) == self._wanted else "of another version"
        except QualityError as problem:
            return problem.slug
        except SQLAlchemyError as failure:
            return f"fails ({type(failure).__name__})"

    def _disk(self) -> str:
        try:
            disk = shutil.disk_usage(self._data_dir)
        except OSError:
            return "away"
        return "ok" if disk.free / disk.total >= DISK_FREE else "nearly full"


def _own(database: Database) -> Database:
    """A pool of its own, so that a busy service does not look ill; PostgreSQL with short patience."""
    if database.dialect == "sqlite":
        return open_database(database.url)
    return open_database(make_url(database.url).update_query_dict(_PROBE).render_as_string(hide_password=False))


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Which file it is: a base that was moved away, or replaced under our connections, is not the one we serve."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
