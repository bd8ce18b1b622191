"""Every column of a file to its canonical field, with a confidence and the readings that were set aside.

In this order: what a person forces, what headings say, what the rest of the file makes of ambiguous headings, what the
values confirm, deny or suggest. No two columns keep one field: see `_one_each`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from service.core.fields import FIELDS
from service.core.folding import fold
from service.core.mapping.context import reading
from service.core.mapping.headings import candidates
from service.core.mapping.values import by_values, fits, shapes
from service.core.plan import Column, Derived, column_keys
from service.errors import BadQuery

# where the second and the third column of a field go, when that place is free
_NEXT = {
    "email": ("email_secondary",),
    "phone": ("phone_secondary", "phone_home"),
    "phone_mobile": ("phone", "phone_secondary"),
    "address_line1": ("address_line2", "address_line3"),
    "address_line2": ("address_line3",),
}
# in files that have a delivery address, the second one of these is part of it
_NEXT_SHIPPED = {"postal_code": "ship_postal_code", "city": "ship_city", "country": "ship_country"}
CUSTOMER_ACCOUNTS = "41"
_ACCOUNT = r"^4[012]"  # suppliers, customers, staff
_OWN_ACCOUNT = r"^4[012][0-9]+[^0-9]*[A-Za-z]"  # 411ACME, 4110DUPONT
_SURE_ENOUGH = 0.5  # below it a reading is only an alternative


@dataclass
class _Choice:
    """What is known of one column while choosing."""

    index: int
    key: str
    heading: str
    shape: dict[str, float]
    options: list[tuple[str, float]] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    forced: bool = False

    @property
    def best(self) -> tuple[str, float]:
        return self.options[0] if self.options else ("", 0.0)


def choose(
    headings: list[str],
    sample: pl.DataFrame,
    *,
    software: str | None = None,
    forced: Mapping[str, str | None] | None = None,
) -> tuple[Column, ...]:
    """The columns of a file.

    In      one heading per column ("" where there is none); `sample` has one text column per heading, some rows.
    Raises  BadQuery when `forced` names a column or a field that does not exist.
    """
    keys = column_keys(headings)
    choices = [
        _Choice(i, keys[i], h, shapes(sample.to_series(i)), list(candidates(h.strip(), software)))
        for i, h in enumerate(headings)
    ]
    sure = {c.best[0] for c in choices if c.best[1] >= 0.7}
    for choice in choices:
        _read_in_context(choice, sure, software)
        _weigh_values(choice)
    _force(choices, dict(forced or {}))
    return tuple(_one_each(choices))


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


def _read_in_context(choice: _Choice, sure: set[str], software: str | None) -> None:
    """Let the file decide an ambiguous heading, unless its program is known."""
    if choice.options:
        choice.evidence.append(f"heading:{choice.best[0]}")
    if software is not None and choice.best[1] >= 0.95:
        return
    others = sure - {choice.best[0]} if choice.best[1] < 0.95 else sure
    decided = reading(fold(choice.heading), others, choice.shape)
    if decided is not None:
        rest = [o for o in choice.options if o[0] != decided]
        choice.options = [(decided, 0.8), *((f, min(c, 0.6)) for f, c in rest)]
        choice.evidence = [f"heading:{decided}", "context"]


def _weigh_values(choice: _Choice) -> None:
    """Confirm or doubt each reading by the values, and add what the values alone suggest."""
    weighed = []
    for name, sure in choice.options:
        fit = fits(FIELDS[name].kind, choice.shape)
        if fit is None or choice.shape["seen"] < 2:
            weighed.append((name, sure))
        else:
            weighed.append((name, round(min(0.99, sure + 0.02) if fit >= 0.6 else sure * (0.5 + 0.5 * fit), 2)))
    suggested = [(f, s) for f, s in by_values(choice.shape) if f not in {n for n, _ in weighed}]
    before = choice.best[0]
    kept = weighed + [(f, s if not weighed else s * 0.75) for f, s in suggested]
    choice.options = sorted(kept, key=lambda o: -o[1])
    if choice.options and choice.best[0] != before:
        choice.evidence.append(f"values:{choice.best[0]}")
    elif choice.options and (fits(FIELDS[choice.best[0]].kind, choice.shape) or 0.0) >= 0.6:
        choice.evidence.append("values")


def _force(choices: list[_Choice], forced: dict[str, str | None]) -> None:
    """Apply a person's mapping: it wins, and a field it names leaves every other column."""
    by_key = {c.key: c for c in choices} | {f"@{c.index}": c for c in choices}
    unknown = [k for k in forced if k not in by_key]  # told by number: headings may be a person's values
    if unknown:
        raise BadQuery("The mapping names columns that the file does not have.", columns=len(unknown))
    strange = {f for f in forced.values() if f is not None and f not in FIELDS}
    if strange:
        raise BadQuery("The mapping names fields that do not exist.", fields=len(strange))
    taken = {f for f in forced.values() if f is not None}
    for choice in choices:
        choice.options = [o for o in choice.options if o[0] not in taken]
    for key, name in forced.items():
        choice = by_key[key]
        choice.forced = True
        choice.evidence = ["forced"]
        choice.options = [] if name is None else [(name, 1.0)]


def _one_each(choices: list[_Choice]) -> list[Column]:
    """One column a field: the most sure, then the fullest, then the first; others go to the next free place.

    A column that finds no place keeps its reading among the alternatives and is carried in `extra`.
    """
    taken: dict[str, int] = {}
    placed: dict[int, tuple[str, float] | None] = {}
    shipped = any(c.best[0].startswith("ship_") for c in choices)
    order = sorted(
        choices,
        key=lambda c: (not c.forced, -round(c.best[1], 1), -round(c.shape.get("filled", 0.0), 1), c.index),
    )
    for choice in order:
        name, sure = choice.best
        if sure < _SURE_ENOUGH or name == "ignore":
            placed[choice.index] = None
            continue
        others = [f for f, s in choice.options[1:] if s >= 0.5]
        delivery = [_NEXT_SHIPPED[name]] if shipped and name in _NEXT_SHIPPED else []
        places = [name, *_NEXT.get(name, ()), *delivery, *others]
        free = next((p for p in places if p not in taken), None)
        placed[choice.index] = None if free is None else (free, sure if free == name else round(sure * 0.8, 2))
        if free is not None:
            taken[free] = choice.index
    return [_column(c, placed[c.index]) for c in choices]


def _column(choice: _Choice, place: tuple[str, float] | None) -> Column:
    name, sure = (place[0], round(place[1], 2)) if place else (None, 0.0)
    others = tuple(f for f, _ in choice.options if f not in {name, "ignore"})[:4]
    empty = Column(choice.index, choice.key, choice.heading, alternatives=others, evidence=tuple(choice.evidence))
    return replace(empty, field=name, confidence=sure)
