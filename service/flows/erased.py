"""People who were erased do not come back with the next file: their rows are quarantined, a person decides.

They are recognised by keyed hashes of the row's customer code (else its source key) and of its email addresses (a
phone may be a household's).
"""

from __future__ import annotations

import polars as pl

from service.core.batch import gather_issues, issues_where
from service.core.govern.objections import spellings
from service.core.pipeline import Prepared
from service.store.session import Work
from service.store.tombstones import erased_before

CODE = "row.erased-before"


def without_erased(work: Work, prepared: Prepared, keys: pl.DataFrame, *, list_id: int, secret: bytes) -> Prepared:
    """The rows with those of erased people quarantined: no party, no contact point, no consent comes of them.

    In      keys: row_id, source_key of the rows that could be read.
    """
    erased = _erased_rows(work, prepared, keys, list_id=list_id, secret=secret)
    if erased.is_empty():
        return prepared
    gone = pl.col("row_id").is_in(erased.implode())
    rows = prepared.rows.with_columns(
        pl.when(gone).then(pl.lit("quarantined")).otherwise("outcome").alias("outcome"),
        pl.when(gone).then(pl.lit(CODE)).otherwise("code").alias("code"),
    )
    told = issues_where(rows, gone, field="", code=CODE, before=pl.lit(None))
    issues = gather_issues([prepared.issues, told])
    return Prepared(rows, issues)


def _erased_rows(work: Work, prepared: Prepared, keys: pl.DataFrame, *, list_id: int, secret: bytes) -> pl.Series:
    accepted = prepared.rows.filter(pl.col("outcome") == "accepted").select(
        "row_id", "customer_code", "email", "email_secondary"
    )
    emails = accepted.unpivot(["email", "email_secondary"], index="row_id").drop_nulls("value")
    sources = keys.join(accepted, on="row_id", how="inner")
    known = pl.coalesce("customer_code", "source_key")
    asked = pl.concat(
        [
            *[emails.select("row_id").with_columns(identity=form) for form in spellings("email", emails["value"])],
            sources.select("row_id", pl.format("source:{}:{}", pl.lit(list_id), known).alias("identity")),
        ]
    )
    return asked.filter(erased_before(work, secret, asked["identity"]))["row_id"].unique().sort()
