"""Why two customers are one, or why not: the comparison of their parties, told as people can check it."""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.match.keys import keys
from service.core.match.levels import levels_of, named
from service.core.match.prepare import guards, prepare
from service.core.match.rarity import Frequencies
from service.core.match.sentences import Language, sentence
from service.core.match.weights import SIZE_BASE, explain, probability, weigh
from service.core.resolve.components import THRESHOLD
from service.core.resolve.guard import Member, contradict
from service.errors import BadQuery
from service.flows.joining import known_names, parties_frame, shipped_model
from service.store import clusters
from service.store.people import parties_of, present_id
from service.store.session import Work

MOST_PARTIES = 50
"""Parties of one customer that are looked at: the oldest ones."""

_MEMBER = list(Member._fields)


def weighed(levels: int, known: Frequencies | None, language: Language) -> dict[str, Any]:
    """How far two parties agree: levels, parts that sum to the weight (thousandths of a bit), probability."""
    parties = SIZE_BASE if known is None else known["parties"]
    parts = explain(levels, shipped_model(), parties=parties)
    weight = pl.Series([sum(w for _, _, w in parts)]).to_numpy()
    return {
        "levels": named(levels),
        "parts": [{"comparison": c, "level": level, "weight": w} for c, level, w in parts],
        "weight": int(weight[0]),
        "probability": int(probability(weight)[0]) / 1_000_000,
        "sentence": sentence(levels, language),
    }


def explain_customers(work: Work, left: int, right: int, *, language: Language = "fr") -> dict[str, Any]:
    """The likeliest pair of parties of two customers, and what keeps them apart or together.

    Out     weighed(), and `verdict` same_customer | believed | doubtful | unlike | contradict | kept_apart,
            `shared_key` (else an import would never have compared them), `answer` (a reviewer's, or null), `threshold`.
    Raises  NotFound; BadQuery: customers of two kinds cannot be compared.
    """
    a, b = present_id(work, left), present_id(work, right)
    found = known_names(work)
    known = None if found is None else found[1]
    sides = [parties_frame(work, parties_of(work, c).head(MOST_PARTIES)) for c in (a, b)]
    if sides[0]["kind"][0] != sides[1]["kind"][0]:
        raise BadQuery("A person, a company and a mailbox are never one customer.")
    ours, theirs = (prepare(s, known) for s in sides)
    best, levels = _likeliest(ours, theirs, known, same=a == b)
    members = [
        Member(*s.filter(pl.col("party_id") == p).drop("party_id").row(0))
        for s, p in zip(_members(sides), best, strict=True)
    ]
    answer = _answer(work, best)
    told = weighed(levels, known, language)
    shared = keys(ours).join(keys(theirs), on="key", how="semi").height > 0
    verdict = _verdict(told["probability"], same=a == b, apart=contradict(*members), answer=answer)
    return {
        "left": a, "right": b, "left_party": best[0], "right_party": best[1], "verdict": verdict, "answer": answer,
        "shared_key": shared, "threshold": THRESHOLD / 1_000_000, **told,
    }  # fmt: skip


def _members(sides: list[pl.DataFrame]) -> list[pl.DataFrame]:
    return [guards(s).select("party_id", *_MEMBER) for s in sides]


def _likeliest(
    ours: pl.DataFrame, theirs: pl.DataFrame, known: Frequencies | None, *, same: bool
) -> tuple[tuple[int, int], int]:
    """The parties of the heaviest pair, and its levels."""
    pairs = [
        ((x["party_id"], y["party_id"]), levels_of(x, y))
        for x in ours.iter_rows(named=True)
        for y in theirs.iter_rows(named=True)
        if not same or x["party_id"] < y["party_id"] or ours.height == 1
    ]
    levels = pl.Series([levels for _, levels in pairs], dtype=pl.Int64).to_numpy()
    weights = weigh(levels, shipped_model(), parties=SIZE_BASE if known is None else known["parties"])
    return pairs[int(weights.argmax())]


def _answer(work: Work, pair: tuple[int, int]) -> str | None:
    told = clusters.decisions_of(work, pl.Series("party_id", list(pair), dtype=pl.Int64))
    mine = told.filter((pl.col("left_id") == min(pair)) & (pl.col("right_id") == max(pair)))
    return None if mine.is_empty() else str(mine["decision"][0])


def _verdict(chance: float, *, same: bool, apart: bool, answer: str | None) -> str:
    if same:
        return "same_customer"
    if answer == "different":
        return "kept_apart"
    if apart:
        return "contradict"
    if chance * 1_000_000 >= THRESHOLD:
        return "believed"
    return "doubtful" if chance >= FLOOR else "unlike"


FLOOR = 0.05
"""Pairs below are not kept for review."""
