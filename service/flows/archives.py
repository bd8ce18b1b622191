"""ZIP and gzip, opened within limits: what they hold is counted as it comes out, never believed.

Members are read by their place in the archive and written to one nameless file; their names are never paths. Sizes that
an archive declares are looked at first, so that an honest bomb is refused at once, and those that come out always.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from service.core.containers.kinds import damaged, encrypted
from service.core.limits import ENTRIES, MEMBER, RATIO, RATIO_FROM, UNPACKED, beyond
from service.errors import FileUnusable

BLOCK = 1 << 20
_TAKEN = 1 << 16
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_ENTRY_BYTES = 1 << 16  # the longest name and comment of an entry
_EARLY = 64 << 20
"""Bytes out, from which on the ratio counts although not all has been read yet."""


@dataclass
class Budget:
    """What may come out of a file that was sent with so many bytes."""

    sent: int
    out: int = 0

    def declared(self, size: int) -> None:
        """Raises  FileUnusable when what an archive says it holds is beyond the limits."""
        if size > UNPACKED.most:
            raise beyond(UNPACKED, size)
        if size > RATIO_FROM and size > RATIO.most * max(self.sent, 1):
            raise beyond(RATIO, size // max(self.sent, 1))

    def take(self, size: int, read: int | None = None) -> None:
        """So many bytes more came out, of so many read so far.

        Raises  FileUnusable beyond the limits.
        """
        self.out += size
        self.declared(self.out)
        if read is not None and self.out > _EARLY and self.out > RATIO.most * read:
            raise beyond(RATIO, self.out // max(read, 1))


def directory(source: BinaryIO) -> list[zipfile.ZipInfo]:
    """The members of a ZIP.

    Raises  FileUnusable: damaged, or too many of them.
    """
    _count_entries(source)
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError, OSError) as error:
        raise damaged("archive") from error


def _count_entries(source: BinaryIO) -> None:
    """Look at how long the directory is before it is read: a million entries take minutes."""
    size = source.seek(0, 2)
    source.seek(max(0, size - (1 << 16) - 100))
    end = source.read()
    at = end.rfind(_END)
    if at < 0 or len(end) - at < 22:
        raise damaged("archive")
    _, count, length = struct.unpack("<HHI", end[at + 8 : at + 16])
    locator = end.rfind(_END64, 0, at)
    if locator >= 0 and (count == 0xFFFF or length == 0xFFFFFFFF):
        source.seek(struct.unpack("<Q", end[locator + 8 : locator + 16])[0])
        record = source.read(56)
        if len(record) == 56:
            count, length = struct.unpack("<QQ", record[32:48])
    if count > ENTRIES.most or length > ENTRIES.most * 400:
        raise beyond(ENTRIES, max(count, length // 400))


def inflated(source: BinaryIO, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """The bytes of a member, as they really are.

    Raises  FileUnusable: encrypted, damaged, of a method that is not deflate, or beyond the budget.
    """
    if member.flag_bits & 0x1:
        raise encrypted("archive")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileUnusable(
            "This ZIP is packed in a way that few programs can read. Pack it again, or send the file itself.",
            reason="archive",
            method=member.compress_type,
        )
    source.seek(member.header_offset)
    head = source.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise damaged("archive")
    source.seek(sum(struct.unpack("<HH", head[26:30])), 1)
    check = size = 0
    for piece in _unpacked(source, member, budget):
        check, size = zlib.crc32(piece, check), size + len(piece)
        yield piece
    if check != member.CRC or size != member.file_size:
        raise damaged("archive", declared=member.file_size, found=size)


def _unpacked(source: BinaryIO, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    left = member.compress_size
    plain = member.compress_type == zipfile.ZIP_STORED
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (taken := source.read(min(_TAKEN, left))):
        left -= len(taken)
        for piece in [taken] if plain else _out_of(engine, taken, "archive"):
            budget.take(len(piece), None if plain else member.compress_size - left)
            yield piece


def _out_of(engine: zlib._Decompress, taken: bytes, what: str) -> Iterator[bytes]:
    try:
        while taken:
            piece = engine.decompress(taken, BLOCK)
            if piece:
                yield piece
            if engine.eof:
                return
            taken = engine.unconsumed_tail
    except zlib.error as error:
        raise damaged(what) from error


def gunzipped(source: BinaryIO, budget: Budget) -> Iterator[bytes]:
    """The bytes of a gzip file, of all its parts one after the other.

    Raises  FileUnusable: damaged, cut off, or beyond the budget.
    """
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    taken = source.read(_TAKEN)
    while taken:
        for piece in _out_of(engine, taken, "archive"):
            budget.take(len(piece), source.tell())
            yield piece
        if not engine.eof:
            taken = source.read(_TAKEN)
        else:
            taken = engine.unused_data.lstrip(b"\0") or source.read(_TAKEN)  # some writers fill up with zeros
            if not taken:
                return
            if not taken.startswith(b"\x1f"):
                break
            engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise damaged("archive")


def small(source: BinaryIO, members: dict[str, zipfile.ZipInfo], name: str, budget: Budget) -> bytes:
    """A member that is kept in memory; empty when there is none.

    Raises  FileUnusable as `inflated`, and when it is larger than such a part ever is.
    """
    if name not in members:
        return b""
    held = bytearray()
    for piece in inflated(source, members[name], budget):
        held += piece
        if len(held) > MEMBER.most:
            raise beyond(MEMBER, len(held))
    return bytes(held)
