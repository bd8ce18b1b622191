"""Match a file on its own: read, clean, compare, cluster. No database, nothing kept.

What a file does not say is not compared: a table of names and birth dates works as well as one of firms and addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from service.core.clean import options_of
from service.core.match.levels import NAMES, named
from service.core.match.prepare import guards
from service.core.match.view import MATCH_COLUMNS, match_frame
from service.core.match.weights import load
from service.core.pipeline import prepare
from service.core.read import read_batches
from service.core.resolve.components import clusters
from service.core.survey import survey
from service.engines.match import PAIR_SCHEMA, MatchResult, match_parties
from service.flows.opened import opened
from service.reference.matching import match_model_text

_BATCH = 50_000  # rows


@dataclass(frozen=True)
class FileMatch:
    """What matching a file gave.

    rows       row_id, cluster_id of every row (its main party's cluster, named by its first row; a row without a party
               is alone), contact_cluster_id of the contact person on the line or null
    pairs      left_row, right_row, left_slot, right_slot (0 main, 1 contact), weight (thousandths of a bit),
               probability (millionths), levels
    """

    rows: pl.DataFrame
    pairs: pl.DataFrame
    result: MatchResult


def match_file(
    path: Path, mapping: Mapping[str, str | None] | None = None, *, today: date | None = None
) -> pl.DataFrame:
    """row_id, cluster_id of every row of the file. Raises FileUnusable, BadQuery as the survey does."""
    return match_file_fully(path, mapping, today=today).rows


def match_file_fully(
    path: Path, mapping: Mapping[str, str | None] | None = None, *, today: date | None = None, floor: int = 50_000
) -> FileMatch:
    """Match a file. `mapping`: column key to field or null, where forced; `floor`: least probability kept."""
    rows, parties = file_parties(path, mapping, today=today)
    result = match_parties(parties, load(match_model_text()), floor=floor)
    found = clusters(guards(parties), result.pairs)
    first = found.with_columns(
        row_id=pl.col("party_id") // 2, slot=pl.col("party_id") % 2, cluster_id=pl.col("cluster") // 2
    )
    main = first.filter(pl.col("slot") == 0).select("row_id", "cluster_id")
    contact = first.filter(pl.col("slot") == 1).select("row_id", contact_cluster_id="cluster_id")
    placed = rows.join(main, on="row_id", how="left").join(contact, on="row_id", how="left").sort("row_id")
    return FileMatch(placed.with_columns(pl.coalesce("cluster_id", "row_id")), _told(result.pairs), result)


def file_parties(
    path: Path, mapping: Mapping[str, str | None] | None = None, *, today: date | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every row_id of a file, and the match frame of its parties: party_id is twice the row, plus the slot."""
    ids, records = [], []
    with opened(path) as file:
        plan = survey(file.blocks, overrides=mapping, container=file.container).plan
        options = options_of(plan, today=today)
        for batch in read_batches(file.blocks(), plan, rows_per_batch=_BATCH):
            done = prepare(batch, plan, options)
            ids.append(done.rows.select("row_id"))
            records.append(_records(done.rows, done.frames.parties))
    if not ids:
        return pl.DataFrame(schema={"row_id": pl.Int64}), match_frame(_no_records())
    return pl.concat(ids), match_frame(pl.concat(records))


def _no_records() -> pl.DataFrame:
    numbers = dict.fromkeys(("record_id", "list_id", "main_party_id", "contact_party_id"), pl.Int64)
    return pl.DataFrame(schema={**numbers, "main_kind": pl.String, "contact_kind": pl.String})


def _records(rows: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Cleaned rows as the match frame wants them."""
    kinds = parties.select("row_id", "slot", "kind").pivot("slot", index="row_id", values="kind")
    for slot in ("0", "1"):
        if slot not in kinds.columns:
            kinds = kinds.with_columns(pl.lit(None, dtype=pl.String).alias(slot))
    both = rows.select("row_id", *MATCH_COLUMNS).join(kinds, on="row_id", how="inner", maintain_order="left")
    return both.select(
        pl.col("row_id").alias("record_id"),
        pl.lit(1, dtype=pl.Int64).alias("list_id"),
        pl.when(pl.col("0").is_not_null()).then(pl.col("row_id") * 2).alias("main_party_id"),
        pl.col("0").alias("main_kind"),
        pl.when(pl.col("1").is_not_null()).then(pl.col("row_id") * 2 + 1).alias("contact_party_id"),
        pl.col("1").alias("contact_kind"),
        *MATCH_COLUMNS,
    )


def _told(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs by row and slot, with the name of each level that was compared: "surname=near phone=same_mobile"."""
    patterns = pairs["levels"].unique().to_list()
    texts = [
        " ".join(f"{c}={named(p)[c]}" for c in NAMES[1:] if named(p)[c] not in ("missing", "no")) for p in patterns
    ]
    said = pl.DataFrame(
        {"levels": patterns, "text": texts}, schema={"levels": PAIR_SCHEMA["levels"], "text": pl.String}
    )
    return pairs.join(said, on="levels", how="left", maintain_order="left").select(
        left_row=pl.col("left_id") // 2,
        right_row=pl.col("right_id") // 2,
        left_slot=pl.col("left_id") % 2,
        right_slot=pl.col("right_id") % 2,
        weight="weight",
        probability="probability",
        levels="text",
    )
