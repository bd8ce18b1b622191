"""Invented firms: their establishments (one SIREN, several SIRET: linked customers, not the same) and contact persons.

One row an establishment. Two contact persons are known for each; a line of the export names one of them or none.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Floats, Ints
from demo.names import family_names, first_names
from demo.numbers import landlines, mobiles, sirens, sirets
from demo.places import addresses
from demo.words import BUSINESS_COMPLEMENTS, COINED, FIRM_TAILS, LEGAL_FORMS, ROLE_BOXES, SECTORS, TRADES

GROUP_SIZES: Final = {1: 0.88, 2: 0.07, 3: 0.03, 4: 0.02}
HAS_SIRET: Final = 0.62
HAS_LANDLINE: Final = 0.82
HAS_ROLE_BOX: Final = 0.72
HAS_COMPLEMENT: Final = 0.25
GROUP_NAME_HAS_TOWN: Final = 0.5
SHARED_GROUP_BOX: Final = 0.3


def firms(chance: Chance, n: int, *, fiction: bool) -> pl.DataFrame:
    """Make `n` establishments: group, company, siret, complement, address, landline, email, alt_*, contact1_*…"""
    sizes = np.array(list(GROUP_SIZES))[chance.choose("group.size", n, list(GROUP_SIZES.values()))]
    group = np.repeat(np.arange(n), sizes)[:n].astype(np.int64)
    within = (np.arange(n) - (np.cumsum(sizes) - sizes)[group]).astype(np.int64)
    alone = np.bincount(group, minlength=n)[group] == 1
    frame = addresses(chance, "firm.place", n)
    brands = _brands(chance, n)
    brand, domain = brands[group], _domains(brands)[group]
    form = pl.Series([f for f, _ in LEGAL_FORMS])[chance.choose("firm.form", n, _weights(LEGAL_FORMS))[group]]
    town = pl.Series(~alone & chance.happens("firm.town", n, GROUP_NAME_HAS_TOWN))
    siren = sirens(chance, "firm.siren", n)[group]
    names = pl.DataFrame({"brand": brand, "form": form, "town": town, "city": frame["city"]}).with_columns(
        pl.Series("front", chance.happens("firm.form_front", n, 0.45)[group])
    )
    first_in_group = np.maximum.accumulate(np.where(within == 0, np.arange(n), 0))
    shared = chance.happens("firm.shared_box", n, SHARED_GROUP_BOX) | (within == 0)
    box = _role_boxes(chance, n, domain, frame["city"], pl.Series(shared))
    line = landlines(chance, "firm", frame["zone"].to_numpy(), fiction=fiction)
    extra = _drawn(chance, "firm.extra", n, BUSINESS_COMPLEMENTS)
    frame = frame.with_columns(
        pl.Series("group", group),
        names.select(_full_name())["company"],
        names.select(_bare_name())["alt_company"],
        pl.Series("siret", _kept(chance, "firm.has_siret", sirets(siren, within + 1), HAS_SIRET)),
        _kept(chance, "firm.has_email", box, HAS_ROLE_BOX).alias("email"),
        _kept(chance, "firm.has_line", line, HAS_LANDLINE).alias("landline"),
        _kept(chance, "firm.has_extra", extra, HAS_COMPLEMENT).alias("complement"),
        domain.alias("domain"),
        pl.Series("head", first_in_group),
    )  # fmt: skip
    return _people_inside(chance, _moved(chance, frame, fiction=fiction))


def _weights(table: tuple[tuple[str, float], ...]) -> list[float]:
    return [w for _, w in table]


def _drawn(chance: Chance, name: str, n: int, words: tuple[str, ...]) -> pl.Series:
    return pl.Series(words)[chance.below(name, n, len(words))]


def _kept(chance: Chance, name: str, values: pl.Series, rate: float) -> pl.Series:
    kept = pl.Series(chance.happens(name, len(values), rate))
    return pl.select(pl.when(kept).then(values).alias(values.name)).to_series()


def _brands(chance: Chance, n: int) -> pl.Series:
    """Name the firms: trade and surname, surname and tail, coined words, coined words of a trade."""
    surname = pl.Series(list(family_names(chance, "firm.surname", n)))
    parts = [pl.Series(p)[chance.below(f"firm.coined{i}", n, len(p))] for i, p in enumerate(COINED)]
    coined = (parts[0] + parts[1] + parts[2]).str.to_titlecase()
    frame = pl.DataFrame(
        {
            "kind": chance.choose("firm.kind", n, [0.36, 0.14, 0.26, 0.16, 0.08]),
            "surname": surname,
            "coined": coined,
            "trade": _drawn(chance, "firm.trade", n, TRADES),
            "tail": _drawn(chance, "firm.tail", n, FIRM_TAILS),
            "sector": _drawn(chance, "firm.sector", n, SECTORS),
        }
    )
    return frame.select(
        pl.when(pl.col("kind") == 0).then(pl.col("trade") + " " + pl.col("surname"))
        .when(pl.col("kind") == 1).then(pl.col("surname") + " " + pl.col("tail"))
        .when(pl.col("kind") == 2).then(pl.col("coined") + " " + pl.col("sector"))
        .when(pl.col("kind") == 3).then(pl.col("trade") + " " + pl.col("coined"))
        .otherwise("Établissements " + pl.col("surname"))
        .str.strip_chars().alias("brand")
    ).to_series()  # fmt: skip


def _bare_name() -> pl.Expr:
    town = pl.when("town").then(" " + pl.col("city")).otherwise(pl.lit(""))
    return (pl.col("brand") + town).alias("alt_company")


def _full_name() -> pl.Expr:
    bare = pl.col("brand") + pl.when("town").then(" " + pl.col("city")).otherwise(pl.lit(""))
    front = pl.when("front").then(pl.col("form") + " " + bare).otherwise(bare + " " + pl.col("form"))
    return front.str.strip_chars().alias("company")


def _domains(brand: pl.Series) -> pl.Series:
    """Give each firm a domain of its own: its name and, when an earlier firm has it, a number; under `.example`."""
    slug = brand.str.to_lowercase().str.replace_all("œ", "oe").str.normalize("NFKD").str.replace_all(r"[^a-z]", "")
    frame = pl.DataFrame({"slug": slug}).with_columns(pl.int_range(pl.len()).over("slug").alias("nth"))
    number = pl.when(pl.col("nth") == 0).then(pl.lit("")).otherwise((pl.col("nth") + 1).cast(pl.String))
    return frame.select((pl.col("slug") + number + ".example").alias("domain")).to_series()


def _role_boxes(chance: Chance, n: int, domain: pl.Series, city: pl.Series, shared: pl.Series) -> pl.Series:
    role = pl.Series([r for r, _ in ROLE_BOXES])[chance.choose("firm.role", n, _weights(ROLE_BOXES))]
    town = city.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^a-z]", "")
    return pl.select(pl.when(shared).then(role + "@" + domain).otherwise(role + "." + town + "@" + domain)).to_series()


def _moved(chance: Chance, frame: pl.DataFrame, *, fiction: bool) -> pl.DataFrame:
    n = frame.height
    new = addresses(chance, "firm.moved", n)
    line = landlines(chance, "firm_moved", new["zone"].to_numpy(), fiction=fiction)
    return frame.with_columns(
        new["street"].alias("alt_street"),
        new["postcode"].alias("alt_postcode"),
        new["city"].alias("alt_city"),
        line.alias("alt_landline"),
        ("contact@" + frame["domain"]).alias("alt_email"),
    )


def _people_inside(chance: Chance, frame: pl.DataFrame) -> pl.DataFrame:
    n = frame.height
    for who in ("contact1", "contact2"):
        sex: Ints = chance.below(f"{who}.sex", n, 2)
        year: Ints = 1958 + chance.below(f"{who}.year", n, 44)
        first = pl.Series(list(first_names(chance, f"{who}.forename", sex, year)), dtype=pl.String)
        last = pl.Series(list(family_names(chance, f"{who}.surname", n)), dtype=pl.String)
        named: Floats = chance.uniform(f"{who}.has_email", n)
        local = (first + "." + last).str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^a-z.-]", "")
        box = pl.select(pl.when(pl.Series(named < 0.55)).then(local + "@" + frame["domain"])).to_series()
        frame = frame.with_columns(
            pl.Series(f"{who}_sex", sex),
            first.alias(f"{who}_first_name"),
            last.alias(f"{who}_last_name"),
            box.alias(f"{who}_email"),
            _kept(chance, f"{who}.has_mobile", mobiles(chance, who, n), 0.5).alias(f"{who}_mobile"),
        )
    return frame
