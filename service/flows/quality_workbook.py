"""The quality report as a workbook (XLSX): figures a manager reads, and the rows a clerk works from.

Written row by row (xlsxwriter, constant memory). Every cell is typed: a value of the file is always text, so nothing it
holds can run as a formula or become a link; numbers are numbers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from service.core.insight.texts import Language, text
from service.core.reasons import REASONS
from service.flows.import_report import findings
from service.flows.import_rows import issue_page
from service.store.session import Work

ROWS = 100_000
"""Rows to decide that a workbook holds at most."""

_PAGE = 2_000
_LONGEST = 32_000  # characters of a cell (Excel takes 32,767)
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Cell = str | int | float | None


class _Sheet:
    """A sheet that is written from above to below."""

    def __init__(self, book: Any, name: str, widths: tuple[int, ...]) -> None:
        self._sheet = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True, "bottom": 1, "bottom_color": "#0B6E75"})
        self._title = book.add_format({"bold": True, "font_size": 14, "font_color": "#0B6E75"})
        self._percent = book.add_format({"num_format": "0.0 %"})
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def title(self, words: str) -> None:
        """A line in large letters."""
        self._sheet.write_string(self._row, 0, words, self._title)
        self._row += 1

    def heads(self, *words: str) -> None:
        """Column headings."""
        for column, word in enumerate(words):
            self._sheet.write_string(self._row, column, word, self._bold)
        self._row += 1

    def line(self, *cells: Cell, percent: tuple[int, ...] = ()) -> None:
        """A line of typed cells; null leaves one empty."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, cell[:_LONGEST])
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell, self._percent if column in percent else None)
        self._row += 1

    def gap(self) -> None:
        """An empty line."""
        self._row += 1


def workbook(
    told: dict[str, Any],
    language: Language,
    *,
    field_name: Callable[[str], str],
    issues: Iterable[dict[str, Any]] = (),
    to_decide: Iterable[dict[str, Any]] | None = None,
) -> bytes:
    """The file's bytes.

    In      told: of flows/quality.py; issues: of `import_report.findings`; to_decide: rows of `suggested_rows`, null
            for readers who see no values.
    """
    with tempfile.TemporaryDirectory(prefix="limpide-xlsx-") as folder:
        path = Path(folder) / "report.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder, **_SAFE})
        _summary(book, told, language)
        _fields(book, told, language, field_name)
        _others(book, told, language)
        found = list(issues)
        if found:
            _issues(book, found, language, field_name)
        if to_decide is not None:
            _to_decide(book, to_decide, language, field_name)
        book.close()
        return path.read_bytes()


def _summary(book: Any, told: dict[str, Any], language: Language) -> None:
    say = _speaker(language)
    sheet = _Sheet(book, say("summary"), (34, 14, 14, 14, 14, 90))
    sheet.title(say("title"))
    sheet.line(say("counted_at"), told["counted_at"])
    sheet.line(say("records"), told["records"])
    sheet.gap()
    sheet.heads(say("reach"), say("records"), say("share"), say("unusable"))
    for each in told["reach"]:
        cells = (say(each["channel"]), each["records"], each["share"], each["given_but_unusable"])
        sheet.line(*cells, percent=(2,))
    sheet.gap()
    sheet.heads(say("dimension"), say("score"), say("good"), say("checked"), "", say("formula"))
    for each in told["dimensions"]:
        score = say("not_scored") if each["score"] is None else each["score"]
        why = (each["why"] or each["formula"])[language]
        sheet.line(say(each["name"]), score, each["good"], each["checked"], None, why)
    sheet.gap()
    change = told["before_after"]
    sheet.heads("", say("score"), say("good"), say("checked"))
    sheet.line(say("right_before"), change["score_before"], change["right_before"], change["checked"])
    sheet.line(say("right_after"), change["score_after"], change["right_after"], change["checked"])


