"""The stages in a row: raw rows and a plan to cleaned rows, their parties, and what the list knows them by.

Stages never import one another; here they meet. Any batch size gives the same output.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from service.core.answers import NO_ANSWERS, Answers, answered_clean
from service.core.batch import gather_issues
from service.core.clean.options import CleanOptions
from service.core.clean.parties import PartyFrames, split
from service.core.columns import TYPED_SCHEMA
from service.core.hashing import hash_text
from service.core.mapping import apply
from service.core.plan import HAPPENED, Plan
from service.core.read import RawBatch
from service.core.versions import row_contents, source_key


@dataclass(frozen=True)
class Prepared:
    """Rows ready to be stored. `rows`: the cleaned frame, unreadable lines among them as rejected, by row_id.
    `issues` has ISSUE_SCHEMA with `column_index` filled in.
    """

    rows: pl.DataFrame
    issues: pl.DataFrame

    @cached_property
    def frames(self) -> PartyFrames:
        """The parties of the accepted rows and what hangs on them; made when first asked for, by who asks."""
        return split(self.rows)


def identities(batch: RawBatch, plan: Plan) -> pl.DataFrame:
    """row_id, source_key, row_hash of the rows of a batch: what the list knows them by (core/versions.py).

    Rows of what happened are known by their content alone: a customer's next invoice is no new version of the last.
    """
    labels = [c.field or c.key for c in plan.columns]
    content = row_contents(batch.rows["cells"], labels)
    code = None if plan.grain in HAPPENED else plan.fields.get("customer_id")
    cell = pl.lit(None, dtype=pl.String) if code is None else pl.col("cells").list.get(code, null_on_oob=True)
    return batch.rows.with_columns(hash_text(content, seed="row").alias("row_hash")).select(
        "row_id", source_key(cell, pl.col("row_hash")).alias("source_key"), "row_hash"
    )


def prepare(batch: RawBatch, plan: Plan, options: CleanOptions, answers: Answers = NO_ANSWERS) -> Prepared:
    """Map and clean the rows of a batch, with what people answered to suggestions."""
    cleaned = answered_clean(apply(plan, batch.rows), options, answers)
    columns = ["row_id", "line", "cells", "extra", "outcome", "code", *TYPED_SCHEMA]
    rows = cleaned.rows.select(columns)
    if batch.unreadable.height:
        rows = pl.concat([rows, _unreadable(batch.unreadable).select(columns)]).sort("row_id")
    issues = gather_issues([batch.issues, _placed(cleaned.issues, plan), _unreadable_issues(batch.unreadable)])
    return Prepared(rows, issues)


def _unreadable(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines the reader refused, as rejected rows whose one cell is their text."""
    return lines.select(
        "row_id",
        "line",
        pl.concat_list("text").alias("cells"),
        pl.lit(None, dtype=pl.String).alias("extra"),
        pl.lit("rejected").alias("outcome"),
        "code",
        *[pl.lit(None, dtype=kind).alias(name) for name, kind in TYPED_SCHEMA.items()],
    )


def _unreadable_issues(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        "row_id",
        pl.lit(None, dtype=pl.Int64).alias("column_index"),
        pl.lit("").alias("field"),
        "code",
        pl.col("text").alias("before"),
        pl.lit(None, dtype=pl.String).alias("after"),
    )


def _placed(issues: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Issues of fields with the index of the column that the field came from."""
    where = plan.fields
    if not where or issues.is_empty():
        return issues
    index = pl.col("field").replace_strict(list(where), list(where.values()), default=None, return_dtype=pl.Int64)
    return issues.with_columns(pl.coalesce("column_index", index).alias("column_index"))
