"""Phone numbers to E.164, read as the French write them: overseas prefixes go to their own country code.

Rules: Arcep decision 2018-0881 modified by 2022-1583 (numbering plan); ITU-T E.164; patterns of `phonenumbers`, a port
of libphonenumber. That library alone refuses 069x under FR and takes 0269 and 0596 for +33, so prefixes are routed
before it is asked. Repaired: the zero Excel drops, `612345678.0`, `6,12345678E+08` with all nine digits, `+33 (0)6`.
"""

from __future__ import annotations

import re
from dataclasses import replace

import phonenumbers
import polars as pl
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from service.core.distinct import distinct_rows
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest

_TYPES = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan")
# prefix of the national number -> country code
OVERSEAS: dict[str, int] = {
    "262": 262, "269": 262, "639": 262, "692": 262, "693": 262, "7092": 262, "590": 590, "690": 590, "691": 590,
    "7090": 590, "594": 594, "694": 594, "7093": 594, "596": 596, "696": 596, "697": 596, "7091": 596,
}  # fmt: skip
_TERRITORIES = {262: ("RE", "YT"), 590: ("GP", "BL", "MF"), 594: ("GF",), 596: ("MQ",)}
_CODE_OF = {region: code for code, regions in _TERRITORIES.items() for region in regions}
# start of a postcode -> region that reads short and local numbers
_POSTCODE_REGION = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF", "980": "MC",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"})
_SEPARATORS = r"[\s.\-()/\u00a0\u2010-\u2015\u200e\u202a-\u202e'·]+"
_FLOAT = r"^[0-9]{6,15}\.0+$"
_EXTENSION = re.compile(r"(?i)[\s,;]*\b(?:poste|post|ext|extension|p\.)[\s.:]*\d{1,6}$")
_LABEL = re.compile(
    r"(?i)^(?:t[ée]l(?:[ée]phone)?|phone|port(?:able)?|mob(?:ile)?|fixe|fax|bureau|dom(?:icile)?|[tp])[\s.:]+"
)
# a number inside words, as the French write them, and an international one
_INSIDE = re.compile(
    r"(?:\+|00)33[\s.\-]*(?:\(0\))?[\s.\-]*[1-9](?:[\s.\-/]?\d\d){4}(?!\d)|(?<!\d)0[1-9](?:[\s.\-/]?\d\d){4}(?!\d)"
    r"|\+[1-9](?:[\s.\-()]*\d){7,14}(?!\d)"
)
_FAX = re.compile(r"(?i)(?:fax|t[ée]l[ée]copie(?:ur)?)\W*$")
# words beside a number that say not to use it, or that it is no longer theirs
_NOT_THEIRS = re.compile(
    r"(?i)\bne pas\b|\bstop\b|refus|bloctel|liste rouge|\bancien|\bplus (?:valable|attribu)|erron|invalide|\bfaux\b"
    r"|wrong"
)
_SPLIT = re.compile(r"\s*(?:;|,|\||\s/\s|/(?=\s*[0+])|\bou\b|\bet\b|\n)\s*")


def _pattern(regions: tuple[str, ...]) -> str:
    found = []
    for region in regions:
        metadata = PhoneMetadata.metadata_for_region(region)
        for name in _TYPES:
            kind = getattr(metadata, name, None)
            if kind is not None and kind.national_number_pattern:
                found.append(kind.national_number_pattern.replace(r"\d", "[0-9]"))
    return "|".join(found)


_TRUNK = r"(?:(?:\+|00)?330?|0)?"
_FR = _pattern(("FR",))
_FR_FAST = rf"^{_TRUNK}(?:{_FR})$"
_ELSEWHERE = rf"^{_TRUNK}(?:{'|'.join(OVERSEAS)})"
_NON_GEOGRAPHIC = rf"^{_TRUNK}[89]"
_FR_NUMBER = re.compile(rf"(?:{_FR})")
_NUMBERS = {code: re.compile(f"(?:{_pattern(regions)})") for code, regions in _TERRITORIES.items()}
_NATIONAL = re.compile(r"^(?:(?:\+|00)?330?|0)?([1-9][0-9]{8})$")
_OVERSEAS_FAST = {
    code: rf"^(?:{_TRUNK}|(?:\+|00)?{code}0?)(?:{'|'.join(p for p, c in OVERSEAS.items() if c == code)})[0-9]+$"
    for code in _TERRITORIES
}
_OVERSEAS_PATTERN = {code: rf"^(?:{_pattern(regions)})$" for code, regions in _TERRITORIES.items()}


