"""Records to the members of customers: one row a party, with the golden columns that speak of this party.

The match frame (core/match/view.py) is the same for comparing; this one is for surviving.
"""

from __future__ import annotations

import polars as pl

from service.core.columns import GOLDEN_NAMES
from service.core.match.view import party_frame


def party_view(records: pl.DataFrame) -> pl.DataFrame:
    """One row a party: party_id, kind, record_id, recency (the import), employer_party_id, list_id and the golden
    columns.

    In      records with `main_party_id`, `main_kind`, `contact_party_id`, `contact_kind` and the typed columns.
    Out     a contact person has its names, its own contact points, its employer's name and party; behaviour and the
            postal address stay with the main party. Columns of GOLDEN_NAMES in which no record has a value are absent.
    """
    told = [c for c in GOLDEN_NAMES if records[c].null_count() < records.height]
    rows = records.with_columns(
        pl.col("import_id").alias("recency"), pl.col("main_party_id").alias("employer_party_id")
    )
    view = party_frame(
        rows,
        told,
        kept=("record_id", "recency", "employer_party_id", "list_id"),
        main_is_person=pl.col("contact_party_id").is_null(),
    )
    other = pl.col("employer_party_id") != pl.col("party_id")
    return view.with_columns(pl.when(other).then("employer_party_id").alias("employer_party_id"))
