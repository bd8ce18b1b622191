"""Columns of names: the plain ones by patterns, the distinct others by `names.parse_name`.

A name is plain when it is one civility at most and two words of letters, none of which a firm, a desk or nobody bears.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from service.core.distinct import by_distinct
from service.core.folding import fold_series
from service.core.kinds.casing import recased
from service.core.kinds.name_kinds import REPEATED, WORKSHOP
from service.core.kinds.names import NAME_PARTS, parse_name
from service.core.kinds.parsed import over_distinct, with_rest
from service.core.kinds.split_names import parse_split_name
from service.core.kinds.texts import text_verdicts
from service.reference.first_names import first_names
from service.reference.legal_forms import LEGAL_FORMS, SURE_FORMS
from service.reference.words import (
    ARTICLES,
    CIVILITIES,
    COMPANY_WORDS,
    COMPOUND_INITIALS,
    COUPLE_CIVILITIES,
    FUNCTION_TAILS,
    FUNCTION_WORDS,
    GENDERS,
    HOUSEHOLD_WORDS,
    JUNK_NAMES,
    NAME_SUFFIXES,
    OFFICES,
    OPENING_WORDS,
    PARTICLES,
    SURE_COMPANY_WORDS,
    TAIL_WORDS,
    TITLES,
    TRADE_WORDS,
)

_PLAIN = r"^\p{L}[\p{L}'’][\p{L}'’-]* \p{L}[\p{L}'’][\p{L}'’-]*$"
_CIVIL = r"^(?i:(m|mr|mme|mlle|monsieur|madame|mademoiselle)\b\.?) "
_WORDS = r"^\p{L}[\p{L}'’. -]*$"
_ODD = (
    {*COMPANY_WORDS, *TRADE_WORDS, *OPENING_WORDS, *TAIL_WORDS, *OFFICES, *FUNCTION_TAILS, *HOUSEHOLD_WORDS}
    | {
        *NAME_SUFFIXES,
        *COMPOUND_INITIALS,
        *REPEATED,
        *SURE_COMPANY_WORDS,
        "FRERES",
        "ASSOCIES",
        "ATTENTION",
        "VEUVE",
        "VVE",
        "EX",
        "NE",
    }
    | {*SURE_FORMS, *FUNCTION_WORDS, *CIVILITIES, *TITLES, *LEGAL_FORMS, "ET", "OU", "NEE"}
    | {w for j in JUNK_NAMES for w in j.split() if len(w) > 2 and w not in {"PAS", "JOHN", "JANE"}}
    | {"EPOUSE", "EP", *(w for c in COUPLE_CIVILITIES for w in c.split() if len(w) > 1)}
) - {"A", "S", "L"}
ODD_WORD = rf"\b(?:{WORKSHOP.pattern}|" + "|".join(sorted(_ODD, key=lambda w: (-len(w), w))) + r")\b"
_OPENING = sorted({*PARTICLES, *ARTICLES})
NAMES = {"value": pl.String, "code": pl.String, **dict.fromkeys(NAME_PARTS, pl.String)}


def parse_full_names(texts: pl.Series, *, surname_first: bool | None = None) -> pl.DataFrame:
    """NAMES for a column that holds whole names: `value` as shown, the parts of `parse_name`, its codes.

    Text codes (text.mojibake, text.lost-character) stand where the name itself is fine.
    """
    return by_distinct(texts, lambda values: _full_names(values, surname_first))


def _full_names(texts: pl.Series, surname_first: bool | None) -> pl.DataFrame:
    words = text_verdicts(texts, name=True)
    whole = words["value"]
    civil = fold_series(whole.str.extract(_CIVIL, 1)).replace_strict(CIVILITIES, default=None, return_dtype=pl.String)
    bare = whole.str.replace(_CIVIL, "").zip_with(civil.is_not_null(), whole)
    key = fold_series(bare)
    plain = (bare.str.contains(_PLAIN) & ~key.str.contains(ODD_WORD)).fill_null(value=False)
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
    one, two = by_distinct(first, _name_words), by_distinct(last, _name_words)
    words = pl.concat([one.select(pl.all().name.prefix("first_")), two.select(pl.all().name.prefix("last_"))],
                      how="horizontal")  # fmt: skip
    spaced = pl.col("last_value").str.contains(" ", literal=True)
    same = (pl.col("first_value") == pl.col("last_value")) & spaced
    odd = pl.any_horizontal(rule.fill_null(value=False) for rule in (pl.col("first_odd"), pl.col("last_odd"), same))
    plain = pl.col("last_value").is_not_null() & ~odd & (pl.col("first_value").is_not_null() | ~spaced)
    frame = words.with_columns(plain.alias("plain"))
    given, family = (pl.when("plain").then(f"{name}_cased").alias(f"{name}_name") for name in ("first", "last"))
    shown = pl.concat_str(given, family, separator=" ", ignore_nulls=True)
    found = {
        "value": shown,
        "first_name": given,
        "last_name": family,
        "kind": pl.when("plain").then(pl.lit("person")),
    }
    decided = frame.select(found.get(name, pl.lit(None, pl.String)).alias(name) for name in NAMES)
    undecided = ~frame["plain"] & (one["value"].is_not_null() | two["value"].is_not_null())
    rest = over_distinct(
        frame.filter(undecided).select("first_value", "last_value"),
        lambda given, family: parse_split_name(given, family, surname_first=surname_first),
        NAME_PARTS,
    )
    out = with_rest(decided, undecided, rest.select(list(NAMES)))
    text_code = pl.coalesce(two["code"], one["code"])
    return out.with_columns(pl.coalesce("code", text_code).alias("code"))


def _name_words(texts: pl.Series) -> pl.DataFrame:
    """`value` and `code` as `parse_texts`, `odd`: not only words of a person's name, `cased`: with its capitals."""
    found = text_verdicts(texts, name=True)
    words = found["value"]
    odd = ~words.str.contains(_WORDS) | fold_series(words).str.contains(ODD_WORD)
    return found.select("value", "code", odd.alias("odd"), recased(words).alias("cased"))


def parse_salutations(texts: pl.Series) -> pl.DataFrame:
    """`salutation` M, MME or null; `couple`; `legal_form` where the column holds one (Civilité = SARL), by cell."""
    if texts.null_count() == texts.len():
        return pl.DataFrame({"salutation": texts, "couple": texts.is_not_null(), "legal_form": texts})
    found = by_distinct(texts, _salutations)
    return found.with_columns(pl.col("couple").fill_null(value=False))


def _salutations(texts: pl.Series) -> pl.DataFrame:
    keys = fold_series(texts)
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