def parse_phones(
    texts: pl.Series, *, country: str = "FR", countries: pl.Series | None = None, postcodes: pl.Series | None = None
) -> pl.DataFrame:
    """VERDICT for a column of phone numbers, and the other numbers of the cell: `more` and those of a `fax`, joined by
    U+000A; numbers are E.164.

    In      `countries` alpha-2 and `postcodes`, row by row, say how a number without country code is to be read;
            `country` where they are silent.
    Codes   phone.unreadable, phone.unassigned (no value); phone.repaired; phone.several (the first is the value, the
            next suggested).
    """
    region = _regions(texts.len(), country, countries, postcodes)
    asked, places = distinct_rows(pl.DataFrame({"text": texts, "region": region}))
    return _verdicts(asked["text"], asked["region"]).select(pl.all().gather(places))


_OTHERS = ("more", "fax")


def _verdicts(texts: pl.Series, region: pl.Series) -> pl.DataFrame:
    bare = tidy(texts)
    digits = bare.str.replace_all(_SEPARATORS, "")
    digits = digits.set(bare.str.contains(_FLOAT), None)
    values = _fast(digits, region)
    decided = pl.DataFrame({"value": values, "digits": digits}).select(
        "value",
        pl.when(pl.col("value").is_not_null() & (pl.col("digits").str.len_bytes() == 9))
        .then(pl.lit("phone.repaired"))
        .alias("code"),
        *(pl.lit(None, pl.String).alias(name) for name in ("suggestion", *_OTHERS)),
    )
    undecided = bare.is_not_null() & values.is_null()
    asked = pl.DataFrame({"text": bare, "region": region}).filter(undecided)
    return with_rest(decided, undecided, over_distinct(asked, _verdict, _OTHERS))


def _fast(digits: pl.Series, region: pl.Series) -> pl.Series:
    """E.164 where the patterns alone decide: French and overseas numbers read in a French region."""
    home = digits.str.contains(_FR_FAST) & ~digits.str.contains(_ELSEWHERE) & region.is_in(sorted(_FRENCH))
    local = region != "FR"
    if local.any():  # 08 and 09 belong to the territory they are dialled in
        home &= ~(local & digits.str.contains(_NON_GEOGRAPHIC))
    values = ("+33" + digits.str.slice(-9)).zip_with(home, digits.clear(1))
    others = (digits.is_not_null() & values.is_null()).arg_true()
    return values.scatter(others, _overseas(digits.gather(others), region.gather(others)))


def _overseas(digits: pl.Series, region: pl.Series) -> pl.Series:
    french, number = region.is_in(sorted(_FRENCH)), digits.str.slice(-9)
    values = digits.clear(digits.len())
    for code, start in _OVERSEAS_FAST.items():
        there = french & digits.str.contains(start) & number.str.contains(_OVERSEAS_PATTERN[code])
        if there.any():
            values = (f"+{code}" + number).zip_with(there, values)
    return values


def _regions(height: int, country: str, countries: pl.Series | None, postcodes: pl.Series | None) -> pl.Series:
    """The region that each row's numbers are read in."""
    region = pl.Series([country]).new_from_index(0, height) if countries is None else countries.fill_null(country)
    if postcodes is None:
        return region
    far = postcodes.str.contains("^9[78]").arg_true()
    start = postcodes.gather(far).str.slice(0, 3)
    there = start.replace_strict(_POSTCODE_REGION, default=None, return_dtype=pl.String)
    stated = region.gather(far)
    routed = there.is_not_null() & stated.is_in(sorted(_FRENCH | {"MC", "NC", "PF", "WF"}))
    return region.clone().scatter(far, there.zip_with(routed, stated))


def parse_phone(text: str | None, region: str = "FR") -> Parsed:
    """The verdict on one cell read in `region`; parts: type (mobile, fixed, special), country."""
    found = _verdict(tidy_text(text), region)
    if found.value is None:
        return found
    return replace(found, parts={"type": line_type(found.value), "country": _country(found.value)})


def _verdict(bare: str | None, region: str) -> Parsed:
    if bare is None:
        return BLANK
    whole = _one(bare, region)
    if whole.value is not None:
        return whole
    pieces = [p for p in _SPLIT.split(bare.replace("\\n", "\n")) if p]
    found = [] if _NOT_THEIRS.search(bare) else [n for piece in pieces for n in _numbers(piece, region)]
    fax = dict.fromkeys(number for number, by_fax in found if by_fax)
    numbers = list(dict.fromkeys(number for number, by_fax in found if not by_fax and number not in fax))
    if not numbers:
        return whole
    several = len(pieces) > 1 or len(numbers) + len(fax) > 1
    others = {"more": "\n".join(numbers[1:]) or None, "fax": "\n".join(fax) or None}
    code = "phone.several" if several else "phone.repaired"
    return Parsed(numbers[0], code, numbers[1] if len(numbers) > 1 else None, others)


