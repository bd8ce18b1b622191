"""Every column of a file to its canonical field, with a confidence and the readings that were set aside.

In this order: what headings say (knowledge.py), what the other columns make of it (context.py), what the values
confirm, deny or suggest (values.py), what a person forces. No two columns keep one field: see places.py. The page
docs/mapping.md tells the whole method and how well it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

import polars as pl

from service.core.fields import FIELDS
from service.core.mapping.calibration import calibrated
from service.core.mapping.context import leaning, presence
from service.core.mapping.knowledge import IGNORE, Knowledge, shipped
from service.core.mapping.owners import names_of_firms, without_owner
from service.core.mapping.parts import left_out, parts
from service.core.mapping.places import Reading, one_each
from service.core.mapping.values import by_values, fits, likelier, shapes_of
from service.core.plan import Column, Derived, column_keys
from service.errors import BadQuery

_LIKELY = 0.04  # a field less likely than this by its heading gains nothing from the other columns
_KEPT = 0.01  # a reading less likely than this is not told
CUSTOMER_ACCOUNTS = "41"
_ACCOUNT = r"^4[012]"  # suppliers, customers, staff
_OWN_ACCOUNT = r"^4[012][0-9]+[^0-9]*[A-Za-z]"  # 411ACME, 4110DUPONT


@dataclass
class _Choice:
    """What is known of one column while choosing: probabilities of fields, `ignore` among them."""

    heading: str
    shape: dict[str, float]
    by_heading: dict[str, float]
    likely: dict[str, float] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)

    @property
    def best(self) -> str:
        return max(self.likely, key=lambda f: (self.likely[f], f))


def choose(
    headings: list[str],
    sample: pl.DataFrame,
    *,
    software: str | None = None,
    forced: Mapping[str, str | None] | None = None,
    knowledge: Knowledge | None = None,
) -> tuple[Column, ...]:
    """The columns of a file.

    In      one heading per column ("" where there is none); `sample` has one text column per heading, some rows.
    Raises  BadQuery when `forced` names a column or a field that does not exist.
    """
    keys = column_keys(headings)
    read = readings(headings, sample, software=software, knowledge=knowledge)
    read = _forced(read, keys, dict(forced or {}))
    return one_each(headings, keys, read)


def readings(
    headings: list[str], sample: pl.DataFrame, *, software: str | None = None, knowledge: Knowledge | None = None
) -> list[Reading]:
    """What each column may be, before any two of them claim one field: fields and `ignore`, best first."""
    known = knowledge or shipped()
    seen = shapes_of(sample)
    said = [known.fields_of(h.strip(), software) for h in headings]
    if software is None:
        together = names_of_firms(headings, said) | without_owner(headings, known.fields_of) | parts(headings, seen)
        said = [together.get(i, s) for i, s in enumerate(said)]
    said = [{IGNORE: 1.0} if left_out(h) else s for h, s in zip(headings, said, strict=True)]
    choices = [_Choice(h, s, told) for h, s, told in zip(headings, seen, said, strict=True)]
    for choice in choices:
        _by_heading(choice)
    for _ in range(2):  # the second time with what the first made of the other columns
        _in_context(choices)
    for choice in choices:
        if not left_out(choice.heading):
            _by_values(choice)
    return [_reading(choice) for choice in choices]


def derive(columns: tuple[Column, ...]) -> tuple[Derived, ...]:
    """Fields filled from columns of another meaning: the accounts of third parties in accounting entries (FEC).

    The name stands in CompAuxLib where it is filled, else in CompteLib of an account of its own (411ACME): letters
    behind the number say that. Accounts 41 are those of customers, 40 of suppliers, 42 of staff (Plan comptable
    général, class 4): all are kept, and clean tells them apart.
    """
    at = {c.field: c.index for c in columns if c.field}
    account = at.get("account_number")
    entries = "aux_account_label" in at or (account is not None and "account_label" in at and "debit" in at)
    if not entries or at.keys() & {"full_name", "company_name", "last_name"}:
        return ()
    pairs = [
        ("full_name", "aux_account_label", _ACCOUNT),
        ("customer_id", "aux_account_number", _ACCOUNT),
        ("full_name", "account_label", _OWN_ACCOUNT),
        ("customer_id", "account_number", _OWN_ACCOUNT),
    ]
    if account is None:
        return tuple(Derived(f, at[source]) for f, source, _ in pairs[:2] if source in at and f not in at)
    return tuple(Derived(f, at[source], account, "4", of) for f, source, of in pairs if source in at and f not in at)


def _by_heading(choice: _Choice) -> None:
    choice.likely = _told_by_values(choice.by_heading, choice.shape)
    best = max(choice.by_heading, key=lambda f: (choice.by_heading[f], f))
    if best != IGNORE:
        choice.evidence.append(f"heading:{best}")


def _told_by_values(likely: dict[str, float], shape: dict[str, float]) -> dict[str, float]:
    return _shares({f: p * (likelier(f, FIELDS[f].kind, shape) if f != IGNORE else 1.0) for f, p in likely.items()})


def _in_context(choices: list[_Choice]) -> None:
    """Each column again, by what the others are so far."""
    others = presence([c.likely for c in choices])
    after = []
    for choice, row in zip(choices, others, strict=True):
        base = _told_by_values(choice.by_heading, choice.shape)
        after.append({f: p * exp(leaning(f, row, likely=p >= _LIKELY)) for f, p in base.items()})
    for choice, likely in zip(choices, after, strict=True):
        before = choice.best
        choice.likely = _shares(likely)
        if choice.best != before and "context" not in choice.evidence:
            choice.evidence.append("context")


def _by_values(choice: _Choice) -> None:
    """Add what the values alone suggest; a heading that says something gives way only to one that cannot be."""
    before, shape = choice.best, choice.shape
    sure = 1.0 if before == IGNORE else 0.5
    for name, strength in by_values(shape):
        if name not in choice.likely or choice.likely[IGNORE] > choice.likely[name]:
            choice.likely[name] = choice.likely.get(name, 0.0) + strength * sure
            choice.likely[IGNORE] *= 1.0 - strength
    choice.likely = _shares(choice.likely)
    if choice.best != before:
        choice.evidence.append(f"values:{choice.best}")
    elif (fits(FIELDS[choice.best].kind, shape) or 0.0) >= 0.6:
        choice.evidence.append("values")


def _shares(likely: dict[str, float]) -> dict[str, float]:
    total = sum(likely.values())
    return {f: p / total for f, p in likely.items()} if total > 0 else {IGNORE: 1.0}


def _reading(choice: _Choice) -> Reading:
    ranked = sorted(choice.likely.items(), key=lambda o: (-o[1], o[0]))
    options = tuple((f, calibrated(p)) for f, p in ranked if p >= _KEPT)
    return Reading(options, tuple(choice.evidence), choice.shape.get("filled", 0.0))


def _forced(read: list[Reading], keys: list[str], forced: dict[str, str | None]) -> list[Reading]:
    """Apply a person's mapping: it wins, and a field it names leaves every other column."""
    by_key = {k: i for i, k in enumerate(keys)} | {f"@{i}": i for i in range(len(keys))}
    unknown = [k for k in forced if k not in by_key]  # told by number: headings may be a person's values
    if unknown:
        raise BadQuery("The mapping names columns that the file does not have.", columns=len(unknown))
    strange = {f for f in forced.values() if f is not None and f not in FIELDS}
    if strange:
        raise BadQuery("The mapping names fields that do not exist.", fields=len(strange))
    taken = {f for f in forced.values() if f is not None}
    after = [Reading(tuple(o for o in r.options if o[0] not in taken), r.evidence, r.filled) for r in read]
    for key, name in forced.items():
        after[by_key[key]] = Reading(() if name is None else ((name, 1.0),), ("forced",), 1.0, forced=True)
    return after
