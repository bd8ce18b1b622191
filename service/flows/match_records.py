"""Search before create: who in the base do these records look like? Nothing is stored.

Keys, levels, weights and sentences are those of an import. A record is looked at by itself, in plain Python
(core/match/single.py): it meets a handful of parties, found through the stored keys; a key that as many parties have as
its rule allows in a block is passed over. Its values are cleaned one by one as well (core/single); the few records that
are too odd for it go through the clean stage, all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from service.core.clean.options import CleanOptions
from service.core.entry import Entry, enter, refused
from service.core.match.keys import CAPS
from service.core.match.levels import levels_of, named
from service.core.match.sentences import Language, sentence
from service.core.match.sides import sides_of_record
from service.core.match.single import Known, Prepared, has_key, keys_one, prepare_one
from service.core.match.weights import probability
from service.core.resolve.components import THRESHOLD
from service.core.single import entered_one
from service.flows.joining import newest_sides
from service.flows.moments import day_in_paris
from service.flows.weights import Weights, weights_in_force
from service.store.candidates import holders, homes_of
from service.store.session import Work

MOST_RECORDS = 1_000
FLOOR = 50_000  # millionths: pairs below are not kept by an import either
_KEYS_AT_ONCE = 400


@dataclass(frozen=True)
class Candidate:
    """A customer that a record (its main party, or its contact person) looks like."""

    customer_id: int
    party: str
    probability: float
    weight: int
    levels: dict[str, str]
    sentence: str
    believed: bool  # an import would join them without asking


@dataclass(frozen=True)
class Matched:
    """What became of one record: candidates, the likeliest first, and fields that cannot be used (field -> code)."""

    candidates: list[Candidate]
    refused: dict[str, str]


class _Asked(NamedTuple):
    """A party of a record that is asked about, and its keys."""

    record: int
    side: str
    made: Prepared
    keys: list[tuple[int, int]]


class _Pair(NamedTuple):
    asked: _Asked
    party: int
    levels: int


def match_records(
    work: Work, records: Sequence[Entry], *, now_us: int, language: Language = "fr", most: int = 10
) -> list[Matched]:
    """Candidates for each of up to MOST_RECORDS records, in their order; at most `most` a record."""
    rows, bad = _cleaned(records, day_in_paris(now_us))
    weights = weights_in_force(work)
    found: list[dict[tuple[int, str], Candidate]] = [{} for _ in records]
    if weights is not None:
        for customer, pair, weight, chance in _weighed(work, _asked(rows, weights.values), weights):
            key = (customer, pair.asked.side)
            mine = found[pair.asked.record]
            if key not in mine and len(mine) < most:
                mine[key] = Candidate(
                    customer, pair.asked.side, chance / 1_000_000, weight, named(pair.levels),
                    sentence(pair.levels, language), chance >= THRESHOLD,
                )  # fmt: skip
    return [Matched(list(f.values()), b) for f, b in zip(found, bad, strict=True)]


def warm(work: Work) -> None:
    """Ask about people nobody is, so that the tables, statements and frequencies that an answer needs are in memory
    before somebody waits for one. Harmless again.
    """
    match_records(work, _INVENTED, now_us=0)


_INVENTED: tuple[Entry, ...] = (
    {
        "salutation": "M. et Mme", "last_name": "RIVIÈRE Quentine", "birth_date": "12 mai 1980",
        "email": "q.r@gmial.con",
        "phone": "+41 22 700 00 00", "phone_mobile": "Tél : 06 39 98 00 12 (bureau)", "country_code": "France",
        "address_line1": "12 r du Gal Foch, appt 4", "postal_code": "97418", "city": "LE TAMPPN",
    },
    {
        "company_name": "Menuiserie Quentine SARL (M. Rivière)", "legal_form": "5710", "siret": "732 829 320 00074",
        "vat_number": "FR44732829320", "naf_code": "6201", "email": "contact@firme.example, élise@firme.example",
        "address_line1": "Bât B\n12 rue Foch 69003 Lyon, France", "first_name": "Rivière",
        "last_name": "Quentin née Petit",
    },
    {"first_name": "Quentine", "last_name": "Atelier Rivière", "postal_code": "69999", "city": "Lion"},
)  # fmt: skip


def _cleaned(records: Sequence[Entry], today: date) -> tuple[list[Mapping[str, Any] | None], list[dict[str, str]]]:
    """Each record as the clean stage leaves it, with the kinds of its parties (null: no usable party), and what of it
    cannot be used.
    """
    singles = [entered_one(record, today) for record in records]
    rows: list[Mapping[str, Any] | None] = [s.values if s and s.values["main_kind"] else None for s in singles]
    bad = [s.refused if s else {} for s in singles]
    others = [n for n, single in enumerate(singles) if single is None]
    if others:
        asked = [records[n] for n in others]
        entered = enter(asked, CleanOptions(today=today))
        for w in refused(asked, entered):
            bad[others[int(w["row"])]][str(w["field"])] = str(w["code"])
        kinds: dict[int, dict[str, str]] = {}
        for row, slot, kind in entered.prepared.frames.parties.select("row_id", "slot", "kind").iter_rows():
            kinds.setdefault(row, {})["contact_kind" if slot else "main_kind"] = kind
        for row in entered.prepared.rows.iter_rows(named=True):
            if row["row_id"] in kinds:
                rows[others[row["row_id"] - 1]] = row | {"contact_kind": None} | kinds[row["row_id"]]
    return rows, bad


def _asked(rows: Sequence[Mapping[str, Any] | None], known: Known) -> list[_Asked]:
    found = []
    for n, row in enumerate(rows):
        if row is None:
            continue
        ids = {"main_party_id": -1, "contact_party_id": None if row["contact_kind"] is None else -2}
        for side, party in sides_of_record({**row, **ids, "list_id": 0, "record_id": 0}).items():
            made = prepare_one(party, known)
            found.append(_Asked(n, side, made, keys_one(made)))
    return found


def _weighed(work: Work, asked: list[_Asked], by: Weights) -> list[tuple[int, _Pair, int, int]]:
    """customer, pair, weight and probability (millionths) of pairs worth telling, the heaviest first."""
    there, met = _met(work, asked, by.values)
    scale = by.scale
    pairs = [
        _Pair(each, party, levels_of(each.made, there[party]))
        for each in asked
        for party in {p for _, key in each.keys for p in met.get(key, ())} & there.keys()
        if there[party]["kind"] == each.made["kind"]
    ]
    weights = [scale.weight(pair.levels) for pair in pairs]
    chances = probability(np.array(weights, dtype=np.int64)).tolist()
    told = [(p, w, c) for p, w, c in zip(pairs, weights, chances, strict=True) if c >= FLOOR]
    told = [each for each in told if _share_a_key(each[0], met, there)]
    homes = homes_of(work, (p.party for p, _, _ in told))
    placed = [(homes[p.party], p, w, c) for p, w, c in told if p.party in homes]
    return sorted(placed, key=lambda each: (-each[2], each[0], each[1].party))


def _share_a_key(pair: _Pair, met: dict[int, set[int]], there: dict[int, Prepared]) -> bool:
    """Whether a key by which they met is one of the newest record's: an older one leaves its keys behind."""
    keys = (each for each in pair.asked.keys if pair.party in met.get(each[1], ()))
    return any(has_key(there[pair.party], each) for each in keys)


def _met(work: Work, asked: list[_Asked], known: Known) -> tuple[dict[int, Prepared], dict[int, set[int]]]:
    """The parties of the base that share a key with one that is asked about, prepared; and who they are, by key."""
    caps = {key: CAPS[rule] for each in asked for rule, key in each.keys}
    held: dict[int, list[int]] = {}
    wanted = sorted(caps)
    for i in range(0, len(wanted), _KEYS_AT_ONCE):
        held |= holders(work, {key: caps[key] for key in wanted[i : i + _KEYS_AT_ONCE]})
    met = {key: set(parties) for key, parties in held.items() if len(parties) < caps[key]}
    return _prepared(work, {p for parties in met.values() for p in parties}, known), met


def _prepared(work: Work, parties: set[int], known: Known) -> dict[int, Prepared]:
    """Parties of the base as their newest live record speaks of them."""
    return {party: prepare_one(row, known) for party, row in newest_sides(work, parties).items()}