def _numbers(piece: str, region: str) -> list[tuple[str, bool]]:
    """The numbers in a text, and whether the word before each says fax."""
    whole = _one(piece, region)
    if whole.value is not None:
        return [(whole.value, bool(_FAX.match(piece.partition(":")[0])))]
    found, end = [], 0
    for place in _INSIDE.finditer(piece):
        number = _one(place[0], region).value
        if number is not None:
            found.append((number, bool(_FAX.search(piece[end : place.start()]))))
        end = place.end()
    return found


def _one(text: str, region: str) -> Parsed:
    plain, repaired = _unmangled(text)
    if plain is None:
        return Parsed(None, "phone.unreadable")
    national = _NATIONAL.match(plain)
    dialled = region == "MC" and plain.startswith("0") and len(plain) == 10
    if national and (region in _FRENCH or dialled or plain.startswith(("+33", "0033"))):
        value = _french(national.group(1), region)
        repaired = repaired or len(plain) == 9
    else:
        value = _foreign(plain, region)
    if value is None:
        readable = 8 <= len(plain.lstrip("+0")) <= 15
        return Parsed(None, "phone.unassigned" if readable else "phone.unreadable")
    return Parsed(value, "phone.repaired" if repaired else None)


def _unmangled(text: str) -> tuple[str | None, bool]:
    """Digits with an optional plus, and whether Excel's or a writer's mark had to be undone. Null: not a number."""
    bare = _EXTENSION.sub("", _LABEL.sub("", text))
    repaired = bare != text
    if re.fullmatch(_FLOAT, bare):
        return bare.partition(".")[0], True
    scientific = re.fullmatch(r"([1-9])[.,](\d+)E\+?0?(8|9|10)", bare, re.IGNORECASE)
    if scientific:
        lead, rest, power = scientific.groups()
        return (lead + rest, True) if len(rest) == int(power) else (None, False)
    plain = re.sub(_SEPARATORS, "", bare)
    if re.fullmatch(r"\+?[\dOo]+", plain) and re.search("[Oo]", plain) and sum(c.isdigit() for c in plain) >= 8:
        plain, repaired = re.sub("[Oo]", "0", plain), True
    return (plain, repaired) if re.fullmatch(r"\+?[0-9]{4,17}", plain) else (None, False)


def _french(number: str, region: str = "FR") -> str | None:
    """E.164 of nine digits of the French plan, overseas to its own country code; null: not assigned."""
    code = OVERSEAS.get(number[:4]) or OVERSEAS.get(number[:3])
    if code is None and number[0] in "89":
        code = _CODE_OF.get(region)
        if code and not _NUMBERS[code].fullmatch(number):
            code = None
    if code is not None:
        return f"+{code}{number}" if _NUMBERS[code].fullmatch(number) else None
    return f"+33{number}" if _FR_NUMBER.fullmatch(number) else None


def _foreign(plain: str, region: str) -> str | None:
    """E.164 by the library, for what is not nine French digits. A number that carries its country without + or 00
    (336…, 41791234567) is tried as international when it is no number of the region.
    """
    text = f"+{plain[2:]}" if plain.startswith("00") else plain
    readings = [text] if text.startswith("+") else [text, f"+{text}"] if len(text) >= 11 else [text]
    for reading in readings:
        value = _library(reading, region)
        if value is not None:
            return value
    return None


def _library(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    value: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = _NATIONAL.match(value)
    return _french(national.group(1)) if national and value.startswith("+33") else value


def _country(value: str) -> str | None:
    region: str | None = phonenumbers.region_code_for_number(phonenumbers.parse(value))
    return region


_SPECIAL = r"^\+33(?:8|36)"
_MOBILE = r"^\+33[67]|^\+(?:262(?:639|69|709)|590(?:69|709)|594(?:694|709)|596(?:69|709))"
_KNOWN = r"^\+(?:33|262|590|594|596)"


def line_types(numbers: pl.Series) -> pl.Series:
    """mobile, fixed or special for each E.164 number; the plan decides for France, the library elsewhere."""
    mobile, special = numbers.str.contains(_MOBILE), numbers.str.contains(_SPECIAL)
    near = numbers.str.contains(_KNOWN)
    types = pl.select(
        pl.when(mobile).then(pl.lit("mobile")).when(special).then(pl.lit("special")).when(near).then(pl.lit("fixed"))
    ).to_series()
    far = numbers.is_not_null() & ~near.fill_null(value=True)
    if not far.any():
        return types
    asked = numbers.filter(far).unique().to_list()
    known = {number: line_type(number) for number in asked}
    return numbers.replace_strict(known, default=None, return_dtype=pl.String).zip_with(far, types)


def line_type(number: str) -> str:
    """mobile, fixed or special (shared or premium rate) for one E.164 number."""
    if re.match(_KNOWN, number):
        return "mobile" if re.match(_MOBILE, number) else "special" if re.match(_SPECIAL, number) else "fixed"
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    if kind == PhoneNumberType.MOBILE:
        return "mobile"
    fixed = (PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP)
    return "fixed" if kind in fixed else "special"
