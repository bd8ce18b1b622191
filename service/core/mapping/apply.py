"""Raw batch to mapped frame: a column `raw.<field>` for each mapped field, and `extra` for what no field claims."""

from __future__ import annotations

import polars as pl

from service.core.deliver.cells import restored
from service.core.plan import Column, Derived, Plan

_TEXT_FORMULA = r'^="(?:[^"]|"")*"$'
_GUARDED_NUMBER = r"^'\+?[0-9][0-9 .\-]*$"


def apply(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a batch under canonical names.

    In      RawBatch.rows: row_id, line, cells.
    Out     the same rows in order: row_id, line, cells, `raw.<field>` str|null for each mapped and derived field (the
            cell as it came; null when empty or missing), `extra` str|null: canonical JSON of the other non-empty
            cells by column key (`@index` beyond the last heading), null when there is none.
    """
    plain = _without_spreadsheet_guards(rows)
    mapped = [_cell(c.index).alias(f"raw.{c.field}") for c in plan.columns if c.field is not None]
    fields = dict.fromkeys(d.field for d in plan.derived)
    derived = [
        pl.coalesce([_derived(d) for d in plan.derived if d.field == field]).alias(f"raw.{field}") for field in fields
    ]
    made = plain.with_columns(*mapped, *derived, _extra(plain, plan.columns).alias("extra"))
    return made.with_columns(rows["cells"])


def _without_spreadsheet_guards(rows: pl.DataFrame) -> pl.DataFrame:
    """What spreadsheets put round a text goes: `="00123"`, and the apostrophe before a number ('0612345678) or before a
    formula. Our spreadsheet files write the last (so do others: OWASP, CSV injection); without it again, a file that
    goes out and comes in any number of times stays as it was. Few batches have one.
    """
    cells = rows["cells"].explode(empty_as_null=False)
    guarded, quoted = (cells.str.starts_with(start).any() for start in ("'", '="'))
    if not (guarded or quoted):
        return rows
    cell = pl.element()
    if quoted:
        inner = cell.str.slice(2).str.strip_suffix('"').str.replace_all('""', '"', literal=True)
        cell = pl.when(cell.str.contains(_TEXT_FORMULA)).then(inner).otherwise(cell)
    if guarded:
        cell = restored(pl.when(cell.str.contains(_GUARDED_NUMBER)).then(cell.str.slice(1)).otherwise(cell))
    return rows.with_columns(pl.col("cells").list.eval(cell))


def _cell(index: int) -> pl.Expr:
    value = pl.col("cells").list.get(index, null_on_oob=True)
    return pl.when(value != "").then(value)


def _derived(rule: Derived) -> pl.Expr:
    cell = _cell(rule.source)
    holds = cell.str.strip_chars() != ""
    if rule.where is not None:
        place = _cell(rule.where).str.strip_chars()
        holds &= place.str.starts_with(rule.prefix)
        if rule.pattern:
            holds &= place.str.contains(rule.pattern)
    return pl.when(holds).then(cell)


def _extra(rows: pl.DataFrame, columns: tuple[Column, ...]) -> pl.Expr:
    """JSON text made column by column: each non-empty cell is encoded by itself, then joined."""
    widest = rows.select(pl.col("cells").list.len().max()).item() if rows.height else 0
    keyed = [(c.key, c.index) for c in columns if c.field is None]
    keyed += [(f"@{i}", i) for i in range(len(columns), widest or 0)]
    if not keyed:
        return pl.lit(None, pl.String)
    members = []
    for key, index in sorted(keyed):
        value = pl.col("cells").list.get(index, null_on_oob=True)
        member = pl.struct(value.alias(key)).struct.json_encode()
        members.append(pl.when(value.str.strip_chars() != "").then(member.str.head(-1).str.tail(-1)))
    text = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.when(text != "").then(pl.concat_str(pl.lit("{"), text, pl.lit("}")))
