"""Match parties: prepare, key, block, compare, weigh. The driver that flows call; it knows no database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.keys import KEY_SCHEMA, as_frame, rule_keys
from service.core.match.prepare import prepare_by
from service.core.match.rarity import Frequencies
from service.core.match.weights import Model, probability, weigh
from service.engines.compare import compare
from service.engines.pairs import LeftOut, candidate_pairs

Ids = npt.NDArray[np.int64]
PAIR_SCHEMA: dict[str, type[pl.DataType]] = {
    "left_id": pl.Int64,
    "right_id": pl.Int64,
    "levels": pl.Int64,
    "weight": pl.Int64,
    "probability": pl.Int64,
}


@dataclass(frozen=True)
class MatchResult:
    """Keys of the new parties (KEY_SCHEMA), pairs from the floor up (PAIR_SCHEMA, left_id < right_id, sorted),
    how many candidate pairs were compared, what blocking left out, and the frequencies it leant on.
    """

    keys: pl.DataFrame
    pairs: pl.DataFrame
    compared: int
    left_out: list[LeftOut]
    known: Frequencies


def match_parties(
    new: pl.DataFrame,
    model: Model,
    *,
    against: pl.DataFrame | None = None,
    known: Frequencies | None = None,
    floor: int = 50_000,
    budget: int = 50_000_000,
    stop: pl.Series | None = None,
    with_keys: bool = True,
) -> MatchResult:
    """Compare new parties with one another, and with those of `against` that share a key with them.

    In      match frames (MATCH_SCHEMA) without a party in common; `known`: name frequencies of the match snapshot,
            null to take those of the parties given; `floor`: least probability kept, in millionths; `budget`: most
            candidate pairs; `stop`: keys that are stop-values in the snapshot.
    Out     pairs of two old parties are never made. The order of rows does not matter.
    """
    old = against.height if against is not None else 0
    frame = pl.concat([against, new]) if against is not None else new
    prepared, known = prepare_by(frame, known)
    keyed = list(rule_keys(prepared))
    left, right, left_out = candidate_pairs(keyed, parties=frame.height, new_from=old, budget=budget, stop=stop)
    ids = prepared["party_id"].to_numpy()
    pairs = _weighed(ids[left], ids[right], compare(prepared, left, right), model=model, known=known, floor=floor)
    made = as_frame(ids, keyed, first=old) if with_keys else pl.DataFrame(schema=KEY_SCHEMA)
    return MatchResult(made, pairs, len(left), left_out, known)


def _weighed(left: Ids, right: Ids, levels: Ids, *, model: Model, known: Frequencies, floor: int) -> pl.DataFrame:
    """PAIR_SCHEMA of the pairs that reach the floor."""
    weight = weigh(levels, model, parties=known["parties"])
    chance = probability(weight)
    kept = np.flatnonzero(chance >= floor)
    a, b = left[kept], right[kept]
    columns = {
        "left_id": np.minimum(a, b),
        "right_id": np.maximum(a, b),
        "levels": levels[kept],
        "weight": weight[kept],
        "probability": chance[kept],
    }
    return pl.DataFrame(columns, schema=PAIR_SCHEMA).sort("left_id", "right_id")
