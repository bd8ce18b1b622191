"""The register of fields: what the firm keeps of people, how sensitive it is, how full, and when it last served.

A field that no segment has used is a candidate for removal (RGPD art. 5(1)(c): adequate, relevant, limited).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from service.core.columns import TYPED_OF
from service.core.fields import FIELDS
from service.store import field_use
from service.store.session import Work

EXAMINED = 2_000
"""Rows of each list that the fill rate is measured on, evenly spread over its latest file."""

_CANONICAL = {typed: name for name, typed in TYPED_OF.items()} | {
    "department": "postal_code",
    "address": "address_line1",
}


def field_register(work: Work) -> list[dict[str, Any]]:
    """Every field that a list's latest file carries, by name: class, sensitivity, kind, lists, fill rate, last use.

    Out     `fill_rate`: share of the examined rows with something in the cell, null when no row was examined;
            `last_used_us`: when a segment last asked for it or carried it, null: never.
    """
    carried = pl.DataFrame(
        list(_carried(work)),
        schema={"field": pl.String, "list": pl.String, "filled": pl.Int64, "rows": pl.Int64},
        orient="row",
    )
    used = _last_uses(work)
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
            }
        )
    return told


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
