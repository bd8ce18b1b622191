"""Small invented files, each of a world of its own, so that the model learns what holds in all of them.

A world draws its language, how many names, towns and streets there are, which columns the file has, how often a
customer is repeated, how many live together, and which slips are made how often (match_model/slips.py). People and
firms are invented: surnames and places of other languages than French are made of syllables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Any

from demo.names import _first_names, surnames

from match_model.slips import Slips
from match_model.vocabulary import ENGLISH, ENGLISH_SURNAMES, LEGAL, ROADS, SYLLABLES, TRADES

Row = dict[str, Any]
PERSON_COLUMNS: dict[str, float] = {
    "birth_date": 0.7, "address_line1": 0.55, "city": 0.6, "postal_code": 0.5, "phone": 0.35, "email": 0.3,
    "ident": 0.25, "salutation": 0.2,
}  # fmt: skip
FIRM_COLUMNS: dict[str, float] = {
    "address_line1": 0.85, "city": 0.6, "postal_code": 0.6, "phone": 0.35, "email": 0.2, "ident": 0.1,
}  # fmt: skip


def invented(chance: Random, language: str, count: int) -> list[str]:
    """So many names of two to four syllables."""
    starts, ends = SYLLABLES[language]
    found: dict[str, None] = {}
    while len(found) < count:
        middle = "".join(chance.choice(starts) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        found[(middle + chance.choice(ends)).capitalize()] = None
    return list(found)


@dataclass(frozen=True)
class Pool:
    """Values by rank, drawn by Zipf's law."""

    values: list[str]
    total: list[float]

    @classmethod
    def of(cls, values: list[str], power: float) -> Pool:
        """The first is drawn most often."""
        total, so_far = [], 0.0
        for rank in range(len(values)):
            so_far += 1.0 / (rank + 3.0) ** power
            total.append(so_far)
        return cls(values, total)

    def draw(self, chance: Random) -> str:
        """One of them."""
        return chance.choices(self.values, cum_weights=self.total)[0]


