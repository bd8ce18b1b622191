"""Escapes, delimiters of two characters, comments and second tables: survey and reader together."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.read import Counters, read_batches
from service.core.survey import Survey, survey

HEADINGS = ["Code client", "Nom", "E-mail", "Ville"]
ROWS = [
    ["C1", "Durand", "elise@durand.example", "Paris"],
    ["C2", "Lefèvre", "noel@lefevre.example", "Lyon"],
    ["C3", "Garçon", "zoe@garcon.example", "Nantes"],
]


def opener(text: str, block: int = 1 << 16) -> Callable[[], Iterator[bytes]]:
    data = text.encode()
    return lambda: (data[i : i + block] for i in range(0, len(data), block))


def read(text: str, *, rows: int = 1000, chunk: int = 1 << 20) -> tuple[Survey, list[list[str]], pl.DataFrame]:
    found = survey(opener(text))
    batches = list(read_batches(opener(text)(), found.plan, rows_per_batch=rows, chunk_bytes=chunk))
    total = sum((b.counters for b in batches), Counters())
    assert total.balanced
    assert total == found.counters
    return found, [c for b in batches for c in b.rows["cells"].to_list()], pl.concat([b.unreadable for b in batches])


def lines(*rows: list[str], by: str = ";") -> str:
    return "".join(by.join(row) + "\n" for row in rows)


def test_a_backslash_frees_quotes_delimiters_and_itself() -> None:
    text = lines(HEADINGS, [r"C\;1", r'"le \"Bon\" coin; 3\"e"', "a@b.example", r"a\\b"], *ROWS)
    found, rows, _ = read(text)
    assert (found.plan.dialect.escape, found.plan.dialect.delimiter) == ("\\", ";")
    assert rows[0] == ["C;1", 'le "Bon" coin; 3"e', "a@b.example", r"a\b"]
    assert rows[1:] == ROWS


def test_a_backslash_is_a_character_where_nothing_is_read_better_by_it() -> None:
    text = lines(HEADINGS, [r'"C:\clients\"', "x", "a@b.example", r"a\\b"], *ROWS)
    found, rows, _ = read(text)
    assert found.plan.dialect.escape is None
    assert rows[0] == ["C:\\clients\\", "x", "a@b.example", r"a\\b"]


def test_a_line_that_cannot_be_read_comes_back_as_it_was_written() -> None:
    broken = r'"C9;"x" y;a\"b\\d'
    quoted = [[f'"{c}"' for c in row] for row in ROWS * 2]
    _, _, bad = read(lines(HEADINGS, [r"C\;1", r'"le \"Bon\" coin"', "a@b.example", "x"], *quoted) + broken + "\n")
    assert bad["text"].to_list() == [broken]


def test_a_blank_behind_each_delimiter_belongs_to_it() -> None:
    rows = [[f'"{c}"' for c in row] for row in [HEADINGS, ["C1", "Bon, le", "a@b.example", "Aix, en"], *ROWS]]
    found, got, _ = read(lines(*rows, by=", "))
    assert found.plan.dialect.delimiter == ", "
    assert list(found.plan.headings) == HEADINGS
    assert got == [["C1", "Bon, le", "a@b.example", "Aix, en"], *ROWS]


def test_blanks_behind_some_commas_are_text() -> None:
    found, got, _ = read(lines(HEADINGS, *[[*r[:3], f'"{r[3]}, {r[0]}"'] for r in ROWS], by=","))
    assert found.plan.dialect.delimiter == ","
    assert got[0][3] == "Paris, C1"


@pytest.mark.parametrize("chunk", [1, 40, 1 << 20])
def test_comments_are_rejected_each_with_its_text(chunk: int) -> None:
    text = lines(["# export du 1er mars"], HEADINGS, ["#2", *ROWS[0][1:]], ["# fin de la page 1"], *ROWS[1:])
    found, rows, bad = read(text, chunk=chunk)
    assert found.plan.layout.header_row == 2
    assert [row[0] for row in rows] == ["#2", "C2", "C3"]
    assert bad.select("line", "text", "code").rows() == [(4, "# fin de la page 1", "row.comment")]


@pytest.mark.parametrize("chunk", [1, 40, 1 << 20])
@pytest.mark.parametrize("second", [["Code client", "Nom", "E-mail"], [*HEADINGS, "Pays"]])
def test_rows_of_a_second_table_never_stand_under_the_headings_of_the_first(second: list[str], chunk: int) -> None:
    other = [["C9", "Petit", "x@petit.example", "Lille", "FR"][: len(second)]] * 2
    found, rows, bad = read(lines(HEADINGS, *ROWS, second, *other), chunk=chunk)
    assert rows == ROWS
    assert bad["code"].to_list() == ["row.other-table"] * 3
    assert bad["text"].to_list() == [";".join(r) for r in (second, *other)]
    assert found.counters.unreadable == 3


def test_the_same_header_again_is_no_second_table() -> None:
    _, rows, bad = read(lines(HEADINGS, *ROWS, HEADINGS, *ROWS))
    assert rows == ROWS * 2
    assert bad["code"].to_list() == ["row.repeated-header"]


def test_a_header_of_two_lines_is_one() -> None:
    text = lines(["Nom", "Date", "Code"], ["du client", "de naissance", "postal"])
    rows = [["Durand", "03/05/1980", "75011"], ["Lefèvre", "12/11/1975", "69001"]]
    found, got, _ = read(text + lines(*rows))
    assert list(found.plan.headings) == ["Nom du client", "Date de naissance", "Code postal"]
    assert (found.plan.layout.header_row, found.counters.header) == (1, 2)
    assert got == rows


def test_a_first_row_of_words_is_a_row() -> None:
    rows = [["Durand", "Paul", "", "Paris"], ["Lefèvre", "Noël", "noel@lefevre.example", "Lyon"]]
    found, got, _ = read(lines(["Nom", "Prénom", "E-mail", "Ville"], *rows))
    assert found.counters.header == 1
    assert got == rows


def test_groups_above_the_header_tell_equal_headings_apart() -> None:
    groups = ["", "Facturation", "", "Livraison", ""]
    header = ["Nom", "Code postal", "Ville", "Code postal", "Ville"]
    rows = [["Durand", "75011", "Paris", "69001", "Lyon"], ["Petit", "44000", "Nantes", "59000", "Lille"]]
    found, got, _ = read(lines(groups, header, *rows))
    assert [c.field for c in found.plan.columns] == [
        "full_name", "postal_code", "city", "ship_postal_code", "ship_city"
    ]  # fmt: skip
    assert (found.plan.layout.preamble, found.plan.layout.header_row, found.counters.header) == (0, 1, 2)
    assert got == rows


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.text("ab é\\\";,'", max_size=6), min_size=3, max_size=3), min_size=4, max_size=12),
    st.integers(1, 50),
)
def test_what_a_writer_escapes_is_read_back(rows: list[list[str]], chunk: int) -> None:
    """Files of Python's csv writer with a backslash as escape character and every cell quoted."""
    told = [["x1", 'say "yes"', "a"], *[[f"k{n}", *row[1:]] for n, row in enumerate(rows)]]
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=";", quoting=csv.QUOTE_ALL, escapechar="\\", doublequote=False, lineterminator="\n"
    )
    writer.writerows([["Code client", "Nom", "Ville"], *told])
    found, got, _ = read(out.getvalue(), chunk=chunk)
    assert found.plan.dialect.escape == "\\"
    assert got == told
