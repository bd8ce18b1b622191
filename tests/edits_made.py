"""What comes to a customer, done to a base at a given moment: drawn by hypothesis, and done again in another base.

Corrections, consents and refusals, answers on other pairs, a record entered by hand, a new version of its line (a value
gone, another address, an objection), a line of another list.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl
from hypothesis import assume
from hypothesis import strategies as st
from make_demo import demonstration
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import AlreadyImported, NotFound, ValueUnusable
from service.flows.consents import Told, append_consents
from service.flows.context import JobContext
from service.flows.correct_customer import correct_customer, correctable
from service.flows.create_customer import create_customer
from service.flows.ingest import run_import
from service.flows.receive import Terms, receive
from service.flows.review import decide_pair
from service.store import jobs, reviews
from service.store.clusters import customers_of, records_of_parties
from service.store.files import DataDir
from service.store.people import golden_of
from service.store.reviews import WaitingPair
from service.store.session import Database, Work, reading, unit_of_work
from service.store.turns import LANE
from service.store.writer import RowWriter

_T = SQLModel.metadata.tables
HEADINGS = demonstration(1, 1).cells().columns
SOMEBODY = ("Nom", "Prénom", "Société", "E-mail", "Téléphone", "Portable")
NAMED = ["first_name", "last_name"]
VALUES: dict[str, list[str | None]] = {
    "first_name": ["Zoé", "Marc"], "last_name": ["Kermadec", "Roussel"], "email": ["zoe@poste.example", None],
    "phone": ["01 99 00 55 66", None], "job_title": ["Directrice"], "birth_date": ["12/05/1980"],
    "address_line1": ["3 rue Foch"], "address_line2": ["Bâtiment C"], "city": ["Lyon"], "company_name": ["Rivière"],
}  # fmt: skip
CORRECTIONS = st.sampled_from([(f, v) for f, values in VALUES.items() for v in values]).map(lambda e: ("correct", *e))
CONSENTS = st.tuples(st.just("consent"), st.sampled_from(["email", "phone"]), st.sampled_from(["refused", "withdrawn"]))
ANSWERS = st.tuples(st.just("answer"), st.integers(0, 5), st.sampled_from(["different", "later"]))
LINES: list[dict[str, str | None]] = [
    {"Téléphone": None, "Portable": None},
    {"Adresse": "3 rue Foch", "Code postal": "29200", "Ville": "Brest"}, {"Date de naissance": "12/05/1980"},
    {"E-mail": "zoe@poste.example", "Opt-in e-mail": "N"}, {"Opt-in e-mail": "N"}, {"Opt-in e-mail": "O"},
]  # fmt: skip
BROUGHT = st.tuples(st.just("line"), st.booleans(), st.sampled_from(LINES), st.sampled_from(["clients", "salon"]))
ENTERED = st.tuples(
    st.just("enter"), st.booleans(), st.sets(st.sampled_from(["email", "phone", "birth_date", "address_line1"]))
)
EDITS = st.lists(CORRECTIONS | CONSENTS | ANSWERS | BROUGHT | ENTERED, min_size=10, max_size=10)


@dataclass(frozen=True)
class Base:
    """A base with its data folder, and what is worked on in it: the two that are merged, and other pairs that wait."""

    database: Database
    data: DataDir
    pair: WaitingPair
    others: list[WaitingPair]

    def home(self, party: int) -> int:
        """The customer of a party; an example in which it is in none is given up."""
        with reading(self.database) as work:
            found = customers_of(work, pl.Series("party_id", [party], dtype=pl.Int64))["customer_id"].to_list()
        assume(found)  # its line speaks of it no more
        return int(found[0])

    @property
    def joined(self) -> bool:
        """Whether the two are one customer."""
        return self.home(self.pair.left_id) == self.home(self.pair.right_id)


@dataclass(frozen=True)
class Edit:
    """What was done, on which party: so that it can be done again where the two were never merged."""

    what: str
    party: int
    detail: tuple[Any, ...]
    at_us: int


def do(base: Base, drawn: tuple[Any, ...], at_us: int) -> Edit | None:
    """One edit of the customer; null where there is nothing to do."""
    if drawn[0] in ("line", "enter"):
        what, right, *detail = drawn
        return _brought(base, what, base.pair.right_id if right else base.pair.left_id, detail, at_us)
    customer = base.home(base.pair.left_id)
    if drawn[0] == "correct":
        with suppress(ValueUnusable), unit_of_work(base.database) as work:  # a town that its other values refuse
            return _corrected(work, customer, *drawn[1:], at_us=at_us)
        return None
    with unit_of_work(base.database) as work:
        if drawn[0] == "consent":
            return _consent(work, customer, *drawn[1:], at_us=at_us)
        pair = base.others[drawn[1] % len(base.others)]
        answered = Edit("answer", pair.left_id, (pair.right_id, drawn[2]), at_us)
        try:
            reviews.pair_of(work, pair.left_id, pair.right_id)
        except NotFound:
            return None  # what was brought ended it
        _answer(work, answered)
        return answered


def _corrected(work: Work, customer: int, field: str, value: str | None, *, at_us: int) -> Edit | None:
    golden = golden_of(work, customer)
    if field not in correctable(golden["kind"]):
        return None
    said = _said(work, field)
    if not correct_customer(work, customer, {field: value}, principal="claire", now_us=at_us).fields:
        return None
    party = _last_corrected(work)
    assert golden[field] is None or (party, golden[field]) in said, "it goes with the party whose value it replaces"
    return Edit("correct", party, (field, value), at_us)


def _said(work: Work, field: str) -> set[tuple[int, str]]:
    """Which party says what of a field: by a record, or corrected."""
    kept, fixed = _T["records"].c, _T["corrections"].c
    sides = [select(side, kept[field]) for side in (kept.main_party_id, kept.contact_party_id)]
    found = [
        work.connection.execute(q) for q in (*sides, select(fixed.party_id, fixed.value).where(fixed.field == field))
    ]
    return {(party, value) for rows in found for party, value in rows}


def _last_corrected(work: Work) -> int:
    """The party of the newest correction; 0: there is none."""
    fixed = _T["corrections"].c
    newest = select(fixed.party_id).order_by(fixed.id.desc()).limit(1)
    return int(work.connection.execute(newest).scalar_one_or_none() or 0)


def _consent(work: Work, customer: int, channel: str, status: Any, *, at_us: int) -> Edit | None:
    points, members = _T["contact_points"].c, _T["memberships"].c
    asked = select(points.id, points.party_id).join(_T["memberships"], members.party_id == points.party_id)
    mine = asked.where(members.customer_id == customer, members.until_us.is_(None), points.kind == channel)
    found = work.connection.execute(mine.order_by(points.id).limit(1)).one_or_none()
    if found is None:
        return None
    append_consents(work, [Told(channel, status, contact_point_id=found[0])], now_us=at_us)
    return Edit("consent", found[1], (channel, status, found[0]), at_us)


def _answer(work: Work, edit: Edit) -> None:
    right, answer = edit.detail
    decide_pair(work, edit.party, right, answer, principal="paul", now_us=edit.at_us)


def _brought(base: Base, what: str, party: int, detail: list[Any], at_us: int) -> Edit | None:
    """A file of one line, or a record by hand, that speaks of a party."""
    with reading(base.database) as work:
        frame = records_of_parties(work, pl.Series("party_id", [party], dtype=pl.Int64)).sort("record_id").tail(1)
        assume(frame.height)
        record = frame.row(0, named=True)
        kept = _T["records"].c
        cells = work.connection.execute(select(kept.cells).where(kept.id == record["record_id"])).scalar_one()
    if what == "enter":
        named = ["company_name"] if party == record["main_party_id"] and record["company_name"] else NAMED
        given = {field: record[field] for field in (*named, *sorted(detail[0]))}
        edit = Edit("enter", party, (given,), at_us)
    else:
        line = dict(zip(HEADINGS, orjson.loads(cells), strict=False)) | detail[0]
        if not any(line.get(heading) for heading in SOMEBODY):
            return None  # no file speaks of nobody
        edit = Edit("line", party, (_text(line), detail[1]), at_us)
    try:
        _bring(base, edit)
    except (AlreadyImported, ValueUnusable):
        return None
    return edit


def _text(line: dict[str, str | None]) -> str:
    return pl.DataFrame([{h: line.get(h) for h in HEADINGS}], schema=dict.fromkeys(HEADINGS, pl.String)).write_csv(
        separator=";"
    )


def _bring(base: Base, edit: Edit) -> None:
    """At the moment of the edit, by whatever clock."""
    if edit.what == "enter":
        with unit_of_work(base.database) as work:
            create_customer(work, edit.detail[0], secret=b"s" * 32, now_us=edit.at_us)
        return
    text, name = edit.detail
    receive(
        base.database, base.data, io.BytesIO(text.encode()), list_name=name, terms=Terms(), filename="f.csv",
        mapping=None, now_us=edit.at_us,
    )  # fmt: skip
    claim = jobs.claim(base.database, base.data.owner, edit.at_us, lane=LANE)
    assert claim is not None
    with RowWriter(base.database) as writer:
        run_import(JobContext(base.database, base.data.root, claim, lambda: edit.at_us, writer))
    with unit_of_work(base.database) as work:
        claim.finish(work, edit.at_us)


def _corrected_again(base: Base, customer: int, edit: Edit) -> int | None:
    field, value = edit.detail
    with suppress(ValueUnusable), unit_of_work(base.database) as work:
        done = correct_customer(work, customer, {field: value}, principal="claire", now_us=edit.at_us)
        return _last_corrected(work) if done.fields else None
    return None


def do_again(base: Base, edit: Edit) -> None:
    if edit.what in ("line", "enter"):
        _bring(base, edit)
        return
    customer = base.home(edit.party)
    if edit.what == "correct":
        # given up: alone it had this value already, or from another record, or its other values refuse it
        assume(_corrected_again(base, customer, edit) == edit.party)
        return
    with unit_of_work(base.database) as work:
        if edit.what == "consent":
            channel, status, point = edit.detail
            append_consents(work, [Told(channel, status, contact_point_id=point)], now_us=edit.at_us)
        else:
            _answer(work, edit)
