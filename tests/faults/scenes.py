"""Bases on the eve of a job (a first import, next month's, a revert), to be copied, killed, restarted and compared.

A scene is prepared once per database and run once undisturbed: how many commits that takes tells where to kill, and
what the base says then is what every killed run must say in the end.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from databases import PostgresServer
from dump import Key, dump

from service.flows.doctor import Finding, examine
from service.flows.purge import ask_to_purge, rehearse, shipped_rules
from service.flows.receive import Terms, receive
from service.flows.revert import ask_to_revert
from service.flows.tidy import tidy
from service.jobs.desk import Desk, now_us
from service.jobs.handlers import HANDLERS
from service.store.files import DataDir
from service.store.secrets import installation_secret
from service.store.session import Database, open_database

_HERE = Path(__file__).parent
_DEMO = _HERE.parents[1] / "scripts" / "make_demo.py"
TODAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Files:
    """A demonstration export and next month's."""

    this: Path
    following: Path


def make_files(folder: Path, rows: int) -> Files:
    files = Files(folder / "clients.csv", folder / "clients_next.csv")
    asked = ["--rows", str(rows), "--seed", "5", "--out", files.this, "--next-month", files.following]
    asked += ["--truth", str(folder / "truth.csv"), "--changed", "0.1"]
    subprocess.run([sys.executable, str(_DEMO), *map(str, asked)], check=True, capture_output=True)
    return files


@dataclass
class Place:
    """A base and its data directory, open."""

    database: Database
    data_dir: Path
    drop: Callable[[], None]

    def worker(self, job_id: int, *killer: str) -> subprocess.CompletedProcess[bytes]:
        """Run a worker for the job under the killer, to its end or its death."""
        command = [sys.executable, str(_HERE / "killer.py"), *killer, "--", "--database-url", "-"]
        command += ["--data-dir", str(self.data_dir), "--job", str(job_id)]
        return subprocess.run(command, input=self.database.url.encode() + b"\n", stderr=subprocess.PIPE, check=False)

    def run(self, job_id: int) -> None:
        """Be the next worker: tidy up after the dead, and finish the job."""
        with DataDir(self.data_dir) as data:
            tidy(self.database, data)
            assert Desk(self.database, data, HANDLERS, lambda _step, _seconds, _rows: None).see_to(job_id)

    def receive(self, path: Path) -> int:
        """Hand a file in; returns the id of its job."""
        with DataDir(self.data_dir) as data, path.open("rb") as stream:
            given = receive(
                self.database, data, stream, list_name="clients", terms=Terms(), filename=path.name, mapping=None,
                now_us=now_us(),
            )  # fmt: skip
        return given.job_id

    def findings(self) -> list[Finding]:
        return examine(self.database, self.data_dir, today=TODAY, now_us=now_us())

    def close(self) -> None:
        self.database.dispose()
        self.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SqlitePlaces:
    """Folders with a SQLite file each."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self.folder, self.migrated, self.count = folder, migrated, 0

    def fresh(self) -> Place:
        return self._place(None)

    def copy(self, of: Place) -> Place:
        return self._place(of)

    def _place(self, of: Place | None) -> Place:
        self.count += 1
        data_dir = self.folder / f"sqlite-{self.count}"
        if of is None:
            data_dir.mkdir(parents=True)
            shutil.copyfile(self.migrated, data_dir / "limpide.db")
        else:
            of.database.dispose()  # the last connection takes the WAL away
            shutil.copytree(of.data_dir, data_dir)
        database = open_database(f"sqlite:///{data_dir / 'limpide.db'}")
        return Place(database, data_dir, lambda: shutil.rmtree(data_dir))


class PostgresPlaces:
    """Folders with a PostgreSQL database each."""

    def __init__(self, folder: Path, server: PostgresServer, migrated: str) -> None:
        self.folder, self.server, self.migrated, self.count = folder, server, migrated, 0

    def fresh(self) -> Place:
        return self._place(self.migrated, None)

    def copy(self, of: Place) -> Place:
        of.database.dispose()
        return self._place(str(of.database.engine.url.database), of.data_dir)

    def _place(self, template: str, data_dir: Path | None) -> Place:
        self.count += 1
        name, folder = self.server.create(template), self.folder / f"postgresql-{self.count}"
        if data_dir is None:
            folder.mkdir(parents=True)
        else:
            shutil.copytree(data_dir, folder)

        def drop() -> None:
            self.server.drop(name)
            shutil.rmtree(folder)

        return Place(open_database(self.server.url(name)), folder, drop)


Places = SqlitePlaces | PostgresPlaces


@dataclass(frozen=True)
class Scene:
    """A place on the eve of a job, the commits its undisturbed run took, and what the base said afterwards."""

    eve: Place
    job_id: int
    commits: int
    seconds: float
    after: dict[str, Counter[Key]]


def _first(place: Place, files: Files) -> int:
    return place.receive(files.this)


def _next(place: Place, files: Files) -> int:
    place.run(place.receive(files.this))
    return place.receive(files.following)


def _revert(place: Place, files: Files) -> int:
    place.run(_next(place, files))
    return ask_to_revert(place.database, 2, now_us=now_us())


def _purge(place: Place, files: Files) -> int:
    place.run(place.receive(files.this))
    installation_secret(place.data_dir / "keys")  # made now, so that every copy hashes alike
    review = rehearse(place.database, shipped_rules(), as_of=date(2031, 1, 1), now_us=now_us())
    assert len(review.customer_ids) > 20
    return ask_to_purge(place.database, review.id, now_us=now_us())


SCENES: dict[str, Callable[[Place, Files], int]] = {
    "first": _first,
    "next": _next,
    "revert": _revert,
    "purge": _purge,
}


def make_scene(places: Places, prepare: Callable[[Place, Files], int], files: Files) -> Scene:
    eve = places.fresh()
    job_id = prepare(eve, files)
    with places.copy(eve) as run:
        counted = run.data_dir / "commits"
        undisturbed = run.worker(job_id, "--count", str(counted))
        assert undisturbed.returncode == 0, undisturbed.stderr.decode()
        commits, seconds = counted.read_text().split()
        assert run.findings() == []
        return Scene(eve, job_id, int(commits), float(seconds), dump(run.database))


def killed_and_restarted(places: Places, scene: Scene, when: str, share: float) -> Place:
    """A copy of the scene whose worker was killed after `share` of its commits, then run to the end by another.

    Slices are cut by time, so a run may take fewer commits than the first: then the point moves up until it strikes.
    """
    point = round(share * 1000 * scene.seconds) if when == "timer" else 1 + int(share * scene.commits)
    while True:
        place = places.copy(scene.eve)
        ended = place.worker(scene.job_id, "--kill", f"{when}:{point}").returncode
        if ended == -signal.SIGKILL:
            place.run(scene.job_id)
            return place
        place.close()
        assert (ended, point > 0) == (0, True), "the worker neither died nor finished"
        point -= max(1, point // 20)
