"""What happens to a customer's details from one line to the next, in one world: which slips, and how often each field.

Typing, hearing, reading by machine, abbreviating, moving, marrying, exchanging cells, leaving out. `copy` turns an
entity of match_model/worlds.py into the columns of a match frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from service.core.match.words import NICKNAMES

if TYPE_CHECKING:
    from match_model.worlds import World

Row = dict[str, Any]
FIELDS = ("first_name", "last_name", "company_name", "birth_date", "number", "street", "city", "postal_code", "phone",
          "email", "ident")  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEYS = {
    "a": "qzs",
    "e": "zrd",
    "i": "uok",
    "o": "ipl",
    "s": "qdz",
    "t": "ry",
    "n": "bh",
    "r": "et",
    "l": "km",
    "m": "lk",
}
OCR = (
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("o", "0"),
    ("b", "h"),
    ("g", "q"),
    ("i", "j"),
    ("s", "z"),
    ("u", "v"),
    ("e", "c"),
)
SOUND = (("ph", "f"), ("f", "ph"), ("au", "o"), ("c", "k"), ("y", "i"), ("th", "t"), ("ll", "l"), ("s", "ss"),
         ("qu", "k"),          ("ei", "ai"), ("n", "nn"), ("t", "tt"), ("ie", "y"))  # fmt: skip
ADDED = ("Nord", "Sud", "Centre", "Services", "Group", "France", "City", "The", "Co", "Restaurant")
SHORT = (("rue", "r."), ("avenue", "av"), ("boulevard", "bd"), ("street", "st"), ("road", "rd"), ("drive", "dr"),
         ("place", "pl"), ("chemin", "che"))  # fmt: skip
_FORMS: dict[str, list[str]] = {}
for _form, _whole in NICKNAMES.items():
    _FORMS.setdefault(_whole, []).append(_form.capitalize())


class Slips:
    """Rates of one world: how often each field slips, and how."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        noise = math.exp(chance.uniform(math.log(0.01), math.log(0.30)))
        self.rate = {f: min(0.5, noise * math.exp(chance.uniform(-1.2, 1.0))) for f in FIELDS}
        self.missing = {f: chance.choice((0.0, 0.01, 0.05, 0.15, 0.3)) * chance.random() for f in FIELDS}
        self.missing |= {f: self.missing[f] * 3 for f in ("phone", "email", "birth_date")}
        self.missing["last_name"] *= 0.3
        self.swap = chance.choice((0.0, 0.01, 0.03, 0.1, 0.3)) * noise * 4
        self.move, self.marry = (chance.choice((0.0, 0.01, 0.03, 0.1)) * noise * 4 for _ in range(2))
        self.suburb = chance.choice((0.0, 0.0, 0.05, 0.25))  # lines that name the borough or the town next to it
        self.bracket = chance.choice((0.0, 0.0, 0.05, 0.2))  # names of firms with their town behind
        self.first_is_clean = chance.random() < 0.6
        self.kinds = {
            "text": _weights(
                chance,
                {"typo": 4, "two": 1.2, "ocr": 1, "sound": 1.5, "other": 0.8, "blank": 0.3, "cut": 0.3, "mixed": 0.5},
            ),
            "first": _weights(
                chance,
                {"typo": 4, "two": 1, "ocr": 1, "sound": 1, "other": 1.2, "initial": 1, "short": 1.5, "mixed": 0.4},
            ),
            "firm": _weights(
                chance, {"typo": 3, "two": 2, "ocr": 1, "drop": 2, "head": 1, "add": 1.5, "other": 0.4, "cut": 0.5}
            ),
            "date": _weights(chance, {"digit": 4, "swap": 1, "other": 1.0, "year": 0.3, "days": 0.6}),
            "digits": _weights(chance, {"digit": 3, "other": 1.5}),
        }

    def copy(self, entity: Row, world: World, nth: int) -> Row:
        """The cells of one line."""
        one = dict(entity)
        calm = nth == 0 and self.first_is_clean
        if not calm:
            self._events(one, world)
            self._beside(one, world)
            for name in FIELDS:
                if one.get(name) is not None and self.chance.random() < self.rate[name]:
                    one[name] = self._slip(name, one[name], world)
        for name in FIELDS:
            if self.chance.random() < self.missing[name]:
                one[name] = None
        return self._written(one, world)

    def _events(self, one: Row, world: World) -> None:
        if "first_name" in one and self.chance.random() < self.swap:
            one["first_name"], one["last_name"] = one["last_name"], one["first_name"]
        if self.chance.random() < self.move:
            one |= world.home()
        if "last_name" in one and self.chance.random() < self.marry:
            other = world.last.draw(self.chance)
            one["last_name"] = f"{one['last_name']}-{other}" if self.chance.random() < 0.3 else other

    def _beside(self, one: Row, world: World) -> None:
        """The same place under the name of a part of it, and a firm with its town in brackets."""
        if one.get("city") is not None and self.chance.random() < self.suburb:
            one["city"] = self.chance.choice(world.parts_of[one["city"]])
        if one.get("company_name") is not None and self.chance.random() < self.bracket:
            one["company_name"] = f"{one['company_name']} ({one['city']})"

    def _slip(self, name: str, value: str, world: World) -> str | None:
        kind = {"first_name": "first", "company_name": "firm", "birth_date": "date"}.get(name, "text")
        if name in ("number", "postal_code", "phone", "ident"):
            kind = "digits"
        chosen = self.chance.choices(list(self.kinds[kind]), list(self.kinds[kind].values()))[0]
        if chosen == "other":
            return self._other(name, world, value)
        return _MAKE[chosen](self.chance, value)

    def _other(self, name: str, world: World, value: str) -> str:
        draw: dict[str, Callable[[], str]] = {
            "first_name": lambda: world.first.draw(self.chance), "last_name": lambda: world.last.draw(self.chance),
            "birth_date": world.birth, "ident": world.ident, "phone": world.number,
        }  # fmt: skip
        if name in draw:
            return draw[name]()
        home = world.home()
        return str(home[name]) if name in home else _typo(self.chance, _typo(self.chance, value))

    def _written(self, one: Row, world: World) -> Row:
        street = one["street"]
        if street is not None and self.chance.random() < 0.2:
            for long, short in SHORT:
                street = street.replace(long, short)
        line = street if one["number"] is None else one["number"] if street is None else f"{one['number']} {street}"
        firm = one.get("company_name")
        if firm is not None and one.get("legal") and self.chance.random() < 0.7:
            firm = f"{one['legal']} {firm}"
        cells = {**one, "address_line1": line, "company_name": firm}
        always = {"first_name", "last_name", "company_name"}
        kept = {k: v for k, v in cells.items() if k in world.columns | always}
        if kept.get("birth_date") is None:
            kept.pop("birth_date", None)
        return kept


