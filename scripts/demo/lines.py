"""From entities to lines: how often each customer stands in the export, and what each line knows of it.

Gives canonical values (ten-digit phones, ISO dates, accents in place) with the truth beside them; `writing.py` then
writes and damages the cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Flags, Ints
from demo.damage import diminutive, initial, struck
from demo.firms import firms
from demo.models import Damage
from demo.people import people
from demo.words import COMPLEMENTS, ROLE_BOXES

LINES_PER_CUSTOMER: Final = {1: 0.805, 2: 0.135, 3: 0.040, 4: 0.013, 5: 0.005, 7: 0.002}
KINDS: Final = {"person": 0.740, "company": 0.257, "mailbox": 0.003}
CONTACT_ON_LINE: Final = [0.38, 0.44, 0.18]
TRUTH: Final = ("entity_id", "kind", "contact_id", "household_id", "group_id")
FIELDS: Final = (
    "civility", "last_name", "first_name", "company", "siret", "street", "complement", "postcode", "city", "phone",
    "mobile", "email", "birth",
)  # fmt: skip


@dataclass(frozen=True)
class _Wanted:
    """Which customers of one kind stand on which lines: `who` and `nth` a line, of `size` customers in all."""

    who: Ints
    nth: Ints
    size: int
    fiction: bool


def lines(chance: Chance, n: int, damage: Damage, *, fiction: bool) -> pl.DataFrame:
    """Make `n` lines, in the order of their customers: FIELDS, TRUTH, `nth` (0 is a customer's first line)."""
    size = int(n / 1.2) + 50
    counts = np.array(list(LINES_PER_CUSTOMER))[chance.choose("lines.each", size, list(LINES_PER_CUSTOMER.values()))]
    kind = chance.choose("lines.kind", size, list(KINDS.values()))
    entity = np.repeat(np.arange(size), counts)[:n]
    nth = (np.arange(n) - (np.cumsum(counts) - counts)[entity]).astype(np.int64)
    place = np.zeros(size, dtype=np.int64)
    for k in range(len(KINDS)):
        place[kind == k] = np.arange(int((kind == k).sum()))
    parts = []
    for k, make in enumerate((_person_lines, _firm_lines, _mailbox_lines)):
        mine = kind[entity] == k
        part = make(chance, damage, _Wanted(place[entity[mine]], nth[mine], int((kind == k).sum()), fiction))
        parts.append(part.with_columns(pl.Series("nth", nth[mine]), pl.Series("entity", entity[mine])))
    made = pl.concat(parts, how="diagonal").sort("entity", "nth")
    return _missing(damage, made)


def _switch(frame: pl.DataFrame, flags: Flags, columns: dict[str, str]) -> pl.DataFrame:
    """On flagged lines, take each column's value from another column."""
    flag = pl.Series(flags)
    return frame.with_columns(
        **{c: pl.when(flag).then(pl.col(other)).otherwise(pl.col(c)) for c, other in columns.items()}
    )


def _swap(frame: pl.DataFrame, flags: Flags, a: str, b: str) -> pl.DataFrame:
    return _switch(frame, flags, {a: b, b: a})


def _person_lines(chance: Chance, damage: Damage, wanted: _Wanted) -> pl.DataFrame:
    who, nth, size = wanted.who, wanted.nth, wanted.size
    known = people(chance, size, fiction=wanted.fiction)
    homes = known["household"].to_numpy()
    extra = pl.Series(COMPLEMENTS)[chance.below("people.extra", size, len(COMPLEMENTS))][homes]
    has_extra = pl.Series(chance.happens("people.has_extra", size, 0.16)[homes])
    known = known.with_columns(pl.select(pl.when(has_extra).then(extra).alias("complement")).to_series())
    miss = chance.happens("people.mlle", size, 0.03)
    woman = known["sex"].to_numpy() == 1
    civility = pl.Series(["M.", "Mme", "Mlle"])[np.where(woman, np.where(miss, 2, 1), 0)]
    frame = known.with_columns(civility.alias("civility"), pl.col("landline").alias("phone"))[who]
    later, n = nth > 0, len(nth)
    moved = {"street": "alt_street", "postcode": "alt_postcode", "city": "alt_city", "phone": "alt_landline"}
    frame = _switch(frame, damage.strikes("moved_house", later), moved)
    married = damage.strikes("married_name", later) & frame["alt_last_name"].is_not_null().to_numpy()
    frame = _switch(frame, married, {"last_name": "alt_last_name"})
    frame = _switch(frame, damage.strikes("changed_email", later), {"email": "alt_email"})
    frame = _switch(frame, damage.strikes("changed_mobile", later), {"mobile": "alt_mobile"})
    first = struck(frame["first_name"], damage.strikes("nickname", later), diminutive)
    first = struck(first, damage.strikes("initial_only", later), initial)
    frame = frame.with_columns(first.alias("first_name"))
    frame = _swap(frame, damage.everywhere("swapped_names", n), "last_name", "first_name")
    return frame.with_columns(
        pl.lit(None, pl.String).alias("company"),
        pl.lit(None, pl.String).alias("siret"),
        pl.format("P{}", pl.Series(who)).alias("entity_id"),
        pl.lit("person").alias("kind"),
        pl.format("H{}", pl.col("household")).alias("household_id"),
    ).select(*FIELDS, "entity_id", "kind", "household_id")


def _firm_lines(chance: Chance, damage: Damage, wanted: _Wanted) -> pl.DataFrame:
    who, nth, size = wanted.who, wanted.nth, wanted.size
    known = firms(chance, size, fiction=wanted.fiction)
    frame, later, n = known.with_columns(pl.col("landline").alias("phone"))[who], nth > 0, len(nth)
    moved = {"street": "alt_street", "postcode": "alt_postcode", "city": "alt_city", "phone": "alt_landline"}
    frame = _switch(frame, damage.strikes("firm_moved", later), moved)
    frame = _switch(frame, damage.strikes("no_legal_form", later), {"company": "alt_company"})
    frame = _switch(frame, damage.strikes("firm_other_email", later), {"email": "alt_email"})
    siret = struck(frame["siret"], damage.everywhere("siren_for_siret", n), lambda s: s.str.head(9))
    frame = frame.with_columns(siret.alias("siret"))
    slot = chance.choose("line.contact", n, CONTACT_ON_LINE)
    named = pl.Series(chance.happens("line.named_box", n, 0.6))

    def inside(column: str) -> pl.Expr:
        return (
            pl.when(pl.col("slot") == 1).then(f"contact1_{column}").when(pl.col("slot") == 2).then(f"contact2_{column}")
        )

    frame = frame.with_columns(pl.Series("slot", slot), pl.Series("ordinal", who))
    return frame.with_columns(
        inside("sex").replace_strict({0: "M.", 1: "Mme"}, default=None, return_dtype=pl.String).alias("civility"),
        inside("last_name").alias("last_name"),
        inside("first_name").alias("first_name"),
        inside("mobile").alias("mobile"),
        pl.when(named).then(pl.coalesce(inside("email"), "email")).otherwise(pl.col("email")).alias("email"),
        pl.lit(None, pl.String).alias("birth"),
        pl.format("F{}", pl.col("ordinal")).alias("entity_id"),
        pl.lit("company").alias("kind"),
        pl.when(pl.col("slot") > 0).then(pl.format("F{}.{}", pl.col("ordinal"), pl.col("slot"))).alias("contact_id"),
        pl.format("G{}", pl.col("group")).alias("group_id"),
    ).select(*FIELDS, "entity_id", "kind", "contact_id", "group_id")


def _mailbox_lines(chance: Chance, _damage: Damage, wanted: _Wanted) -> pl.DataFrame:
    who, size = wanted.who, wanted.size
    roles = pl.Series([r for r, _ in ROLE_BOXES])[chance.below("box.role", size, len(ROLE_BOXES))]
    boxes = roles + "@boite" + pl.Series(np.arange(size) + 100).cast(pl.String) + ".example"
    made = pl.DataFrame({"email": boxes})[who]
    empty = {c: pl.lit(None, pl.String).alias(c) for c in FIELDS if c != "email"}
    return made.with_columns(
        **empty, entity_id=pl.format("M{}", pl.Series(who)), kind=pl.lit("mailbox")
    ).select(*FIELDS, "entity_id", "kind")  # fmt: skip


def _missing(damage: Damage, frame: pl.DataFrame) -> pl.DataFrame:
    """Empty the cells that a clerk left out; never those that hold all that a line knows."""
    kind = frame["kind"].to_numpy()
    person, firm, any_line = kind == "person", kind == "company", kind != "mailbox"
    gaps = {
        "email": ("missing_email", any_line),
        "mobile": ("missing_mobile", any_line),
        "phone": ("missing_landline", any_line),
        "birth": ("missing_birth", person),
        "street": ("missing_street", any_line),
        "first_name": ("missing_forename", person),
        "civility": ("missing_civility", any_line),
        "siret": ("missing_siret", firm),
    }
    empty = {c: pl.Series(damage.strikes(model, among)) for c, (model, among) in gaps.items()}
    town = pl.Series(damage.strikes("missing_town", any_line))
    empty |= {"postcode": town, "city": town}
    frame = frame.with_columns(**{c: pl.when(~flag).then(pl.col(c)) for c, flag in empty.items()})
    filler = damage.strikes("filler_email", frame["email"].is_null().to_numpy())
    words = pl.Series(["contact@sans-adresse.example", "pasdemail@sans-adresse.example", "contact@aucun.example"])
    chosen = words[damage.chance.below("filler", frame.height, 3)]
    return frame.with_columns(pl.when(pl.Series(filler)).then(chosen).otherwise(pl.col("email")).alias("email"))
