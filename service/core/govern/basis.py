"""The attested collection basis of a list: what the firm vouches for, as JSON on the list.

    {"statement": "…",                   who collected, how, when, for what (needed, in words)
     "attested_by": "…", "attested_on": "2026-01-05",
     "channels": ["email", "sms"],       an imported yes for these channels was collected lawfully, with its proof
                                         kept; absent: for every channel the file has a yes for
     "informed": true,                   people were told of this use and of the source (art. 13, 14)
     "refusal_offered": true,            at collection and in each message (CPCE L.34-5 al. 4)
     "similar_products": true,           what is sold is analogous, and by the same firm
     "professional_lines": true,         its phone numbers are professional
     "bloctel_checked_on": "2026-08-01"} until 2026-08-10

What is not said is not known; `false` says that it is known not to be so. A statement alone vouches for the collection:
for every channel, and for the information of people (informed).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import orjson
import polars as pl

from service.core.govern.vocabulary import CHANNELS
from service.errors import RulesInvalid

_FLAGS = ("informed", "refusal_offered", "similar_products", "professional_lines")
_KEYS = {"statement", "attested_by", "attested_on", "channels", "bloctel_checked_on", *_FLAGS}

LIST_FACTS: dict[str, type[pl.DataType]] = {
    "list_id": pl.Int64,
    "list_kind": pl.String,
    "list_audience": pl.String,
    "attested": pl.Boolean,
    **dict.fromkeys(_FLAGS, pl.Boolean),
    "bloctel_checked_on": pl.Date,
}


def parse_basis(text: str | None) -> dict[str, Any]:
    """The statements of a basis, dates as dates; empty when there is none.

    Raises  RulesInvalid naming the key that cannot be understood.
    """
    if text is None:
        return {}
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError as broken:
        raise RulesInvalid("the basis of a list must be JSON") from broken
    if not isinstance(given, dict) or not str(given.get("statement") or "").strip():
        raise RulesInvalid("a basis says in words who collected, how, when and for what", keys=["statement"])
    if set(given) - _KEYS:
        raise RulesInvalid("a basis has keys that are not known", known=sorted(_KEYS))
    channels = given.setdefault("channels", list(CHANNELS))
    if not isinstance(channels, list) or not all(c in CHANNELS for c in channels):
        raise RulesInvalid("channels of a basis", known=list(CHANNELS))
    if wrong := [k for k in _FLAGS if not isinstance(given.get(k, True), bool)]:
        raise RulesInvalid("true or false is needed", keys=wrong)
    days = {k: _day(k, given[k]) for k in ("attested_on", "bloctel_checked_on") if k in given}
    return {"informed": True} | given | days


def basis_of(text: str) -> str:
    """What is kept of a basis as a person states it: in words, or as the JSON object above. Canonical JSON.

    Raises  RulesInvalid.
    """
    kept = text if text.lstrip().startswith("{") else orjson.dumps({"statement": text}).decode()
    parse_basis(kept)
    return orjson.dumps(orjson.loads(kept), option=orjson.OPT_SORT_KEYS).decode()


def list_facts(lists: Iterable[tuple[int, str, str | None, str | None]], channel: str) -> pl.DataFrame:
    """One row a list (LIST_FACTS) from (id, kind, audience, basis): what its basis says for a channel."""
    rows = []
    for list_id, kind, audience, basis in lists:
        said = parse_basis(basis)
        flags = [said.get(k) for k in _FLAGS]
        attested = channel in said.get("channels", [])
        rows.append((list_id, kind, audience, attested, *flags, said.get("bloctel_checked_on")))
    return pl.DataFrame(rows, schema=LIST_FACTS, orient="row")


def _day(key: str, value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as wrong:
        raise RulesInvalid("a date is needed, such as 2026-01-05", key=key) from wrong
