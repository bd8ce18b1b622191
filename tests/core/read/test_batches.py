"""The reader against the grammar read line by line, whatever the blocks, chunks and batches."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.plan import Column, Dialect, Layout, Plan
from service.core.read import Counters, RawBatch, read_batches
from service.core.read.grammar import read_record
from service.core.read.records import BLANKS
from service.core.read.separators import other_separator
from service.core.read.text import text_of

EDGY = st.text(st.sampled_from(list('ab;,"\n\r é\t0')), max_size=120)
CELL = st.text(st.sampled_from(list('abé ;"\n0,')), max_size=8)


def plan(
    width: int = 3, *, delimiter: str = ";", quote: str | None = '"', encoding: str = "utf-8", **layout: Any
) -> Plan:
    columns = tuple(Column(i, f"c{i}", f"c{i}") for i in range(width))
    return Plan(Dialect(encoding, "lf", delimiter, quote), Layout(width=width, **layout), columns)


def blocks(data: bytes, size: int = 1 << 20) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data), size))


def read(
    data: bytes, how: Plan, *, block: int = 1 << 20, rows: int = 1000, first: int | None = None, chunk: int = 1 << 20
) -> list[RawBatch]:
    return list(read_batches(blocks(data, block), how, rows_per_batch=rows, first_rows=first, chunk_bytes=chunk))


Row = tuple[int, int, list[str | None]]
Found = tuple[list[Row], list[tuple[Any, ...]], list[tuple[Any, ...]], Counters]


def flat(batches: list[RawBatch]) -> Found:
    total = sum((b.counters for b in batches), Counters())
    rows = pl.concat([b.rows for b in batches]).rows()
    return (
        [(i, line, list(cells)) for i, line, cells in rows],
        pl.concat([b.unreadable for b in batches]).rows(),
        pl.concat([b.issues for b in batches]).rows(),
        total,
    )


def by_the_grammar(text: str, width: int) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]], int]:
    """Every line read by the grammar: rows (line, cells), unreadable (line, text), blank lines."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    good, bad, blank, place = [], [], 0, 0
    while place < len(lines):
        record = read_record(lines, place, delimiter=";", quote='"', width=width, last=True)
        assert record is not None
        first = lines[place].rstrip("\r")
        if record.cells is not None and record.span == 1 and not first.strip(BLANKS + ';"'):
            blank += 1
        elif record.cells is None:
            bad.append((place + 1, first))
        else:
            good.append((place + 1, record.cells))
        place += record.span
    return good, bad, blank


@settings(max_examples=300, deadline=None)
@given(
    text=EDGY,
    width=st.integers(1, 5),
    block=st.integers(1, 40),
    chunk=st.integers(1, 60),
    rows=st.integers(1, 7),
    first=st.none() | st.integers(1, 3),
)
def test_any_block_chunk_and_batch_gives_what_the_grammar_gives(  # noqa: PLR0917 - what hypothesis draws
    text: str, width: int, block: int, chunk: int, rows: int, first: int | None
) -> None:
    batches = read(text.encode(), plan(width), block=block, chunk=chunk, rows=rows, first=first)
    got, unreadable, _, counters = flat(batches)
    good, bad, blank = by_the_grammar(text, width)

    def even(cells: list[str]) -> Sequence[str | None]:
        if len(cells) < width:
            other = other_separator(";".join(cells), ";", '"', width)
            return other or [*cells, *[None] * (width - len(cells))]
        return cells if any(c.strip() for c in cells[width:]) else cells[:width]

    assert [(line, cells) for _, line, cells in got] == [(line, even(cells)) for line, cells in good]
    assert [(line, text) for _, line, text, _ in unreadable] == bad
    assert counters.blank == blank
    assert counters.balanced
    assert sorted(i for i, *_ in [*got, *unreadable]) == list(range(1, counters.rows + 1))
    heights = [b.rows.height + b.unreadable.height for b in batches]
    assert heights[:-1] == [first or rows, *[rows] * (len(batches) - 2)][: len(batches) - 1]
    assert flat(batches) == flat(read(text.encode(), plan(width)))


@settings(max_examples=200, deadline=None)
@given(table=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=12), end=st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(table: list[list[str]], end: str) -> None:
    table = [["x", *row[1:]] if not "".join(row).strip(' ;"\t\n') else row for row in table]
    table = [row for row in table if not _doubtful(row)]
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator=end).writerows(table)
    got, unreadable, _, counters = flat(read(out.getvalue().encode(), plan(3), block=7, chunk=16))
    assert [cells for *_, cells in got] == table
    assert not unreadable
    assert counters.balanced


