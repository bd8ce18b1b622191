"""The quality of an import or of the base as people read it, from counts and prices."""

from __future__ import annotations

from typing import Any

from service.core.insight.costs import Prices, costs_told
from service.core.insight.dimensions import Counts, dimensions, score

CHANNELS = ("email", "mobile", "phone", "post")


def quality_told(counts: Counts, prices: Prices) -> dict[str, Any]:
    """Reachability first, then scores with their formulas, fields, pairs, age, hazards, kinds of errors, costs, and
    how many checked values were right as they came and are right now.
    """
    return {
        "records": counts["records"],
        "reach": _reach(counts),
        "dimensions": [each.told() for each in dimensions(counts)],
        "fields": [_field(each, counts["records"]) for each in counts["fields"]],
        "consistency": [_pair(name, pair) for name, pair in counts["pairs"].items()],
        "age": counts["age"],
        "hazards": counts["hazards"],
        "typology": counts["typology"],
        "duplicates": _duplicates(counts),
        "before_after": _before_after(counts),
        "fields_used": counts["used"] | {"share": _share(counts["used"]["used"], counts["used"]["carried"])},
        "costs": costs_told(counts, prices),
    }


def scores(counts: Counts) -> dict[str, float | None]:
    """The scores alone, and the share that can be reached at all: what a trend is made of."""
    told: dict[str, float | None] = {each.name: each.score for each in dimensions(counts) if each.name != "accuracy"}
    records = counts["records"]
    return {"reach": score(counts["reach"]["any"], records) if records else None} | told


def _share(part: int, whole: int) -> float | None:
    return None if whole <= 0 else round(part / whole, 4)


def _reach(counts: Counts) -> list[dict[str, Any]]:
    records, told = counts["records"], counts["set"]
    rows = [(c, counts["reach"][c], told[c] - counts["reach"][c]) for c in CHANNELS]
    rows.append(("any", counts["reach"]["any"], 0))
    return [
        {"channel": c, "records": n, "share": _share(n, records), "given_but_unusable": unusable}
        for c, n, unusable in rows
    ]


def _field(each: dict[str, Any], records: int) -> dict[str, Any]:
    said = each["said"]
    return each | {"fill_rate": _share(said, records), "score": score(each["valid"], said) if said else None}


def _pair(name: str, pair: dict[str, int]) -> dict[str, Any]:
    return {"pair": name, **pair, "share": _share(pair["checked"] - pair["conflicts"], pair["checked"])}


def _duplicates(counts: Counts) -> dict[str, Any]:
    together = counts["together"] or {"parties": 0, "customers": 0}
    merged = together["parties"] - together["customers"]
    return {"parties": together["parties"], "customers": together["customers"], "merged": merged,
            "doubtful_pairs": counts["doubtful_pairs"]}  # fmt: skip


def _before_after(counts: Counts) -> dict[str, Any]:
    """Of the values that a rule checks: right as they came, right after the safe repairs."""
    fields = [each for each in counts["fields"] if each["checked"]]
    said, valid = (sum(each[name] for each in fields) for name in ("said", "valid"))
    repaired = sum(min(each["repaired"], each["valid"]) for each in fields)
    return {
        "checked": said,
        "right_before": valid - repaired,
        "right_after": valid,
        "score_before": score(valid - repaired, said) if said else None,
        "score_after": score(valid, said) if said else None,
    }
