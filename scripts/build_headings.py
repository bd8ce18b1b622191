"""Builds service/reference/headings.csv from ../shared/data/exports/headings.csv: run again when that one changes.

What is shipped are facts: which heading which software writes for which field, with the public source each was read
in. Lines that fold to the same heading, software and field are kept once. Sources that are only a number in an index
of public text are named so.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from service.core.folding import fold

HERE = Path(__file__).resolve().parents[1]
SOURCE = HERE.parent / "shared" / "data" / "exports" / "headings.csv"
TARGET = HERE / "service" / "reference" / "headings.csv"
COLUMNS = ["software", "locale", "heading", "canonical_field", "category", "source"]


def main(source: Path = SOURCE, target: Path = TARGET) -> int:
    """Write the shipped file; the number of headings kept."""
    kept: dict[tuple[str, str, str], dict[str, str]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row["source"] = re.sub(r"^text index ", "public file, known by number: ", row["source"])
            kept.setdefault((row["software"], fold(row["heading"]), row["canonical_field"]), row)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(kept.values())
    return len(kept)


if __name__ == "__main__":
    print(f"{main(*map(Path, sys.argv[1:3]))} headings")
