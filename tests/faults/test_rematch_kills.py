"""kill -9 in the middle of a re-match: after a restart the base is what an undisturbed run makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import PostgresServer
from dump import differences, dump
from scenes import Files, Place, PostgresPlaces, SqlitePlaces, killed_and_restarted, make_files, make_scene
from timid_model import choose_timid

from service.flows.rematch import ask_to_rematch
from service.store.models import choose
from service.store.session import unit_of_work

Places = SqlitePlaces | PostgresPlaces
POINTS = [("after", 0.1), ("before", 0.35), ("after", 0.6), ("timer", 0.7), ("before", 0.8), ("after", 0.95)]


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    if request.param == "sqlite":
        return SqlitePlaces(tmp_path / "places", request.getfixturevalue("migrated_sqlite"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return PostgresPlaces(tmp_path / "places", server, request.getfixturevalue("migrated_postgres"))


def _eve(place: Place, files: Files) -> int:
    """A base matched by another model, two months old, and the job that matches it again."""
    choose_timid(place.database)
    place.run(place.receive(files.this))
    place.run(place.receive(files.following))
    with unit_of_work(place.database) as work:
        choose(work, None, now_us=3)
        return ask_to_rematch(work, now_us=3)


def test_a_killed_rematch_ends_as_if_it_had_not_been(places: Places, tmp_path: Path) -> None:
    scene = make_scene(places, _eve, make_files(tmp_path, 300))
    assert any(dict(row)["cause"] == "rematch" for row in scene.after["changes"])  # type: ignore[call-overload]  # a row is a tuple of pairs
    for when, share in POINTS:
        with killed_and_restarted(places, scene, when, share) as place:
            assert place.findings() == []
            assert differences(scene.after, dump(place.database)) == [], (when, share)
    scene.eve.close()
