"""A file matched on its own: what cleaning could not use is compared all the same.

A customer file must be right before it is kept; two lines with the same impossible date (1976-16-01), the same foreign
postcode or the same foreign number still speak of one customer. So where cleaning left a cell out, its letters and
digits stand in, and where there is no town a place of birth does; nothing of this is kept or shown. A SIREN or SIRET
whose key does not hold is left out all the same: two numbers that differ are two firms, and a slip would keep one firm
apart.

It also finds the column that numbers customers without saying so (`soc_sec_id`, `n° adhérent`): a column that no other
comparison uses, of codes, where some are repeated, and lines with the same code agree in the rest (checked by the
caller, engines/whole.py).
"""

from __future__ import annotations

import polars as pl

from service.core.folding import fold_series
from service.core.mapping.parts import birth_place
from service.core.plan import Plan

_BIRTH_PARTS = ("birth_year", "birth_month", "birth_day")
IDENT_FIELDS: frozenset[str | None] = frozenset({
    None, "external_id", "registration_number", "rna_number", "vat_number", "contact_id", "rcs_number", "eori_number",
    "accounting_code", "username",
})  # fmt: skip
_CODE = r"^[A-Z]{0,4}[0-9][A-Z0-9]{3,24}$"
_LEAST_CODES = 0.9  # share of filled cells that look like a code
_LEAST_DIFFERENT = 0.2  # share of filled cells that are different from one another
_LEAST_REPEATED = 10  # codes that several lines have


def loose(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The cleaned rows with the columns of the match frame completed from the cells.

    In      rows of `pipeline.prepare`: cells and typed columns. Out: the same rows in order.
    """
    made = [_birth(rows, plan), _line(rows, plan)]
    made += [_code(rows, plan, "postal_code"), _town(rows, plan)]
    made += [_phone(rows, plan, field) for field in ("phone", "phone_mobile", "phone_secondary")]
    return rows.with_columns(made)


def _cells(rows: pl.DataFrame, plan: Plan, field: str) -> pl.Series:
    return _cells_at(rows, plan.fields.get(field))


def _cells_at(rows: pl.DataFrame, index: int | None) -> pl.Series:
    if index is None:
        return pl.Series([None] * rows.height, dtype=pl.String)
    return rows["cells"].list.get(index, null_on_oob=True).str.strip_chars()


def _or_cell(rows: pl.DataFrame, column: str, instead: pl.Series) -> pl.Series:
    """The typed column, and where it has nothing the other one."""
    frame = pl.DataFrame({"typed": rows[column], "cell": instead})
    return frame.select(pl.coalesce("typed", pl.when(pl.col("cell") != "").then("cell"))).to_series().alias(column)


def _code(rows: pl.DataFrame, plan: Plan, field: str) -> pl.Series:
    return _or_cell(rows, field, fold_series(_cells(rows, plan, field)).str.replace_all(" ", "", literal=True))


def _town(rows: pl.DataFrame, plan: Plan) -> pl.Series:
    """The town, or in a file without towns the place of birth: it is compared, not kept."""
    index = plan.fields.get("city")
    if index is None:
        index = next((c.index for c in plan.columns if c.field is None and birth_place(c.heading)), None)
    return _or_cell(rows, "city", fold_series(_cells_at(rows, index)))


def _phone(rows: pl.DataFrame, plan: Plan, field: str) -> pl.Series:
    digits = _cells(rows, plan, field).str.replace_all(r"[^0-9]", "")
    return _or_cell(rows, field, digits.set(digits.str.len_bytes() < 6, None).str.tail(15))


def _line(rows: pl.DataFrame, plan: Plan) -> pl.Series:
    """A number without a street stands alone, whatever flat or floor cleaning put in the street's place."""
    number, street = _cells(rows, plan, "street_number"), _cells(rows, plan, "address_line1")
    line = _or_cell(rows, "address_line1", number)
    if "address_line1" not in plan.fields:
        return line
    frame = pl.DataFrame({"line": line, "number": number, "street": street})
    bare = (pl.col("street").fill_null("") == "") & (pl.col("number") != "")
    return frame.select(pl.when(bare).then("number").otherwise("line")).to_series().alias("address_line1")


_YMD, _DMY = r"^(\d{4})\D(\d{1,2})\D(\d{1,2})(?:\D.*)?$", r"^(\d{1,2})\D(\d{1,2})\D(\d{4})$"


def _birth(rows: pl.DataFrame, plan: Plan) -> pl.Series:
    """Year, month and day as they stand, whatever a calendar says, in the order in which the column has them."""
    parts = [_cells(rows, plan, field).str.strip_suffix(".0").str.extract(r"^(\d{1,4})$") for field in _BIRTH_PARTS]
    month_first = plan.profile("birth_date").date_order == "MDY"
    frame = pl.DataFrame({"w": _cells(rows, plan, "birth_date"), "y": parts[0], "m": parts[1], "d": parts[2]})
    digits = pl.col("w").str.extract(r"^(\d{8})$")
    read = (
        _dated(*(digits.str.slice(at, size) for at, size in ((0, 4), (4, 2), (6, 2)))),
        _dated(*(pl.col("w").str.extract(_YMD, place) for place in (1, 2, 3))),
        _dated(*(pl.col("w").str.extract(_DMY, place) for place in ((3, 1, 2) if month_first else (3, 2, 1)))),
        _dated(pl.col("y"), pl.col("m"), pl.col("d")),
    )
    return _or_cell(rows, "birth_date", frame.select(pl.coalesce(read)).to_series())


def _dated(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    return pl.format("{}-{}-{}", year.str.zfill(4), month.str.zfill(2), day.str.zfill(2))


def best_ident(cells: pl.Series, plan: Plan, ignored: frozenset[str]) -> tuple[str, pl.Series] | None:
    """The key of the column that seems to number customers and its codes, one a row; null when there is none.

    In      `cells` of all rows; `ignored`: keys of columns that somebody told to leave out.
    """
    best: tuple[int, str, pl.Series] | None = None
    for column in plan.columns:
        if column.field not in IDENT_FIELDS or column.key in ignored:
            continue
        found = ident(cells.list.get(column.index, null_on_oob=True))
        if found is not None and (best is None or found[0] > best[0]):
            best = (found[0], column.key, found[1])
    return None if best is None else best[1:]


def ident(cells: pl.Series) -> tuple[int, pl.Series] | None:
    """How many codes of a column several rows have, and the codes, letters and digits only; null when it does not
    number customers. In: one cell a row, as it came.
    """
    codes = fold_series(cells).str.replace_all(" ", "", literal=True)
    filled = codes.filter(codes.is_not_null() & (codes != ""))
    if not len(filled) or int(filled.str.contains(_CODE).sum()) < _LEAST_CODES * len(filled):
        return None
    counted = filled.value_counts(name="n")
    repeated = int((counted["n"] > 1).sum())
    if repeated < _LEAST_REPEATED or counted.height < _LEAST_DIFFERENT * len(filled):
        return None
    return repeated, codes.set(~codes.str.contains(_CODE).fill_null(value=False), None)
