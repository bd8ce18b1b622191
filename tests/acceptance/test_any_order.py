"""The same rows, one by one, in batches or all at once, in any order, end in the same clusters under one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from copies import Prepared
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from make_demo import demonstration
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.create_customer import create_customer
from service.store.files import DataDir
from service.store.session import unit_of_work

_T = SQLModel.metadata.tables
FIELDS = {
    "salutation": "Civilité", "first_name": "Prénom", "last_name": "Nom", "birth_date": "Date de naissance",
    "company_name": "Société", "email": "E-mail", "phone": "Téléphone", "address_line1": "Adresse",
    "postal_code": "Code postal", "city": "Ville", "job_title": "Fonction",
}  # fmt: skip
PERSON = st.fixed_dictionaries(
    {
        "first_name": st.sampled_from(["Anne", "Annie", "Marc", "Zoé", "A"]),
        "last_name": st.sampled_from(["Roussel", "Rousel", "Kermadec"]),
        "email": st.sampled_from(["", "anne.roussel@poste.example", "famille.roussel@poste.example"]),
        "phone": st.sampled_from(["", "01 99 00 00 01", "01 99 00 00 02"]),
    },
    optional={
        "salutation": st.sampled_from(["M.", "Mme"]),
        "birth_date": st.sampled_from(["12/05/1980", "05/12/1980", "13/07/1951"]),
        "address_line1": st.sampled_from(["3 rue de la Gare", "3 r. de la gare"]),
        "city": st.sampled_from(["Lyon"]),
    },
)
FIRM = st.fixed_dictionaries(
    {
        "company_name": st.sampled_from(["Menuiserie Rivière", "Menuiserie Rivieres SARL", "Garage Foch", "Rivière"]),
        "address_line1": st.sampled_from(["12 rue Foch", "12 avenue Foch"]),
    },
    optional={
        "city": st.sampled_from(["Lyon", "Brest"]), "phone": st.sampled_from(["01 99 00 00 01"]),
        "email": st.sampled_from(["contact@riviere.example"]),
    },
)  # fmt: skip
ROWS = st.lists(PERSON | FIRM, min_size=6, max_size=14)
EndsIn = Callable[[Callable[[Any], None]], set[frozenset[str]]]
SEED_FILE = "Nom;Prénom;E-mail\nMARTIN;Luc;luc.martin@poste.example\nPETIT;Ève;eve.petit@poste.example\n"


def _file(rows: list[dict[str, str]]) -> str:
    lines = [";".join(FIELDS.values()), *(";".join(row.get(f, "") for f in FIELDS) for row in rows)]
    return "\n".join(lines) + "\n"


def _clusters(house: Any) -> set[frozenset[str]]:
    """Customers, each as the rows it is made of: rows are known by their marker, the job title, and party."""
    records, members = _T["records"].c, _T["memberships"].c
    mark: dict[int, str] = {}
    for main, contact, title in house.rows(select(records.main_party_id, records.contact_party_id, records.job_title)):
        for party, side in ((main, "main"), (contact, "contact")):
            if party is not None:
                mark[party] = f"{title} {side}"
    found: dict[int, set[str]] = {}
    for party, customer in house.rows(select(members.party_id, members.customer_id).where(members.until_us.is_(None))):
        found.setdefault(customer, set()).add(mark[party])
    return {frozenset(each) for each in found.values()}


def _one_by_one(house: Any, rows: list[dict[str, str]]) -> None:
    for n, row in enumerate(rows):
        with unit_of_work(house.database) as work:
            create_customer(
                work, {f: v or None for f, v in row.items()}, secret=b"s" * 32, now_us=1_780_000_100_000_000 + n
            )


def _batches(house: Any, rows: list[dict[str, str]], size: int) -> None:
    for n, start in enumerate(range(0, len(rows), size)):
        house.import_(_file(rows[start : start + size]), list_name=f"part {n}")


@pytest.fixture
def ends_in(prepared: Prepared, tmp_path: Path, house_over: Any) -> EndsIn:
    """The clusters that adding rows comes to, in a base whose first file has frozen the match snapshot."""
    with prepared.filling() as database, DataDir(tmp_path / "data") as data:
        house_over(database, data).import_(SEED_FILE, list_name="seed")

    def run(adding: Callable[[Any], None]) -> set[frozenset[str]]:
        with prepared.copy() as database, DataDir(tmp_path / "data") as data:
            house = house_over(database, data)
            adding(house)
            return _clusters(house)

    return run


def _check(ends_in: EndsIn, rows: list[dict[str, str]], orders: st.DataObject, ways: int) -> None:
    rows = [row | {"job_title": f"Poste {n}"} for n, row in enumerate(rows)]
    expected = ends_in(lambda house: _batches(house, rows, len(rows)))
    for way in range(ways):
        order = orders.draw(st.permutations(rows))
        if way % 2:
            size = orders.draw(st.integers(1, max(2, len(rows) // 2)))
            found = ends_in(lambda house: _batches(house, order, size))  # noqa: B023 - called at once
        else:
            found = ends_in(lambda house: _one_by_one(house, order))  # noqa: B023 - called at once
        assert found == expected


_QUICK = settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@_QUICK
@given(rows=ROWS, orders=st.data())
def test_any_order_ends_in_the_same_clusters(
    ends_in: EndsIn, rows: list[dict[str, str]], orders: st.DataObject
) -> None:
    _check(ends_in, rows, orders, ways=2)


@pytest.mark.long
@settings(_QUICK, max_examples=30, derandomize=False)
@given(rows=st.lists(PERSON | FIRM, min_size=20, max_size=60), orders=st.data())
def test_any_order_of_more_rows(ends_in: EndsIn, rows: list[dict[str, str]], orders: st.DataObject) -> None:
    _check(ends_in, rows, orders, ways=4)


@pytest.mark.long
@pytest.mark.timeout(14400)
def test_a_thousand_rows(ends_in: EndsIn) -> None:
    """A demonstration file with its repeated customers: at once, in tens, one by one backwards."""
    cells = demonstration(1000, 11).cells().drop("Code client")
    marked = cells.with_columns(pl.format("Poste {}", pl.int_range(pl.len())).alias("Fonction"))

    def bring(house: Any, size: int) -> None:
        for n, piece in enumerate(marked.reverse().iter_slices(size)):
            house.import_(piece.write_csv(separator=";"), list_name=f"part {n}")

    expected = ends_in(lambda house: house.import_(marked.write_csv(separator=";"), list_name="whole"))
    assert ends_in(lambda house: bring(house, 10)) == expected
    assert ends_in(lambda house: bring(house, 1)) == expected
