"""Address lines of an import, and a whole address in one cell that is cut at its postcode.

It is cut where it is surely French: it says so, postcode and town belong together, or a French way stands before a
known postcode. Others are left whole, with their country where the last words name one.
Capitals and no punctuation as AFNOR NF Z10-011 asks for lines 4 to 6, ways spelled out; accents and apostrophes are
kept here, delivery drops them (core/kinds/afnor.py). The deep parse of one address: core/kinds/address_parts.py.
"""

from __future__ import annotations

import re

import polars as pl

from service.core.distinct import among, by_distinct, only_where
from service.core.kinds.complements import Left, complement_text, take_complements
from service.core.kinds.countries import parse_countries
from service.core.kinds.parsed import Parsed, over_distinct
from service.core.kinds.postcodes import parse_postcodes
from service.core.kinds.streets import opens_way, read_street, short_ways, tidied_line
from service.core.kinds.texts import text_verdicts
from service.reference.places import street_types

_TOWN = r"[^0-9,;\n]+?(?: CEDEX(?: [0-9]{1,2})?)?"
_WHOLE = rf"(?is)^(.*?)[\s,;]*\b(?:FR?-)?([0-9]{{5}})[\s,;]+({_TOWN})[\s,;.]*(?:\bFRANCE)?[\s.]*$"
_BOX = r"\b(?:BP|B\.P\.|CS|C\.S\.|TSA)\s*(?:N°|N)?\s*[0-9 ]+$"
_LINE_END = r"\\r|\\n|\r\n?"  # also the two characters that Dolibarr writes
_LAST_WORDS = r"[,;\n]\s*([^,;\n0-9]{2,40}?)[\s.]*$"
_HOME = ["FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"]
_WAY = (
    r"(?i)\b(?:rue|avenue|av|ave|boulevard|bd|bld|chemin|che|route|rte|place|pl|impasse|imp|all[ée]es?|quai|cours|square"
    r"|lotissement|lot|r[ée]sidence|zone|za|zi|zac|lieu[- ]dit|bp|cs|faubourg|fg|passage|hameau|villa|mont[ée]e)\b"
)
# towns with French ways and postcodes of five digits, that are not in France
_TOWNS_ABROAD = [
    "CASABLANCA", "RABAT", "MARRAKECH", "FES", "TANGER", "AGADIR", "MEKNES", "OUJDA", "KENITRA", "SALE", "ALGER",
    "ORAN", "CONSTANTINE", "ANNABA", "BLIDA", "DAKAR",
]  # fmt: skip
# a short way, saint or title, or a number with its repetition stuck to it
_SPELLED = (
    r"^(?:[0-9]{1,4}(?: ?(?:BIS|TER|QUATER|[A-Z]))?(?:[-/][0-9]{1,4})? )?"
    r"(?:R|AV|AVE|BD|BLD|BVD|BOUL|BLVD|PL|CH|CHE|CHEM|RTE|RT|ALL|AL|IMP"
    r"|Q|QU|SQ|CRS|FG|FBG|PAS|PASS|LOT|RES|ESP|PROM|TRA|VEN|MTE|RPT|QUA|HAM|DOM|CHS|SEN|GDE|VLA|LD|RLE|CAR|CARR)\b\.?"
    r"|\b(?:STE?S?|GAL|GEN|MAL|DR|CDT|COL|CAP|CNE|LT|PDT|PROF|MGR|ND|FG|FBG)\b|^[0-9]{1,4}(?:BIS|TER|QUATER|[A-Z])\b"
)
_NUMBER_AND_WAY = (
    r"^(?P<number>[1-9][0-9]{0,3}(?: (?:BIS|TER|QUATER))?) (?P<way>[A-Z]+)\.? "
    r"(?P<rest>(?P<first>[^\W\d_]+)(?:[ '-].*)?)$"
)
_INNER = (
    r"\b(?:STE?S?|GAL|GEN|GENE|MAL|DR|DOCT|CDT|COL|CAP|CAPT|CNE|LT|PDT|PROF|PR|MGR|SGT|ADJ|ND|FG|FBG)\b"
    r"|N\.|S/|[,;:.]$|  "
)
_COMPLEMENT = (
    r"\b(?:APP|APT|APPT|APPART|APPARTEMENT|LOGT|LOGEMENT|STUDIO|PORTE|CHAMBRE|ETAGE|[ÉE]TAGE|ETG|RDC|REZ|B[AÂ]T|B[AÂ]TIMENT|BT|BLOC|ESC"
    r"|ESCALIER|ENTR[ÉE]E|ENT|HALL|TOUR|IMM|IMMEUBLE|R[ÉE]S|R[ÉE]SIDENCE|CHEZ|C/O|PAV|PAVILLON)\b.*[0-9A-Z]"
)
_CHANGED = re.compile(f"{_SPELLED}|{_COMPLEMENT}")
_BLOCK = ("one", "two", "rest")
_NUMBERED = re.compile(r"(?i)[0-9]{1,4}\s*(?:bis|ter|quater|[a-d])?\b[\s,]+[^\W\d]")
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
    shaped = only_where(shaped, shaped.str.contains(_SPELLED), _spelled)
    return found.with_columns(shaped.set((shaped == "").fill_null(value=False), None).alias("value"))


