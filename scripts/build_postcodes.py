"""Build service/reference/postcodes.csv from the sources that its README names. Run it when the sources change.

    python scripts/build_postcodes.py [FOLDER]        FOLDER: by default ../shared/data/fields/postcodes

One line a way to write a place under a code: (code, place, kind, article). `article` stands before the name. `place`
is folded, SAINT in full, without the number of an arrondissement. Kinds: P a delivery code and one of its
communes; X a CEDEX code with its label and its commune; D a department (two or three digits) and a former or associated
commune of it, for which no source gives the code; N a delivery code of which no source names the commune (place empty).
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.core.kinds.places import keys_of_labels, place_labels  # noqa: E402 - the path comes first

TARGET = ROOT / "service" / "reference" / "postcodes.csv"
MONACO = {"code": ["98000"], "place": ["MONACO"], "kind": ["P"], "article": [""]}


def read(folder: Path, name: str) -> pl.DataFrame:
    """A source as text columns."""
    return pl.read_csv(folder / name, infer_schema=False)


def pairs(frame: pl.DataFrame, code: str, place: str, kind: str) -> pl.DataFrame:
    """The (code, place, kind, article) lines of one source."""
    labels = place_labels(frame[place])
    article = labels.str.extract("^(LE|LA|LES|L) ", 1).fill_null("")
    return frame.select(
        pl.col(code).alias("code"),
        keys_of_labels(labels).alias("place"),
        pl.lit(kind).alias("kind"),
        article.alias("article"),
    ).filter(pl.col("code").is_not_null() & pl.col("place").is_not_null() & (pl.col("place") != ""))


def build(folder: Path) -> pl.DataFrame:
    """All lines, sorted and distinct; of two spellings the one with an article."""
    poste = read(folder, "laposte_codes_postaux.csv")
    communes = read(folder, "etalab_communes.csv")
    coded = communes.with_columns(pl.col("codes_postaux").str.split(" ")).explode("codes_postaux")
    former = communes.filter(pl.col("type").is_in(["commune-deleguee", "commune-associee"]))
    cedex = read(folder, "cedex.csv")
    current = communes.filter(pl.col("type") == "commune-actuelle").select(insee="code", commune="nom")
    named = cedex.join(current, on="insee")
    listed = pl.DataFrame({"code": (folder / "frformat_codes_2025s1.txt").read_text("utf-8").split()})
    parts = [
        pairs(poste, "code_postal", "nom_commune", "P"),
        pairs(poste, "code_postal", "libelle_acheminement", "P"),
        pairs(coded, "codes_postaux", "nom", "P"),
        pairs(former, "departement", "nom", "D"),
        pairs(cedex, "cedex", "libelle", "X"),
        pairs(named, "cedex", "commune", "X"),
        pl.DataFrame(MONACO),
    ]
    table = pl.concat(parts)
    alone = listed.join(table.filter(pl.col("kind") == "P"), on="code", how="anti")
    nameless = alone.select("code", pl.lit("").alias("place"), pl.lit("N").alias("kind"), pl.lit("").alias("article"))
    told = pl.concat([table, nameless]).group_by("code", "place", "kind").agg(pl.col("article").max())
    return told.sort("code", "place", "kind")


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "fields" / "postcodes"
    table = build(source)
    table.write_csv(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {table.height} lines, {table['code'].n_unique()} codes")
