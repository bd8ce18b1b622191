"""Match parties: prepare, key, block, compare, weigh. The driver that flows call; it knows no database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.keys import RuleKeys, as_frame, rule_keys
from service.core.match.prepare import alone, together
from service.core.match.rarity import Frequencies
from service.core.match.weights import Model, probability, weigh
from service.engines.columns import Columns
from service.engines.compare import compare_columns
from service.engines.cores import Cores
from service.engines.pairs import Candidates, LeftOut

Ids = npt.NDArray[np.int64]

PAIR_SCHEMA: dict[str, type[pl.DataType]] = {
    "left_id": pl.Int64,
    "right_id": pl.Int64,
    "levels": pl.Int64,
    "weight": pl.Int64,
    "probability": pl.Int64,
}


@dataclass(frozen=True)
class Keyed:
    """Parties prepared for comparing, with their blocking keys; old ones come before the place `new_from`.

    `known`: the frequencies they are weighed by.
    """

    prepared: pl.DataFrame
    known: Frequencies
    by_rule: list[RuleKeys]
    new_from: int

    def keys(self) -> pl.DataFrame:
        """Blocking keys of the new parties (KEY_SCHEMA)."""
        return as_frame(self.prepared["party_id"].to_numpy(), self.by_rule, first=self.new_from)


@dataclass(frozen=True)
class MatchResult:
    """Pairs from the floor up (PAIR_SCHEMA, left_id < right_id, sorted), how many candidate pairs were compared, what
    blocking left out, the frequencies it leant on; of a file that stands alone (engines/whole.py) whether the weights
    were fitted to it, whether its other number was compared, and which pairs are not to be believed although they weigh
    enough (left_id, right_id; core/resolve/groups.py).
    """

    pairs: pl.DataFrame
    compared: int
    left_out: list[LeftOut]
    known: Frequencies
    fitted: bool = False
    ident: bool = False
    disagreed: pl.DataFrame | None = None


def key_parties(new: pl.DataFrame, *, against: pl.DataFrame | None = None, known: Frequencies | None = None) -> Keyed:
    """The first half of `match_parties`."""
    return keyed_parties(*prepared_parties(new, against, known), 0 if against is None else against.height)


def keyed_parties(prepared: pl.DataFrame, known: Frequencies, new_from: int) -> Keyed:
    """Prepared parties with their keys; old ones come before the place `new_from`."""
    return Keyed(prepared, known, list(rule_keys(prepared, each=Cores(prepared.height).map)), new_from)


def stored_keys(keyed: Keyed, *others: pl.DataFrame) -> pl.DataFrame:
    """What the base keeps of the new parties' keys, blocking and others alike: key, party_id, in this order.

    In      `others`: key, party_id of search keys and of those of kin.
    """
    every = [frame.select("key", "party_id") for frame in (keyed.keys(), *others)]
    return pl.concat(every).sort("key", "party_id")


def prepared_parties(
    new: pl.DataFrame, against: pl.DataFrame | None = None, known: Frequencies | None = None
) -> tuple[pl.DataFrame, Frequencies]:
    """Parties prepared (core/match/prepare.py), old ones first; of many, as many columns at once as the machine has
    cores.
    """
    frame = new if against is None else pl.concat([against, new])
    return together(alone(frame, Cores(frame.height).map), known)


def match_keyed(
    keyed: Keyed,
    model: Model,
    *,
    floor: int = 50_000,
    budget: int = 50_000_000,
    stop: pl.Series | None = None,
) -> MatchResult:
    """The second half of `match_parties`. `stop`: keys that are stop-values in the snapshot."""
    candidates = Candidates(
        keyed.by_rule, parties=keyed.prepared.height, new_from=keyed.new_from, budget=budget, stop=stop
    )
    pairs, compared = believable(keyed.prepared, candidates, model, parties=keyed.known["parties"], floor=floor)
    return MatchResult(pairs, compared, candidates.left_out, keyed.known)


def believable(
    prepared: pl.DataFrame, candidates: Candidates, model: Model, *, parties: int, floor: int
) -> tuple[pl.DataFrame, int]:
    """PAIR_SCHEMA of the candidate pairs that reach the floor, and how many were compared, part by part: of the others
    nothing is held.

    In      `parties`: of the base, for the weights.
    """
    ids = prepared["party_id"].to_numpy()
    found, compared = [pl.DataFrame(schema=PAIR_SCHEMA)], 0
    columns = Columns(prepared)
    for left, right in candidates:
        levels = compare_columns(columns, left, right)
        weight = weigh(levels, model, parties=parties)
        found.append(kept_pairs(ids[left], ids[right], levels, weight, floor=floor))
        compared += len(left)
    return pl.concat(found).sort("left_id", "right_id"), compared


def match_parties(
    new: pl.DataFrame,
    model: Model,
    *,
    against: pl.DataFrame | None = None,
    known: Frequencies | None = None,
    floor: int = 50_000,
    budget: int = 50_000_000,
) -> MatchResult:
    """Compare new parties with one another, and with those of `against` that share a key with them.

    In      match frames (MATCH_SCHEMA) without a party in common; `known`: name frequencies of the match snapshot,
            null to take those of the parties given; `floor`: least probability kept, in millionths; `budget`: most
            candidate pairs.
    Out     pairs of two old parties are never made. The order of rows does not matter.
    """
    return match_keyed(key_parties(new, against=against, known=known), model, floor=floor, budget=budget)


def kept_pairs(left: Ids, right: Ids, levels: Ids, weight: Ids, *, floor: int) -> pl.DataFrame:
    """PAIR_SCHEMA of the pairs that reach the floor."""
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
