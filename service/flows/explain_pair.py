"""Why two customers are one, or why not: the comparison of their parties, told as people can check it."""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.match.keys import RULES, keys
from service.core.match.levels import levels_of, named
from service.core.match.prepare import guards, prepare
from service.core.match.rarity import Frequencies
from service.core.match.reasons import reason
from service.core.match.sentences import Language, sentence
from service.core.match.weights import SIZE_BASE, Model, explain, probability, weigh
from service.core.resolve.components import THRESHOLD
from service.core.resolve.guard import Member, contradiction
from service.flows.joining import parties_frame
from service.flows.weights import model_in_force, weights_in_force
from service.store import clusters
from service.store.people import parties_of, present_id
from service.store.session import Work

MOST_PARTIES = 50
"""Parties of one customer that are looked at: the oldest ones."""

_MEMBER = list(Member._fields)


def weighed(levels: int, known: Frequencies | None, model: Model, language: Language) -> dict[str, Any]:
    """How far two parties agree: levels, parts that sum to the weight (thousandths of a bit), probability."""
    parties = SIZE_BASE if known is None else known["parties"]
    parts = explain(levels, model, parties=parties)
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
            `contradiction` (core/resolve/guard.py) and the parties it is between, `shared_key` (else an import would
            never have compared them), `keys`: rule by rule what they share and what not; `answer` (a reviewer's on any
            of their parties, or null), `threshold`, `reason`: the verdict in one sentence.
    Raises  NotFound.
    """
    a, b = present_id(work, left), present_id(work, right)
    found, model = weights_in_force(work), model_in_force(work)
    known = None if found is None else found.known
    sides = [parties_frame(work, parties_of(work, c).head(MOST_PARTIES)) for c in (a, b)]
    ours, theirs = (prepare(s, known) for s in sides)
    best, levels = _likeliest(ours, theirs, known, model, same=a == b)
    told = weighed(levels, known, model, language)
    apart = None if a == b else _contradiction(*sides)
    answer, shared = _answer(work, sides, best, same=a == b), compared_by(keys(ours), keys(theirs))
    verdict = _verdict(told["probability"], same=a == b, apart=apart is not None, answer=answer)
    return {
        "left": a, "right": b, "left_party": best[0], "right_party": best[1], "verdict": verdict, "answer": answer,
        "contradiction": None if apart is None else {"what": apart[0], "left_party": apart[1], "right_party": apart[2]},
        "shared_key": any(k["state"] == "shared" for k in shared), "keys": shared, "threshold": THRESHOLD / 1_000_000,
        "reason": reason(verdict, None if apart is None else apart[0], [k["state"] for k in shared], language), **told,
    }  # fmt: skip


def contradiction_between(work: Work, left: int, right: int) -> tuple[str, int, int] | None:
    """What two customers contradict each other in (core/resolve/guard.py), and the parties that do; null: nothing."""
    return _contradiction(*[parties_frame(work, parties_of(work, c).head(MOST_PARTIES)) for c in (left, right)])


def compared_by(ours: pl.DataFrame, theirs: pl.DataFrame) -> list[dict[str, str]]:
    """Rule by rule whether two sides share a key: shared, differs (both have one), missing (one of them has none)."""
    told = []
    for rule, name in {r.number: r.name for r in RULES}.items():
        mine, other = (set(side.filter(pl.col("rule") == rule)["key"].to_list()) for side in (ours, theirs))
        state = "shared" if mine & other else "differs" if mine and other else "missing"
        told.append({"rule": name, "state": state})
    return told


def _contradiction(left: pl.DataFrame, right: pl.DataFrame) -> tuple[str, int, int] | None:
    """What two customers contradict each other in, and the parties that do: any two are enough."""
    ours, theirs = (
        [(party, Member(*rest)) for party, *rest in guards(s).select("party_id", *_MEMBER).sort("party_id").iter_rows()]
        for s in (left, right)
    )
    found = ((contradiction(x, y), a, b) for a, x in ours for b, y in theirs)
    return next(((what, a, b) for what, a, b in found if what is not None), None)


def _likeliest(
    ours: pl.DataFrame, theirs: pl.DataFrame, known: Frequencies | None, model: Model, *, same: bool
) -> tuple[tuple[int, int], int]:
    """The parties of the heaviest pair, and its levels."""
    pairs = [
        ((x["party_id"], y["party_id"]), levels_of(x, y))
        for x in ours.iter_rows(named=True)
        for y in theirs.iter_rows(named=True)
        if not same or x["party_id"] < y["party_id"] or ours.height == 1
    ]
    levels = pl.Series([levels for _, levels in pairs], dtype=pl.Int64).to_numpy()
    weights = weigh(levels, model, parties=SIZE_BASE if known is None else known["parties"])
    return pairs[int(weights.argmax())]


def _answer(work: Work, sides: list[pl.DataFrame], best: tuple[int, int], *, same: bool) -> str | None:
    """The reviewer's answer that decides: "different" between any two of their parties, else that on the likeliest."""
    told = clusters.decisions_of(work, pl.concat([s["party_id"] for s in sides]))
    ours, theirs = (s["party_id"].implode() for s in sides)
    left, right = pl.col("left_id"), pl.col("right_id")
    across = told.filter((left.is_in(ours) & right.is_in(theirs)) | (left.is_in(theirs) & right.is_in(ours)))
    if not same and (across["decision"] == "different").any():
        return "different"
    mine = across.filter((left == min(best)) & (right == max(best)))
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
