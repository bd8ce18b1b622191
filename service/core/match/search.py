"""Keys to find people by, beside the blocking keys: words of a name, the postcode, and contact points that blocking
leaves out (second addresses, values that too many parties share).

They are stored with the blocking keys (64-bit hashes in `match_keys`, one a party) and never make a pair. Whoever looks
by key reads the values themselves before answering: a key may be of a value that was corrected since.
"""

from __future__ import annotations

import polars as pl

from service.core.folding import fold, fold_series
from service.core.hashing import hash_text
from service.core.kinds.emails import match_forms
from service.core.match.counts import nothing_known
from service.core.match.keys import keys
from service.core.match.prepare import KINDS, prepare
from service.core.match.view import MATCH_SCHEMA

LEAST_LETTERS = 2
"""Shorter words are in too many names to be found by."""

_PHONES = ("phone", "phone_mobile", "phone_secondary")


def search_keys(parties: pl.DataFrame, overshared: list[int]) -> pl.DataFrame:
    """Keys of parties, each once a party; `rule` is 0.

    In      a match frame (core/match/view.py); the hashes of overshared values (core/match/rarity.py).
    Out     KEY_SCHEMA, in no order.
    """
    ids = parties["party_id"]
    codes = parties["postal_code"].str.to_uppercase().str.replace_all(" ", "", literal=True)
    parts = [_words(ids, parties["last_name"]), _words(ids, parties["company_name"])]
    parts.append(_keyed(ids, codes, "search.postcode"))
    low, form = parties["email"].str.to_lowercase(), match_forms(parties["email"])
    parts.append(_keyed(ids, form.set((low == form) & ~_shared(low, overshared), None), "search.email"))
    parts.append(_keyed(ids, match_forms(parties["email_secondary"]), "search.email"))
    parts += [_keyed(ids, parties[c].set(~_shared(parties[c], overshared), None), "search.phone") for c in _PHONES]
    found = pl.concat(parts).unique()
    return found.select("key", "party_id", pl.lit(0, dtype=pl.UInt8).alias("rule"))


def _shared(values: pl.Series, overshared: list[int]) -> pl.Series:
    """Whether blocking leaves the value out. Phones are hashed there as digits."""
    if not overshared:
        return pl.repeat(value=False, n=values.len(), dtype=pl.Boolean, eager=True)
    return hash_text(values.str.strip_prefix("+"), seed="match.overshared").is_in(overshared).fill_null(value=False)


def _words(ids: pl.Series, names: pl.Series) -> pl.DataFrame:
    told = pl.DataFrame({"party_id": ids, "word": fold_series(names)}).drop_nulls()
    words = told.with_columns(pl.col("word").str.split(" ")).explode("word")
    kept = words.filter(pl.col("word").str.len_bytes() >= LEAST_LETTERS)
    return _keyed(kept["party_id"], kept["word"], "search.word")


def _keyed(ids: pl.Series, values: pl.Series, seed: str) -> pl.DataFrame:
    frame = pl.DataFrame({"party_id": ids, "value": values}).drop_nulls()
    return frame.select(hash_text(frame["value"], seed=seed).alias("key"), "party_id")


def word_keys(text: str) -> list[int]:
    """The key of each word of a name as a person types it."""
    words = [w for w in fold(text).split(" ") if len(w) >= LEAST_LETTERS]
    return hash_text(pl.Series(words, dtype=pl.String), seed="search.word").to_list()


def postcode_key(text: str) -> int:
    """The key of a postcode."""
    return int(hash_text(pl.Series([text.upper().replace(" ", "")]), seed="search.postcode")[0])


def point_keys(kind: str, values: pl.Series) -> pl.Series:
    """Every key under which parties with one of these contact points can be found; they may find others too.

    In      kind email or phone; distinct values as cleaned (an address, E.164).
    """
    forms = match_forms(values) if kind == "email" else values
    sought = hash_text(forms, seed=f"search.{kind}")
    both = pl.concat([values, forms]).unique() if kind == "email" else values
    asked = pl.DataFrame(
        {kind: both, "kind": [list(KINDS)] * both.len()}, schema={kind: pl.String, "kind": pl.List(pl.String)}
    )
    frame = asked.explode("kind").with_row_index("party_id")
    absent = [pl.lit(None, dtype=t).alias(c) for c, t in MATCH_SCHEMA.items() if c not in frame.columns]
    party = frame.with_columns(absent).select(pl.col(c).cast(t) for c, t in MATCH_SCHEMA.items())
    blocked = keys(prepare(party, nothing_known())).filter(pl.col("rule") == _RULE[kind])
    return pl.concat([sought, blocked["key"]]).unique()


_RULE = {"email": 1, "phone": 3}
