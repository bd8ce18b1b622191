"""The corpora of exports and how each file is judged: (passed, of) a corpus, read by test_exports.py.

csv-spectrum   every cell equals the JSON beside it
pollock        every cell equals the clean file; header and preamble as the parameters say
pollock-dialect  delimiter and quote as the parameters say
chardet        the text we decode equals the one that the folder's name gives
csvkit, csvw, clevercsv  read, every line counted
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from service.core.read import Counters, read_batches
from service.core.survey import Survey, survey
from service.core.survey.encodings import encoding_of
from service.errors import FileUnusable

Judged = dict[str, bool]  # file name -> passed


def opener(path: Path) -> Callable[[], Iterator[bytes]]:
    return lambda: iter([path.read_bytes()])


def read(path: Path) -> tuple[Survey, list[list[str | None]], Counters]:
    """The plan, all rows as read, and the counters of reading."""
    found = survey(opener(path))
    batches = list(read_batches(opener(path)(), found.plan))
    rows = [cells for batch in batches for cells in batch.rows["cells"].to_list()]
    return found, rows, sum((b.counters for b in batches), Counters())


def judge_spectrum(folder: Path) -> Judged:
    judged = {}
    for path in sorted((folder / "csvs").iterdir()):
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        found, rows, _ = read(path)
        got = [dict(zip(found.plan.headings, cells, strict=False)) for cells in rows]
        judged[path.name] = got == wanted
    return judged


def judge_pollock(folder: Path) -> Judged:
    """Only the structure is judged: a file of no customer is a table like any other."""
    judged = {}
    for path in sorted((folder / "csv").iterdir()):
        with (folder / "clean" / path.name).open(encoding="utf-8", newline="") as file:
            wanted = list(csv.reader(file))
        told = json.loads((folder / "parameters" / f"{path.name}_parameters.json").read_text())
        try:
            found, rows, _ = read(path)
        except FileUnusable:
            judged[path.name] = not wanted
            continue
        layout = found.plan.layout
        header: list[list[str | None]] = [list(found.plan.headings)] if layout.header_row else []
        judged[path.name] = (
            [[cell or "" for cell in row] for row in [*header, *rows]] == wanted
            and layout.header_lines == told["header_lines"]
            and layout.preamble == told["preamble_lines"]
        )
    return judged


def judge_pollock_dialect(folder: Path) -> Judged:
    judged = {}
    for path in sorted((folder / "csv").iterdir()):
        told = json.loads((folder / "parameters" / f"{path.name}_parameters.json").read_text())
        try:
            dialect = read(path)[0].plan.dialect
        except FileUnusable:
            judged[path.name] = not told["delimiter"]
            continue
        judged[path.name] = (dialect.delimiter, dialect.quote) == (told["delimiter"], told["quotechar"])
    return judged


def judge_chardet(folder: Path) -> Judged:
    judged = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "PROVENANCE.md"):
        name = path.parent.name
        codec = {"windows": "cp"}.get(name.partition("-")[0])
        codec = f"cp{name.split('-')[1]}" if codec else "-".join(name.split("-")[:3]) if "iso" in name else name
        data = path.read_bytes()
        try:
            ours = encoding_of(opener(path)).name
            judged[f"{name}/{path.name}"] = data.decode(ours) == data.decode(codec)
        except (FileUnusable, UnicodeDecodeError):
            judged[f"{name}/{path.name}"] = False
    return judged


def judge_read(folder: Path) -> Judged:
    """Any file that is a table is read, and its lines are counted; empty ones and JSON are refused."""
    judged = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix in {".csv", ".tsv"}):
        try:
            _, _, counters = read(path)
        except FileUnusable as refused:
            judged[path.name] = refused.facts["reason"] in {"empty", "markup"}
            continue
        lines = path.read_bytes()
        judged[path.name] = counters.balanced and counters.lines > 0 < len(lines)
    return judged


CORPORA: dict[str, tuple[str, Callable[[Path], Judged]]] = {
    "csv-spectrum": ("csv-spectrum", judge_spectrum),
    "pollock": ("pollock-polluted", judge_pollock),
    "pollock-dialect": ("pollock-polluted", judge_pollock_dialect),
    "chardet": ("charset-chardet", judge_chardet),
    "csvkit": ("csvkit-examples", judge_read),
    "csvw": ("csvw-dialect", judge_read),
    "clevercsv": ("clevercsv", judge_read),
}
