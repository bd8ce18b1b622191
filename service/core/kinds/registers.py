"""Numbers of other registers: NAF (activity), RNA (associations), RCS (trade register).

NAF: Insee's list (reference/activities.md), four digits and a letter; a code that is in no list is kept and told. RNA:
W, three characters of department and prefecture (Corsica has a letter, W2A1), six digits; it has no check digit. RCS:
town, A or B, SIREN.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.companies import parse_siren
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct
from service.reference.naf import activities, letters_of_classes

_NAF = r"^(?:(?:CODE\s*)?(?:NAF|APE)(?:/APE)?[\s:.\-]*)?([0-9]{2})[\s.]*([0-9]{2})[\s.\-]*([A-Z])(?:[^0-9A-Z].*)?$"
_SHORT = r"^(?:(?:CODE\s*)?(?:NAF|APE)[\s:.\-]*)?0?([0-9][\s.]*[0-9]{2}|[0-9]{2}[\s.]*[0-9]{2})[\s.]*([A-Z]?)$"
_RNA = r"^(?:N[°O]?\s*)?(?:RNA)?[\s:.\-°]*(W[0-9][0-9A-Z][0-9]{7})$"
_SIREN = r"(?:[0-9]\s*){9}"
_RCS = re.compile(rf"(?i:R\.?C\.?S\.?\s+)?(?!(?i:R\.?C\.?S))(\S.*?(?<![a-z][AB]))\s+(?:([AB])\s*)?({_SIREN})")
_RCS_BEHIND = re.compile(rf"({_SIREN})\s*(?i:R\.?C\.?S\.?)\s+(\S.*)")


def parse_nafs(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of NAF codes (revision 2), `value` as 6201Z.

    Codes   naf.unreadable, naf.incomplete (no value; the only code it can be is suggested), naf.unknown (value kept).
    """
    return by_distinct(texts, _nafs)


@cache
def _known_nafs() -> pl.Series:
    return pl.Series(sorted(activities())).implode()


def _nafs(texts: pl.Series) -> pl.DataFrame:
    bare = tidy(texts).str.to_uppercase()
    parts = bare.to_frame("t").select(*(pl.col("t").str.extract(_NAF, g).alias(str(g)) for g in (1, 2, 3)))
    value = parts.select(pl.concat_str("1", "2", "3")).to_series()
    known = value.is_in(_known_nafs())
    short = bare.to_frame("t").select(
        pl.col("t").str.extract(_SHORT, 1).str.replace_all(r"[\s.]", "").str.zfill(4).alias("class"),
        pl.col("t").str.extract(_SHORT, 2).alias("letter"),
    )
    return short.with_columns(value.alias("v"), known.alias("known"), bare.alias("t")).select(
        pl.col("v").alias("value"),
        pl.when(pl.col("v").is_not_null() & ~pl.col("known")).then(pl.lit("naf.unknown"))
        .when(pl.col("v").is_null() & _completed().is_not_null()).then(pl.lit("naf.incomplete"))
        .when(pl.col("t").is_not_null() & pl.col("v").is_null()).then(pl.lit("naf.unreadable")).alias("code"),
        pl.when(pl.col("v").is_null()).then(_completed()).alias("suggestion"),
    )  # fmt: skip


def _completed() -> pl.Expr:
    """The only code that a class without its letter, or a code without its zero, can be."""
    only = {four: letter for four, letter in letters_of_classes().items() if len(letter) == 1}
    letter = pl.col("class").replace_strict(only, default=None, return_dtype=pl.String)
    with_letter = pl.concat_str("class", pl.when(pl.col("letter") == "").then(letter).otherwise("letter"))
    return pl.when(with_letter.is_in(_known_nafs())).then(with_letter)


def parse_naf(text: str | None) -> Parsed:
    """The verdict on one NAF code; parts: label, section and version of the nomenclature."""
    bare = (tidy_text(text) or "").upper()
    if not bare:
        return BLANK
    full = re.match(_NAF, bare)
    if full is None:
        likely = _likely_naf(bare)
        code = "naf.incomplete" if likely else "naf.unreadable"
        return Parsed(None, code, likely, dict.fromkeys(("label", "section", "version")))
    value = "".join(full.groups())
    known = activities().get(value)
    parts = {"label": known.label, "section": known.section, "version": known.version} if known else {}
    return Parsed(value, None if known else "naf.unknown", None, dict.fromkeys(("label", "section", "version")) | parts)


def _likely_naf(bare: str) -> str | None:
    short = re.match(_SHORT, bare)
    if short is None:
        return None
    four = re.sub(r"[\s.]", "", short[1]).zfill(4)
    letters = [short[2]] if short[2] else letters_of_classes().get(four, ())
    return f"{four}{letters[0]}" if len(letters) == 1 and f"{four}{letters[0]}" in activities() else None


def parse_rnas(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of RNA numbers. Code: rna.unreadable (no value)."""
    return by_distinct(texts, _rnas)


def _rnas(texts: pl.Series) -> pl.DataFrame:
    bare = tidy(texts).str.to_uppercase().str.replace_all(r"[\s\u00a0.\-/_]+", "")
    value = bare.str.extract(_RNA, 1)
    return blank_verdicts(texts.len()).with_columns(
        value.alias("value"),
        pl.when(bare.is_not_null() & value.is_null()).then(pl.lit("rna.unreadable")).alias("code"),
    )


def parse_rna(text: str | None) -> Parsed:
    """The verdict on one RNA number; parts: department."""
    value, code, _ = parse_rnas(pl.Series([text], dtype=pl.String)).row(0)
    return Parsed(value, code, None, {"department": value and value[1:3]}) if value or code else BLANK


def parse_rcss(texts: pl.Series) -> pl.DataFrame:
    """VERDICT and `siren` for a column of numbers of the trade register. Codes as `parse_rcs`."""
    return by_distinct(texts, lambda values: over_distinct(values.to_frame("t"), parse_rcs, ("siren",)))


def parse_rcs(text: str | None) -> Parsed:
    """One number of the trade register ("RCS Nancy B 323 159 715"); parts: siren, town.

    Codes   rcs.unreadable, siren.checksum (no value).
    """
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    behind, before = _RCS_BEHIND.fullmatch(bare), _RCS.fullmatch(bare)
    if behind:
        number, town, letter = behind[1], behind[2], None
    elif before:
        town, letter, number = before.groups()
    else:
        return Parsed(None, "rcs.unreadable")
    siren = parse_siren(number).value
    if siren is None:
        return Parsed(None, "siren.checksum")
    value = " ".join(part for part in ("RCS", town, letter, siren) if part)
    return Parsed(value, None, None, {"siren": siren, "town": town})
