"""Address lines, in light shape: capitals, single blanks, no comma; a whole address in one cell is cut at its postcode.

Capitals and no punctuation as AFNOR NF Z10-011 asks for lines 4 to 6; accents and apostrophes are kept here, delivery
drops them. The deep parse (number, way, building) is not done: lines keep what the source put on them.
"""

from __future__ import annotations

import polars as pl

from service.core.distinct import by_distinct, only_where
from service.core.kinds.parsed import Parsed
from service.core.kinds.texts import text_verdicts

_TOWN = r"[^0-9,;\n]+?(?: CEDEX(?: [0-9]{1,2})?)?"
_WHOLE = rf"(?is)^(.*?)[\s,;]*\b(?:FR?-)?([0-9]{{5}})[\s,;]+({_TOWN})[\s,;.]*(?:\bFRANCE)?[\s.]*$"
_BOX = r"\b(?:BP|B\.P\.|CS|C\.S\.|TSA)\s*(?:N°|N)?\s*[0-9 ]+$"
_COUNTRY_TAIL = r"[\s,;]+FRANCE$"


def parse_lines(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of address lines. Codes: those of parse_texts."""
    return by_distinct(texts, _lines)


def _lines(texts: pl.Series) -> pl.DataFrame:
    found = text_verdicts(texts)
    upper = found["value"].str.to_uppercase()
    shaped = only_where(
        upper, upper.str.contains("[,;]|  "), lambda t: t.str.replace_all(r"[,;]+", " ").str.replace_all(r" {2,}", " ")
    ).str.strip_chars(" .-")
    return found.with_columns(shaped.set((shaped == "").fill_null(value=False), None).alias("value"))


def split_addresses(texts: pl.Series) -> pl.DataFrame:
    """A whole address in one cell: `street` (its lines joined by U+000A), `code`, `city`; null where unsure."""
    frame = texts.to_frame("t").with_columns(pl.col("t").str.replace_all(r"\\n|\r\n?", "\n").str.strip_chars())
    groups = [pl.col("t").str.extract(_WHOLE, g) for g in (1, 2, 3)]
    parts = frame.select(groups[0].alias("street"), groups[1].alias("code"), groups[2].alias("city"), "t")
    cut = pl.col("code").is_not_null()
    street = pl.when(cut).then("street").otherwise(pl.col("t").str.replace(_COUNTRY_TAIL, "")).str.strip_chars(" ,;\n")
    return parts.select(pl.when(street != "").then(street).alias("street"), "code", pl.col("city").str.strip_chars())


def boxes(lines: pl.Series) -> pl.DataFrame:
    """`line` without a trailing BP, CS or TSA, and that `box`; lines in capitals."""
    held = lines.str.contains(_BOX).arg_true()
    some = lines.gather(held)
    box, rest = some.str.extract(rf"({_BOX})", 1).str.strip_chars(), some.str.replace(_BOX, "").str.strip_chars(" ,-")
    apart = rest != ""
    return pl.DataFrame({
        "line": lines.clone().scatter(held, rest.zip_with(apart, some)),
        "box": lines.clear(lines.len()).scatter(held, box.set(~apart, None)),
    })  # fmt: skip


def parse_address(text: str | None) -> Parsed:
    """The verdict on a whole address in one cell: value the lines joined by U+000A; parts: street, postcode, city."""
    street, code, city = split_addresses(pl.Series([text], dtype=pl.String)).row(0)
    line = parse_lines(pl.Series([street], dtype=pl.String))["value"].item()
    town = " ".join(p for p in (code, city.upper() if city else None) if p) or None
    whole = "\n".join(p for p in (line, town) if p)
    return Parsed(whole or None, None, None, {"street": line, "postcode": code, "city": city and city.upper()})