def _fields(book: Any, told: dict[str, Any], language: Language, name: Callable[[str], str]) -> None:
    say = _speaker(language)
    keys = ("said", "valid", "repaired", "to_decide", "placeholder", "invalid", "suspect")
    sheet = _Sheet(book, say("fields"), (34, *[14] * 9))
    sheet.heads(say("field"), *[say(key) for key in keys], say("share"), say("score"))
    for each in told["fields"]:
        score = each["score"] if each["checked"] else None
        sheet.line(name(each["field"]), *[each[key] for key in keys], each["fill_rate"], score, percent=(8,))


def _others(book: Any, told: dict[str, Any], language: Language) -> None:
    say = _speaker(language)
    sheet = _Sheet(book, say("costs"), (44, 14, 20, 16))
    sheet.heads(say("what"), say("count"), say("price"), say("amount"))
    for each in told["costs"]["lines"]:
        sheet.line(say(each["what"]), each["count"], each["price"], each["amount"])
    sheet.line(say("total"), None, None, told["costs"]["total"])
    sheet.gap()
    sheet.heads(say("pair"), say("checked"), say("conflicts"))
    for each in told["consistency"]:
        sheet.line(say(each["pair"]), each["checked"], each["conflicts"])
    sheet.gap()
    sheet.heads(say("age"), say("records"))
    for name, n in told["age"].items():
        sheet.line(say(name), n)
    sheet.gap()
    sheet.heads(say("hazards"), say("cells"))
    for each in told["hazards"]:
        sheet.line(_said(each["code"], language), each["cells"])
    names = ("completeness", "validity", "uniqueness", "consistency", "currentness")
    trend = _Sheet(book, say("trend"), (24, *[14] * 8))
    trend.heads(say("counted_at"), say("import"), say("records"), say("reach"), *[say(n) for n in names])
    for each in told["trend"]:
        trend.line(each["at"], each["import_id"], each["records"], each["reach"], *[each[n] for n in names])


def _issues(book: Any, issues: list[dict[str, Any]], language: Language, name: Callable[[str], str]) -> None:
    say = _speaker(language)
    sheet = _Sheet(book, say("issues"), (34, 60, 18, 18, 12, 12))
    sheet.heads(say("field"), say("issue"), say("typology"), say("repair"), say("cells"), say("rows"))
    for each in issues:
        kind = (say(each["typology"]), say(each["repair"]))
        sheet.line(_named(each["field"], name), each[language], *kind, each["issues"], each["rows"])


def _to_decide(book: Any, rows: Iterable[dict[str, Any]], language: Language, name: Callable[[str], str]) -> None:
    say = _speaker(language)
    sheet = _Sheet(book, say("to_decide_rows"), (10, 28, 28, 44, 40, 40))
    sheet.heads(say("line"), say("column"), say("field"), say("issue"), say("before"), say("after"))
    for each in rows:
        cells = (each["line"], each["column"], _named(each["field"], name), _said(each["code"], language))
        sheet.line(*cells, each["before"], each["after"])


def _speaker(language: Language) -> Callable[[str], str]:
    return lambda key: text(key, language)


def _named(field: str, name: Callable[[str], str]) -> str:
    return name(field) if field else ""


def _said(code: str, language: Language) -> str:
    reason = REASONS[code]
    return reason.fr if language == "fr" else reason.en


def issue_rows(work: Work, import_id: int) -> list[dict[str, Any]]:
    """The issues of an import, counted by field and code."""
    found: list[dict[str, Any]] = findings(work, import_id)["issues"]
    return found


def suggested_rows(work: Work, import_id: int) -> Iterator[dict[str, Any]]:
    """Rows of an import with a repair to decide on, code by code, ROWS at most: line, column, field, code, before,
    after.
    """
    left = ROWS
    for code in (c for c, r in REASONS.items() if r.repair == "suggested"):
        after = (0, -1)
        while left > 0:
            page = issue_page(work, import_id, field=None, code=code, after=after, limit=min(_PAGE, left), values=True)
            yield from page
            left -= len(page)
            if len(page) < _PAGE:
                break
            after = (page[-1]["row_id"], page[-1]["n"])
