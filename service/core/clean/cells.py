"""The raw cells of a batch by canonical field, and what the cleaning of a group of fields gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from service.core.batch import ISSUE_SCHEMA, no_issues


@dataclass
class Cleaned:
    """Typed columns by name, the issues met on the way, and `kept`: texts without a typed column, for `extra`."""

    columns: dict[str, pl.Series] = field(default_factory=dict)
    issues: list[pl.DataFrame] = field(default_factory=list)
    kept: dict[str, pl.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """A mapped batch: `row_id` and the `raw.<field>` columns."""

    rows: pl.DataFrame

    def has(self, name: str) -> bool:
        """The file has a column for this field."""
        return f"raw.{name}" in self.rows.columns

    def raw(self, name: str) -> pl.Series:
        """The cells of a field; nulls where the file has no such column."""
        return self.rows[f"raw.{name}"] if self.has(name) else self.nothing()

    def nothing(self, dtype: type[pl.DataType] = pl.String) -> pl.Series:
        """A column of nulls."""
        return pl.Series([None], dtype=dtype).new_from_index(0, self.rows.height)

    def issues(self, name: str, code: pl.Series, after: pl.Series | None = None) -> pl.DataFrame:
        """One issue for each row whose `code` is not null; `before` is the cell as it came."""
        if code.null_count() == code.len():
            return no_issues()
        wrong = code.is_not_null()
        found = pl.DataFrame({
            "row_id": self.rows["row_id"].filter(wrong),
            "code": code.filter(wrong),
            "before": self.raw(name).filter(wrong),
            "after": (self.nothing() if after is None else after).filter(wrong).cast(pl.String),
        })  # fmt: skip
        return found.select(
            "row_id",
            pl.lit(None, pl.Int64).alias("column_index"),
            pl.lit(name).alias("field"),
            "code",
            "before",
            "after",
        )

    def row_issues(self, code: pl.Series) -> pl.DataFrame:
        """One issue on the row as a whole where `code` is not null."""
        named = code.is_not_null()
        found = pl.DataFrame({"row_id": self.rows["row_id"].filter(named), "code": code.filter(named)})
        absent = [pl.lit(None, dtype).alias(name) for name, dtype in ISSUE_SCHEMA.items() if name not in found.columns]
        return found.with_columns(absent).with_columns(pl.lit("").alias("field")).select(list(ISSUE_SCHEMA))


def first_of(*columns: pl.Series) -> pl.Series:
    """Row by row the first value that is not null."""
    said = [c for c in columns if c.null_count() < c.len()] or list(columns[:1])
    found = said[0]
    for column in said[1:]:
        if not found.has_nulls():
            break
        found = found.zip_with(found.is_not_null(), column)
    return found


def where(mask: pl.Series, column: pl.Series) -> pl.Series:
    """`column` where `mask` is true, null elsewhere."""
    return column.zip_with(mask, pl.Series([None], dtype=column.dtype))


def constant(mask: pl.Series, value: str | int) -> pl.Series:
    """`value` where `mask` is true, null elsewhere."""
    return pl.Series([value]).zip_with(mask, pl.Series([None], dtype=pl.Series([value]).dtype))
