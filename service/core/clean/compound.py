"""Name cells taken apart before they are cleaned: each part goes to its field where that is free, else is kept.

Columns of names only, and only the cells that hold a sign such names have: most batches need one look.
"""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.kinds.compound_names import COMPOUND_PARTS, HINTS, split_compound
from service.core.kinds.parsed import over_distinct

HELD = ("full_name", "company_name", "last_name")
CODES = {
    "currency": "name.currency",
    "mark": "name.marked-deleted",
    "child": "name.sub-customer",
    "company": "name.firm-and-person",
}


def take_apart(batch: pl.DataFrame) -> tuple[pl.DataFrame, Cleaned]:
    """The mapped batch with simple names in `raw.full_name`, `raw.last_name` and `raw.company_name`.

    Out     a currency in `raw.currency`; a firm or a person named beside the other in `raw.company_name` or
            `raw.full_name`; sub-customers and what found no place in `kept`; an issue for each thing taken out.
    """
    out = Cleaned()
    for name in HELD:
        cells = Cells(batch)
        if not cells.has(name):
            continue
        rows = cells.raw(name).str.contains_any(HINTS, ascii_case_insensitive=True).fill_null(value=False).arg_true()
        if rows.is_empty():
            continue
        found = over_distinct(pl.DataFrame({"text": cells.raw(name).gather(rows)}), split_compound, COMPOUND_PARTS)
        if found["name"].null_count() < found.height:
            parts = {p: cells.nothing().scatter(rows, found[p]) for p in COMPOUND_PARTS}
            batch = batch.with_columns(_placed(cells, name, parts, out))
    return batch, out


def _placed(cells: Cells, name: str, parts: dict[str, pl.Series], out: Cleaned) -> list[pl.Series]:
    """The raw columns that the parts of one column change."""
    nothing = cells.nothing()
    firm, person = parts["company"], parts["person"]
    if name == "last_name":  # beside a first name it is a family name, whatever it says
        alone = cells.raw("first_name").is_null()
        firm, person = where(alone, firm), where(alone, person)
    for part, code in CODES.items():
        told = firm if part == "company" else parts[part]
        out.issues.append(cells.issues(name, constant(told.is_not_null(), code), parts["name"]))
    both = firm.is_not_null()
    own, other, place = (firm, person, "full_name") if name == "company_name" else (person, firm, "company_name")
    taken = cells.raw(place).is_not_null()
    if place == "full_name":
        taken |= cells.raw("last_name").is_not_null() | cells.raw("first_name").is_not_null()
    spare = where(both & taken, other)
    rest = pl.select(pl.concat_str(parts["child"], spare, separator=", ", ignore_nulls=True)).to_series()
    if (rest != "").any():
        out.kept[f"{name}+"] = where(rest != "", rest)
    columns = [first_of(where(both, own), parts["name"], cells.raw(name)).alias(f"raw.{name}")]
    if both.any():
        columns.append(first_of(cells.raw(place), where(both & ~taken, other), nothing).alias(f"raw.{place}"))
    if parts["currency"].null_count() < both.len():
        columns.append(first_of(cells.raw("currency"), parts["currency"]).alias("raw.currency"))
    return columns