def _weights(chance: Random, kinds: dict[str, float]) -> dict[str, float]:
    return {kind: weight * math.exp(chance.uniform(-1.5, 1.5)) for kind, weight in kinds.items()}


def _typo(chance: Random, value: str) -> str:
    """One letter left out, put in, changed, or two neighbours exchanged."""
    at = chance.randrange(len(value)) if value else 0
    if len(value) < 3:
        return value + chance.choice(LETTERS)
    near = KEYS.get(value[at].lower(), LETTERS) if chance.random() < 0.5 else LETTERS
    how = chance.randrange(4)
    if how == 0:
        return value[:at] + value[at + 1 :]
    if how == 1:
        return value[:at] + chance.choice(near) + value[at:]
    if how == 2:
        return value[:at] + chance.choice(near) + value[at + 1 :]
    return value[:at] + value[at : at + 2][::-1] + value[at + 2 :]


def _digit(chance: Random, value: str) -> str:
    """One digit changed, or two neighbours exchanged; a sign or dash stays where it is."""
    places = [i for i, c in enumerate(value) if c.isdigit() and i > 2] or [
        i for i, c in enumerate(value) if c.isdigit()
    ]
    at = chance.choice(places)
    if chance.random() < 0.35 and at + 1 < len(value) and value[at + 1].isdigit():
        return value[:at] + value[at : at + 2][::-1] + value[at + 2 :]
    return value[:at] + chance.choice("0123456789") + value[at + 1 :]


def _replaced(rules: tuple[tuple[str, str], ...]) -> Callable[[Random, str], str]:
    def made(chance: Random, value: str) -> str:
        low = value.lower()
        fits = [(a, b) for a, b in rules if a in low]
        if not fits:
            return _typo(chance, value)
        a, b = chance.choice(fits)
        return low.replace(a, b, 1)

    return made


def _short(chance: Random, value: str) -> str:
    return chance.choice(_FORMS.get(value.upper(), [value]))


def _drop(chance: Random, value: str) -> str:
    words = value.split()
    if len(words) > 1:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _head(_chance: Random, value: str) -> str:
    """The first half of the words."""
    words = value.split()
    return " ".join(words[: -(-len(words) // 2)])


def _mixed(chance: Random, value: str) -> str:
    """Two to four letters have changed places, wherever they stood."""
    letters = list(value)
    places = chance.sample(range(len(letters)), min(len(letters), chance.choice((2, 3, 4))))
    for place, letter in zip(places, chance.sample([letters[i] for i in places], len(places)), strict=True):
        letters[place] = letter
    return "".join(letters)


def _days(chance: Random, value: str) -> str:
    """A date up to three months away."""
    return (date.fromisoformat(value) + timedelta(days=chance.choice((-1, 1)) * chance.randrange(1, 90))).isoformat()


def _add(chance: Random, value: str) -> str:
    return f"{value} {chance.choice(ADDED)}"


def _blank(chance: Random, value: str) -> str:
    at = chance.randrange(1, len(value)) if len(value) > 1 else 0
    return value.replace(" ", "") if " " in value else f"{value[:at]} {value[at:]}"


def _turned(_chance: Random, value: str) -> str:
    year, month, day = value.split("-")
    return f"{year}-{day}-{month}"


_MAKE: dict[str, Callable[[Random, str], str]] = {
    "typo": _typo, "two": lambda chance, value: _typo(chance, _typo(chance, value)), "ocr": _replaced(OCR),
    "sound": _replaced(SOUND), "initial": lambda _, value: value[:1] + ".", "short": _short, "drop": _drop, "add": _add,
    "blank": _blank, "cut": lambda chance, value: value[: max(3, len(value) - chance.randrange(1, 5))], "digit": _digit,
    "swap": _turned, "head": _head, "mixed": _mixed, "days": _days, "year": lambda _, value: value[:4],
}  # fmt: skip
