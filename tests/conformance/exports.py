"""The corpora of exports and how each file is judged: (passed, of) a corpus, read by test_exports.py.

csv-spectrum   every cell equals the JSON beside it
pollock        every cell equals the clean file; header and preamble as the parameters say
pollock-dialect  delimiter and quote as the parameters say
chardet        the text we decode equals the one that the folder's name gives
csvw           the rows of the JSON that the W3C gives for the file and its metadata
csvkit, clevercsv  the rows that Python's csv module gives, every line counted
"""

from __future__ import annotations

import csv
import io
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


def judge_csvw(folder: Path) -> Judged:
    """Each file is read without its metadata: the rows are those of the JSON, blanks round cells aside."""
    judged = {}
    for told in sorted(folder.glob("test*-metadata.json")):
        wanted = told.with_name(told.name.partition("-")[0] + ".json")
        if not wanted.exists():
            continue  # a test of refusing metadata
        dialect = json.loads(told.read_text(encoding="utf-8"))
        name = dialect.get("url") or dialect["tables"][0]["url"]
        found, rows, _ = read(folder / name)
        rows = [list(found.plan.headings), *rows] if wanted.name in CSVW_HEADER_IS_DATA else rows
        table = json.loads(wanted.read_text(encoding="utf-8"))["tables"][0]["row"]
        cells = [[v.strip() for v in row["describes"][0].values()] for row in table]
        width = len(cells[0])  # declared columns to skip are the first ones
        judged[wanted.name] = [[_iso((c or "").strip()) for c in row][-width:] for row in rows] == [
            [_iso(c) for c in row] for row in cells
        ]
    return judged


CSVW_HEADER_IS_DATA = {"test023.json"}
"""Its metadata declares that the line of headings is data, which nothing in the file says."""


def _iso(text: str) -> str:
    month, _, rest = text.partition("/")
    day, _, year = rest.partition("/")
    return f"{year}-{month:0>2}-{day:0>2}" if year else text


def judge_read(folder: Path) -> Judged:
    """Any file that is a table is read as Python's csv module reads it with the dialect found, and every line is
    counted; empty ones and JSON are refused.
    """
    judged = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix in {".csv", ".tsv"}):
        try:
            found, rows, counters = read(path)
        except FileUnusable as refused:
            judged[path.name] = refused.facts["reason"] in {"empty", "markup"}
            continue
        judged[path.name] = counters.balanced and counters.lines > 0 and rows == _by_csv_module(path, found)
    return judged


def _by_csv_module(path: Path, found: Survey) -> list[list[str | None]]:
    """The rows as the csv module reads them, made even: null where a row ends early, no empty cells too many."""
    dialect, layout = found.plan.dialect, found.plan.layout
    text = path.read_bytes().decode(dialect.encoding).replace("\0", "")
    lines = text.replace("\r", "\n").split("\n") if dialect.newline == "cr" else text.split("\n")
    own = {"quotechar": dialect.quote} if dialect.quote else {"quoting": csv.QUOTE_NONE}
    body = "\n".join(lines[layout.first_line - 1 :])
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=dialect.delimiter, escapechar=dialect.escape, **own)
    made: list[list[str | None]] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        kept = row if any(cell.strip() for cell in row[layout.width :]) else row[: layout.width]
        made.append([*kept, *[None] * (layout.width - len(kept))])
    return made


CORPORA: dict[str, tuple[str, Callable[[Path], Judged]]] = {
    "csv-spectrum": ("csv-spectrum", judge_spectrum),
    "pollock": ("pollock-polluted", judge_pollock),
    "pollock-dialect": ("pollock-polluted", judge_pollock_dialect),
    "chardet": ("charset-chardet", judge_chardet),
    "csvkit": ("csvkit-examples", judge_read),
    "csvw": ("csvw-dialect", judge_csvw),
    "clevercsv": ("clevercsv", judge_read),
}
