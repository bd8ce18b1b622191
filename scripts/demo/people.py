"""Invented private persons and the households they share: couples, children, twins, a father and son alike.

One row a person. Members of a household share surname (mostly), address, landline and sometimes mobile or mailbox,
which is exactly what makes a careless matcher merge them. `alt_*` columns hold what a person's later lines may say
instead: the new address, the married name, the other mailbox, the other mobile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Flags, Ints
from demo.names import FEMALE, MALE, Texts, family_names, first_names, initial_codes
from demo.numbers import landlines, mobiles
from demo.places import addresses
from demo.words import MAIL_HOUSES

HOUSEHOLD_SIZES: Final = {1: 0.80, 2: 0.14, 3: 0.04, 4: 0.02}
SPOUSE_IS_SECOND: Final = 0.8
SAME_SURNAME_SPOUSE: Final = 0.85
TWIN_OF_THIRD: Final = 0.25
CHILD_INITIAL_AS_HEAD: Final = 0.20
SHARED_MAILBOX: Final = 0.06
SHARED_MOBILE: Final = 0.06
HOMONYM: Final = 0.006
HAS_LANDLINE: Final = 0.55
HAS_MOBILE: Final = 0.80
HAS_EMAIL: Final = 0.78
HAS_BIRTH_DATE: Final = 0.45


@dataclass(frozen=True)
class _Family:
    """Who is what at home, one entry a person: household, index of its head, place in it, and the part played."""

    home: Ints
    head: Ints
    role: Ints
    spouse: Flags
    child: Flags
    twin: Flags

    @property
    def before(self) -> Ints:
        """Index of the person listed before."""
        return np.maximum(np.arange(len(self.head)) - 1, 0)


def people(chance: Chance, n: int, *, fiction: bool) -> pl.DataFrame:
    """Make `n` persons: household, sex, last_name, first_name, birth (ISO), address, landline, mobile, email, alt_*."""
    family = _families(chance, n)
    year, day = _births(chance, family)
    sex, first = _forenames(chance, family, year)
    last = _surnames(chance, family)
    persons = pl.DataFrame({"household": family.home, "sex": sex, "last_name": list(last), "first_name": list(first)})
    persons = persons.with_columns(_birth_dates(year, day), pl.Series("head", family.head))
    places = addresses(chance, "people.home", int(family.home.max()) + 1)
    persons = pl.concat([persons, places[family.home]], how="horizontal")
    persons = _homonyms(chance, persons)
    persons = _alternatives(chance, persons, fiction=fiction)
    both = pl.concat([mailboxes(chance, "people.email", persons, year), mailboxes(chance, "people.alt_email", persons)])
    boxes = one_each(both)
    persons = persons.with_columns(boxes.head(n).alias("email"), boxes.tail(n).alias("alt_email"))
    return _contacts(chance, persons, family.role, fiction=fiction)


def _families(chance: Chance, n: int) -> _Family:
    sizes = np.array(list(HOUSEHOLD_SIZES))[chance.choose("household.size", n, list(HOUSEHOLD_SIZES.values()))]
    starts = np.cumsum(sizes) - sizes
    home = np.repeat(np.arange(n), sizes)[:n].astype(np.int64)
    role = (np.arange(n) - starts[home]).astype(np.int64)
    spouse = (role == 1) & chance.happens("people.spouse", n, SPOUSE_IS_SECOND)
    twin = (role == 3) & chance.happens("people.twin", n, TWIN_OF_THIRD)
    return _Family(home, starts[home].astype(np.int64), role, spouse, (role >= 1) & ~spouse, twin)


def _births(chance: Chance, family: _Family) -> tuple[Ints, Ints]:
    n, head = len(family.head), family.head
    parent = np.zeros(n, dtype=bool)
    parent[head[family.child]] = True
    free = 1938 + (chance.uniform("birth.year", n) ** 0.9 * 66).astype(np.int64)
    year = np.where(parent, 1938 + chance.below("birth.parent", n, 40), free)
    gap = chance.below("birth.gap", n, 9) - 4
    generation = 22 + chance.below("birth.generation", n, 14)
    later = np.minimum(year[head] + generation, 2008)
    year = np.where(family.spouse, year[head] + gap, np.where(family.child, later, year))
    day = chance.below("birth.day", n, 365)
    return np.where(family.twin, year[family.before], year), np.where(family.twin, day[family.before], day)


def _forenames(chance: Chance, family: _Family, year: Ints) -> tuple[Ints, Texts]:
    n, head, twin = len(family.head), family.head, family.twin
    sex = chance.below("sex", n, 2)
    sex = np.where(family.spouse, 1 - sex[head], sex)
    alike = family.child & ~twin & chance.happens("forename.alike", n, CHILD_INITIAL_AS_HEAD)
    sex = np.where(alike, sex[head], sex)
    sex = np.where(twin, sex[family.before], sex)
    first = first_names(chance, "forename", sex, year)
    for name, chosen, model in (("forename.of_head", alike, head), ("forename.of_twin", twin, family.before)):
        other = first_names(chance, name, sex, year, initial_codes(first[model], chosen))
        first = np.where(chosen & (other != first[model]), other, first)
    return sex, first


def _surnames(chance: Chance, family: _Family) -> Texts:
    n = len(family.head)
    drawn = family_names(chance, "surname", n)
    other = family.spouse & ~chance.happens("surname.same", n, SAME_SURNAME_SPOUSE)
    return np.asarray(np.where((family.role > 0) & ~other, drawn[family.head], drawn), dtype=object)


def _birth_dates(year: Ints, day: Ints) -> pl.Series:
    start = pl.Series(year - 1970).cast(pl.Int32)
    frame = pl.DataFrame({"y": start + 1970, "d": day})
    made = frame.select(pl.date("y", 1, 1) + pl.duration(days="d")).to_series()
    return made.dt.strftime("%Y-%m-%d").alias("birth")


def _homonyms(chance: Chance, persons: pl.DataFrame) -> pl.DataFrame:
    """Give some persons who live alone the name of another person of the same town: alike on paper, not the same."""
    n = persons.height
    source = chance.below("homonym.of", n, n)
    alone = persons["household"].is_first_distinct().to_numpy() & persons["household"].is_last_distinct().to_numpy()
    chosen = pl.Series(alone & chance.happens("homonym", n, HOMONYM))
    model = persons[source]
    names = ("last_name", "first_name", "sex", "postcode", "city", "zone")
    return persons.with_columns(
        **{c: pl.select(pl.when(chosen).then(model[c]).otherwise(persons[c])).to_series() for c in names}
    )


def _contacts(chance: Chance, persons: pl.DataFrame, role: Ints, *, fiction: bool) -> pl.DataFrame:
    n, head = persons.height, persons["head"].to_numpy()
    line = landlines(chance, "people", persons["zone"].to_numpy(), fiction=fiction)
    mobile = mobiles(chance, "people", n)
    has_line = chance.happens("people.has_landline", n, HAS_LANDLINE)[head]
    shared = (role > 0) & chance.happens("people.shared_mobile", n, SHARED_MOBILE)
    has_mobile = chance.happens("people.has_mobile", n, HAS_MOBILE) | shared
    shared_box = (role > 0) & chance.happens("people.shared_box", n, SHARED_MAILBOX)
    has_box = chance.happens("people.has_email", n, HAS_EMAIL) | shared_box
    has_birth = chance.happens("people.has_birth", n, HAS_BIRTH_DATE)
    at = np.arange(n)
    return persons.with_columns(
        _keep(line[head], has_line).alias("landline"),
        _keep(mobile[np.where(shared, head, at)], has_mobile).alias("mobile"),
        _keep(persons["email"][np.where(shared_box, head, at)], has_box).alias("email"),
        _keep(persons["birth"], has_birth).alias("birth"),
    )


def _alternatives(chance: Chance, persons: pl.DataFrame, *, fiction: bool) -> pl.DataFrame:
    n = persons.height
    new = addresses(chance, "people.moved", n)
    line = landlines(chance, "people_moved", new["zone"].to_numpy(), fiction=fiction)
    married = pl.Series("alt_last_name", list(family_names(chance, "people.married", n)))
    woman = persons["sex"].to_numpy() == FEMALE
    joined = chance.happens("people.joined_name", n, 0.3)
    both = married + "-" + persons["last_name"]
    name = pl.select(pl.when(pl.Series(joined)).then(both).otherwise(married)).to_series()
    return persons.with_columns(
        new["street"].alias("alt_street"),
        new["postcode"].alias("alt_postcode"),
        new["city"].alias("alt_city"),
        line.alias("alt_landline"),
        _keep(name, woman).alias("alt_last_name"),
        mobiles(chance, "people_changed", n).alias("alt_mobile"),
    )


def mailboxes(chance: Chance, name: str, persons: pl.DataFrame, year: Ints | None = None) -> pl.Series:
    """Give each person a mailbox at an invented provider, in one of five usual forms."""
    n = persons.height
    first, last = _slug("first_name"), _slug("last_name")
    number = chance.below(f"{name}.number", n, 100)
    tail = np.where(chance.happens(f"{name}.numbered", n, 0.55), number, -1)
    if year is not None:
        tail = np.where(chance.happens(f"{name}.year", n, 0.25), year % 100, tail)
    houses = pl.Series([h for h, _ in MAIL_HOUSES])
    form = chance.choose(f"{name}.form", n, [0.42, 0.2, 0.16, 0.12, 0.1])
    frame = persons.select(first.alias("f"), last.alias("l")).with_columns(
        pl.Series("form", form),
        pl.Series("tail", tail),
        houses.gather(pl.Series(chance.choose(f"{name}.house", n, [w for _, w in MAIL_HOUSES]))).alias("house"),
    )
    f, last_part = pl.col("f"), pl.col("l")
    local = (
        pl.when(pl.col("form") == 0).then(f + "." + last_part)
        .when(pl.col("form") == 1).then(f.str.head(1) + last_part)
        .when(pl.col("form") == 2).then(f + last_part)
        .when(pl.col("form") == 3).then(last_part + "." + f)
        .otherwise(f.str.head(1) + "." + last_part)
    )  # fmt: skip
    number_text = pl.when(pl.col("tail") < 0).then(pl.lit("")).otherwise(pl.col("tail").cast(pl.String).str.zfill(2))
    return frame.select((local + number_text + "@" + pl.col("house")).alias("email")).to_series()


def one_each(boxes: pl.Series) -> pl.Series:
    """Let no mailbox be given out twice: from the second time on, a number follows the local part."""
    frame = pl.DataFrame({"box": boxes}).with_columns(pl.int_range(pl.len()).over("box").alias("nth"))
    local, house = pl.col("box").str.extract("^(.*)@"), pl.col("box").str.extract("(@.*)$")
    again = local + "_" + (pl.col("nth") + 1).cast(pl.String) + house
    return frame.select(pl.when(pl.col("nth") == 0).then("box").otherwise(again).alias("box")).to_series()


def _slug(column: str) -> pl.Expr:
    folded = pl.col(column).str.to_lowercase().str.replace_all("œ", "oe").str.normalize("NFKD")
    return folded.str.replace_all(r"[^a-z-]", "")


def _keep(values: pl.Series, kept: Flags) -> pl.Series:
    return pl.select(pl.when(pl.Series(kept)).then(values)).to_series()


__all__ = ["FEMALE", "MALE", "mailboxes", "people"]
