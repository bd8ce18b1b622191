"""All parties of a base matched in bounded memory: what matching needs of them lies on disk, slice by slice.

    parties-N.arrow    match frames as the base has them            read
    prepared-N.arrow   the same prepared for comparing              keyed
    rules-N.parquet    blocking keys by rule, with places           keyed
    keys-N.parquet     every key that the base stores, by key       keyed

A place is a party's row number over all slices. The rules, caps, comparison and weights are those of an import
(engines/match.py), so the pairs are those that the same parties would have in a base that was filled from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from service.core.match.counts import counts, frequencies_of
from service.core.match.keys import RULES, RuleKeys, rule_keys
from service.core.match.kin import KIN, kin_keys, kin_links
from service.core.match.prepare import alone, prepare
from service.core.match.rarity import Frequencies
from service.core.match.search import search_keys
from service.core.match.view import MATCH_SCHEMA
from service.core.match.weights import weigh
from service.engines.compare import compare
from service.engines.match import PAIR_SCHEMA, Ids, kept_pairs
from service.engines.pairs import Candidates
from service.flows.joining import corrected_frame, parties_frame
from service.flows.weights import Weights
from service.store import everyone as base
from service.store.session import Database, reading

PARTIES_AT_ONCE = 20_000
PAIRS_AT_ONCE = 250_000
KEYS_AT_ONCE = 100_000
FLOOR = 50_000
"""Millionths: pairs below are not kept, as in an import."""
BUDGET = 50_000_000


@dataclass(frozen=True)
class Everyone:
    """The folder in which they lie; nobody else writes there."""

    folder: Path

    def read(self, database: Database) -> Frequencies:
        """Write the match frames of all live parties; what their names and contact points give as frequencies."""
        after, counted = 0, counts(alone(pl.DataFrame(schema=MATCH_SCHEMA)))
        for n in range(1_000_000):
            with reading(database) as work:
                ids = base.parties_behind(work, after, PARTIES_AT_ONCE)
                if ids.is_empty():
                    break
                frame = parties_frame(work, ids)
            after = int(ids[-1])
            frame.write_ipc(self.folder / f"parties-{n:06}.arrow")
            counted = counted.plus(counts(alone(frame)))
        return frequencies_of(counted)

    def keyed(self, database: Database, known: Frequencies) -> pl.DataFrame:
        """Prepare the parties and write their keys; the links of kin among them (from_party_id, to_party_id, kind)."""
        kin, place = [pl.DataFrame(schema=KIN)], 0
        for n, frame in enumerate(self._frames("parties")):
            prepared = prepare(frame, known)
            prepared.write_ipc(self.folder / f"prepared-{n:06}.arrow")
            by_rule = list(rule_keys(prepared))
            self._write_rules(n, by_rule, place)
            kin.append(kin_keys(prepared))
            self._write_keys(f"{n:06}", prepared["party_id"].to_numpy(), by_rule, _beside(frame, known, kin[-1]))
            place += frame.height
        with reading(database) as work:
            corrected = corrected_frame(work, base.corrected_parties(work))
        made = prepare(corrected, known)
        beside = _beside(corrected, known, kin_keys(made))
        self._write_keys("corrected", made["party_id"].to_numpy(), list(rule_keys(made)), beside)
        return kin_links(pl.concat(kin), kin[0])

    def _write_rules(self, n: int, by_rule: list[RuleKeys], first: int) -> None:
        parts = [
            pl.DataFrame(
                {"rule": np.full(len(key), rule, np.uint8), "place": places.astype(np.uint32) + first, "key": key},
                schema={"rule": pl.UInt8, "place": pl.UInt32, "key": pl.Int64},
            )
            for rule, places, key in by_rule
        ]
        if parts:
            pl.concat(parts).sort("rule").write_parquet(self.folder / f"rules-{n:06}.parquet", row_group_size=50_000)

    def _write_keys(self, name: str, ids: Ids, by_rule: list[RuleKeys], beside: pl.DataFrame) -> None:
        own = [pl.DataFrame({"key": key, "party_id": ids[places]}) for _, places, key in by_rule]
        every = pl.concat([*own, beside]).unique().sort("key", "party_id")
        every.write_parquet(self.folder / f"keys-{name}.parquet", row_group_size=10_000)

    def _frames(self, name: str) -> Iterator[pl.DataFrame]:
        for path in sorted(self.folder.glob(f"{name}-*.arrow")):
            yield pl.read_ipc(path)

    def pairs(self, weights: Weights) -> Iterator[pl.DataFrame]:
        """Pairs from the floor up (PAIR_SCHEMA), some at a time."""
        frames = [_mapped(path) for path in sorted(self.folder.glob("prepared-*.arrow"))]
        size = sum(frame.height for frame in frames)
        for left, right in Candidates(self._rules(), parties=max(size, 1), budget=BUDGET):
            yield from self._compared(frames, left, right, weights)

    def _rules(self) -> Iterator[RuleKeys]:
        files = sorted(self.folder.glob("rules-*.parquet"))
        for rule in dict.fromkeys(rule.number for rule in RULES):
            if not files:
                return
            found = pl.scan_parquet(files).filter(pl.col("rule") == rule).select("place", "key").collect()
            if found.height:
                yield rule, found["place"].to_numpy(), found["key"].to_numpy()

    def _compared(self, frames: list[pl.DataFrame], left: Ids, right: Ids, weights: Weights) -> Iterator[pl.DataFrame]:
        every = pl.concat(frames, rechunk=False) if frames else pl.DataFrame()
        for low in range(0, len(left), PAIRS_AT_ONCE):
            a, b = left[low : low + PAIRS_AT_ONCE], right[low : low + PAIRS_AT_ONCE]
            places = np.union1d(a, b)
            some = every[places]
            levels = compare(some, np.searchsorted(places, a), np.searchsorted(places, b))
            weight = weigh(levels, weights.model, parties=weights.known["parties"])
            ids = some["party_id"].to_numpy()
            mine = ids[np.searchsorted(places, a)], ids[np.searchsorted(places, b)]
            yield kept_pairs(*mine, levels, weight, floor=FLOOR).select(list(PAIR_SCHEMA))

    def stored_keys(self) -> Iterator[tuple[int, int, pl.DataFrame]]:
        """low, high, and key, party_id of the keys from low to high, in order; together all that there can be."""
        files = sorted(self.folder.glob("keys-*.parquet"))
        total = int(pl.scan_parquet(files).select(pl.len()).collect().item())
        parts = max(1, total // KEYS_AT_ONCE)
        bounds = [-(2**63) + n * 2**64 // parts for n in range(parts + 1)]
        for low, end in pairwise(bounds):
            high = end - 1
            found = pl.scan_parquet(files).filter(pl.col("key").is_between(low, high)).collect()
            yield low, high, found.unique().sort("key", "party_id")


def _beside(frame: pl.DataFrame, known: Frequencies, kin: pl.DataFrame) -> pl.DataFrame:
    """key, party_id of the keys that make no pair: those to find people and kin by."""
    found = search_keys(frame, known["overshared"])
    return pl.concat([found.select("key", "party_id"), kin.select("key", "party_id")])


def _mapped(path: Path) -> pl.DataFrame:
    """A frame of which the system reads what is looked at."""
    with pa.memory_map(str(path)) as source:
        return pl.DataFrame(pa.ipc.open_file(source).read_all())
