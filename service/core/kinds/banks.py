"""IBAN and BIC. An IBAN is sensitive: no issue, log or report may print one (`masked` is what they show).

IBAN (ISO 13616): the structure of its country in SWIFT's registry, then modulo 97. Some countries have a key of their
own inside (clé RIB, Spain, Belgium, Norway): a wrong one is told, and the number kept, for the international
check holds and banks go by it. BIC (ISO 9362): 8 or 11 characters, a country in the fifth and sixth.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl
from stdnum import bic as std_bic
from stdnum import iban as std_iban

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest
from service.core.kinds.plain_numbers import mod_97
from service.reference.banks import iban_patterns

_BLANKS = r"[\s\u00a0.\-_/]+"
_LABEL = r"(?i)^(?:code\s+)?(?:iban|rib|bic|swift)\b(?:\s*/\s*(?:bic|swift))?[\s:=n°]*|^iban"
_RIB = r"^[0-9]{10}[0-9A-Z]{11}[0-9]{2}$"
_LETTERS = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
_VALUES = [str(code) for code in range(10, 36)]
_RIB_TABLE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_KEYED = ["BE", "ES", "FR", "MC", "ME", "NO"]  # countries with a key of their own inside
_PIECE = 15  # digits that fit, behind a remainder of two, into 64 bits


def parse_ibans(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of IBAN; `value` in capitals without blanks.

    Codes   iban.checksum, iban.unreadable (no value); iban.from-rib (a French RIB: no value, its IBAN suggested);
            iban.national-key (value kept).
    """
    return by_distinct(texts, _ibans)


def parse_iban(text: str | None) -> Parsed:
    """The verdict on one IBAN; parts: country, bank (France and Monaco)."""
    found = _plain(tidy_text(text))
    if found.value is None:
        return found
    value, country = found.value, found.value[:2]
    return Parsed(
        value, found.code, None, {"country": country, "bank": value[4:9] if country in {"FR", "MC"} else None}
    )


def _plain(text: str | None) -> Parsed:
    """`_ibans` on one value."""
    bare = re.sub(_BLANKS, "", re.sub(_LABEL, "", text or "", count=1)).upper()
    if not bare:
        return BLANK
    if re.match(_shape(), bare) and mod_97(bare) == 1:
        return _national(bare) if bare[:2] in _KEYED else Parsed(bare)
    if re.match(_RIB, bare):
        return _national(bare)
    return Parsed(None, "iban.checksum" if re.match(_shape(), bare) else "iban.unreadable")


def _bare(texts: pl.Series) -> pl.Series:
    bare = tidy(texts).str.replace(_LABEL, "").str.replace_all(_BLANKS, "").str.to_uppercase()
    return bare.set((bare == "").fill_null(value=False), None)


@cache
def _shape() -> str:
    return "^(?:" + "|".join(f"{c}[0-9]{{2}}{pattern}" for c, pattern in sorted(iban_patterns().items())) + ")$"


def _ibans(texts: pl.Series) -> pl.DataFrame:
    bare = _bare(texts)
    shaped = bare.str.contains(_shape())
    right = shaped & (_mod_97(bare.set(~shaped.fill_null(value=False), None)) == 1)
    country = bare.str.slice(0, 2)
    frame = pl.DataFrame({"t": bare, "right": right, "shaped": shaped})
    code = pl.when(pl.col("t").is_not_null() & ~pl.col("right").fill_null(value=False)).then(
        pl.when(pl.col("shaped")).then(pl.lit("iban.checksum")).otherwise(pl.lit("iban.unreadable"))
    )
    decided = frame.select(
        pl.when("right").then("t").alias("value"), code.alias("code"), pl.lit(None, pl.String).alias("suggestion")
    )
    national = right & country.is_in(_KEYED)
    domestic = bare.str.contains(_RIB) & ~right
    asked = (national | domestic).fill_null(value=False)
    return with_rest(decided, asked, over_distinct(bare.filter(asked).to_frame("t"), _national))


def _mod_97(ibans: pl.Series) -> pl.Series:
    """The remainder of the rearranged number (ISO 7064, mod 97-10), piece by piece."""
    digits = (ibans.str.slice(4) + ibans.str.slice(0, 4)).str.replace_many(_LETTERS, _VALUES)
    left = pl.lit(0, pl.Int64)
    for start in range(0, 68, _PIECE):
        piece = pl.col("d").str.slice(start, _PIECE)
        size = piece.str.len_bytes().cast(pl.Int64)
        number = piece.cast(pl.Int64, strict=False).fill_null(0)
        left = (left * pl.lit(10, pl.Int64).pow(size) + number) % 97
    return digits.to_frame("d").select(left.alias("r")).to_series()


def _national(text: str) -> Parsed:
    if text[0].isdigit():
        iban = f"FR76{text}"
        return Parsed(None, "iban.from-rib", iban) if _rib_holds(text) else Parsed(None, "iban.unreadable")
    if text[:2] in {"FR", "MC"}:
        return Parsed(text) if _rib_holds(text[4:]) else Parsed(text, "iban.national-key")
    return Parsed(text, None if std_iban.is_valid(text) else "iban.national-key")


def _rib_holds(rib: str) -> bool:
    """The key of a RIB: 97 - (89 bank + 15 branch + 3 account) mod 97, letters as digits (CFONB)."""
    digits = rib.translate(_RIB_TABLE)
    return 97 - (89 * int(digits[:5]) + 15 * int(digits[5:10]) + 3 * int(digits[10:21])) % 97 == int(digits[21:])


def masked(ibans: pl.Series) -> pl.Series:
    """What an issue may show of a cell that holds a bank account: two letters of its country, or nothing at all."""
    country = ibans.str.extract(r"(?i)^\s*(?:IBAN\s*:?\s*)?([a-z]{2})\s*[0-9]", 1).str.to_uppercase()
    shown = pl.concat_str(pl.col("c").fill_null(""), pl.lit("••••"))
    return country.to_frame("c").with_columns(ibans.alias("t")).select(
        pl.when(pl.col("t").is_not_null()).then(shown)).to_series()  # fmt: skip


@cache
def _bic_shape() -> str:
    countries = sorted({a + b for a in _LETTERS for b in _LETTERS if std_bic.is_valid(f"AAAA{a}{b}AA")})
    return rf"^[A-Z]{{4}}(?:{'|'.join(countries)})[0-9A-Z]{{2}}(?:[0-9A-Z]{{3}})?$"


def parse_bics(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of BIC. Code: bic.unreadable (no value)."""
    return by_distinct(texts, _bics)


def _bics(texts: pl.Series) -> pl.DataFrame:
    bare = _bare(texts)
    right = bare.str.contains(_bic_shape())
    return pl.DataFrame({"t": bare, "right": right}).select(
        pl.when("right").then("t").alias("value"),
        pl.when(~pl.col("right")).then(pl.lit("bic.unreadable")).alias("code"),
        pl.lit(None, pl.String).alias("suggestion"),
    )


def parse_bic(text: str | None) -> Parsed:
    """The verdict on one BIC; parts: country, branch (null: the head office)."""
    value, code, _ = parse_bics(pl.Series([text], dtype=pl.String)).row(0)
    if value is None:
        return Parsed(None, code) if code else BLANK
    branch = re.sub("^XXX$", "", value[8:]) or None
    return Parsed(value, None, None, {"country": value[4:6], "branch": branch})
