"""Agreement levels: how far two parties agree, one small integer a comparison, packed in one 64-bit integer.

`levels_of` compares one pair, with rapidfuzz; `engines/compare.py` does the same in bulk, in SQL. Both give the same
levels (a parity test says so): similarities are Jaro-Winkler rounded to ten-thousandths before any threshold.
Level 0 always means: cannot be compared. All text is folded (core/match/prepare.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler

from service.core.match.forenames import within
from service.core.match.numbers import birth_level, mobile, one_slip

Levels = dict[str, int]

# name of each comparison -> its levels, from 0; the order is the order of the packing and never changes
COMPARISONS: dict[str, tuple[str, ...]] = {
    "kind": ("person", "company", "mailbox"),
    "forename": (
        "missing", "differs", "close", "near", "initial", "part", "nickname", "same_common", "same_medium", "same_rare",
        "same_frequent", "same_everyday",
    ),
    "surname": (
        "missing", "differs", "close", "near", "part", "same_common", "same_medium", "same_rare", "same_frequent",
        "same_everyday",
    ),
    "swap": ("no", "swapped"),
    "company": (
        "missing", "differs", "close", "overlap", "near", "part", "same_common", "same_medium", "same_rare",
        "same_frequent", "same_everyday",
    ),
    "email": ("missing", "differs", "same_firm", "near", "same_local", "same_role", "same"),
    "phone": ("missing", "differs", "near", "same_fixed", "same_mobile"),
    "firm_id": ("missing", "differs", "same_siren_other_siret", "same_siren", "same_siret"),
    "birth": ("missing", "differs", "same_year", "two_parts", "swapped", "same", "slip"),
    "street": ("missing", "differs", "close", "other_number", "near", "same"),
    "place": ("missing", "differs", "same_department", "same_city", "same_postcode", "near_city"),
    "code": ("missing", "differs", "same"),
    "civility": ("missing", "conflict", "same"),
    "ident": ("missing", "differs", "near", "same"),
}  # fmt: skip
BITS = 4
NEAR, CLOSE = 9200, 8500
NEAR_CODE = 9000  # of two codes as long as one another: one character or two neighbours of seven
NAMES: tuple[str, ...] = tuple(COMPARISONS)
SHIFT: dict[str, int] = {name: BITS * i for i, name in enumerate(NAMES)}


def level(comparison: str, name: str) -> int:
    """The number of a named level."""
    return COMPARISONS[comparison].index(name)


def pack(levels: Mapping[str, int]) -> int:
    """One integer of all levels; a comparison that is not named is 0."""
    return sum(value << SHIFT[name] for name, value in levels.items())


def unpack(packed: int) -> Levels:
    """The level of each comparison."""
    return {name: packed >> SHIFT[name] & 15 for name in NAMES}


def unpack_column(packed: npt.NDArray[np.int64], comparison: str) -> npt.NDArray[np.int64]:
    """The levels of one comparison, of many pairs."""
    return packed >> SHIFT[comparison] & 15


def named(packed: int) -> dict[str, str]:
    """The name of each level, for people and files."""
    return {name: COMPARISONS[name][value] for name, value in unpack(packed).items()}


def similarity(left: str, right: str) -> int:
    """Jaro-Winkler in ten-thousandths, rounded half up."""
    return int(JaroWinkler.similarity(left, right) * 10_000 + 0.5)


def levels_of(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    """The packed levels of one pair of prepared parties of one kind (PREPARED_SCHEMA). Symmetric."""
    forename, surname = forename_level(left, right), _surname(left, right)
    return pack(
        {
            "kind": left["kind"],
            "forename": forename,
            "surname": surname,
            "swap": _swap(left, right) if forename == 1 and surname == 1 else 0,
            "company": _company(left, right),
            "email": _email(left, right),
            "phone": _phone(left, right),
            "firm_id": _firm_id(left, right),
            "birth": birth_level(left["birth"], right["birth"]),
            "street": _street(left, right),
            "place": _place(left, right),
            "code": _same(left["code"], right["code"]),
            "civility": _same(left["civility"], right["civility"]),
            "ident": _ident(left["ident"], right["ident"]),
        }
    )


def _same(a: Any, b: Any) -> int:
    if a is None or b is None:
        return 0
    return 2 if a == b else 1


def forename_level(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    """The level of the first names of two prepared parties."""
    a, b = left["forename"], right["forename"]
    if a is None or b is None:
        return 0
    if a == b:
        return 7 + int(left["forename_rarity"])
    if left["forename_canon"] == right["forename_canon"]:
        return 6
    return _other_forename(a, b)


def _other_forename(a: str, b: str) -> int:
    if (" ET " in a) != (" ET " in b):  # a couple is nobody of the two
        return 1
    if len(a) == 1 or len(b) == 1:
        return 4 if a[0] == b[0] else 1
    if (" " in a or " " in b) and within(a.split(" "), b.split(" ")):
        return 5
    return _by_similarity(similarity(a, b))


def _by_similarity(score: int) -> int:
    return 3 if score >= NEAR else 2 if score >= CLOSE else 1


def _surname(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    a, b = left["surname"], right["surname"]
    if a is None or b is None:
        return 0
    if a == b:
        return 5 + int(left["surname_rarity"])
    if _word_of(a, right["surname_words"]) or _word_of(b, left["surname_words"]):
        return 4
    return _by_similarity(similarity(a, b))


def _word_of(word: str, words: str | None) -> bool:
    return words is not None and f" {word} " in f" {words} "


def _swap(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    crossed = similarity(left["forename"].replace(" ", ""), right["surname"])
    if crossed < NEAR:
        return 0
    return int(similarity(left["surname"], right["forename"].replace(" ", "")) >= NEAR)


def _company(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    a, b = left["company"], right["company"]
    if a is None or b is None:
        return 0
    if a == b:
        return 6 + int(left["company_rarity"])
    ours, theirs = left["company_bits"], right["company_bits"]
    both = ours & theirs
    if both in (ours, theirs) and _longest_inside(left, right, ours == both):
        return 5
    score = max(similarity(a, b), similarity(left["company_line"], right["company_line"]))
    if score >= NEAR:
        return 4
    if 2 * both.bit_count() >= (ours | theirs).bit_count():
        return 3
    return 2 if score >= CLOSE else 1


def _longest_inside(left: Mapping[str, Any], right: Mapping[str, Any], ours_is_less: bool) -> bool:
    """The longest word of the shorter name is in the other: sets of words alone may agree by a chance of their hash."""
    less, more = (left, right) if ours_is_less else (right, left)
    return f" {less['company_word']} " in f" {more['company']} "


def _email(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    if left["email"] is None or right["email"] is None:
        return 0
    if left["email"] == right["email"]:
        return 5 if left["email_role"] else 6
    a, b = left["email_local"] or "", right["email_local"] or ""
    role = left["email_role"] or right["email_role"]
    if a == b and not role:
        return 4
    same_host = left["email_host"] == right["email_host"]
    if not role and similarity(a, b) >= NEAR and (same_host or _near_host(left, right)):
        return 3
    return 2 if same_host and not left["email_public"] else 1


def _near_host(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """One is a provider's, so the mailbox may have moved, or the two are alike."""
    if left["email_public"] or right["email_public"]:
        return True
    return similarity(left["email_host"] or "", right["email_host"] or "") >= CLOSE


