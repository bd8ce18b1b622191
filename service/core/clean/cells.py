"""The raw cells of a batch by canonical field, and what the cleaning of a group of fields gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from service.core.batch import ISSUE_SCHEMA


@dataclass
class Cleaned:
    """Typed columns by name, and the issues met on the way."""

    columns: dict[str, pl.Series] = field(default_factory=dict)
    issues: list[pl.DataFrame] = field(default_factory=list)


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
        return pl.repeat(None, self.rows.height, dtype=dtype, eager=True)

    def issues(self, name: str, code: pl.Series, after: pl.Series | None = None) -> pl.DataFrame:
        """One issue for each row whose `code` is not null; `before` is the cell as it came."""
        frame = pl.DataFrame({"row_id": self.rows["row_id"], "code": code, "before": self.raw(name)})
        frame = frame.with_columns((after if after is not None else self.nothing()).cast(pl.String).alias("after"))
        return (
            frame.filter(pl.col("code").is_not_null())
            .select(
                pl.col("row_id").cast(pl.Int64),
                pl.lit(None, pl.Int64).alias("column_index"),
                pl.lit(name).alias("field"),
                "code",
                "before",
                "after",
            )
            .select(list(ISSUE_SCHEMA))
        )


def first_of(*columns: pl.Series) -> pl.Series:
    """Row by row the first value that is not null."""
    return pl.select(pl.coalesce(*columns)).to_series()


def where(mask: pl.Series, column: pl.Series) -> pl.Series:
    """`column` where `mask` is true, null elsewhere."""
    return column.set(~mask.fill_null(value=False), None)
