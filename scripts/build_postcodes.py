"""Build service/reference/postcodes.csv from the sources that its README names. Run it when the sources change.

    python scripts/build_postcodes.py [FOLDER]        FOLDER: by default ../shared/data/fields/postcodes

One line a way to write a place under a code: (code, place, kind). `place` is folded, SAINT in full, without the number
of an arrondissement. Kinds: P a delivery code and one of its communes; X a CEDEX code and its label; D a department
(two or three digits) and a former or associated commune of it, for which no source gives the code.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.core.kinds.places import place_keys  # noqa: E402 - the path comes first

TARGET = ROOT / "service" / "reference" / "postcodes.csv"
MONACO = {"code": ["98000"], "place": ["MONACO"], "kind": ["P"]}


def read(folder: Path, name: str) -> pl.DataFrame:
    """A source as text columns."""
    return pl.read_csv(folder / name, infer_schema=False)


def pairs(frame: pl.DataFrame, code: str, place: str, kind: str) -> pl.DataFrame:
    """The (code, place, kind) triples of one source."""
    return frame.select(
        pl.col(code).alias("code"), place_keys(frame[place]).alias("place"), pl.lit(kind).alias("kind")
    ).filter(pl.col("code").is_not_null() & pl.col("place").is_not_null() & (pl.col("place") != ""))


def build(folder: Path) -> pl.DataFrame:
    """All triples, sorted and distinct."""
    poste = read(folder, "laposte_codes_postaux.csv")
    communes = read(folder, "etalab_communes.csv")
    coded = communes.with_columns(pl.col("codes_postaux").str.split(" ")).explode("codes_postaux")
    former = communes.filter(pl.col("type").is_in(["commune-deleguee", "commune-associee"]))
    parts = [
        pairs(poste, "code_postal", "nom_commune", "P"),
        pairs(poste, "code_postal", "libelle_acheminement", "P"),
        pairs(coded, "codes_postaux", "nom", "P"),
        pairs(former, "departement", "nom", "D"),
        pairs(read(folder, "cedex.csv"), "cedex", "libelle", "X"),
        pl.DataFrame(MONACO),
    ]
    return pl.concat(parts).unique().sort("code", "place", "kind")


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "fields" / "postcodes"
    table = build(source)
    table.write_csv(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {table.height} lines, {table['code'].n_unique()} codes")
