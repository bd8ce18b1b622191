"""Columns of names: the plain ones by patterns, the distinct others by `names.parse_name`.

A name is plain when it is one civility at most and two words of letters, none of which a firm, a desk or nobody bears.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from service.core.folding import fold_series
from service.core.kinds.casing import recased
from service.core.kinds.names import NAME_PARTS, parse_name
from service.core.kinds.parsed import over_distinct, with_rest
from service.core.kinds.split_names import parse_split_name
from service.core.kinds.texts import parse_texts
from service.reference.first_names import first_names
from service.reference.words import (
    ARTICLES,
    CIVILITIES,
    COMPANY_WORDS,
    COUPLE_CIVILITIES,
    FUNCTION_WORDS,
    GENDERS,
    JUNK_NAMES,
    LEGAL_FORMS,
    PARTICLES,
    SURE_FORMS,
    TITLES,
    TRADE_WORDS,
)

_PLAIN = r"^\p{L}[\p{L}'’-]+ \p{L}[\p{L}'’-]+$"
_CIVIL = r"^(?i:(m|mr|mme|mlle|monsieur|madame|mademoiselle)\b\.?) "
_WORDS = r"^\p{L}[\p{L}'’. -]*$"
_ODD = (
    {*COMPANY_WORDS, *TRADE_WORDS, *SURE_FORMS, *FUNCTION_WORDS, *CIVILITIES, *TITLES, *LEGAL_FORMS, "ET", "OU", "NEE"}
    | {w for j in JUNK_NAMES for w in j.split() if len(w) > 2 and w != "PAS"}
    | {"EPOUSE", "FAMILLE", "MM", "MMES", "EP"}
) - {"A", "S", "L"}
_ODD_WORD = r"\b(?:" + "|".join(sorted(_ODD, key=lambda w: (-len(w), w))) + r")\b"
_OPENING = sorted({*PARTICLES, *ARTICLES})
NAMES = {"value": pl.String, "code": pl.String, **dict.fromkeys(NAME_PARTS, pl.String)}


def parse_full_names(texts: pl.Series, *, surname_first: bool | None = None) -> pl.DataFrame:
    """NAMES for a column that holds whole names: `value` as shown, the parts of `parse_name`, its codes.

    Text codes (text.mojibake, text.lost-character) stand where the name itself is fine.
    """
    words = parse_texts(texts, name=True)
    whole = words["value"]
    civil = fold_series(whole.str.extract(_CIVIL, 1)).replace_strict(CIVILITIES, default=None, return_dtype=pl.String)
    bare = whole.str.replace(_CIVIL, "").zip_with(civil.is_not_null(), whole)
    key = fold_series(bare)
    plain = (bare.str.contains(_PLAIN) & ~key.str.contains(_ODD_WORD)).fill_null(value=False)
    pair = pl.DataFrame({"t": bare, "plain": plain}).select(
        pl.col("t").str.extract(r"^(\S+) ", 1).alias("one"),
        pl.col("t").str.extract(r" (\S+)$", 1).alias("two"),
        "plain",
    )
    order = _family_is_first(pair, key, surname_first)
    plain &= order.is_not_null()
    first = pair["two"].zip_with(order.fill_null(value=False), pair["one"])
    last = pair["one"].zip_with(order.fill_null(value=False), pair["two"])
    first, last = recased(first.set(~plain, None)), recased(last.set(~plain, None))
    frame = pl.DataFrame({"first_name": first, "last_name": last, "plain": plain, "c": civil}).with_columns(
        pl.concat_str("first_name", pl.lit(" "), "last_name").alias("value"),
        pl.when("plain").then(pl.lit("person")).alias("kind"),
        pl.when("plain").then("c").alias("salutation"),
    )
    absent = [pl.lit(None, pl.String).alias(n) for n in NAMES if n not in frame.columns]
    undecided = whole.is_not_null() & ~plain
    rest = over_distinct(whole.filter(undecided).to_frame("t"), lambda t: parse_name(t, surname_first), NAME_PARTS)
    out = with_rest(frame.with_columns(absent).select(list(NAMES)), undecided, rest.select(list(NAMES)))
    return out.with_columns(pl.coalesce("code", words["code"]).alias("code"))


@cache
def _given_names() -> pl.Series:
    return pl.Series(sorted(first_names())).implode()


def _family_is_first(pair: pl.DataFrame, key: pl.Series, surname_first: bool | None) -> pl.Series:
    """For plain pairs: which word is the family name. Null: `parse_name` must say."""
    one, two = pair["one"], pair["two"]
    upper_one, upper_two = one == one.str.to_uppercase(), two == two.str.to_uppercase()
    opening = one.str.to_lowercase().is_in(_OPENING)
    rule = pl.lit(None, pl.Boolean) if surname_first is None else pl.lit(surname_first)
    frame = pl.DataFrame({"u1": upper_one, "u2": upper_two, "key": key, "opening": opening})
    if surname_first is None:
        known = _given_names()
        head, tail = (
            pl.col("key").str.extract(r"^([A-Z]+) [A-Z]+$", 1),
            pl.col("key").str.extract(r"^[A-Z]+ ([A-Z]+)$", 1),
        )
        rule = pl.when(head.is_in(known) != tail.is_in(known)).then(tail.is_in(known))
    said = (
        pl.when(pl.col("u1") & ~pl.col("u2")).then(pl.lit(True)).when(~pl.col("u1") & pl.col("u2")).then(pl.lit(False))
    )
    return frame.select(pl.when(~pl.col("opening")).then(said.otherwise(rule))).to_series()


def parse_split_names(first: pl.Series, last: pl.Series, *, surname_first: bool | None = None) -> pl.DataFrame:
    """NAMES for a first-name column and a family-name column. Codes as in `parse_full_names`."""
    firsts, lasts = parse_texts(first, name=True), parse_texts(last, name=True)
    frame = pl.DataFrame({"first": firsts["value"], "last": lasts["value"]})
    plain = pl.repeat(value=True, n=frame.height, eager=True)
    for name in ("first", "last"):
        words = frame[name]
        odd = ~words.str.contains(_WORDS) | fold_series(words).str.contains(_ODD_WORD)
        plain &= ~odd.fill_null(value=False)
    plain &= ~((frame["first"] == frame["last"]) & frame["last"].str.contains(" ", literal=True)).fill_null(value=False)
    plain &= frame["last"].is_not_null() & (
        frame["first"].is_not_null() | ~frame["last"].str.contains(" ", literal=True)
    )
    decided = pl.DataFrame(
        {"first_name": recased(frame["first"].set(~plain, None)), "last_name": recased(frame["last"].set(~plain, None))}
    ).with_columns(
        pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True).alias("value"),
        pl.when(plain).then(pl.lit("person")).alias("kind"),
    )
    absent = [pl.lit(None, pl.String).alias(n) for n in NAMES if n not in decided.columns]
    undecided = ~plain & (frame["first"].is_not_null() | frame["last"].is_not_null())
    rest = over_distinct(
        frame.filter(undecided), lambda one, two: parse_split_name(one, two, surname_first=surname_first), NAME_PARTS
    )
    out = with_rest(decided.with_columns(absent).select(list(NAMES)), undecided, rest.select(list(NAMES)))
    text_code = pl.coalesce(lasts["code"], firsts["code"])
    return out.with_columns(pl.coalesce("code", text_code).alias("code"))


def parse_salutations(texts: pl.Series) -> pl.DataFrame:
    """`salutation` M, MME or null; `couple`; `legal_form` where the column holds one (Civilité = SARL), by cell."""
    if texts.null_count() == texts.len():
        return pl.DataFrame({"salutation": texts, "couple": texts.is_not_null(), "legal_form": texts})
    keys = fold_series(texts.fill_null(""))
    forms = keys.replace_strict(LEGAL_FORMS, default=None, return_dtype=pl.String)
    civil = keys.replace_strict(CIVILITIES, default=None, return_dtype=pl.String)
    return pl.DataFrame(
        {
            "salutation": civil,
            "couple": keys.is_in(sorted(COUPLE_CIVILITIES)),
            "legal_form": forms.set(civil.is_not_null(), None),
        }
    )


def parse_genders(texts: pl.Series) -> pl.Series:
    """M or MME for a column of genders; null where it is neither."""
    return fold_series(texts.fill_null("")).replace_strict(GENDERS, default=None, return_dtype=pl.String)


def name_profile(texts: pl.Series) -> dict[str, int]:
    """What a batch of whole names says about their order: counts, to be added up over batches."""
    keys = fold_series(texts.drop_nulls())
    known = _given_names()
    frame = pl.DataFrame({"t": texts.drop_nulls(), "k": keys}).filter(pl.col("k").str.contains(r"^[A-Z]+ [A-Z]+$"))
    head, tail = pl.col("k").str.extract(r"^(\S+)", 1).is_in(known), pl.col("k").str.extract(r"(\S+)$", 1).is_in(known)
    one, two = pl.col("t").str.extract(r"^(\S+)", 1), pl.col("t").str.extract(r"(\S+)$", 1)
    upper_one, upper_two = one == one.str.to_uppercase(), two == two.str.to_uppercase()
    counts = frame.select(
        (upper_one & ~upper_two).sum().alias("capitals_first"),
        (~upper_one & upper_two).sum().alias("capitals_last"),
        (tail & ~head).sum().alias("given_last"),
        (head & ~tail).sum().alias("given_first"),
    )
    return {name: int(counts[name].item()) for name in counts.columns}


def surname_first(profile: Mapping[str, int]) -> bool | None:
    """The order of a column from an added-up profile; null where neither order has two thirds."""
    yes = 2 * profile.get("capitals_first", 0) + profile.get("given_last", 0)
    no = 2 * profile.get("capitals_last", 0) + profile.get("given_first", 0)
    if 3 * yes >= 2 * (yes + no) > 0:
        return True
    return False if 3 * no >= 2 * (yes + no) > 0 else None
