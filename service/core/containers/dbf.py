"""dBase tables (.dbf): a header of fields, then records of one width, read as a matrix of bytes.

Source: dBASE .DBF file structure (Borland, Level 5 and 7), Visual FoxPro table structure; language driver ids from the
ESRI and FoxPro documentation. Memos lie in a file of their own and are left out; deleted records become blank lines,
so that a line's number is its record's, plus one for the line of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.core.containers.kinds import damaged
from service.core.containers.text import SEPARATOR
from service.core.limits import COLUMNS, beyond

_CODES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x04: "mac_roman", 0x57: "cp1252", 0x58: "cp1252",
          0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x6A: "cp737", 0x6B: "cp857", 0x78: "cp950",
          0x7B: "cp932", 0x7A: "cp936", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
          0x08: "cp865", 0x09: "cp437", 0x0A: "cp850", 0x0B: "cp437", 0x0D: "cp437", 0x0E: "cp850", 0x0F: "cp437",
          0x10: "cp850", 0x11: "cp437", 0x12: "cp850", 0x14: "cp850", 0x15: "cp437", 0x16: "cp850", 0x17: "cp865",
          0x18: "cp437", 0x19: "cp437", 0x1A: "cp850", 0x1B: "cp437", 0x1C: "cp863", 0x1D: "cp850",
          0x37: "cp850"}  # fmt: skip
_TEXT = frozenset("CVNFDLT@YIBO+WGMPQ0")  # types of fields that are known
_LEFT_OUT = frozenset("MGPWQ0")  # memos, pictures, flags
_BINARY = frozenset("IBYT@O+")
_TRUTH = np.full(256, ord(" "), np.uint8)
_TRUTH[list(b"YyTt")] = ord("T")
_TRUTH[list(b"NnFf")] = ord("F")
_BLANKS = re.compile(f" +(?=[{SEPARATOR}\n])|(?<=[{SEPARATOR}\n]) +")


@dataclass(frozen=True)
class DbfField:
    """A field of a record: its name, its type (one letter), where it stands, and how many bytes it takes."""

    name: str
    type: str
    at: int
    width: int


@dataclass(frozen=True)
class DbfHeader:
    """A table: `encoding` null when it does not say; `start` of the first record, `width` of each, in bytes."""

    fields: tuple[DbfField, ...]
    encoding: str | None
    records: int
    start: int
    width: int


def dbf_header(first: bytes, size: int) -> DbfHeader:
    """The header of a table of `size` bytes; `first` holds it whole (64 KiB are enough).

    Raises  FileUnusable when it contradicts itself or the size of the file, or has too many fields.
    """
    records, start, width = (int.from_bytes(first[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    level7 = first[0] & 7 == 4
    at, step, name = (68, 48, 32) if level7 else (32, 32, 11)
    fields, place = [], 1
    while at + step <= min(start, len(first)) and first[at] != 0x0D:
        entry = first[at : at + step]
        kind = chr(entry[name])
        taken = entry[name + 1] if level7 else entry[16]
        if not level7 and kind == "C":
            taken += entry[17] << 8  # Clipper and FoxPro: long texts
        fields.append(DbfField(entry[:name].split(b"\0")[0].decode("cp850").strip(), kind, place, taken))
        place, at = place + taken, at + step
        if len(fields) > COLUMNS.most:
            raise beyond(COLUMNS)
    if not fields or first[at : at + 1] != b"\r" or any(f.type not in _TEXT for f in fields):
        raise damaged("dBase table", limit="dbf-header", declared=start)
    if place != width:
        raise damaged("dBase table", limit="dbf-record-bytes", declared=width, found=place)
    held = max(0, size - start) // width
    if records > held:
        raise damaged("dBase table", limit="dbf-records", declared=records, found=held)
    return DbfHeader(tuple(fields), _CODES.get(first[29]), records, start, width)


def dbf_lines(blocks: Iterator[bytes], header: DbfHeader, encoding: str) -> Iterator[bytes]:
    """The text of a table (core/containers/text.py): the names, then a line a record.

    In      `blocks` from the first record on.
    """
    shown = [f for f in header.fields if f.type not in _LEFT_OUT]
    yield (SEPARATOR.join(f.name for f in shown) + "\n").encode()
    left, rest = header.records, b""
    for block in blocks:
        data = rest + block if rest else block
        count = min(left, len(data) // header.width)
        matrix = np.frombuffer(data, np.uint8, count * header.width).reshape(count, header.width)
        left, rest = left - count, data[count * header.width :]
        if count:
            yield _lines(matrix, shown, encoding)
        if not left:
            return


def _lines(matrix: npt.NDArray[np.uint8], shown: list[DbfField], encoding: str) -> bytes:
    columns = [_texts(matrix[:, f.at : f.at + f.width], f) for f in shown]
    count = len(matrix)
    deleted = matrix[:, 0] == ord("*")
    made = []
    for place, column in enumerate(columns):
        clean = np.where(column < 0x20, np.uint8(0x20), column)
        clean[deleted] = 0x20
        end = ord("\n") if place == len(columns) - 1 else ord(SEPARATOR)
        made += [clean, np.full((count, 1), end, np.uint8)]
    text = np.hstack(made).tobytes().decode(encoding, "replace")
    return _BLANKS.sub("", "\n" + text)[1:].encode()


def _texts(cells: npt.NDArray[np.uint8], of: DbfField) -> npt.NDArray[np.uint8]:
    """A column as bytes of text, all as wide."""
    raw = np.ascontiguousarray(cells)
    if of.type == "D":
        return _dates(raw)
    if of.type == "V":  # the last byte may say how long the text is
        return raw
    if of.type == "L":
        return _TRUTH[raw]
    return _numbers(raw, of) if of.type in _BINARY else raw


def _dates(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """AAAAMMJJ as ISO 8601; what is no date stays as it is."""
    if raw.shape[1] != 8:
        return raw
    dash = np.full((len(raw), 1), ord("-"), np.uint8)
    iso = np.hstack([raw[:, :4], dash, raw[:, 4:6], dash, raw[:, 6:]])
    plain = np.hstack([raw, np.full((len(raw), 2), 32, np.uint8)])
    digits = np.logical_and(raw >= ord("0"), raw <= ord("9")).all(axis=1, keepdims=True)
    return np.where(digits, iso, plain)


def _numbers(raw: npt.NDArray[np.uint8], of: DbfField) -> npt.NDArray[np.uint8]:
    """Fields of FoxPro and dBase 7 that hold a number in binary."""
    kind = of.type
    if kind == "B" and of.width == 8:
        texts = _said(raw.view("<f8")[:, 0])
    elif kind in "I+" and of.width == 4:
        texts = raw.view("<i4")[:, 0].astype("S20")
    elif kind == "Y" and of.width == 8:
        texts = _said(raw.view("<i8")[:, 0] / 10_000)
    elif kind in "T@" and of.width == 8:
        texts = _moments(raw.view("<i4"))
    else:
        return raw
    return np.ascontiguousarray(texts).view(np.uint8).reshape(len(raw), -1)


def _said(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.bytes_]:
    """Numbers as text, whole ones without decimals."""
    whole = (numbers == np.trunc(numbers)) & (np.abs(numbers) < 1e15)
    as_int = np.where(whole, numbers, 0).astype(np.int64).astype("S24")
    return np.where(whole, as_int, numbers.astype("S24"))


def _moments(pair: npt.NDArray[np.int32]) -> npt.NDArray[np.bytes_]:
    """A Julian day and milliseconds of it."""
    days = pair[:, 0].astype(np.int64) - 2_440_588  # 1970-01-01
    seconds = (pair[:, 1].astype(np.int64) + 500) // 1000
    at = np.clip(days, -700_000, 2_900_000) * 86_400 + seconds
    texts = np.datetime_as_string(at.astype("datetime64[s]")).astype("S19")
    return np.where(pair[:, 0] == 0, b"", texts)
