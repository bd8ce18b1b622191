"""kill -9 in the middle of real jobs: after a restart nothing is lost or doubled, and the doctor finds nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from databases import PostgresServer, restart_at_once
from dump import differences, dump
from scenes import SCENES, Place, PostgresPlaces, Scene, SqlitePlaces, killed_and_restarted, make_files, make_scene

from service.store.session import reading, unit_of_work

Places = SqlitePlaces | PostgresPlaces
_ROWS, _MANY_ROWS = 600, 3_000
_STAGED = ("records", "parties", "customers", "contact_points", "changes")


def _points(n: int) -> list[tuple[str, str, float]]:
    """n points: scene, way of killing and how far into the job (0 to 1), the same each time."""
    scenes = ["first", "next", "revert", "next", "first", "purge"]
    turns = len(scenes)
    ways = ["before", "after", "before", "after", "before", "after", "timer"]
    per_scene = {s: [i for i in range(n) if scenes[i % turns] == s] for s in set(scenes)}
    return [(scenes[i % turns], ways[i % 7], _share(per_scene[scenes[i % turns]], i)) for i in range(n)]


def _share(places: list[int], i: int) -> float:
    return (places.index(i) + 0.5) / len(places)


class Stage:
    """The scenes of one database, each made when first asked for."""

    def __init__(self, places: Places, folder: Path, rows: int) -> None:
        self.places, self.files = places, make_files(folder, rows)
        self.scenes: dict[str, Scene] = {}

    def scene(self, name: str) -> Scene:
        if name not in self.scenes:
            self.scenes[name] = make_scene(self.places, SCENES[name], self.files)
        return self.scenes[name]

    def check(self, name: str, when: str, share: float) -> None:
        scene = self.scene(name)
        with killed_and_restarted(self.places, scene, when, share) as place:
            assert place.findings() == []
            assert differences(scene.after, dump(place.database)) == []


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp(f"places-{request.param}")
    if request.param == "sqlite":
        return SqlitePlaces(folder, request.getfixturevalue("migrated_sqlite"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return PostgresPlaces(folder, server, request.getfixturevalue("migrated_postgres"))


@pytest.fixture(scope="module")
def stage(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(places, tmp_path_factory.mktemp("demo"), _ROWS)
    yield made
    for scene in made.scenes.values():
        scene.eve.close()


@pytest.fixture(scope="module")
def large_stage(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(places, tmp_path_factory.mktemp("demo"), _MANY_ROWS)
    yield made
    for scene in made.scenes.values():
        scene.eve.close()


def test_the_comparison_sees_a_row_lost_doubled_or_changed(stage: Stage) -> None:
    scene = stage.scene("first")
    assert sum(scene.after["customers"].values()) > _ROWS // 2
    assert sum(scene.after["pairs"].values()) > 0
    with stage.places.copy(scene.eve) as place:
        place.run(scene.job_id)
        assert differences(scene.after, dump(place.database)) == []
        for change in (
            "DELETE FROM acts WHERE id = (SELECT min(id) FROM acts)",
            """INSERT INTO issues (import_id, row_id, n, field, code) SELECT import_id, row_id, n + 100, field, code
            FROM issues WHERE row_id = (SELECT min(row_id) FROM issues)""",
            """UPDATE memberships SET customer_id = (SELECT min(id) FROM customers)
            WHERE party_id = (SELECT max(party_id) FROM memberships)""",
        ):
            before = dump(place.database)
            with unit_of_work(place.database) as work:
                work.connection.exec_driver_sql(change)
            assert differences(before, dump(place.database)) != []


@pytest.mark.parametrize("places", ["sqlite"], indirect=True)
def test_a_disk_that_fills_up_publishes_nothing_and_leaves_nothing(stage: Stage) -> None:
    scene = stage.scene("first")
    with stage.places.copy(scene.eve) as place:
        with reading(place.database) as work:
            pages = work.raw.execute("PRAGMA page_count").fetchone()[0]
        ended = place.worker(scene.job_id, "--pages", str(pages + 40))
        assert ended.returncode == 1
        assert place.findings() == []
        left = dump(place.database)
        assert [dict(row)["state"] for row in left["imports"]] == ["failed"]  # type: ignore[call-overload]  # a row is a tuple of pairs
        assert not any(left[table] for table in _STAGED)
        place.run(place.receive(stage.files.this))
        again = dump(place.database)
        assert {t: again[t].total() for t in _STAGED} == {t: scene.after[t].total() for t in _STAGED}


@pytest.mark.parametrize("places", ["sqlite"], indirect=True)
@pytest.mark.parametrize("handed", [2, 4, 7])
def test_a_killed_writing_process_costs_nothing(stage: Stage, handed: int) -> None:
    scene = stage.scene("first")
    with stage.places.copy(scene.eve) as place:
        ended = place.worker(scene.job_id, "--kill", f"writer:{handed}")
        assert ended.returncode == 0, ended.stderr.decode()
        assert place.findings() == []
        assert differences(scene.after, dump(place.database)) == []


@pytest.mark.parametrize("places", ["postgresql"], indirect=True)
def test_a_server_that_goes_down_during_an_import_costs_nothing(stage: Stage, postgres_server: PostgresServer) -> None:
    scene = stage.scene("first")
    with stage.places.copy(scene.eve) as place, ThreadPoolExecutor(1) as pool:
        ended = pool.submit(place.worker, scene.job_id)
        while not _staged(place) and not ended.done():
            time.sleep(0.005)
        restart_at_once(postgres_server)
        assert ended.result().returncode == 0, ended.result().stderr.decode()
        assert place.findings() == []
        assert differences(scene.after, dump(place.database)) == []


def _staged(place: Place) -> int:
    with reading(place.database) as work:
        return int(work.connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one())


@pytest.mark.parametrize(("scene", "when", "share"), _points(10))
def test_a_killed_job_ends_as_if_it_had_not_been(stage: Stage, scene: str, when: str, share: float) -> None:
    stage.check(scene, when, share)


@pytest.mark.long
@pytest.mark.parametrize(("scene", "when", "share"), _points(200))
def test_a_job_killed_anywhere_ends_as_if_it_had_not_been(
    large_stage: Stage, scene: str, when: str, share: float
) -> None:
    large_stage.check(scene, when, share)
