"""Where a letter goes: postcode, town and CEDEX, taken out of the text of an address, whatever their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.core.folding import fold
from service.core.kinds.complements import Left
from service.core.kinds.places import place_key, place_label
from service.core.kinds.streets import Street, opens_way, read_street
from service.core.kinds.towns import agrees, town_behind, town_first, town_last
from service.reference.places import commune_keys, country_codes, known_codes

HOME = ("FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF")
_CODE = re.compile(r"(?:(?<![\w-])(?:FR?\s?-\s?)?|(?<=[A-Z]))([0-9]{5}|[0-9]{2} [0-9]{3})(?![\w-]|\s?°)")
_SHORT_CODE = re.compile(r"(?:^|\n)\s*([1-9][0-9]{3})\s+([^\n0-9]{2,40})\s*$")
_CEDEX = re.compile(r"(?:^|(?<=[\s,.-]))CEDEX(?:\s+([0-9]{1,2})(?![0-9]))?")
_DISTRICT = re.compile(
    r"\b(PARIS|LYON|MARSEILLE)\s*,?\s*([0-9]{1,2})\s*(?:EME|ÈME|ER|E)?(?:\s+ARR(?:ONDISSEMENT|DT)?\.?)?$"
)
_DISTRICTS = {"PARIS": ("750", 20), "LYON": ("690", 9), "MARSEILLE": ("130", 16)}
# a comma between a number and the name of its street is none between lines
NUMBER_COMMA = re.compile(r"(?:^|(?<=\n)|(?<=[\s,]))([0-9]{1,5}(?:\s?(?:BIS|TER|QUATER|[A-Z]))?)\s*,\s*(?=[^\W\d])")


@dataclass
class Found:
    """Where the text says that the letter goes: postcode, town (a label without CEDEX), CEDEX ("" without number)."""

    postcode: str | None = None
    city: str | None = None
    cedex: str | None = None
    country: str | None = None
    likely: str | None = None  # the postcode of the district that the town names


def take_place(left: Left) -> Found:
    """Postcode, town and CEDEX, taken out of the text."""
    codes = [m for m in _CODE.finditer(left.plain) if not _is_number(left.plain, m)]
    for found in reversed(codes):
        code = found[1].replace(" ", "")
        if " " in found[1] and not (
            code in known_codes() and left.text[found.end() : found.end() + 2].strip()[:1].isalpha()
        ):
            continue
        if "01" <= code[:2] <= "98":
            return _around(left, found.start(), found.end(), code)
    short = _SHORT_CODE.search(left.plain)
    if short and agrees(f"0{short[1]}", short[2]):
        return _around(left, short.start(1), short.end(1), f"0{short[1]}")
    if short and (short.start(1) > 0) and not opens_way(short[2], numbered=True):
        left.text = left.text[: short.start()]
        left.plain = left.plain[: short.start()]
        return Found(short[1], place_label(short[2]))
    return _town_alone(left)


def _is_number(plain: str, code: re.Match[str]) -> bool:
    """Five digits that open a line before a way are the number of a house."""
    if town_first(code[1].replace(" ", ""), plain[code.end() :].split("\n", maxsplit=1)[0].strip(" ,").split()):
        return False
    at_start = code.start() == 0 or plain[code.start() - 1] == "\n"
    return at_start and opens_way(plain[code.end() :].split("\n", maxsplit=1)[0].strip(" ,"), numbered=True)


def _around(left: Left, start: int, end: int, code: str) -> Found:
    """The town behind a postcode or before it."""
    before, behind = left.text[:start].rstrip(" ,-(\n"), left.text[end:].lstrip(" ,-)")
    line, _, further = behind.partition("\n")
    line, _, rest = line.partition(",")
    further = "\n".join(p for p in (rest, further) if p)
    cedex = _CEDEX.search(line)
    words = (line[: cedex.start()] if cedex else line).split()
    spill = line[cedex.end() :] if cedex else ""
    taken = town_first(code, words) or (
        0 if words and opens_way(" ".join(words), numbered=False) else _until_digit(words)
    )
    in_brackets = left.text[start - 1 : start] == "("
    taken = 0 if in_brackets else taken
    city = " ".join(words[:taken])
    further = "\n".join(p for p in (" ".join(words[taken:]), spill.strip(" ,-"), further) if p)
    if not city:
        before, city, cedex = _before(before, code, cedex)
    elif fold(before).endswith(f" {fold(city)}"):  # the town stands on both sides of its code
        before, _, _ = _before(before, code, None)
    label = place_label(city.strip(" .,()-")) or None
    region = country_codes().get(fold(further)) if further else None
    if region in HOME:  # "97400 SAINT DENIS LA REUNION"
        further = ""
    left.text = f"{before}\n{further}".strip("\n ,-")
    left.plain = Left(left.text).plain
    home = code in known_codes() or cedex or place_key(city) in commune_keys()
    country = ("MC" if code.startswith("980") else "FR") if home else None
    return Found(code, label, (cedex[1] or "") if cedex else None, country)


def _until_digit(words: list[str]) -> int:
    """A town that the list does not know: all words before the first that is a number or opens a numbered way."""
    return next((n for n, w in enumerate(words) if w[0].isdigit() and n), len(words))


def _before(before: str, code: str, cedex: re.Match[str] | None) -> tuple[str, str, re.Match[str] | None]:
    """What stands before a postcode without a town behind it: the rest, the town, its CEDEX."""
    found = cedex or _CEDEX.search(before)
    if found and not cedex:
        before = before[: found.start()].rstrip(" ,-")
    head, _, line = before.rpartition("\n")
    words = re.sub(r"[,(]", " ", line).split()
    district = _DISTRICT.search(line)
    bare = read_street(" ".join(words)).street.split()
    taken = (
        len(district[0].split())
        if district
        else (town_last(code, words) if len(bare) == len(words) else town_last(code, bare))
    )
    if not taken:
        head_c, _, tail = line.rpartition(",")
        if head_c and tail.strip() and not re.search("[0-9]", tail) and not opens_way(tail, numbered=False):
            return f"{head}\n{head_c}".strip(), tail.strip(), found
        return before, "", found
    street = _cut(line, taken)
    return f"{head}\n{street}".strip(), " ".join(words[-taken:]), found


def _cut(line: str, taken: int) -> str:
    """A line without its last words, commas before them as well."""
    for _ in range(taken):
        line = line.rstrip(" ,(")
        line = line[: max(line.rfind(" "), line.rfind(","), line.rfind("(")) + 1]
    return re.sub(r"\s[AÀ]$", "", line.rstrip(" ,-"))


def _town_alone(left: Left) -> Found:
    """A town at the end of the text without a postcode, where what stands before it is a street."""
    cedex = _CEDEX.search(left.plain)
    text = (left.text[: cedex.start()] if cedex else left.text).rstrip(" ,-")
    head, _, line = text.rpartition("\n")
    parted = line.rpartition(",")
    first, _, others = text.partition("\n" if "\n" in text else ",")
    if others and opens_way(read_street(others.strip(" ,\n").split("\n")[0]).street, numbered=True) and _is_town(first):
        left.text = others.strip(" ,\n")
        left.plain = Left(left.text).plain
        return Found(
            None, place_label(first), (cedex[1] or "") if cedex else None, None, _likely(_DISTRICT.search(first))
        )
    district = _DISTRICT.search(line)
    street = NUMBER_COMMA.sub(r"\1 ", line)
    bare = read_street(street.replace(",", " ")) if street else None
    if district and district.start() > 0:
        taken = len(re.sub(",", " ", district[0]).split())
    elif (
        parted[1]
        and not re.search("[0-9]", parted[2])
        and town_behind(["RUE", "X", *parted[2].split()]) == len(parted[2].split())
    ):
        taken = len(parted[2].split())
    elif (
        head
        and len(line.split())
        and town_behind(["RUE", "X", *line.split()]) == len(line.split())
        and re.search("[0-9]", head)
    ):
        taken = len(line.split())
    else:
        taken = town_behind((bare.street if bare else "").split()) if bare and _is_street(bare, street) else 0
    if not taken:
        return Found()
    words = line.replace(",", " ").split()
    left.text = f"{head}\n{_cut(line, taken)}".strip("\n ")
    left.plain = Left(left.text).plain
    town = place_label(" ".join(words[-taken:]))
    return Found(None, town, (cedex[1] or "") if cedex else None, None, _likely(district))


def _is_town(line: str) -> bool:
    """A line that is a commune and nothing else."""
    return _DISTRICT.fullmatch(line) is not None or (not line[:1].isdigit() and place_key(line) in commune_keys())


def _likely(district: re.Match[str] | None) -> str | None:
    """The postcode of a district; the 16th of Paris has two."""
    if not district or not 1 <= int(district[2]) <= _DISTRICTS[district[1]][1] or district.groups() == ("PARIS", "16"):
        return None
    return f"{_DISTRICTS[district[1]][0]}{int(district[2]):02d}"


def _is_street(street: Street, line: str) -> bool:
    return street.number is not None or opens_way(line, numbered=False)
