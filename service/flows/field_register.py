"""The register of fields: what the firm keeps of people, what for, how sensitive it is, how full, and when it last
served.

A field that no segment has used for twelve months, and that serves neither to find, reach or bill people nor to prove a
consent, is proposed for removal (RGPD art. 5(1)(c): adequate, relevant, limited). Removing it is done where it comes
from: the recipe stops using the column; what is stored goes with the next file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from service.core.classify import traits_of_field
from service.core.classify.purposes import purpose_of, serves_by_itself
from service.core.columns import TYPED_OF
from service.core.fields import FIELDS
from service.core.match.view import MATCH_SCHEMA
from service.store import field_use
from service.store.session import Work

EXAMINED = 2_000
"""Rows of each list that the fill rate is measured on, evenly spread over its latest file."""

_CANONICAL = {typed: name for name, typed in TYPED_OF.items()} | {
    "department": "postal_code",
    "address": "address_line1",
}


UNUSED_DAYS = 365
"""After so long without use a field is proposed for removal."""

_DAY_US = 86_400_000_000


def field_register(work: Work, *, at_us: int) -> list[dict[str, Any]]:
    """Every field that a list's latest file carries, by name: class, sensitivity, purpose, lists, fill rate, last use.

    In      at_us: the moment that twelve months are counted back from.
    Out     `proposal` drop, or null; `carried_since_us`: the first import that had it; `used_by`: segment, matching;
            `fill_rate`: share of the examined rows with something in the cell, null when no row was examined;
            `last_used_us`: when a segment last asked for it or carried it, null: never.
    """
    carried = pl.DataFrame(
        list(_carried(work)),
        schema={"field": pl.String, "list": pl.String, "filled": pl.Int64, "rows": pl.Int64},
        orient="row",
    )
    used, since = _last_uses(work), field_use.carried_since(work)
    told = []
    for (name,), rows in sorted(carried.group_by("field")):
        field, examined = FIELDS[str(name)], int(rows["rows"].sum())
        told.append(
            {
                "field": field.name,
                "class": field.data_class,
                "sensitivity": field.sensitivity,
                "kind": field.kind,
                "says": field.says,
                "lists": rows["list"].sort().to_list(),
                "rows_examined": examined,
                "fill_rate": round(int(rows["filled"].sum()) / examined, 4) if examined else None,
                "last_used_us": used.get(field.name),
                "carried_since_us": since.get(field.name),
                "purpose": purpose_of(field.name),
                **_traits(field.name),
                "used_by": _used_by(field.name, used),
                "proposal": _proposal(field.name, used.get(field.name), since.get(field.name), at_us),
            }
        )
    return told


def _traits(name: str) -> dict[str, Any]:
    traits = traits_of_field(name)
    return {"category": traits.sensitivity, "trait": traits.trait, "origin": traits.origin}


def _used_by(name: str, used: dict[str, int]) -> list[str]:
    matched = TYPED_OF.get(name, name) in MATCH_SCHEMA
    return [*(["segment"] if name in used else []), *(["matching"] if matched else [])]


def _proposal(name: str, last_us: int | None, since_us: int | None, at_us: int) -> str | None:
    """drop: nothing used it for twelve months, and it was there all that time."""
    if serves_by_itself(name) or TYPED_OF.get(name, name) in MATCH_SCHEMA:
        return None
    idle_since = max(last_us or 0, since_us or at_us)
    return "drop" if at_us - idle_since >= UNUSED_DAYS * _DAY_US else None


def carried_fields(work: Work) -> set[str]:
    """The fields that the latest file of some list carries."""
    return {name for *_, plan in field_use.latest_plans(work) for name in plan.fields} - {"ignore"}


def used_fields(work: Work) -> dict[str, int]:
    """Each field that a delivery asked for or carried, and when it last did (microseconds UTC)."""
    return _last_uses(work)


def _carried(work: Work) -> Iterator[tuple[str, str, int, int]]:
    for import_id, _, list_name, plan in field_use.latest_plans(work):
        cells = field_use.spread_of_rows(work, import_id, EXAMINED)["cells"]
        for name, index in plan.fields.items():
            cell = cells.list.get(index, null_on_oob=True).str.strip_chars()
            yield name, list_name, int((cell != "").sum()), len(cells)


def _last_uses(work: Work) -> dict[str, int]:
    used: dict[str, int] = {}
    for at_us, manifest in field_use.questions_delivered(work):
        for name in {*manifest["file"]["columns"], *manifest["question"].get("fields", [])}:
            used[_CANONICAL.get(name, name)] = at_us
    return used