def _numbers(party: Mapping[str, Any]) -> list[int]:
    return [n for n in (party["phone1"], party["phone2"], party["phone3"]) if n is not None]


def _phone(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    ours, theirs = _numbers(left), _numbers(right)
    if not ours or not theirs:
        return 0
    shared = set(ours) & set(theirs)
    if any(mobile(n) for n in shared):
        return 4
    if shared:
        return 3
    return 2 if any(one_slip(a, b) for a in ours for b in theirs) else 1


def _firm_id(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    if left["siren"] is None or right["siren"] is None:
        return 0
    if left["siren"] != right["siren"]:
        return 1
    if left["siret"] is None or right["siret"] is None:
        return 3
    return 4 if left["siret"] == right["siret"] else 2


def _street(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    if left["street"] is None or right["street"] is None:
        return 0
    known = left["number"] is not None and right["number"] is not None
    same_number = known and left["number"] == right["number"]
    score = 10_000 if left["street"] == right["street"] else similarity(left["street"], right["street"])
    if score == 10_000:
        return 5 if same_number else 3 if known else 4
    if score >= NEAR:
        return 2 if known and not same_number else 4
    ends = begins(left["street"][::-1], right["street"][::-1], 4)
    if same_number and (ends or begins(left["street"], right["street"], 5)):
        return 4
    return 2 if score >= CLOSE and same_number else 1


def _place(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    a, b = left["postcode"], right["postcode"]
    coded = a is not None and b is not None
    if coded and a == b:
        return 4
    towns = left["city"] is not None and right["city"] is not None
    if towns and left["city"] == right["city"]:
        return 3
    near = towns and _near_town(left["city"], right["city"])
    if coded:
        return 5 if near else 2 if a[:2] == b[:2] else 1
    if not towns:
        return 0
    return 3 if begins(left["city"], right["city"], 4) else 5 if near else 1


def _near_town(a: str, b: str) -> bool:
    return similarity(a, b) >= NEAR


def _ident(a: str | None, b: str | None) -> int:
    if a is None or b is None:
        return 0
    if a == b:
        return 3
    return 2 if len(a) == len(b) and similarity(a, b) >= NEAR_CODE else 1


def begins(a: str, b: str, least: int) -> bool:
    """One text begins with the other, which has at least so many characters."""
    return min(len(a), len(b)) >= least and (a.startswith(b) or b.startswith(a))
