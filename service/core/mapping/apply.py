"""Raw batch to mapped frame: a column `raw.<field>` for each mapped field, and `extra` for what no field claims."""

from __future__ import annotations

import polars as pl

from service.core.deliver.cells import restored
from service.core.plan import Column, Plan


def apply(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a batch under canonical names.

    In      RawBatch.rows: row_id, line, cells.
    Out     the same rows in order: row_id, line, cells, `raw.<field>` str|null for each mapped and derived field (the
            cell as it came; null when empty or missing), `extra` str|null: canonical JSON of the other non-empty
            cells by column key (`@index` beyond the last heading), null when there is none.
    """
    plain = _without_spreadsheet_guards(rows)
    mapped = [_cell(c.index).alias(f"raw.{c.field}") for c in plan.columns if c.field is not None]
    derived = [_derived(d.source, d.where, d.prefix).alias(f"raw.{d.field}") for d in plan.derived]
    made = plain.with_columns(*mapped, *derived, _extra(plain, plan.columns).alias("extra"))
    return made.with_columns(rows["cells"])


def _without_spreadsheet_guards(rows: pl.DataFrame) -> pl.DataFrame:
    """The apostrophe that our spreadsheet files (and others: OWASP, CSV injection) put before a formula goes again, so
    that a file that goes out and comes in any number of times stays as it was. Few batches have one.
    """
    guarded = rows["cells"].explode(empty_as_null=False).str.starts_with("'").any()
    return rows.with_columns(pl.col("cells").list.eval(restored(pl.element()))) if guarded else rows


def _cell(index: int) -> pl.Expr:
    value = pl.col("cells").list.get(index, null_on_oob=True)
    return pl.when(value != "").then(value)


def _derived(source: int, where: int | None, prefix: str) -> pl.Expr:
    if where is None:
        return _cell(source)
    return pl.when(_cell(where).str.strip_chars().str.starts_with(prefix)).then(_cell(source))


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
