"""What an address says beside its street: flat, floor, door, care of (line 2); residence, building, staircase (line 3);
post boxes (line 5). Each is taken out of the text, and a line break is left where it stood.

    "12 rue X Bât B, appt 4, 2e étage" -> building B, apartment 4, floor 2; left "12 RUE X"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from service.core.kinds.streets import REPETITION

# letters with accents to their plain ones, place for place
_PLAIN = str.maketrans("ÀÂÄÁÃÉÈÊËÎÏÍÔÖÓÕÛÜÙÚÇÑŸ", "AAAAAEEEEIIIOOOOUUUUCNY")
_MARK = r"(?![A-Z])\.?\s*(?:N\s?[°º]\s*|NO\.?\s*|NUMERO\s+|N\s+(?=[0-9]))?"
_ID = r"((?:[A-Z]{1,2}-?[0-9]{1,4}|[0-9]{1,4}\s?-?[A-Z]?|[A-Z])(?![\w'’]))"
_WAY_WORDS = (
    r"(?:RUE|R|AV(?:ENUE|E)?|B(?:OULEVAR|L|V)?D|PL(?:ACE)?|CH(?:EMIN|E|EM)?|R(?:OU)?TE|ALL(?:EES?)?|IMP(?:ASSE)?|QUAI|SQ(?:UARE)?"
    r"|COURS|PASSAGE|GRANDE? RUE|FAUBOURG|FG|VOIE|CHAUSSEE|TRAVERSE|PROMENADE|RUELLE|CORNICHE"
    r"|SENTIER|ROND[ -]POINT|MONTEE|ESPLANADE|LOT(?:ISSEMENT)?)\b"
)
STREET_WAY = re.compile(rf"(?:L'ANCIENNE |ANCIENNE |GRANDE )?{_WAY_WORDS}")
NUMBERED_WAY = re.compile(
    rf"(?<![\w'])[0-9]{{1,5}}(?:\s?(?:{REPETITION})(?![\w']))?(?:\s*[-/]\s*[0-9]{{1,4}})?\s*,?\s*{_WAY_WORDS}"
)
_END = rf"(?=\s*(?:\n|$|(?<![\w'])[0-9]{{1,5}}\s?(?:{REPETITION})?\s*,?\s*{_WAY_WORDS}))"
_BOX = {
    "bp": r"\b(?:B\s?\.?\s?P|BOITE\s+POSTALE)\b", "cs": r"\b(?:C\s?\.?\s?S|COURSE\s+SPECIALE)\b",
    "tsa": r"\bT\.?S\.?A\b", "cidex": r"\bCIDEX\b",
}  # fmt: skip
_BOXES = {
    name: re.compile(rf"{start}{_MARK}([0-9]{{1,2}}\s[0-9]{{3}}(?![0-9\s]*[0-9])|[0-9]{{1,6}})(?![0-9])")
    for name, start in _BOX.items()
}
_SPACED = re.compile(r"\b(CS|TSA|BP)\s?([0-9]{2,3})\s([0-9]{2,3})(?=\s*(?:\n|,|$|[0-9]{5}\b))")
_FLOOR = re.compile(
    r"\b(?:([0-9]{1,2})\s?(?:ER|ERE|E|EME|IEME|°)?\s+(?:ETAGE|ETG|ET\.)|(?:ETAGE|ETG)\.?\s*([0-9]{1,2})\b"
    r"|(REZ[- ]DE[- ]CHAUSSEE|RDC|RDJ)\b)"
    r"(?:[\s,]+(?:A\s+)?(DROITE|GAUCHE|FACE|DTE|GCHE)\b)?"
)
_FLAT = re.compile(
    r"\b(?:APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT|LOGT|LGT|LOG|STUDIO|CHAMBRE|CHB|PORTE|PTE|BOITE\s+AUX\s+LETTRES|BAL|BOITE)"
    + _MARK
    + _ID
)
_BUILDING = re.compile(r"\b(?:BATIMENT|BATMT|BAT|BT)" + _MARK + _ID)
_BLOCK = re.compile(r"(?<!DE LA )(?<!DE L')\b(BLOC|IMMEUBLE|IMM|TOUR|PAVILLON|PAV)" + _MARK + _ID)
_STAIRS = re.compile(r"\b(ESCALIER|ESC|ENTREE|ENT|HALL)" + _MARK + _ID)
_NAMED = re.compile(
    r"(?:(?<![\w'])(?<!LA )(?<!DE )(?<!DES )(?<!DU )(?:RESIDENCE|RESID|RES)\b\.?"
    r"|(?:^|(?<=\n))\s*(?:IMMEUBLE|IMM|BATIMENT|BAT|TOUR|IMMEUBLES)\b\.?)"
    r"\s+([^\n0-9][^\n]*?)" + _END
)
_CARE_OF = re.compile(r"(?:(?:^|(?<=\n))\s*|\s)(CHEZ|C/O|C/°|AUX BONS SOINS DE|A/S DE|P/C)\s+([^\n]+?)" + _END)
_STAIR_WORDS = {"ESCALIER": "ESCALIER", "ESC": "ESCALIER", "ENTREE": "ENTREE", "ENT": "ENTREE", "HALL": "HALL"}


@dataclass
class Left:
    """A text in capitals from which pieces are taken; `plain` is the same text without accents, place for place."""

    text: str
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        self.plain = self.text.translate(_PLAIN)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match, taken out of the text."""
        found = pattern.search(self.plain)
        if found:
            start, end = found.span()
            self.text = f"{self.text[:start]}\n{self.text[end:]}"
            self.plain = f"{self.plain[:start]}\n{self.plain[end:]}"
        return found


