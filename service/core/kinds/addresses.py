"""Address lines of an import, and a whole address in one cell that is cut at its postcode.

It is cut where it is surely French: it says so, postcode and town belong together, or a French way stands before a
known postcode. Others are left whole, with their country where the last words name one.
Capitals and no punctuation as AFNOR NF Z10-011 asks for lines 4 to 6, ways spelled out; accents and apostrophes are
kept here, delivery drops them (core/kinds/afnor.py). The deep parse of one address: core/kinds/address_parts.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from service.core.distinct import among, by_distinct, only_where
from service.core.kinds.blanks import BLANKS
from service.core.kinds.complements import Left, complement_text, take_complements
from service.core.kinds.countries import parse_countries, parse_country
from service.core.kinds.parsed import Parsed, over_distinct
from service.core.kinds.postcodes import judge_pair, parse_postcodes
from service.core.kinds.streets import opens_way, read_street, short_ways, tidied_line
from service.core.kinds.texts import parse_text, text_verdicts
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


class WholeAddress(NamedTuple):
    """`split_addresses` of one text; `code` and `city` are null where it was not cut."""

    street: str | None
    code: str | None
    city: str | None
    country: str | None


def parse_line(text: str) -> Parsed:
    """`parse_lines` on one text."""
    found = parse_text(text)
    upper = (found.value or "").upper()
    if re.search("[,;]|  ", upper):
        upper = re.sub(r" {2,}", " ", re.sub(r"[,;]+", " ", upper))
    line = upper.strip(" .-")
    return Parsed((_spelled_one(line) if re.search(_SPELLED, line) else line) or None, found.code)


def _spelled_one(line: str) -> str:
    parts = re.fullmatch(_NUMBER_AND_WAY, line)
    full = short_ways().get(parts["way"]) if parts else None
    if parts is None or full is None or re.search(_INNER, parts["rest"]):
        return tidied_line(line)
    repeated = len(parts["way"]) == 1 and parts["first"] in street_types()
    return tidied_line(line) if repeated else f"{parts['number']} {full} {parts['rest']}"


def may_be_whole_one(text: str) -> bool:
    """`may_be_whole` of one text."""
    return re.search("[0-9]{5}", text) is not None


def has_lines_one(text: str) -> bool:
    """`has_lines` of one text."""
    return any(end in text for end in ("\n", "\r", "\\n"))


def set_apart_one(line: str) -> tuple[str | None, str | None]:
    """`set_apart` on one line: number and street, complement."""
    found = _apart(line) if re.search(_COMPLEMENT, line) else Parsed(line)
    return found.value, found.parts.get("complement")


def boxes_one(line: str) -> tuple[str, str | None]:
    """`boxes` on one line: the line without its box, that box."""
    held = re.search(_BOX, line)
    rest = (line[: held.start()] + line[held.end() :]).strip(" ,-") if held else ""
    return (rest, held[0].strip()) if held and rest else (line, None)


def split_address(text: str) -> WholeAddress:
    """`split_addresses` on one text."""
    whole = re.sub(_LINE_END, "\n", text).strip(BLANKS)
    last = re.search(_LAST_WORDS, whole)
    country = parse_country(last[1]).value if last else None
    bare = re.sub(_LAST_WORDS, "", whole, count=1) if country in _HOME else whole
    found = re.match(_WHOLE, bare)
    if found and not (country and country not in _HOME):
        street, code, city = found[1], found[2], found[3].strip(BLANKS)
        home = country in _HOME or re.search(r"(?i)[\s,;]FRANCE[\s.]*\Z|\bFR?-[0-9]{5}\b", whole)
        if home or _french_one(street, code, city):
            return WholeAddress(street.strip(" ,;\n-") or None, code, city, country)
    return WholeAddress(re.sub(_COUNTRY_TAIL, "", bare).strip(" ,;\n-") or None, None, None, country)


def _french_one(street: str, code: str, city: str) -> bool:
    found = judge_pair(code, city, None)
    if found.value is None or found.code is not None:
        return False
    fits = found.city_code is None or found.city_suggestion is not None
    return fits or (re.search(_WAY, street) is not None and found.city is not None and found.city not in _TOWNS_ABROAD)


def parse_block(text: str, code: str | None) -> tuple[str | None, str | None, str | None]:
    """`parse_blocks` on one text: `one`, `two`, `rest`."""
    parts = _block(text, code).parts
    return parts["one"], parts["two"], parts["rest"]