def _doubtful(row: list[str]) -> bool:
    """A row whose line ends and delimiters imitate rows of their own: the reader may refuse it (see `_swallows`)."""
    return any("\n" in cell for cell in row) and any(";" in cell for cell in row)


@pytest.mark.parametrize(
    ("text", "rows", "stray", "unreadable"),
    [
        # a stray quote that opens a cell is a character where the line is a row by itself
        ('1;a;x\n2;"b;y\n3;c;z\n4;d;w\n', [["1", "a", "x"], ["2", '"b', "y"], ["3", "c", "z"], ["4", "d", "w"]], [2], []),
        # the same where every cell is quoted
        ('"1";"a";"x"\n"2";"b;"y"\n"3";"c";"z"\n', [["1", "a", "x"], ["2", '"b', "y"], ["3", "c", "z"]], [2], []),
        # a quote inside a cell that does not begin with one is a character
        ('1;12" screen;x\n', [["1", '12" screen', "x"]], [], []),
        # a single quote within a quoted cell is one, too
        ('1;"Boxer; 5" taille";x\n', [["1", 'Boxer; 5" taille', "x"]], [1], []),
        ('1;"a" b;x\n2;c;y\n', [["1", '"a" b', "x"], ["2", "c", "y"]], [1], []),
        # two readings have three cells: nobody may choose
        ('1;"a;b" c;d";e;f\n2;c;y\n', [["2", "c", "y"]], [], [(1, '1;"a;b" c;d";e;f')]),
        # none has
        ('1;"a;x;y\n2;c;y\n', [["2", "c", "y"]], [], [(1, '1;"a;x;y')]),
        # a quoted line end, and one stray quote that would reach another one far below
        ('1;"rue A\nBât. 2";x\n2;b;y\n', [["1", "rue A\nBât. 2", "x"], ["2", "b", "y"]], [], []),
        (
            '1;"a;x\n2;b;y\n3;5";z\n4;d;w\n',
            [["1", '"a', "x"], ["2", "b", "y"], ["3", '5"', "z"], ["4", "d", "w"]],
            [1],
            [],
        ),
        # CR CR LF is one line end
        ("1;a;x\r\r\n2;b;y\r\r\n", [["1", "a", "x"], ["2", "b", "y"]], [], []),
    ],
)  # fmt: skip
def test_a_stray_quote_costs_no_other_line_and_often_not_its_own(
    text: str, rows: list[list[str]], stray: list[int], unreadable: list[tuple[int, str]]
) -> None:
    got, bad, issues, counters = flat(read(text.encode(), plan(3)))
    assert [cells for *_, cells in got] == rows
    assert [(line, original) for _, line, original, _ in bad] == unreadable
    assert [issue[0] for issue in issues if issue[3] == "row.stray-quote"] == stray
    assert counters.balanced


def test_a_wide_table_doubts_a_record_of_two_rows() -> None:
    text = '1;"b;c;d;e\n2;b;c;d;e"\n3;b;c;d;e\n'
    got, bad, issues, _ = flat(read(text.encode(), plan(5)))
    assert [cells for *_, cells in got] == [
        ["1", '"b', "c", "d", "e"],
        ["2", "b", "c", "d", 'e"'],
        ["3", "b", "c", "d", "e"],
    ]
    assert not bad
    assert [(issue[0], issue[3]) for issue in issues] == [(1, "row.stray-quote")]


def test_short_rows_end_in_nulls_and_long_ones_keep_what_they_say() -> None:
    text = "1;a\n2;b;y;;\n3;c;z;more\n4;d;w\n"
    got, _, issues, _ = flat(read(text.encode(), plan(3)))
    assert [cells for *_, cells in got] == [
        ["1", "a", None],
        ["2", "b", "y"],
        ["3", "c", "z", "more"],
        ["4", "d", "w"],
    ]
    assert [(i[0], i[3]) for i in issues] == [(1, "row.too-few-cells"), (3, "row.too-many-cells")]


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_a_line_in_another_separator_is_read_where_that_makes_it_a_row(rows: int) -> None:
    text = '1;a;x\n2,b,y\n3,"c, d",z\n4\te\tw\n5,f\n6,g,h,i\n7 j k\n8|"m|n;o\n'
    got, bad, issues, counters = flat(read(text.encode(), plan(3), rows=rows))
    assert [cells for *_, cells in got] == [
        ["1", "a", "x"],
        ["2", "b", "y"],
        ["3", "c, d", "z"],
        ["4", "e", "w"],
        ["5,f", None, None],
        ["6,g,h,i", None, None],
        ["7 j k", None, None],
        ['8|"m|n', "o", None],
    ]
    assert [(issue[0], issue[3].removeprefix("row.")) for issue in issues] == [
        (2, "other-separator"),
        (3, "other-separator"),
        (4, "other-separator"),
        (5, "too-few-cells"),
        (6, "too-few-cells"),
        (7, "too-few-cells"),
        (8, "too-few-cells"),
    ]
    assert not bad
    assert counters.balanced