def take_boxes(left: Left) -> dict[str, str]:
    """The numbers of BP, CS, TSA and CIDEX."""
    joined = _SPACED.sub(r"\1 \2\3", left.text)
    if joined != left.text:
        left.text = joined
        left.plain = joined.translate(_PLAIN)
    found = {name: left.take(pattern) for name, pattern in _BOXES.items()}
    return {name: re.sub(r"\s", "", m[1]) for name, m in found.items() if m}


def take_complements(left: Left) -> dict[str, str]:
    """`apartment`, `floor`, `care_of`, `building`, `block`, `stairs`, `residence`, where the text has them."""
    parts: dict[str, str] = {}
    care = left.take(_CARE_OF)
    if care:
        parts["care_of"] = f"CHEZ {care[2].strip(' ,')}"
    floor = left.take(_FLOOR)
    if floor:
        number = "ETAGE " + (floor[1] or floor[2]) if floor[1] or floor[2] else "RDC"
        parts["floor"] = f"{number} {floor[4]}" if floor[4] else number
    for name, pattern in (("apartment", _FLAT), ("building", _BUILDING)):
        found = left.take(pattern)
        if found:
            parts[name] = re.sub(r"\s", "", found[1])
    block = left.take(_BLOCK)
    if block:
        parts["block"] = f"{_NAMES.get(block[1], block[1])} {block[2].replace(' ', '')}"
    stairs = left.take(_STAIRS)
    if stairs:
        parts["stairs"] = f"{_STAIR_WORDS[stairs[1]]} {stairs[2]}"
    named = left.take(_NAMED) if not _is_the_street(left.plain) else None
    if named:
        word = named[0].split()[0].strip(".")
        parts["residence"] = f"{_NAMES.get(word, word)} {named[1].strip(' ,-')}"
    return parts


def complement_text(parts: dict[str, str]) -> str:
    """The pieces in one line, flat and care of before building, in full."""
    flat, building = parts.get("apartment"), parts.get("building")
    pieces = [
        parts.get("care_of"), f"APPT {flat}" if flat else None, parts.get("floor"), parts.get("residence"),
        parts.get("block"), f"BAT {building}" if building else None, parts.get("stairs"),
    ]  # fmt: skip
    return " ".join(p for p in pieces if p)


_NAMES = {"RES": "RESIDENCE", "RESID": "RESIDENCE", "IMM": "IMMEUBLE", "BAT": "BATIMENT", "PAV": "PAVILLON"}
_STREET_IS_NAME = re.compile(r"(?:^|\n)\s*[0-9]{1,5}\s?(?:" + REPETITION + r")?[\s,]+(?:RESIDENCE|RESID|RES)\b")


def _is_the_street(plain: str) -> bool:
    """A number stands right before the residence and no other way is numbered: the residence is the street."""
    return bool(_STREET_IS_NAME.search(plain)) and not NUMBERED_WAY.search(plain)
