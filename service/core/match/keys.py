"""Blocking keys: what two parties must share, exactly, to be compared at all. 64-bit hashes, so that any store can hold
them and any engine can join them.

Text columns are hashed once (core/hashing.py); the keys of a rule mix those hashes, so a rule costs a few passes over
integers. A rule speaks of parties of some kinds only and has a cap: a block of more parties than that is a stop-value
(`contact@` alone made 46M pairs of 1M customers) and makes no pair. Keys do not depend on other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.hashing import hash_text
from service.core.match.sounds import sounds

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
RuleKeys = tuple[int, npt.NDArray[np.uint32], npt.NDArray[np.int64]]
PERSON, COMPANY, MAILBOX = 0, 1, 2


@dataclass(frozen=True)
class Rule:
    """One way to be compared. `parts` are columns or pieces of `_pieces`; one that is null gives no key."""

    number: int
    name: str
    kinds: tuple[int, ...]
    parts: tuple[str, ...]
    cap: int  # most parties of a block
    wide: bool = False  # only for parties of a file matched on its own that the other rules leave alone


_ALL = (PERSON, COMPANY, MAILBOX)
_FIRMS = (COMPANY, MAILBOX)
_P, _C = (PERSON,), (COMPANY,)

RULES: tuple[Rule, ...] = (
    Rule(1, "email", _ALL, ("email",), 60),
    Rule(2, "email local part", _P, ("private_local",), 20),
    Rule(3, "phone", _ALL, ("phone1",), 60),
    Rule(3, "phone", _ALL, ("phone2",), 60),
    Rule(3, "phone", _ALL, ("phone3",), 60),
    Rule(4, "siret", _C, ("siret",), 60),
    Rule(5, "siren", _C, ("siren",), 60),
    Rule(6, "customer code", _ALL, ("code",), 60),
    Rule(7, "names in any order", _P, ("both_names",), 30),
    Rule(8, "surname sound, initial, place", _P, ("sound", "initial", "place"), 25),
    Rule(9, "surname and birth", _P, ("surname", "birth"), 30),
    Rule(10, "forename and birth", _P, ("canon", "birth"), 30),
    Rule(11, "firm and place", _C, ("company", "place"), 100),
    Rule(12, "firm's longest word and department", _C, ("company_start", "department"), 12),
    Rule(13, "firm", _C, ("company",), 100),
    Rule(14, "door and initial", _P, ("number", "street_start", "place", "initial"), 30),
    Rule(15, "door", _C, ("number", "street_start", "place"), 60),
    Rule(18, "birth and street", _P, ("birth", "street_start"), 20),
    Rule(17, "door anywhere", _C, ("number", "street_start"), 4),
    Rule(16, "employer and surname", _P, ("company", "surname"), 30),
)
WIDE: tuple[Rule, ...] = (
    Rule(30, "number", _ALL, ("ident",), 60, wide=True),
    Rule(31, "surname, year and month of birth", _P, ("surname", "year", "month"), 20, wide=True),
    Rule(32, "surname, day and month of birth", _P, ("surname", "month", "day"), 20, wide=True),
    Rule(33, "surname, year and day of birth", _P, ("surname", "year", "day"), 20, wide=True),
    Rule(34, "forename, year and month of birth", _P, ("canon", "year", "month"), 20, wide=True),
    Rule(35, "forename, day and month of birth", _P, ("canon", "month", "day"), 20, wide=True),
    Rule(36, "forename, year and day of birth", _P, ("canon", "year", "day"), 20, wide=True),
    Rule(37, "birth and place", _P, ("birth", "place"), 20, wide=True),
    Rule(38, "birth and initials", _P, ("birth", "initial", "surname_start"), 20, wide=True),
    Rule(39, "surname and street", _P, ("surname", "street_start"), 20, wide=True),
    Rule(40, "forename and street", _P, ("canon", "street_start"), 20, wide=True),
    Rule(41, "surname and town", _P, ("surname", "town"), 20, wide=True),
    Rule(42, "forename and town", _P, ("canon", "town", "number"), 20, wide=True),
    Rule(43, "sounds of both names", _P, ("sound", "first_sound"), 30, wide=True),
    Rule(44, "door", _P, ("number", "street_start", "place"), 12, wide=True),
    Rule(45, "door in town", _ALL, ("number", "street_start", "town"), 20, wide=True),
    Rule(46, "starts of both names", _P, ("starts",), 30, wide=True),
    Rule(47, "email name", _P, ("email_local",), 20, wide=True),
    Rule(48, "number and place", _P, ("number", "known_place", "initial"), 20, wide=True),
    Rule(49, "firm's first letters and number", _C, ("firm_letters", "number"), 40, wide=True),
    Rule(50, "firm's first letters and town", _C, ("firm_letters", "town"), 30, wide=True),
    Rule(51, "firm's longest word", _C, ("company_start",), 30, wide=True),
    Rule(52, "street of firms", _C, ("street", "known_place"), 30, wide=True),
    Rule(53, "number in town", _C, ("number", "town"), 20, wide=True),
    Rule(54, "number of the street", _C, ("number",), 12, wide=True),
    Rule(55, "firm as it sounds", _C, ("firm_sound",), 40, wide=True),
    Rule(56, "birth, surname as it sounds", _P, ("year", "sound"), 20, wide=True),
    Rule(57, "birth, forename as it sounds", _P, ("year", "first_sound", "surname_start"), 20, wide=True),
)
CAPS: dict[int, int] = {rule.number: rule.cap for rule in (*RULES, *WIDE)}
RULE_NAMES: dict[int, str] = {rule.number: rule.name for rule in (*RULES, *WIDE)}

KEY_SCHEMA: dict[str, type[pl.DataType]] = {"key": pl.Int64, "party_id": pl.Int64, "rule": pl.UInt8}


def keys(prepared: pl.DataFrame) -> pl.DataFrame:
    """Every blocking key of every party, each once a party.

    In      PREPARED_SCHEMA.
    Out     KEY_SCHEMA; the rule is mixed into the key, so keys of two rules never meet.
    """
    return as_frame(prepared["party_id"].to_numpy(), rule_keys(prepared))


def crowded(made: pl.DataFrame, held: pl.DataFrame) -> pl.Series:
    """Keys of `made` (KEY_SCHEMA) whose block is beyond its rule's cap with those who hold them too (key, party_id).

    They make no pair, so that nobody needs to be compared, or read, for their sake.
    """
    ours = made.group_by("key", "rule").len("ours")
    both = ours.join(held.group_by("key").len("theirs"), on="key")
    cap = pl.col("rule").cast(pl.Int64).replace_strict(CAPS)
    return both.filter(pl.col("ours") + pl.col("theirs") > cap)["key"]


def as_frame(ids: npt.NDArray[np.int64], keyed: Iterable[RuleKeys], *, first: int = 0) -> pl.DataFrame:
    """Keys by place as KEY_SCHEMA. In: the party of each place; keys of places before `first` are left out."""
    parts = []
    for number, places, key in keyed:
        kept = places >= first
        rule = np.full(int(kept.sum()), number, dtype=np.uint8)
        parts.append(pl.DataFrame({"key": key[kept], "party_id": ids[places[kept]], "rule": rule}, schema=KEY_SCHEMA))
    return pl.concat(parts) if parts else pl.DataFrame(schema=KEY_SCHEMA)


def rule_keys(
    prepared: pl.DataFrame, rules: tuple[Rule, ...] = RULES, *, each: Callable[..., Iterable[Any]] = map
) -> Iterator[RuleKeys]:
    """Rule by rule in the order of `rules`: rule number, places of parties (row numbers), their keys.

    The three phone columns come as one rule; a number that a party has twice gives one key. `each`: how pieces and
    keys are made, as `map` does or side by side.
    """
    pieces = _Pieces(prepared)
    kind = prepared["kind"].to_numpy()

    def made(number: int) -> RuleKeys:
        found = [_one(rule, pieces, kind) for rule in rules if rule.number == number]
        return number, np.concatenate([p for p, _ in found]), np.concatenate([k for _, k in found])

    for _ in each(pieces.__getitem__, dict.fromkeys(part for rule in rules for part in rule.parts)):
        pass  # each is made once
    yield from (one for one in each(made, dict.fromkeys(rule.number for rule in rules)) if len(one[1]))


def _one(
    rule: Rule, pieces: _Pieces, kind: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    known = np.isin(kind, rule.kinds)
    for part in rule.parts:
        known &= pieces[part][1]
    places = np.flatnonzero(known).astype(np.uint32)
    seed = rule.number * 8 + (kind[places].astype(np.uint64) if len(rule.kinds) > 1 else np.uint64(7))
    key = mix(np.full(len(places), seed, dtype=np.uint64) if np.isscalar(seed) else np.asarray(seed, dtype=np.uint64))
    for part in rule.parts:
        key = mix(key ^ pieces[part][0][places])
    return places, key.view(np.int64)


def mix(word: Words) -> Words:
    """A bijection that spreads every bit (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        word = word + np.uint64(0x9E3779B97F4A7C15)
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


class _Pieces:
    """Hashed columns and pieces of columns, made when first asked for: (words, known)."""

    def __init__(self, prepared: pl.DataFrame) -> None:
        self._frame = prepared
        self._made: dict[str, tuple[Words, Flags]] = {}

    def __getitem__(self, name: str) -> tuple[Words, Flags]:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> tuple[Words, Flags]:
        if name == "both_names":
            (a, has_a), (b, has_b) = self["forename_line"], self["surname"]
            return mix(np.minimum(a, b)) ^ np.maximum(a, b), has_a & has_b
        if name == "starts":
            (a, has_a), (b, has_b) = self["forename_start"], self["surname_start"]
            return mix(np.minimum(a, b)) ^ np.maximum(a, b), has_a & has_b
        if name in ("place", "department"):
            return self._place(name)
        expression = _EXPRESSIONS.get(name, pl.col(name))
        values = self._frame.select(expression.alias("v"))["v"]
        if name in ("sound", "first_sound", "firm_sound"):
            values = sounds(values)
        return _hashed(values)

    def _place(self, name: str) -> tuple[Words, Flags]:
        """Never unknown: a party without postcode or town meets the others without."""
        code, town = pl.col("postcode"), pl.col("city")
        if name == "department":
            code, town = code.str.head(2), town.str.head(3)
        words, _ = _hashed(self._frame.select(pl.coalesce(code, town).fill_null("").alias("v"))["v"])
        return words, np.ones(len(words), dtype=np.bool_)


def _part(number: pl.Expr) -> pl.Expr:
    return pl.when(number > 0).then(number)


_EXPRESSIONS: dict[str, pl.Expr] = {
    "private_local": pl.when(
        pl.col("email_public") & ~pl.col("email_role") & (pl.col("email_local").str.len_bytes() >= 6)
    ).then(pl.col("email_local").str.replace_all(r"[._-]", "")),
    "canon": pl.col("forename_canon").str.replace_all(" ", "", literal=True),
    "forename_line": pl.col("forename").str.replace_all(" ", "", literal=True),
    "initial": pl.col("forename").str.head(1),
    "sound": pl.col("surname"),
    "first_sound": pl.col("forename_canon").str.replace_all(" ", "", literal=True),
    "firm_sound": pl.col("company_line").str.head(12),
    "forename_start": pl.col("forename").str.head(3),
    "surname_start": pl.col("surname").str.head(3),
    "town": pl.col("city"),
    "known_place": pl.coalesce("postcode", "city"),
    "firm_letters": pl.col("company_line").str.head(4),
    "year": _part(pl.col("birth") // 10_000),
    "month": _part(pl.col("birth") // 100 % 100),
    "day": _part(pl.col("birth") % 100),
    "phone2": pl.when(pl.col("phone2").ne_missing(pl.col("phone1"))).then("phone2"),
    "phone3": pl.when(
        pl.col("phone3").ne_missing(pl.col("phone1")) & pl.col("phone3").ne_missing(pl.col("phone2"))
    ).then("phone3"),
    "birth": pl.when(pl.col("birth") % 100 > 0).then(pl.col("birth")),
    "street_start": pl.col("street").str.head(5),
    "company_start": pl.col("company_word").str.head(6),
}


def _hashed(values: pl.Series) -> tuple[Words, Flags]:
    known = values.is_not_null().to_numpy()
    if values.dtype == pl.String:
        if values.null_count() == len(values):
            return np.zeros(len(values), dtype=np.uint64), known
        return hash_text(values, seed="match").fill_null(0).to_numpy().view(np.uint64), known
    return mix(values.cast(pl.Int64).fill_null(0).to_numpy().view(np.uint64)), known
