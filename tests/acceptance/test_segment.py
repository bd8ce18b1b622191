"""From a file to a segment that may be contacted: who comes out, who stays in, and what is kept of it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from filled import filled_house
from invented_prospects import AT, HEADER, ROWS
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import BadQuery, NotFound
from service.flows.build_segment import build_segment
from service.flows.contactable import Asked
from service.flows.purge import shipped_rules

RULES = shipped_rules()
T = SQLModel.metadata.tables


def _fill(house: Any) -> None:
    house.import_("\n".join([HEADER, *ROWS]) + "\n")


full = filled_house(_fill)


def build(
    house: Any, out: Path, where: str | None = None, **options: Any
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    asked = Asked(where, options.pop("channel", "email"), "marketing.own", options.pop("at_us", AT), **options)
    manifest = build_segment(house.database, asked, out, rules=RULES, keys=house.data.keys, now_us=AT)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return manifest, list(csv.DictReader(file))


def test_only_the_allowed_come_out_and_the_others_are_counted_by_reason(full: Any, tmp_path: Path) -> None:
    manifest, rows = build(full, tmp_path / "segment.csv")
    assert sorted(r["email"] for r in rows) == ["alice.durand@courrier.example", "contact@menuiserie-bertin.example"]
    assert manifest["counts"] == {"candidates": 8, "allowed": 2, "refused": 3, "unknown": 2, "unreachable": 1}
    assert manifest["exclusions"] == {
        "consent.proof-missing": 1, "objection.refused": 1, "consent.missing-email": 2, "soft-optin.unproven": 1,
        "retention.prospect-over": 1, "point.none": 1,
    }  # fmt: skip
    assert set(manifest["reasons"]) == set(manifest["exclusions"])
    assert all(e["fr"] and e["en"] and e["remedy_fr"] for e in manifest["reasons"].values())


def test_manifest_names_the_file_the_question_and_the_rules(full: Any, tmp_path: Path) -> None:
    out = tmp_path / "segment.csv"
    manifest, rows = build(full, out, "CITY = 'Lyon' AND kind='person'")
    assert json.loads((tmp_path / "segment.csv.manifest.json").read_text()) == json.loads(json.dumps(manifest))
    assert manifest["file"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["file"]["rows"] == len(rows) == 1
    assert manifest["question"]["where"] == "city = 'Lyon' and kind = 'person'"
    assert manifest["question"]["at"] == "2026-11-20T09:00:00Z"
    assert manifest["rules"] == RULES.label
    assert rows[0]["expires_on"] == "2029-01-11"  # three years after the consent of 2026-01-12, less a day
    assert [p.name for p in tmp_path.glob(".*part*")] == []


def test_delivery_and_ledger_are_kept_without_what_names_a_person(full: Any, tmp_path: Path) -> None:
    build(full, tmp_path / "s.csv", "last_name = 'Durand' and city = 'Lyon'")
    ((manifest, members),) = full.rows(select(T["deliveries"].c.manifest, T["deliveries"].c.members))
    assert members == 1
    assert "Durand" not in manifest
    assert "Lyon" in manifest
    assert len(full.rows(select(T["delivery_members"].c.customer_id))) == 1
    assert len(full.rows(select(T["audit"].c.id).where(T["audit"].c.action == "segment.deliver"))) == 1
    full.is_well()


def test_the_same_people_flip_overnight_on_the_phone(house: Any, tmp_path: Path) -> None:
    basis = '{"statement": "Formulaire 2026", "channels": [], "bloctel_checked_on": "2026-08-01"}'
    house.import_("\n".join([HEADER, *ROWS]) + "\n", basis=basis)

    def on(day: int) -> dict[str, Any]:
        at = int(dt.datetime(2026, 8, day, 11, tzinfo=ZoneInfo("Europe/Paris")).timestamp() * 1_000_000)
        manifest, _ = build(house, tmp_path / f"{day}.csv", "kind = 'person'", channel="phone", at_us=at)
        counts: dict[str, Any] = manifest["counts"]
        return counts

    assert on(10)["allowed"] == 4
    assert (on(11)["allowed"], on(11)["refused"]) == (0, 4)


def test_an_attested_list_makes_an_undated_yes_enough(house: Any, tmp_path: Path) -> None:
    house.import_("\n".join([HEADER, *ROWS]) + "\n", basis="Formulaire du site, case non cochée, preuve gardée")
    _, rows = build(house, tmp_path / "s.csv", "city = 'Lyon'")
    assert sorted(r["last_name"] for r in rows) == ["Durand", "Petit"]


def test_formulas_do_not_leave_the_house(house: Any, tmp_path: Path) -> None:
    hostile = ROWS[0].replace("Durand", "=cmd|'/c calc'!A1")
    house.import_("\n".join([HEADER, hostile, ROWS[7]]) + "\n")
    _, rows = build(house, tmp_path / "s.csv")
    assert all(not (r["last_name"] or "x").startswith(("=", "+", "-", "@")) for r in rows)
    assert len(rows) >= 1


def test_a_refusal_on_a_shared_mailbox_holds_for_both(house: Any, tmp_path: Path) -> None:
    shared = "famille@courrier.example"
    rows = [
        ROWS[0].replace("alice.durand@courrier.example", shared),
        ROWS[2].replace("carl.moreau@courrier.example", shared),
    ]
    house.import_("\n".join([HEADER, *rows]) + "\n")
    manifest, out = build(house, tmp_path / "s.csv")
    assert out == []
    assert "objection.refused" in manifest["exclusions"]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"where": "nosuch = 1"}, BadQuery), ({"columns": ("email",)}, BadQuery), ({"channel": "pigeon"}, BadQuery),
        ({"controller": "nobody"}, BadQuery),
    ],
)  # fmt: skip
def test_refused_questions_write_nothing(full: Any, tmp_path: Path, asked: dict[str, Any], problem: type) -> None:
    with pytest.raises(problem):
        build(full, tmp_path / "s.csv", **asked)
    assert not (tmp_path / "s.csv").exists()
    assert full.rows(select(T["deliveries"].c.id)) == []


def test_an_empty_base_has_no_segment(house: Any, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        build(house, tmp_path / "s.csv")


def test_a_file_that_cannot_be_finished_leaves_no_name(full: Any, tmp_path: Path) -> None:
    (tmp_path / "s.csv").mkdir()  # the last rename fails
    with pytest.raises(IsADirectoryError):
        build_segment(
            full.database, Asked(None, "email", "marketing.own", AT), tmp_path / "s.csv", rules=RULES, keys=full.data.keys,
            now_us=AT,
        )  # fmt: skip
    assert list(tmp_path.glob(".s*")) == []
