"""The queue: contradictory clusters first and with their contradiction, many records before few, each two once."""

from __future__ import annotations

from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any

from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.review import decide_pair, queue, shown
from service.store.review_queue import how_many_wait
from service.store.session import reading, unit_of_work

NOW = 1_780_500_000_000_000
HEADER = "Civilité;Nom;Prénom;Date de naissance;Adresse;Code postal;Ville;Téléphone;E-mail"
SAME = "3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@poste.example"
CONTRADICTED = [f"M.;DURAND;Jean;12/05/1980;{SAME}", f"M.;DURAND;Jean;23/11/1951;{SAME}"]
DOUBTFUL = [
    "M.;KERMADEC;Yves;;8 quai Sud;33000;Bordeaux;01 99 00 77 88;",
    "M.;KERMADEC;Yves;;;;;;y.kermadec@poste.example",
]


def _queue(house: Any, **options: Any) -> list[dict[str, Any]]:
    with reading(house.database) as work:
        return shown(work, queue(work, after=None, limit=50, **options), "fr")


def _file(rows: list[str]) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def test_a_contradictory_cluster_comes_first_and_says_what_contradicts(house: Any) -> None:
    house.import_(_file([*DOUBTFUL, *CONTRADICTED]))
    first, *rest = _queue(house)
    assert first["sort"] == "contradictory"
    assert first["contradiction"]["what"] == "birth"
    assert first["reason"] == "Ils ne peuvent être réunis : leurs dates de naissance se contredisent."
    assert all(pair["contradiction"] is None for pair in rest if pair["sort"] == "doubtful")
    assert [pair["sort"] for pair in _queue(house, sort="doubtful")] == ["doubtful"] * len(rest)


def test_two_customers_are_asked_about_once_and_not_again_once_somebody_answered(house: Any) -> None:
    house.import_(_file(CONTRADICTED))
    house.import_(_file([CONTRADICTED[0]]), list_name="salon")
    (only,) = _queue(house)
    with reading(house.database) as work:
        assert how_many_wait(work, most=10) == 1
    with unit_of_work(house.database) as work:
        decide_pair(work, only["left_party"], only["right_party"], "different", principal="claire", now_us=NOW)
    assert _queue(house) == []


def test_the_queue_is_in_the_order_of_use(house: Any, tmp_path: Path) -> None:
    write_export(demonstration(300, 5).cells(), tmp_path / "demo.csv")
    house.import_((tmp_path / "demo.csv").read_bytes())
    house.import_((tmp_path / "demo.csv").read_bytes(), list_name="salon")
    customers = SQLModel.metadata.tables["customers"].c
    sizes = dict(house.rows(select(customers.id, customers.parties)))
    with reading(house.database) as work:
        pairs = queue(work, after=None, limit=50, sort="doubtful")
    assert len({sizes[p.left_customer] + sizes[p.right_customer] for p in pairs}) > 1
    useful = [_use(p.probability / 1e6, sizes[p.left_customer] + sizes[p.right_customer]) for p in pairs]
    assert len(useful) > 3
    assert all(before >= after - 0.01 for before, after in pairwise(useful))


def _use(p: float, records: int) -> float:
    return -(p * log2(p) + (1 - p) * log2(1 - p)) * log2(records)