def _spelled(lines: pl.Series) -> pl.Series:
    """Lines whose way, saints and titles are in full, number and repetition apart: number and short way by columns."""
    parts = lines.str.extract_groups(_NUMBER_AND_WAY).struct.unnest()
    full = parts["way"].replace_strict(short_ways(), default=None, return_dtype=pl.String)
    repeated = (parts["way"].str.len_bytes() == 1) & among(parts["first"], street_types())
    plain = (full.is_not_null() & ~parts["rest"].str.contains(_INNER) & ~repeated).fill_null(value=False)
    made = pl.select(pl.concat_str(parts["number"], full, parts["rest"], separator=" ")).to_series()
    rows = (~plain).arg_true()
    others = pl.Series([tidied_line(line) for line in lines.gather(rows).to_list()], dtype=pl.String)
    return made.scatter(rows, others)


def is_in_full(line: str) -> bool:
    """Whether a line in capitals is as parse_lines and set_apart leave it: nothing short, no flat or building."""
    return _CHANGED.search(line) is None


def set_apart(lines: pl.Series) -> pl.DataFrame:
    """`line` with number and street, and `complement`: flat, floor, building or care of that stood in the same line.

    Only where a street is left that opens with a number or a way; `complement` is null elsewhere.
    In      lines in capitals, as parse_lines gives them.
    """
    held = lines.str.contains(_COMPLEMENT).arg_true()
    found = over_distinct(lines.gather(held).to_frame("text"), _apart, ("complement",))
    return pl.DataFrame({
        "line": lines.clone().scatter(held, found["value"]),
        "complement": lines.clear(lines.len()).scatter(held, found["complement"]),
    })  # fmt: skip


def _apart(line: str) -> Parsed:
    left = Left(line)
    parts = take_complements(left)
    street = left.text.replace("\n", " ").split()
    numbered = read_street(" ".join(street)).number is not None
    if (
        not parts
        or len(street) < 2
        or left.text.strip(" \n-").count("\n")
        or not (numbered or opens_way(" ".join(street), numbered=False))
    ):
        return Parsed(line)
    return Parsed(tidied_line(" ".join(street).strip(" -")), None, None, {"complement": complement_text(parts)})


def split_addresses(texts: pl.Series) -> pl.DataFrame:
    """A whole address in one cell: `street` (its lines joined by U+000A), `code`, `city`; null where unsure.

    `country` is alpha-2 where the last words name one, else null.
    """
    return by_distinct(texts, _split)


def _split(texts: pl.Series) -> pl.DataFrame:
    whole = texts.str.replace_all(_LINE_END, "\n").str.strip_chars()
    country = parse_countries(whole.str.extract(_LAST_WORDS, 1))["value"]
    home = country.is_in(_HOME) | whole.str.contains(r"(?i)[\s,;]FRANCE[\s.]*$|\bFR?-[0-9]{5}\b")
    bare = whole.zip_with(~country.is_in(_HOME).fill_null(value=False), whole.str.replace(_LAST_WORDS, ""))
    groups = [pl.col("t").str.extract(_WHOLE, g) for g in (1, 2, 3)]
    parts = bare.to_frame("t").select("t", street=groups[0], code=groups[1], city=groups[2].str.strip_chars())
    french = home.fill_null(value=False) | _french(parts)
    abroad = country.is_not_null() & ~country.is_in(_HOME)
    cut = (parts["code"].is_not_null() & french & ~abroad).fill_null(value=False)
    text = pl.when(cut).then("street").otherwise(pl.col("t").str.replace(_COUNTRY_TAIL, "")).str.strip_chars(" ,;\n-")
    return parts.with_columns(cut.alias("cut"), country.alias("country")).select(
        pl.when(text != "").then(text).alias("street"), *(pl.when("cut").then(c).alias(c) for c in ("code", "city")),
        "country",
    )  # fmt: skip


def _french(parts: pl.DataFrame) -> pl.Series:
    """Whether town and postcode belong together, or a French way stands before a known postcode."""
    found = parse_postcodes(parts["code"], parts["city"])
    known = found["value"].is_not_null() & found["code"].is_null()
    fits = found["city_code"].is_null() | found["city_suggestion"].is_not_null()
    return known & (fits | (parts["street"].str.contains(_WAY) & ~found["city"].is_in(_TOWNS_ABROAD)))


def may_be_whole(texts: pl.Series) -> pl.Series:
    """Five digits in a row: a line without them holds no whole French address."""
    return texts.str.contains("[0-9]{5}")


def has_lines(texts: pl.Series) -> pl.Series:
    """A cell of more than one line."""
    return texts.str.contains_any(["\n", "\r", "\\n"])


def parse_blocks(texts: pl.Series, codes: pl.Series) -> pl.DataFrame:
    """Addresses of several lines: `one` (number and street), `two`, and the `rest` in one line; null where absent.

    In      `codes`: the postcode that the line with the town begins with; that line is left out.
    """
    asked = pl.DataFrame({"text": texts, "code": codes})
    return over_distinct(asked, _block, _BLOCK).select(_BLOCK)


def _block(text: str | None, code: str | None) -> Parsed:
    lines = [line.strip(" ,;") for line in re.split(_LINE_END + r"|\n", text or "")]
    kept = [line for line in lines if line and not (code and re.match(rf"(?:FR?-)?{re.escape(code)}\b", line))]
    street = next((n for n, line in enumerate(kept) if _NUMBERED.match(line)), 0)
    kept = [*kept[street : street + 1], *kept[:street], *kept[street + 1 :], "", ""]
    return Parsed(parts={"one": kept[0] or None, "two": kept[1] or None, "rest": " ".join(kept[2:]).strip() or None})


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
