"""The clean stage: a mapped batch to the typed columns of core/columns.py, with what was wrong in each cell."""

from __future__ import annotations

import polars as pl

from service.core.batch import Staged, gather_issues, issues_where
from service.core.clean.behaviour import clean_behaviour, clean_consents
from service.core.clean.cells import Cells, Cleaned
from service.core.clean.composed import composed
from service.core.clean.compound import take_apart
from service.core.clean.contacts import clean_emails, clean_phones
from service.core.clean.firms import clean_firms
from service.core.clean.identity import clean_identifiers, clean_names, clean_person
from service.core.clean.nobody import clean_nobody
from service.core.clean.options import CleanOptions
from service.core.clean.places import clean_places
from service.core.clean.relations import clean_relation
from service.core.clean.remarks import clean_remarks
from service.core.columns import TYPED_SCHEMA

USABLE = ("last_name", "first_name", "company_name", "siren", "email", "phone", "phone_mobile")


def clean(batch: pl.DataFrame, options: CleanOptions) -> Staged:
    """Add the typed columns, `outcome` and `code`; keep everything else as it came.

    In      n rows after the map stage: `row_id`, `line`, `cells`, `extra`, `raw.<field>` text for mapped fields.
    Out     the same n rows in order, plus every column of TYPED_SCHEMA (null where the file is silent), `name_kind`
            (person, couple, company, function, junk or null), `outcome` accepted, rejected or quarantined, `code` why
            it is not accepted; issues of ISSUE_SCHEMA by row, `column_index` null (the pipeline knows the plan).
    Raises  nothing on data.
    """
    read, apart = take_apart(composed(batch))
    cells = Cells(read)
    places = clean_places(cells)
    country, postcode = places.columns["country_code"], places.columns["postal_code"]
    identifiers = clean_identifiers(cells)
    parts = [
        apart,
        places,
        identifiers,
        clean_firms(cells),
        clean_names(cells, options, identifiers.columns["siren"]),
        clean_person(cells, options),
        clean_emails(cells),
        clean_phones(cells, options, country, postcode),
        clean_behaviour(cells, options),
        clean_consents(cells, options),
        clean_remarks(cells),
    ]
    typed = {name: column for part in parts for name, column in part.columns.items()}
    parts.append(clean_relation(cells, typed, options))
    parts.append(clean_nobody(cells, typed))
    typed |= parts[-2].columns | parts[-1].columns
    rows = _with_kept(batch, parts).with_columns(
        *(typed[name].cast(dtype).alias(name) for name, dtype in TYPED_SCHEMA.items()),
        typed["name_kind"].alias("name_kind"),
        typed["outcome"].alias("outcome"),
        typed["code"].alias("code"),
    )
    rows = _judged(rows)
    return Staged(rows, _issues(rows, parts))


def _with_kept(batch: pl.DataFrame, parts: list[Cleaned]) -> pl.DataFrame:
    """The batch with what has no typed column at the end of `extra`, a JSON object."""
    kept = {name: texts for part in parts for name, texts in part.kept.items()}
    if not kept:
        return batch
    members = []
    for name, texts in kept.items():
        member = pl.struct(pl.lit(texts).alias(name)).struct.json_encode().str.head(-1).str.tail(-1)
        members.append(pl.when(pl.lit(texts).is_not_null()).then(member))
    before = pl.when(pl.col("extra").is_not_null()).then(pl.col("extra").str.head(-1).str.tail(-1))
    text = pl.concat_str(before, *members, separator=",", ignore_nulls=True)
    return batch.with_columns(pl.when(text != "").then(pl.concat_str(pl.lit("{"), text, pl.lit("}"))).alias("extra"))


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the last word on `outcome` and `code`: where nothing says otherwise, a party makes a row usable."""
    usable = pl.any_horizontal(pl.col(c).is_not_null() for c in USABLE) | (
        pl.col("address_line1").is_not_null() & (pl.col("postal_code").is_not_null() | pl.col("city").is_not_null())
    )
    empty = pl.col("code").is_null() & ~usable
    return rows.with_columns(
        pl.when(empty).then(pl.lit("rejected")).otherwise(pl.col("outcome").fill_null("accepted")).alias("outcome"),
        pl.when(empty).then(pl.lit("row.no-party")).otherwise("code").alias("code"),
    )


def _issues(rows: pl.DataFrame, parts: list[Cleaned]) -> pl.DataFrame:
    nobody = issues_where(
        rows, pl.col("code") == "row.no-party", field="", code="row.no-party", before=pl.lit(None, pl.String)
    )
    return gather_issues([*(frame for part in parts for frame in part.issues), nobody])