class World:
    """One file to come: call `rows`."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = Random(f"world {seed}")
        self.firms = chance.random() < 0.35
        self.language = chance.choice(("fr", "fr", "en", "en", "de", "it"))
        wanted = FIRM_COLUMNS if self.firms else PERSON_COLUMNS
        self.columns = {c for c, share in wanted.items() if chance.random() < share}
        if not self.columns & {"birth_date", "address_line1", "email", "phone", "ident"}:
            self.columns.add(chance.choice(("address_line1", "birth_date")) if not self.firms else "address_line1")
        self._places()
        self._names()
        self.together = chance.choice((0.0, 0.05, 0.15, 0.3))
        self.chains = chance.choice((0.0, 0.03, 0.1, 0.25))
        self.copies = chance.choice(
            ("few", "few", "some", "many", "crowd") if self.firms else ("few", "few", "some", "some", "many", "crowd")
        )
        self.repeated = math.exp(chance.uniform(math.log(0.03), math.log(0.9)))
        self.slips = Slips(chance)

    def _between(self, low: float, high: float) -> int:
        return round(math.exp(self.chance.uniform(math.log(low), math.log(high))))

    def _places(self) -> None:
        chance = self.chance
        roads = ROADS["fr" if self.language == "fr" else "en"]
        made = invented(chance, self.language, 300)
        self.towns = Pool.of(invented(chance, self.language, self._between(3, 150)), chance.uniform(0.2, 1.1))
        self.parts_of = {town: invented(chance, self.language, 2) for town in self.towns.values}
        digits = 5 if chance.random() < 0.7 else 4
        codes = range(10 ** (digits - 1), 10**digits)
        self.postcodes = {
            town: [str(chance.choice(codes)) for _ in range(chance.choice((1, 1, 2, 6)))] for town in self.towns.values
        }
        self.streets = Pool.of([chance.choice(roads).format(m) for m in made], chance.uniform(0.0, 0.7))

    def _names(self) -> None:
        chance = self.chance
        few = chance.random() < 0.5
        if self.language == "fr":
            first = [str(n) for s in (0, 1) for n in _first_names(1971, s)[0][: self._between(30, 800)]]
            last = [str(n) for n in surnames()[0][: self._between(60, 30_000)]]
        else:
            first = list(ENGLISH) if self.language == "en" else invented(chance, self.language, 120)
            known = list(ENGLISH_SURNAMES) if self.language == "en" else []
            last = known + invented(chance, self.language, self._between(60, 600) if few else self._between(400, 2_000))
        chance.shuffle(first := list(first))
        self.first = Pool.of(first, chance.uniform(0.3, 1.1))
        self.last = Pool.of(last, chance.uniform(0.3, 1.0))

    def size(self) -> int:
        """How many rows the file has."""
        return self._between(400, 6000)

    def rows(self, count: int) -> list[Row]:
        """So many rows, about; `entity` says who is who."""
        found: list[Row] = []
        before: Row | None = None
        entity = 0
        while len(found) < count:
            one = self._firm(before) if self.firms else self._person(before)
            entity += 1
            found += [self.slips.copy(one, self, nth) | {"entity": entity} for nth in range(1 + self._repeats())]
            before = one
        self.chance.shuffle(found)
        return found

    def _repeats(self) -> int:
        chance = self.chance
        if chance.random() > self.repeated:
            return 0
        most = {"few": 1, "some": 3, "many": 8, "crowd": 60 if self.firms else 18}[self.copies]
        return 1 + int(most * chance.random() ** 2)

    def home(self) -> Row:
        """An address and a landline."""
        town = self.towns.draw(self.chance)
        number = self._between(1, 300) if self.chance.random() < 0.8 else self._between(1, 15_000)
        return {
            "number": str(number), "street": self.streets.draw(self.chance), "city": town,
            "postal_code": self.chance.choice(self.postcodes[town]), "phone": self.number(),
        }  # fmt: skip

    def number(self) -> str:
        """A phone number."""
        return "+33" + self.chance.choice("123667") + "".join(self.chance.choices("0123456789", k=8))

    def birth(self) -> str:
        """A birth date."""
        return (
            f"{self.chance.randrange(1930, 2008)}-{self.chance.randrange(1, 13):02}-{self.chance.randrange(1, 29):02}"
        )

    def ident(self) -> str:
        """A number of seven to nine digits."""
        return str(self.chance.randrange(10**6, 10**9))

    def email(self, one: Row) -> str:
        """A mailbox made of the names, or a desk of the firm."""
        chance, host = self.chance, chance_host(self.chance)
        if self.firms:
            slug = "".join(c for c in one["company_name"].lower() if c.isascii() and c.isalnum())[:14]
            return f"{chance.choice(('contact', 'info'))}@{slug}.example"
        first, last = one["first_name"].lower().replace(" ", ""), one["last_name"].lower().replace(" ", "")
        local = chance.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}.{first}", f"{first}{last}"))
        return f"{local}{chance.choice(('', '', str(chance.randrange(100))))}@{host}"

    def _person(self, before: Row | None) -> Row:
        chance = self.chance
        family = before is not None and chance.random() < self.together
        one = (
            {k: before[k] for k in ("number", "street", "city", "postal_code", "phone")}
            if family and before
            else self.home()
        )
        one |= {"first_name": self.first.draw(chance), "last_name": self.last.draw(chance), "birth_date": self.birth()}
        one |= {"ident": self.ident(), "salutation": chance.choice(("M", "MME"))}
        if family and before:
            if chance.random() < 0.85:
                one["last_name"] = before["last_name"]
            if chance.random() < 0.08:
                one["birth_date"] = before["birth_date"]
            if chance.random() < 0.5:
                one["phone"] = self.number()
        return one | {"email": before["email"] if family and before and chance.random() < 0.06 else self.email(one)}

    def _firm(self, before: Row | None) -> Row:
        chance = self.chance
        one = self.home()
        words = [
            chance.choice((self.last.draw(chance), chance.choice(TRADES)))
            for _ in range(chance.choice((1, 2, 2, 3, 4)))
        ]
        one |= {"company_name": " ".join(words), "legal": chance.choice(LEGAL), "ident": self.ident()}
        if before is not None and chance.random() < self.chains:
            one["company_name"] = before["company_name"]
            if chance.random() < 0.8:  # most branches are in another town
                one |= self._elsewhere(before["city"])
        elif before is not None and chance.random() < self.chains:
            shared = before["company_name"].split()[:1] if chance.random() < 0.5 else []
            one |= {k: before[k] for k in ("number", "street", "city", "postal_code")}
            one["company_name"] = " ".join([*shared, *words])
        return one | {"email": self.email(one)}

    def _elsewhere(self, town: str) -> Row:
        """An address, in another town if a few draws find one."""
        for _ in range(8):
            home = self.home()
            if home["city"] != town:
                break
        return home


def chance_host(chance: Random) -> str:
    """A provider of mailboxes."""
    return chance.choice(("gmail.example", "orange.example", "free.example", "poste.example", "mel.example"))
