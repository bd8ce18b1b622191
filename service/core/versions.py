"""Which rows of a file the list already has: unchanged, changed or new (design, 4.2).

A row is known by its content (`row_hash`) and by its source key: the customer code where the row has one, else that
hash. Identical content ties first, so the order of lines cannot matter; what is left ties by source key and is a new
version of that record; the rest is new. A record that no line ties to is missing: reported, never deleted. Several
lines of one customer share their source key.

    file      row_id i64, source_key str, row_hash i64, in file order
    existing  record_id i64, source_key str, row_hash i64: live records of the list
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_CELL = "\x1f"


def row_contents(cells: pl.Series, labels: list[str]) -> pl.Series:
    """The content of each row as one text: label and value of each cell that is not empty, in label order.

    `labels` names each cell by its field, else its heading: so a moved, added or removed empty column, or a renamed
    heading of the same field, is no change.
    """
    if not labels:
        return pl.repeat("", cells.len(), dtype=pl.String, eager=True).alias("content")
    columns = cells.list.to_struct(fields=[str(i) for i in range(len(labels))]).struct.unnest()
    parts = []
    for i in sorted(range(len(labels)), key=lambda i: (labels[i], i)):
        cell = pl.col(str(i))
        parts += [pl.when(cell != "").then(pl.lit(f"{_CELL}{labels[i]}=")), cell]
    return columns.select(pl.concat_str(parts, ignore_nulls=True).alias("content"))["content"]


def source_key(code: pl.Expr, row_hash: pl.Expr) -> pl.Expr:
    """The customer code, else the hash of the row, unsigned, after a `#`."""
    bare = code.str.strip_chars()
    hashed = pl.format("#{}", row_hash.reinterpret(signed=False))
    return pl.when(bare.fill_null("") == "").then(hashed).otherwise(bare)


@dataclass(frozen=True)
class Versions:
    """The answer: `rows` is the file with action (unchanged|changed|new) and record_id (tied or superseded, else null).
    `missing` counts live records that no line ties to.
    """

    rows: pl.DataFrame
    missing: int


def _tied(file: pl.DataFrame, existing: pl.DataFrame, keys: list[str], action: str) -> pl.DataFrame:
    """Rows and records of equal keys, one to one in order of appearance."""
    nth = pl.int_range(pl.len(), dtype=pl.Int64).over(keys).alias("nth")
    left = file.with_columns(nth)
    right = existing.sort("record_id").with_columns(nth)
    return left.join(right, on=[*keys, "nth"], how="inner").select(
        "row_id", pl.lit(action).alias("action"), "record_id"
    )


def _same(file: pl.DataFrame, existing: pl.DataFrame) -> pl.DataFrame:
    """Rows and records of equal source key and content. Most hashes are there once: those are joined by the hash alone,
    which is several times cheaper than by both columns and the order of appearance.
    """
    several = pl.concat([f["row_hash"].filter(f["row_hash"].is_duplicated()) for f in (file, existing)]).unique()
    often = pl.col("row_hash").is_in(several.implode())
    once = file.filter(~often).join(existing.filter(~often), on="row_hash", how="inner")
    found = once.filter(pl.col("source_key") == pl.col("source_key_right")).select(
        "row_id", pl.lit("unchanged").alias("action"), "record_id"
    )
    if several.is_empty():
        return found
    rest = _tied(file.filter(often), existing.filter(often), ["source_key", "row_hash"], "unchanged")
    return pl.concat([found, rest])


def tie(file: pl.DataFrame, existing: pl.DataFrame) -> Versions:
    """Tie the rows of a file to the live records of its list."""
    same = _same(file, existing)
    rest = file.join(same, on="row_id", how="anti", maintain_order="left")
    changed = _tied(rest, existing.join(same, on="record_id", how="anti"), ["source_key"], "changed")
    new = rest.join(changed, on="row_id", how="anti", maintain_order="left").select(
        "row_id", pl.lit("new").alias("action"), pl.lit(None, dtype=pl.Int64).alias("record_id")
    )
    found = pl.concat([same, changed, new]).sort("row_id")
    rows = file.with_columns(found["action"], found["record_id"])
    return Versions(rows, existing.height - same.height - changed.height)
