"""One party at a time, in plain Python: prepared, keyed, split from its record.

A request that asks about one record compares it with a handful of parties, and a column of one value costs as much as
one of a thousand. So what core/match/view.py, prepare.py and keys.py do with columns stands here once more, value by
value; tests/core/match/test_single.py holds both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.core.folding import fold
from service.core.hashing import hash_one
from service.core.match.keys import RULES
from service.core.match.names import BESIDE
from service.core.match.prepare import KINDS
from service.core.match.rarity import FEW, Frequencies
from service.core.match.words import COMPANY_STOPS, NICKNAMES, PUBLIC_HOSTS, SOUNDS, STREET_WORDS, WAYS
from service.core.ownership import role_email_one

Row = Mapping[str, Any]
Prepared = dict[str, Any]

_ALL = (1 << 64) - 1
_STOPS, _WAY_WORDS, _PUBLIC = frozenset(COMPANY_STOPS), frozenset(WAYS), frozenset(PUBLIC_HOSTS)
_CIVILITY = {"M": 1, "MME": 2}
_BESIDE, _FIRST_NUMBER = re.compile(BESIDE), re.compile("^[0-9]+ *")
_NUMBER = re.compile(r"([0-9]{1,5})\b")
_SOUND = re.compile("|".join(re.escape(s) for s, _ in SOUNDS))
_SOUNDED = dict(SOUNDS)
_SILENT = re.compile(r"(?:ES?|L?[TDX]S?|[SPZ])$")
_DOUBLED = re.compile(r"([SNTLRKMPB])\1+")


@dataclass(frozen=True)
class Known:
    """The frequencies of a match snapshot, made ready to be asked about single values."""

    parties: int
    classes: Mapping[str, Mapping[str, int]]  # forename, surname, company -> value -> class of rarity
    hosts: frozenset[str]
    overshared: frozenset[int]

    @staticmethod
    def of(tables: Frequencies) -> Known:
        """From the body of a snapshot."""
        classes = {"forename": tables["forename"], "surname": tables["surname"], "company": tables["company"]}
        return Known(tables["parties"], classes, frozenset(tables["hosts"]), frozenset(tables["overshared"]))


def prepare_one(row: Row, known: Known) -> Prepared:
    """PREPARED_SCHEMA of one party. In: MATCH_SCHEMA (match/view.py)."""
    made: Prepared = {"party_id": row["party_id"], "kind": KINDS.get(row["kind"], 0)}
    made |= _names(row) | _company(row["company_name"]) | _email(row["email"])
    made |= {f"phone{n}": _digits(row[c]) for n, c in enumerate(("phone", "phone_mobile", "phone_secondary"), start=1)}
    siret = _digits(row["siret"])
    siren = _digits(row["siren"])
    made |= {"siren": siret // 100_000 if siren is None and siret is not None else siren, "siret": siret}
    made |= {"birth": _birth(row["birth_date"])} | _address(row)
    code = row["customer_code"]
    made["code"] = None if code is None else hash_one(_parts(str(row["list_id"]), code), seed="match.code")
    made["civility"], made["ident"] = _CIVILITY.get(row["salutation"]), None
    return _identifying(made, known)


def _names(row: Row) -> Prepared:
    forename = fold(row["first_name"] or "") or None
    words = fold(row["last_name"] or "") or None
    return {
        "forename": forename,
        "forename_canon": None if forename is None else NICKNAMES.get(forename, forename),
        "surname": None if words is None else words.replace(" ", ""),
        "surname_words": words if words is not None and " " in words else None,
    }


_POSSESSIVE = re.compile(r"['’]s\b")


def _company(name: str | None) -> Prepared:
    words = [] if name is None else fold(_POSSESSIVE.sub("s", name)).split()
    if not words:
        absent: Prepared = dict.fromkeys(("company", "company_line", "company_word"))
        return absent | {
            "company_bits": None if name is None else 1 << (hash_one("", seed="match.word") % (1 << 64)) % 62
        }
    told = [w for w in words if w not in _STOPS] or words
    ordered = sorted(told)
    bits = 0
    for word in told:
        bits |= 1 << ((hash_one(word, seed="match.word") & _ALL) % 62)
    longest = max(ordered, key=len)  # the first of the longest
    return {
        "company": " ".join(ordered), "company_line": "".join(told), "company_word": longest, "company_bits": bits,
    }  # fmt: skip


def _email(value: str | None) -> Prepared:
    email = value.lower() if value is not None and "@" in value else None
    local, _, host = (email or "").partition("@")
    return {
        "email": email,
        "email_local": None if email is None else local.partition("+")[0],
        "email_host": None if email is None else host,
        "email_role": value is not None and role_email_one(value),
        "email_public": host in _PUBLIC,
    }


def _digits(text: str | None) -> int | None:
    bare = (text or "").removeprefix("+")
    return int(bare) if bare.isascii() and bare.isdigit() else None


def _birth(day: str | None) -> int | None:
    digits = (day or "").replace("-", "")[:8]
    return int(digits.ljust(8, "0")) if digits.isascii() and digits.isdigit() else None


def _address(row: Row) -> Prepared:
    line = fold(row["address_line1"] or "")
    number = _NUMBER.match(line)
    words = _BESIDE.sub(r"\1", _FIRST_NUMBER.sub("", line)).split()
    told = [STREET_WORDS.get(w, w) for w in words if w not in _WAY_WORDS] or words
    code = row["postal_code"]
    return {
        "number": int(number[1]) if number else None,
        "street": "".join(told) or None,
        "postcode": None if code is None else code.upper().replace(" ", ""),
        "city": _town(row["city"]),
    }


@lru_cache(maxsize=1 << 16)
def _town(city: str | None) -> str | None:
    """Kept, for a town is no personal value."""
    plain = re.sub(r" [0-9]+$", "", re.sub(r" CEDEX.*$", "", fold(city or "")))
    short = re.sub(r"\bSAINT\b", "ST", re.sub(r"\bSAINTE\b", "STE", plain))
    return short.replace(" ", "") or None


def _parts(*texts: str) -> str:
    """Length-prefixed, as `hash_parts` joins them."""
    return "".join(f"{len(t.encode())}:{t}" for t in texts)


def _identifying(made: Prepared, known: Known) -> Prepared:
    """What rarity.identifying does, and the classes of rarity."""
    made["email_public"] = made["email_public"] or made["email_host"] in known.hosts
    if known.overshared:
        for column in ("phone1", "phone2", "phone3"):
            if made[column] is not None and _overshared(str(made[column]), known):
                made[column] = None
        if made["email"] is not None and _overshared(made["email"], known):
            made |= dict.fromkeys(("email", "email_local", "email_host"))
    for field, classes in known.classes.items():
        name = made[field]
        rarest = classes.get(FEW, 2)
        made[f"{field}_rarity"] = None if name is None else classes.get(name, rarest)
    return made


def _overshared(text: str, known: Known) -> bool:
    return hash_one(text, seed="match.overshared") in known.overshared


def sound(surname: str) -> str:
    """`sounds` of one folded surname without blanks."""
    heard = _SILENT.sub("", _SOUND.sub(lambda m: _SOUNDED[m[0]], surname), count=1)
    start = heard[0] if heard[:1] in tuple("AEIOU") else ""
    code = _DOUBLED.sub(r"\1", start + re.sub(r"[AEIOU]+", "", heard))
    return code or surname


def keys_one(made: Prepared) -> list[tuple[int, int]]:
    """Rule and key of every blocking key of a prepared party, each key once."""
    pieces: dict[str, int | None] = {}
    found: dict[int, int] = {}
    for number, seed, parts in _RULES[made["kind"]]:
        key = _key(made, seed, parts, pieces)
        if key is not None:
            found[key] = number
    return [(number, key) for key, number in found.items()]


def has_key(made: Prepared, wanted: tuple[int, int]) -> bool:
    """Whether a rule gives a prepared party this key. In: rule and key, as of `keys_one`."""
    return any(
        number == wanted[0] and _key(made, seed, parts, {}) == wanted[1] for number, seed, parts in _RULES[made["kind"]]
    )


def _key(made: Prepared, seed: int, parts: tuple[str, ...], pieces: dict[str, int | None]) -> int | None:
    key = seed
    for part in parts:
        if part not in pieces:
            pieces[part] = _piece(made, part)
        word = pieces[part]
        if word is None:
            return None
        key = _mix(key ^ word)
    return key - (1 << 64) if key >> 63 else key


def _mix(word: int) -> int:
    word = (word + 0x9E3779B97F4A7C15) & _ALL
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & _ALL
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & _ALL
    return word ^ (word >> 31)


def _piece(made: Prepared, name: str) -> int | None:
    """The hash of a column or piece of columns, null where it gives no key."""
    if name == "both_names":
        a, b = (_piece(made, part) for part in ("forename_line", "surname"))
        return None if a is None or b is None else _mix(min(a, b)) ^ max(a, b)
    value = _VALUES[name](made) if name in _VALUES else made[name]
    if value is None:
        return None
    return hash_one(value, seed="match") & _ALL if isinstance(value, str) else _mix(value & _ALL)


def _place(made: Prepared, code_letters: int | None = None, town_letters: int | None = None) -> str:
    code, town = made["postcode"], made["city"]
    return str(code[:code_letters] if code is not None else (town or "")[:town_letters])


def _private_local(made: Prepared) -> str | None:
    local = made["email_local"]
    told = made["email_public"] and not made["email_role"] and local is not None and len(local.encode()) >= 6
    return re.sub(r"[._-]", "", local) if told else None


def _other_phone(column: str, *before: str) -> Callable[[Prepared], int | None]:
    return lambda made: None if made[column] in [made[b] for b in before] else made[column]


def _head(column: str, letters: int) -> Callable[[Prepared], str | None]:
    return lambda made: None if made[column] is None else made[column][:letters]


def _tight(column: str) -> Callable[[Prepared], str | None]:
    return lambda made: None if made[column] is None else made[column].replace(" ", "")


_VALUES: dict[str, Callable[[Prepared], Any]] = {
    "place": _place,
    "department": lambda made: _place(made, 2, 3),
    "private_local": _private_local,
    "canon": _tight("forename_canon"),
    "forename_line": _tight("forename"),
    "initial": _head("forename", 1),
    "sound": lambda made: None if made["surname"] is None else sound(made["surname"]),
    "phone2": _other_phone("phone2", "phone1"),
    "phone3": _other_phone("phone3", "phone1", "phone2"),
    "birth": lambda made: made["birth"] if made["birth"] is not None and made["birth"] % 100 else None,
    "street_start": _head("street", 5),
    "company_start": _head("company_word", 6),
}

_RULES = tuple(
    [(r.number, _mix(r.number * 8 + (kind if len(r.kinds) > 1 else 7)), r.parts) for r in RULES if kind in r.kinds]
    for kind in KINDS.values()
)
"""By kind: the rules that speak of it, as number, start of the key, parts."""
