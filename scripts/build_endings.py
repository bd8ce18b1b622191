"""Build service/reference/endings.txt: the top-level domains that exist, one a line.

    python scripts/build_endings.py FILE

FILE is the public suffix list (public_suffix_list.dat; package `tldextract` carries a copy) or IANA's
tlds-alpha-by-domain.txt. Of the first, the last labels of the rules of its ICANN part are IANA's list.
"""

from __future__ import annotations

import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "service" / "reference" / "endings.txt"
BEGIN, END = "===BEGIN ICANN DOMAINS===", "===END ICANN DOMAINS==="


def endings(text: str) -> list[str]:
    """The endings of either file, in lower case, those beyond ASCII as they are written and as IDNA."""
    if BEGIN in text:
        text = text.partition(BEGIN)[2].partition(END)[0]
    rules = (line.strip().lower() for line in text.splitlines())
    found = {rule.rpartition(".")[2] for rule in rules if rule and not rule.startswith(("//", "#"))}
    return sorted(found | {name.encode("idna").decode() for name in found})


def main() -> None:
    """Write the file."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    found = endings(Path(sys.argv[1]).read_text("utf-8"))
    TARGET.write_text("\n".join(found) + "\n", "utf-8")
    print(f"{len(found)} endings")


if __name__ == "__main__":
    main()
