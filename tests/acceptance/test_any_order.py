"""The same rows, one by one, in batches or all at once, in any order, end in the same clusters under one snapshot, with
the same pairs of the same weights.

So do they with the answers that people give meanwhile, as soon as both rows of a pair are there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from copies import Prepared
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from make_demo import demonstration
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.create_customer import create_customer
from service.flows.resolving import resolve_around
from service.store.files import DataDir
from service.store.reviews import put_answer
from service.store.session import unit_of_work
from service.store.turns import take_turn
from service.store.visible import live_pairs

_T = SQLModel.metadata.tables
FIELDS = {
    "salutation": "Civilité", "first_name": "Prénom", "last_name": "Nom", "birth_date": "Date de naissance",
    "company_name": "Société", "siren": "SIREN", "email": "E-mail", "phone": "Téléphone", "address_line1": "Adresse",
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
EMPLOYEE = st.fixed_dictionaries(
    {
        "company_name": st.sampled_from(["Menuiserie Rivière", "Garage Foch"]),
        "first_name": st.sampled_from(["Anne", "Marc"]),
        "last_name": st.sampled_from(["Roussel", "Kermadec"]),
    },
    optional={
        "siren": st.sampled_from(["732829320", "404833048"]),
        "email": st.sampled_from(["anne.roussel@poste.example", "contact@riviere.example"]),
        "phone": st.sampled_from(["01 99 00 00 01"]),
        "address_line1": st.sampled_from(["12 rue Foch"]),
    },
)
ROW = PERSON | FIRM | EMPLOYEE
ANSWERS = ("same", "different", "later")
EndsIn = Callable[[Callable[["Adding"], None]], "Ends"]
SEED_FILE = "Nom;Prénom;Fonction\nMARTIN;Luc;Un\nPETIT;Ève;Deux\n"
_DOOR = {"address_line1": "12 rue Foch", "city": "Lyon"}
_OTHERS = ("Garage Auriol", "Cabinet Delmas", "Boulangerie Kermadec")
CROWDED = [
    _DOOR | {"company_name": "Menuiserie Rivière", "postal_code": "69003"},
    _DOOR | {"company_name": "Menuiserie Rivier"},
    *({"company_name": name, "address_line1": "12 rue Foch"} for name in _OTHERS),
]
"""Two that only share their door, which is a stop-value once five have it."""
_ANNE = {"first_name": "Anne", "last_name": "Roussel", "email": "anne.roussel@poste.example"}
TORN = [_ANNE, _ANNE | {"birth_date": "12/05/1980"}, _ANNE | {"birth_date": "13/07/1951"}]
"""One who is as much the second as the third, who are two."""
_TOWNS = {"Zoé": "29200", "Marc": "59000", "Luc": "06000", "Jeanne": "57000", "Paul": "64000", "Iris": "37000"}
NAMESAKES = [
    _ANNE | {"postal_code": "69003", "email": ""},
    _ANNE | {"postal_code": "69003", "email": "", "first_name": "Annie"},
    *({"first_name": first, "last_name": "Roussel", "postal_code": code} for first, code in _TOWNS.items()),
]
"""A name that is common among them and unknown to the snapshot: what it weighs is frozen."""
BEGUN_US = 1_780_000_100_000_000


@dataclass(frozen=True)
class Ends:
    """Customers, each as the rows it is made of, and the pairs that hold with what they weigh."""

    clusters: set[frozenset[str]]
    pairs: set[tuple[Any, ...]]


@dataclass
class Adding:
    """Rows on their way into a base; each is known by its marker, the job title.

    answers: (one, other, answer), each given on the main parties of two rows once both are there.
    """

    house: Any
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    steps: int = 0

    def in_pieces(self, rows: list[dict[str, str]], size: int, *, lists: int) -> None:
        """As files of so many rows, by turns into some lists."""
        for n, start in enumerate(range(0, len(rows), size)):
            piece = rows[start : start + size]
            text = "\n".join([";".join(FIELDS.values()), *(";".join(r.get(f, "") for f in FIELDS) for r in piece)])
            self.house.import_(f"{text}\n", list_name=f"list {n % lists}", follow=False)
            self._answer()

    def one_by_one(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            with unit_of_work(self.house.database) as work:
                given = {f: v or None for f, v in row.items()}
                create_customer(work, given, secret=b"s" * 32, now_us=self._now_us())
            self._answer()

    def _now_us(self) -> int:
        self.steps += 1
        return BEGUN_US + self.steps

    def _answer(self) -> None:
        there = {title: main for main, _, title in self.house.rows(_SPOKEN) if title} if self.answers else {}
        for answer in [a for a in self.answers if a[0] in there and a[1] in there]:
            self.answers.remove(answer)
            left, right = sorted((there[answer[0]], there[answer[1]]))
            now_us = self._now_us()
            with unit_of_work(self.house.database) as work:
                take_turn(work, now_us=now_us)
                made = put_answer(work, left, right, answer[2], principal="claire", now_us=now_us)
                both = pl.Series("party_id", [left, right], dtype=pl.Int64)
                resolve_around(work, both, now_us=now_us, cause="review", cause_id=made)


_R, _M, _P = _T["records"].c, _T["memberships"].c, _T["pairs"].c
_SPOKEN = select(_R.main_party_id, _R.contact_party_id, _R.job_title)


def _ends(house: Any) -> Ends:
    """Rows by their markers, with which party of the row."""
    mark: dict[int, str] = {}
    for main, contact, title in house.rows(_SPOKEN):
        for party, side in ((main, "main"), (contact, "contact")):
            if party is not None:
                mark[party] = f"{title} {side}"
    found: dict[int, set[str]] = {}
    for party, customer in house.rows(select(_M.party_id, _M.customer_id).where(_M.until_us.is_(None))):
        found.setdefault(customer, set()).add(mark[party])
    pairs = house.rows(select(_P.left_id, _P.right_id, _P.levels, _P.weight).where(live_pairs()))
    weighed = {(frozenset((mark[left], mark[right])), *rest) for left, right, *rest in pairs}
    return Ends({frozenset(each) for each in found.values()}, weighed)


@pytest.fixture
def ends_in(prepared: Prepared, tmp_path: Path, house_over: Any) -> EndsIn:
    """The clusters that adding rows comes to, in a base whose first file has frozen the match snapshot."""
    with prepared.filling() as database, DataDir(tmp_path / "data") as data:
        house_over(database, data).import_(SEED_FILE, list_name="seed", follow=False)

    def run(add: Callable[[Adding], None]) -> Ends:
        with prepared.copy() as database, DataDir(tmp_path / "data") as data:
            adding = Adding(house_over(database, data))
            add(adding)
            assert not adding.answers
            return _ends(adding.house)

    return run


def _answers(rows: list[dict[str, str]], chance: random.Random) -> list[tuple[str, str, str]]:
    """At most one on a pair, of two firms or two people."""
    alike = [
        (a["job_title"], b["job_title"])
        for a, b in combinations(rows, 2)
        if ("company_name" in a) == ("company_name" in b)
    ]
    few = chance.sample(alike, min(len(alike), chance.randint(0, 2 + len(rows) // 10)))
    return [(one, other, chance.choice(ANSWERS)) for one, other in few]


def _check(ends_in: EndsIn, rows: list[dict[str, str]], chance: random.Random, ways: int) -> None:
    rows = [row | {"job_title": f"Poste {n}"} for n, row in enumerate(rows)]
    answers = _answers(rows, chance)

    def all_at_once(adding: Adding) -> None:
        adding.answers = [*answers]
        adding.in_pieces(rows, len(rows), lists=1)

    expected = ends_in(all_at_once)
    for way in range(ways):
        order = chance.sample(rows, len(rows))
        size, lists = chance.randint(1, max(2, len(rows) // 2)), chance.randint(1, 3)

        def add(adding: Adding, way: int = way, order: Any = order, size: int = size, lists: int = lists) -> None:
            adding.answers = [*answers]
            adding.in_pieces(order, size, lists=lists) if way % 2 else adding.one_by_one(order)

        assert ends_in(add) == expected


_QUICK = settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@settings(_QUICK, max_examples=2)
@example(rows=CROWDED, chance=random.Random(1))  # noqa: S311 - an order
@example(rows=TORN, chance=random.Random(1))  # noqa: S311 - an order
@example(rows=NAMESAKES, chance=random.Random(1))  # noqa: S311 - an order
@given(rows=st.lists(ROW, min_size=6, max_size=12), chance=st.randoms())
def test_any_order_ends_in_the_same_clusters(
    ends_in: EndsIn, rows: list[dict[str, str]], chance: random.Random
) -> None:
    _check(ends_in, rows, chance, ways=2)


@pytest.mark.long
@pytest.mark.timeout(7200)
@settings(_QUICK, max_examples=25, derandomize=False)
@given(rows=st.lists(ROW, min_size=6, max_size=20), chance=st.randoms())
def test_any_order_of_some_rows(ends_in: EndsIn, rows: list[dict[str, str]], chance: random.Random) -> None:
    _check(ends_in, rows, chance, ways=2)


@pytest.mark.long
@pytest.mark.timeout(7200)
@settings(_QUICK, max_examples=8, derandomize=False)
@given(rows=st.lists(ROW, min_size=40, max_size=70), chance=st.randoms())
def test_any_order_of_more_rows(ends_in: EndsIn, rows: list[dict[str, str]], chance: random.Random) -> None:
    """So many that blocks grow beyond their caps on the way."""
    _check(ends_in, rows, chance, ways=2)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_thousand_rows(ends_in: EndsIn) -> None:
    """A demonstration file with its repeated customers: at once; shuffled, in pieces of any size; shuffled, one by
    one.
    """
    cells = demonstration(1000, 11).cells().drop("Code client")
    marked = cells.with_columns(pl.format("Poste {}", pl.int_range(pl.len())).alias("Fonction"))
    chance = np.random.default_rng(11)

    def bring(adding: Adding, most: int) -> None:
        left = marked.sample(fraction=1, shuffle=True, seed=int(chance.integers(1000)))
        while left.height:
            size = int(chance.integers(1, most + 1))
            adding.house.import_(left.head(size).write_csv(separator=";"), list_name="clients", follow=False)
            left = left.slice(size)

    expected = ends_in(lambda adding: adding.house.import_(marked.write_csv(separator=";"), follow=False))
    assert max(len(each) for each in expected.clusters) > 2
    assert len(expected.pairs) > 300
    assert ends_in(lambda adding: bring(adding, 100)) == expected
    assert ends_in(lambda adding: bring(adding, 1)) == expected
