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
from service.core.match.loose import best_ident, loose
from service.core.match.prepare import guards
from service.core.match.view import MATCH_COLUMNS, content_of, match_frame
from service.core.match.weights import load, load_open
from service.core.pipeline import prepare
from service.core.plan import Plan
from service.core.read import read_batches
from service.core.resolve.components import clusters
from service.core.resolve.guard import GUARD_SCHEMA
from service.core.survey import survey
from service.engines.match import PAIR_SCHEMA, MatchResult
from service.engines.whole import CUSTOMERS_THRESHOLD, OPEN_THRESHOLD, match_whole
from service.flows.opened import opened
from service.reference.matching import match_model_text

_BATCH = 50_000  # rows
_USED = {
    *MATCH_COLUMNS, "customer_id", "full_name", "birth_year", "birth_month", "birth_day", "street_number", "country",
    "phone_home", "address_full", "gender",
} - {"country_code", "email_secondary"}  # fmt: skip
_NAMES = {"first_name", "last_name", "full_name"}


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
    file: FileParties
    version: str

    def told(self) -> str:
        """Which model and which columns were used, in one line."""
        used = [f"{c.heading or c.key} ({c.field})" for c in self.file.plan.columns if c.field in _USED]
        if self.file.ident is not None and self.result.ident:
            used.append(f"{self.file.ident} (as a number of the customer)")
        kind = "for files of any shape, fitted to this file" if self.result.fitted else "for customer files"
        return f"model {self.version} {kind}; compared: {', '.join(used) or 'nothing'}"


@dataclass(frozen=True)
class FileParties:
    """Every row_id of a file, the match frame of its parties, the plan it was read by, and the key of the column that
    seems to number customers, null when there is none. `kept`: the cells that were asked for.
    """

    rows: pl.DataFrame
    parties: pl.DataFrame
    plan: Plan
    ident: str | None
    kept: pl.Series | None = None


def match_file(
    path: Path, mapping: Mapping[str, str | None] | None = None, *, today: date | None = None
) -> pl.DataFrame:
    """row_id, cluster_id of every row of the file. Raises FileUnusable, BadQuery as the survey does."""
    return match_file_fully(path, mapping, today=today).rows


def match_file_fully(
    path: Path,
    mapping: Mapping[str, str | None] | None = None,
    *,
    today: date | None = None,
    floor: int = 50_000,
    model: str | None = None,
) -> FileMatch:
    """Match a file. `mapping`: column key to field or null, where forced; `floor`: least probability kept; `model`:
    JSON of a model, null for the shipped one.
    """
    file = file_parties(path, mapping, today=today)
    rows, text = file.rows, model or match_model_text()
    weights = load(text)
    result = match_whole(file.parties, weights, load_open(text), floor=floor)
    found = clusters_of(file.parties, result)
    first = found.with_columns(
        row_id=pl.col("party_id") // 2, slot=pl.col("party_id") % 2, cluster_id=pl.col("cluster") // 2
    )
    main = first.filter(pl.col("slot") == 0).select("row_id", "cluster_id")
    contact = first.filter(pl.col("slot") == 1).select("row_id", contact_cluster_id="cluster_id")
    placed = rows.join(main, on="row_id", how="left").join(contact, on="row_id", how="left").sort("row_id")
    return FileMatch(
        placed.with_columns(pl.coalesce("cluster_id", "row_id")), _told(result.pairs), result, file, weights.version
    )


def clusters_of(parties: pl.DataFrame, result: MatchResult, threshold: int | None = None) -> pl.DataFrame:
    """party_id, cluster of the parties of a file.

    In      its match frame and pairs; `threshold`: millionths from which they join, null for the one we ship.
    """
    if threshold is None:
        threshold = OPEN_THRESHOLD if result.fitted else CUSTOMERS_THRESHOLD
    believed, told = result.pairs, guards(parties)
    if result.disagreed is not None:
        believed = believed.join(result.disagreed, on=["left_id", "right_id"], how="anti", maintain_order="left")
    if result.fitted:  # pairs were weighed with their birth dates, by how often this file has them wrong
        told = told.with_columns(birth=pl.lit(None, dtype=GUARD_SCHEMA["birth"]))
    return clusters(told, believed, threshold=threshold, seen=result.fitted, content=content_of(parties))


def file_parties(
    path: Path,
    mapping: Mapping[str, str | None] | None = None,
    *,
    today: date | None = None,
    kept: str | None = None,
) -> FileParties:
    """The parties of a file: party_id is twice the row, plus the slot. `kept`: key of a column to hand on as it is."""
    ids, records = [], []
    with opened(path) as file:
        plan = survey(file.blocks, overrides=mapping, container=file.container).plan
        options = options_of(plan, today=today)
        for batch in read_batches(file.blocks(), plan, rows_per_batch=_BATCH):
            done = prepare(batch, plan, options)
            ids.append(done.rows.select("row_id", "cells"))
            records.append(_records(loose(done.rows, plan), done.frames.parties, firms=_firms_only(plan)))
    if not ids:
        return FileParties(pl.DataFrame(schema={"row_id": pl.Int64}), match_frame(_no_records()), plan, None)
    rows, parties = pl.concat(ids), match_frame(_without_line_numbers(pl.concat(records)))
    ignored = frozenset(key for key, field in (mapping or {}).items() if field is None)
    number = best_ident(rows["cells"], plan, ignored)
    if number is not None:
        codes = pl.DataFrame({"record_id": rows["row_id"], "ident": number[1]})
        parties = parties.join(codes, on="record_id", how="left", maintain_order="left")
    key = None if number is None else number[0]
    asked = [c.index for c in plan.columns if kept is not None and c.key == kept]
    cells = rows["cells"].list.get(asked[0], null_on_oob=True) if asked else None
    return FileParties(rows.select("row_id"), parties, plan, key, cells)


def _no_records() -> pl.DataFrame:
    numbers = dict.fromkeys(("record_id", "list_id", "main_party_id", "contact_party_id"), pl.Int64)
    return pl.DataFrame(schema={**numbers, "main_kind": pl.String, "contact_kind": pl.String})


def _without_line_numbers(records: pl.DataFrame) -> pl.DataFrame:
    """A code that no two lines share numbers lines, not customers: that two codes differ says nothing then."""
    codes = records["customer_code"].drop_nulls()
    if codes.n_unique() < len(codes):
        return records
    return records.with_columns(customer_code=pl.lit(None, dtype=pl.String))


def _firms_only(plan: Plan) -> bool:
    """The file has a column of firms, and none of people."""
    return "company_name" in plan.fields and not _NAMES & plan.fields.keys()


def _records(rows: pl.DataFrame, parties: pl.DataFrame, *, firms: bool) -> pl.DataFrame:
    """Cleaned rows as the match frame wants them. In a file of firms a line without a name is a firm too."""
    if firms:
        parties = parties.with_columns(kind=pl.col("kind").replace("person", "company"))
    nameless = rows.filter(pl.col("code") == "row.no-party").select(
        "row_id", pl.lit(0, dtype=pl.Int64).alias("slot"), pl.lit("company" if firms else "person").alias("kind")
    )
    parties = pl.concat([parties.select("row_id", "slot", "kind"), nameless])
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
