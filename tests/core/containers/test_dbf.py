"""dBase tables, made byte by byte."""

from __future__ import annotations

import struct

import pytest
from hostile import dbf
from hypothesis import given
from hypothesis import strategies as st

from service.core.containers.dbf import dbf_header, dbf_lines
from service.core.containers.kinds import kind_of
from service.core.containers.text import SEPARATOR
from service.errors import FileUnusable

FIELDS = [("CODE", "C", 6), ("NOM", "C", 12), ("NE_LE", "D", 8), ("CA", "N", 9), ("OPTIN", "L", 1), ("NOTE", "M", 10)]


def record(*cells: str, code: str = "cp850", deleted: bool = False) -> bytes:
    widths = [field[2] for field in FIELDS]
    texts = [
        cell.rjust(width) if field[1] == "N" else cell.ljust(width)
        for cell, width, field in zip(cells, widths, FIELDS, strict=True)
    ]
    return (b"*" if deleted else b" ") + "".join(texts).encode(code)


def lines(data: bytes, encoding: str, size: int = 1 << 20) -> list[list[str]]:
    header = dbf_header(data, len(data))
    body = data[header.start :]
    pieces = dbf_lines((body[i : i + size] for i in range(0, len(body), size)), header, encoding)
    return [line.split(SEPARATOR) for line in b"".join(pieces).decode().split("\n")[:-1]]


TABLE = [
    record("00123", "Lefèvre", "19800229", "1234.50", "T", "12"),
    record("C2", "Effacé", "20200101", "1", "F", "", deleted=True),
    record("C3", "Garçon", "", "", "?", ""),
]


@pytest.mark.parametrize(
    ("language", "encoding"), [(0x02, "cp850"), (0x03, "cp1252"), (0x57, "cp1252"), (0x01, "cp437")]
)
def test_the_language_driver_says_the_encoding(language: int, encoding: str) -> None:
    data = dbf(FIELDS, [record("C1", "Lefèvre", "", "", "", "", code=encoding)], language=language)
    assert dbf_header(data, len(data)).encoding == encoding
    assert lines(data, encoding)[1][1] == "Lefèvre"


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_cells_come_as_a_person_sees_them_whatever_the_blocks(size: int) -> None:
    assert kind_of(dbf(FIELDS, TABLE)) == "dbf"
    assert lines(dbf(FIELDS, TABLE, language=0x02), "cp850", size) == [
        ["CODE", "NOM", "NE_LE", "CA", "OPTIN"],
        ["00123", "Lefèvre", "1980-02-29", "1234.50", "T"],
        ["", "", "", "", ""],  # the deleted record: its line stays blank, so that lines are records
        ["C3", "Garçon", "", "", ""],
    ]


def test_numbers_in_binary_are_read() -> None:
    fields = [("N", "C", 3), ("I", "I", 4), ("B", "B", 8), ("Y", "Y", 8), ("T", "T", 8)]
    cells = struct.pack("<idqii", -7, 2.5, 123_456, 2_440_588 + 19_000, 3_600_000)
    none = struct.pack("<idqii", 10, 3.0, 10_000, 0, 0)
    data = dbf(fields, [b" abc" + cells, b" def" + none])
    assert lines(data, "cp1252")[1:] == [
        ["abc", "-7", "2.5", "12.3456", "2022-01-08T01:00:00"],
        ["def", "10", "3", "1", ""],
    ]


@pytest.mark.parametrize(
    ("says", "limit"),
    [({"count": 99}, "dbf-records"), ({"width": 0}, "dbf-record-bytes"), ({"start": 40}, "dbf-header")],
)
def test_a_header_that_lies_is_refused(says: dict[str, int], limit: str) -> None:
    data = dbf(FIELDS, TABLE, **says)
    with pytest.raises(FileUnusable) as refused:
        dbf_header(data, len(data))
    assert refused.value.facts["reason"] == "damaged"
    assert refused.value.facts["limit"] == limit


@given(st.lists(st.text(st.sampled_from("abcéà ;\"'|,\x1f\v\n\0"), max_size=12), min_size=1, max_size=20))
def test_every_record_is_one_line_of_as_many_cells(names: list[str]) -> None:
    data = dbf(FIELDS, [record("C", name, "", "", "", "") for name in names], language=0x02)
    found = lines(data, "cp850")
    assert [len(line) for line in found] == [5] * (len(names) + 1)
    wanted = ["".join(" " if ord(c) < 32 else c for c in name).strip() for name in names]
    assert [line[1] for line in found[1:]] == wanted


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(noise: bytes) -> None:
    data = b"\x03" + noise
    try:
        header = dbf_header(data, len(data))
    except FileUnusable:
        return
    assert b"".join(dbf_lines(iter([data[header.start :]]), header, "latin-1"))
