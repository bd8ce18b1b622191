"""Search before create: who in the base do these records look like? Nothing is stored.

The comparison, the weights and the sentences are those of an import; candidates are found through the stored keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from service.core.clean.options import CleanOptions
from service.core.entry import Entry, enter, refused
from service.core.match.levels import named
from service.core.match.sentences import Language, sentence
from service.core.match.view import match_frame
from service.core.resolve.components import THRESHOLD
from service.engines.match import match_parties
from service.flows.correct_customer import day_of
from service.flows.joining import alike, known_names, shipped_model
from service.store import clusters
from service.store.session import Work

MOST_RECORDS = 1_000
_SLOTS = {0: "main", 1: "contact"}


@dataclass(frozen=True)
class Candidate:
    """A customer that a record (its main party, or its contact person) looks like."""

    customer_id: int
    party: str
    probability: float
    weight: int
    levels: dict[str, str]
    sentence: str
    believed: bool  # an import would join them without asking


@dataclass(frozen=True)
class Matched:
    """What became of one record: candidates, the likeliest first, and fields that cannot be used (field -> code)."""

    candidates: list[Candidate]
    refused: dict[str, str]


def match_records(
    work: Work, records: Sequence[Entry], *, now_us: int, language: Language = "fr", most: int = 10
) -> list[Matched]:
    """Candidates for each of up to MOST_RECORDS records, in their order; at most `most` a record."""
    entered = enter(records, CleanOptions(today=day_of(now_us)))
    bad: list[dict[str, str]] = [{} for _ in records]
    for w in refused(records, entered):
        bad[int(w["row"])][str(w["field"])] = str(w["code"])
    frame = _match_frame(entered.prepared.rows, entered.prepared.frames.parties)
    pairs = _pairs(work, frame)
    found: list[dict[tuple[int, str], Candidate]] = [{} for _ in records]
    for pair in pairs.iter_rows(named=True):
        row, slot = divmod(-pair["left_id"] - 1, 2)
        candidate = Candidate(
            pair["customer_id"], _SLOTS[slot], pair["probability"] / 1_000_000, pair["weight"],
            named(pair["levels"]), sentence(pair["levels"], language), pair["probability"] >= THRESHOLD,
        )  # fmt: skip
        found[row].setdefault((candidate.customer_id, candidate.party), candidate)
    return [Matched(list(f.values())[:most], b) for f, b in zip(found, bad, strict=True)]


def _match_frame(rows: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """The match frame of records that are not in the base: their parties have numbers below zero."""
    named_parties = parties.select(
        "row_id", "slot", "kind", (-2 * (pl.col("row_id") - 1) - pl.col("slot") - 1).alias("id")
    )
    for slot, side in _SLOTS.items():
        of_slot = named_parties.filter(pl.col("slot") == slot)
        of_side = of_slot.select("row_id", pl.col("id").alias(f"{side}_party_id"), pl.col("kind").alias(f"{side}_kind"))
        rows = rows.join(of_side, on="row_id", how="left", maintain_order="left")
    return match_frame(rows.with_columns(pl.lit(0).alias("list_id"), pl.col("row_id").alias("record_id")))


def _pairs(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Pairs of the records' parties with those of the base, and the customer of each, the heaviest first."""
    found = known_names(work)
    if found is None or frame.is_empty():
        return pl.DataFrame(schema=_PAIRS)
    others = alike(work, frame, found[1])
    if others.is_empty():
        return pl.DataFrame(schema=_PAIRS)
    result = match_parties(frame, shipped_model(), against=others, known=found[1])
    pairs = result.pairs.filter((pl.col("left_id") < 0) & (pl.col("right_id") > 0))
    homes = clusters.customers_of(work, pairs["right_id"])
    placed = pairs.join(homes, left_on="right_id", right_on="party_id")
    return placed.select(list(_PAIRS)).sort("weight", "customer_id", descending=[True, False])


_PAIRS = {
    "left_id": pl.Int64, "customer_id": pl.Int64, "levels": pl.Int64, "weight": pl.Int64, "probability": pl.Int64,
}  # fmt: skip