def test_blanks_separate_only_where_no_name_has_as_many_words() -> None:
    text = "1;a;b;c;d;e\n2 f g h i j\n3 Jean de la\n"
    got, _, issues, _ = flat(read(text.encode(), plan(6)))
    assert [cells for *_, cells in got][1:] == [["2", "f", "g", "h", "i", "j"], ["3 Jean de la", *[None] * 5]]
    assert [issue[3] for issue in issues] == ["row.other-separator", "row.too-few-cells"]


def test_header_preamble_footer_and_blanks_are_counted_apart() -> None:
    text = "Liste\n\nc0;c1;c2\n1;a;x\n;;\n2;b;y\nc0;c1;c2\nTOTAL;2;\n\n"
    how = plan(3, preamble=2, header_row=3, header_lines=1, footer_from=8)
    how = Plan(how.dialect, Layout(2, 3, 1, "c0;c1;c2", 8, 3), how.columns)
    got, bad, _, counters = flat(read(text.encode(), how))
    assert [line for _, line, _ in got] == [4, 6]
    assert bad == [(3, 7, "c0;c1;c2", "row.repeated-header")]
    assert counters == Counters(9, header=1, preamble=2, footer=2, blank=1, row_lines=3, rows=3, unreadable=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "iso-8859-15"])
@pytest.mark.parametrize("block", [1, 3, 1000])
def test_every_encoding_gives_the_same_cells(encoding: str, block: int) -> None:
    text = "1;Élise Lefèvre;18 €\n2;Noël;x\n".replace("€", "€" if encoding != "cp850" else "§")
    got, _, _, _ = flat(read(text.encode(encoding), plan(3, encoding=encoding), block=block))
    assert [cells for *_, cells in got] == [line.split(";") for line in text.splitlines()]


def test_bytes_that_cp1252_does_not_define_become_controls_and_nul_vanishes() -> None:
    got, _, _, _ = flat(read(b"1;a\x81b;c\0d\n", plan(3, encoding="cp1252")))
    assert got == [(1, 1, ["1", "a\x81b", "cd"])]


@pytest.mark.parametrize("block", [1, 2, 1000])
def test_cr_alone_ends_lines_when_the_plan_says_so(block: int) -> None:
    how = plan(2)
    how = Plan(Dialect("utf-8", "cr", ";", '"'), how.layout, how.columns)
    got, _, _, counters = flat(read(b"1;a\r2;b\r\n3;c\n4;d", how, block=block))
    assert [cells for *_, cells in got] == [["1", "a"], ["2", "b"], ["3", "c"], ["4", "d"]]
    assert counters.lines == 4


def test_without_a_quote_character_quotes_are_text() -> None:
    got, bad, _, _ = flat(read(b'1;"a;x\n2;b";y\n', plan(3, quote=None)))
    assert [cells for *_, cells in got] == [["1", '"a', "x"], ["2", 'b"', "y"]]
    assert not bad


def test_an_empty_file_is_one_batch_without_rows() -> None:
    batches = read(b"", plan(3))
    assert len(batches) == 1
    assert batches[0].counters == Counters()
    assert batches[0].rows.columns == ["row_id", "line", "cells"]


@given(st.lists(st.binary(max_size=300), max_size=4), st.sampled_from([b"", b"ascii only, mostly\n" * 200]))
def test_cp1252_is_decoded_as_the_standard_says_however_many_of_its_own_bytes_there_are(
    parts: list[bytes], between: bytes
) -> None:
    data = between.join(parts)
    told = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data if b)
    made = b"".join(text_of(iter([data]), Dialect("cp1252")))
    assert made.decode() == told
