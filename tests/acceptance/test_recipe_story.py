"""From the first file of a software to its next one: looked at, put right, kept as a recipe, taken by itself."""

from __future__ import annotations

import io
import time
from datetime import date
from typing import Any

import pytest

from service.core.recipes import Recipe
from service.core.survey import head as of_head
from service.core.survey.head import Difference
from service.errors import WrongState
from service.flows.discard import GIVEN_UP, PATIENCE_US, give_up, is_on_hold
from service.flows.dry_run import dry_run
from service.flows.import_report import import_report
from service.flows.imports import view_import
from service.flows.opened import blocks_of
from service.flows.preview import preview
from service.flows.receive import Offer, Received, Terms, take_in
from service.flows.recipes import recipe_of_import, recipes_for, save_recipe
from service.flows.remap import remap_import
from service.store import imports, recipes
from service.store.session import reading, unit_of_work
from service.store.tables.operation import Job

HEADINGS = "Réf;Intitulé;Courriel;Portable;Créé le;Divers"
MARCH = f"""{HEADINGS}
K1;Durand Camille;camille@exemple.example;01 99 00 12 34;03/13/2026;rappeler
K2;Petit Zoé;zoe@exemple.example;01 99 00 12 35;04/05/2026;
"""
APRIL = """Divers;Créé le;Courriel;Portable;Intitulé;Réf
;06/07/2025;ana@exemple.example;01 99 00 12 36;Roux Ana;K3
"""
NOW = time.time_ns() // 1000  # that of the worker, who would find a day in the past over


def held(house: Any, content: str) -> Received:
    upload = house.data.receive(io.BytesIO(content.encode()))
    with unit_of_work(house.database) as work:
        offer = Offer(upload, "clients", Terms(), "mars.csv", hold=True)
        return take_in(work, house.data, offer, now_us=NOW)


def test_looked_at_put_right_kept_and_taken_by_the_next_file(house: Any) -> None:
    received = held(house, MARCH)
    house.is_well()
    with reading(house.database) as work:
        assert is_on_hold(work, received.import_id)
        path = house.data.upload(str(imports.get_import(work, received.import_id).upload))
    seen = preview(lambda: blocks_of(path), today=date(2026, 6, 1))
    assert seen.plan.profile("record_created_at").date_order == "MDY"
    mapping = {f"@{c.index}": c.field for c in seen.plan.columns} | {"@1": "full_name", "@5": "notes"}
    with unit_of_work(house.database) as work:
        job_id = remap_import(work, received.import_id, mapping, now_us=NOW)
    assert house.run(job_id).state == "done"
    with unit_of_work(house.database) as work:
        saved = save_recipe(work, "Siège", recipe_of_import(work, received.import_id, {}), now_us=NOW)
    house.is_well()

    upload = house.data.receive(io.BytesIO(APRIL.encode()))
    with reading(house.database) as work:
        known = recipes_for(work)
    told = dry_run(
        house.database, house.data, upload, list_name="clients", mapping=None, today=date(2026, 6, 1), recipes=known
    )
    assert (told["recipe"]["name"], told["recipe"]["by"]) == ("Siège", "headings")
    fields = {c["heading"]: c["field"] for c in told["columns"]}
    assert (fields["Intitulé"], fields["Divers"]) == ("full_name", "notes")
    created = next(c["values"] for c in told["columns"] if c["heading"] == "Créé le")
    assert created == [{"before": "06/07/2025", "after": "2025-06-07"}], "the recipe knows that months come first"

    second = house.import_(APRIL)
    with reading(house.database) as work:
        view = view_import(work, second)
        assert view.recipe is not None
        assert (view.recipe.id, view.recipe.version, view.recipe.otherwise) == (saved.id, 1, ())
        assert view.columns == [{k: c[k] for k in view.columns[0]} for c in told["columns"]]
        assert recipes.reading_of(work, second).differences is None
        assert recipe_of_import(work, second, {}).headings_sha256 == saved.recipe.headings_sha256
    house.is_well()


def test_the_plan_of_a_replay_on_the_same_file_is_the_same(house: Any) -> None:
    first = house.import_(MARCH)
    with unit_of_work(house.database) as work:
        save_recipe(work, "Siège", recipe_of_import(work, first, {}), now_us=NOW)
    house.revert(first)
    second = house.import_(MARCH)
    with reading(house.database) as work:
        one, two = (imports.get_import(work, n) for n in (first, second))
        assert one.mapping_sha256 == two.mapping_sha256
        assert recipe_of_import(work, first, {}) == recipe_of_import(work, second, {})
        assert recipes.reading_of(work, second).recipe is not None


def test_what_the_head_of_a_large_file_said_otherwise_is_in_the_report(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_head, "WHOLE", 20_000)
    monkeypatch.setattr(of_head, "HEAD", 5_000)
    rows = "".join(f"C{n};Durand;d{n}@exemple.example;03/04/2026;Lyon\n" for n in range(1000))
    content = ("Code;Nom;Email;Cree le;Ville\n" + rows + "C0;Petit;p@exemple.example;25/12/2026;Orléans\n").encode(
        "cp1252"
    )
    upload = house.data.receive(io.BytesIO(content))
    told = dry_run(house.database, house.data, upload, list_name="clients", mapping=None, today=date(2026, 6, 1))
    assert (told["provisional"], told["detected"]["encoding"]) == (True, "utf-8")
    assert 950 < told["rows_estimated"] < 1050
    assert told["bytes_read"] <= 5_000
    assert list(house.data.uploads.iterdir()) == []
    report = import_report(house.database, house.import_(content))
    assert report["detected"]["encoding"] == "cp1252"
    assert report["revised"] == [{"setting": "encoding", "subject": "", "before": "utf-8", "after": "cp1252"}]
    with reading(house.database) as work:
        assert recipes.reading_of(work, 1).differences == (Difference("encoding", "", "utf-8", "cp1252"),)


def test_an_import_on_hold_is_given_up_by_a_person_or_after_a_day(house: Any) -> None:
    first = held(house, MARCH)
    with unit_of_work(house.database) as work:
        give_up(work, first.import_id, now_us=NOW)
    house._desk.drain()
    second = held(house, MARCH)
    house._desk.drain()
    with unit_of_work(house.database) as work:
        waiting = work.session.get(Job, second.job_id)
        assert waiting is not None
        assert (waiting.state, waiting.run_after_us) == ("queued", NOW + PATIENCE_US)
        waiting.run_after_us = 0
    house._desk.drain()
    with reading(house.database) as work:
        states = [imports.get_import(work, n) for n in (first.import_id, second.import_id)]
        assert [(row.state, row.error, row.upload) for row in states] == [("failed", GIVEN_UP, None)] * 2
        assert not is_on_hold(work, second.import_id)
    assert list(house.data.uploads.iterdir()) == []
    with pytest.raises(WrongState), unit_of_work(house.database) as work:
        remap_import(work, second.import_id, {}, now_us=NOW)
    house.import_(MARCH)
    house.is_well()


def test_a_recipe_keeps_no_value_of_the_file(house: Any) -> None:
    first = house.import_(MARCH)
    with reading(house.database) as work:
        text = recipe_of_import(work, first, {}).to_json()
    assert "exemple.example" not in text
    assert "Durand" not in text
    assert Recipe.from_json(text).keys == tuple(HEADINGS.split(";"))
