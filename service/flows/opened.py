"""Any file as the text that the survey and the reader take: the one way from a path to blocks.

Plain text is read where it lies. What an archive, a workbook, a dBase table or columns of fixed width hold is written
once, as text, to a nameless file that is gone when it is closed, however the process ends. Nothing is ever unpacked
under a name of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from service.core.containers.dbf import dbf_header, dbf_lines
from service.core.containers.fixed import fixed_columns, fixed_lines, may_be_fixed
from service.core.containers.kinds import kind_of, packed_kind, usable
from service.core.limits import DEPTH, beyond
from service.core.plan import Container, Dialect
from service.core.read.text import text_of
from service.core.survey.dialect import head_lines
from service.core.survey.encodings import encoding_of
from service.core.survey.scan import scan
from service.errors import FileUnusable
from service.flows.archives import Budget, directory, gunzipped, inflated, small
from service.flows.workbooks import workbook_text
from service.store.files import disk_may_be_full

BLOCK = 1 << 20
_HEAD = 1 << 16
_DESCRIPTORS = Path("/dev/fd")


@dataclass(frozen=True)
class Opened:
    """A file that is ready to be surveyed and read, as long as it is open: `blocks` of its text from the beginning,
    each time it is called; what it was before it was text; and its size as text, in bytes.
    """

    blocks: Callable[[], Iterator[bytes]]
    container: Container
    size: int


@dataclass(frozen=True)
class _Source:
    """A file on the way to text: as it was sent, or what came out of it."""

    path: Path
    sent: int  # bytes, as it was sent
    container: Container

    def blocks(self) -> Iterator[bytes]:
        return blocks_of(self.path)


def blocks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a mebibyte at a time."""
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


@contextmanager
def opened(path: Path, scratch: Path | None = None) -> Iterator[Opened]:
    """A file as text.

    In      `scratch`: a folder for what is written on the way; the system's own where there is none.
    Raises  FileUnusable: what it is cannot be read as a table, with what to do instead, or it is beyond a limit
            (core/limits.py). StorageFull.
    """
    with ExitStack() as files:
        source = _Source(path, path.stat().st_size, Container())

        def spool() -> IO[bytes]:
            return files.enter_context(tempfile.TemporaryFile(dir=scratch))

        source = _as_text(source, spool)
        yield Opened(source.blocks, source.container, source.path.stat().st_size)


def _as_text(source: _Source, spool: Callable[[], IO[bytes]]) -> _Source:
    with source.path.open("rb") as file:
        first = file.read(_HEAD)
    kind = kind_of(first)
    if kind == "zip":
        return _unzipped(source, spool)
    if kind == "gzip":
        return _gunzipped(source, spool)
    if kind == "xls":
        return _workbook(source, "xls", spool)
    if kind == "dbf":
        return _dbf(source, first, spool)
    return _fixed(source, first, spool)


def _written(source: _Source, pieces: Iterator[bytes], into: IO[bytes], container: Container) -> _Source:
    with disk_may_be_full():
        for piece in pieces:
            into.write(piece)
        into.flush()
    return _Source(_DESCRIPTORS / str(into.fileno()), source.sent, container)


def _unzipped(source: _Source, spool: Callable[[], IO[bytes]]) -> _Source:
    budget = Budget(source.sent)
    with source.path.open("rb") as file:
        members = directory(file)
        named = {m.filename: m for m in members}
        declared = small(file, named, "mimetype", Budget(source.sent)) if "mimetype" in named else b""
        kind = packed_kind(named, declared)
        if kind != "archive":
            return _workbook(source, kind, spool)
        if source.container.archive is not None:
            raise beyond(DEPTH, 2)
        held = [m for m in members if not m.is_dir() and usable(m.filename)]
        if len(held) != 1:
            raise FileUnusable(
                f"This ZIP holds {len(held)} files, not one. "
                + ("Send the one with your customers." if held else "Send the file that your software exports."),
                reason="several-files" if held else "no-file",
                found=len(held),
            )
        budget.declared(held[0].file_size)
        made = _written(source, inflated(file, held[0], budget), spool(), replace(source.container, archive="zip"))
    return _as_text(made, spool)


def _gunzipped(source: _Source, spool: Callable[[], IO[bytes]]) -> _Source:
    if source.container.archive is not None:
        raise beyond(DEPTH, 2)
    with source.path.open("rb") as file:
        pieces = gunzipped(file, Budget(source.sent))
        made = _written(source, pieces, spool(), replace(source.container, archive="gzip"))
    return _as_text(made, spool)


def _workbook(source: _Source, kind: str, spool: Callable[[], IO[bytes]]) -> _Source:
    into = spool()
    told = workbook_text(source.path, kind, source.sent, into)
    container = replace(source.container, kind=kind, sheet=told["sheet"], merged=tuple(told["merged"]))
    return _Source(_DESCRIPTORS / str(into.fileno()), source.sent, container)


def _dbf(source: _Source, first: bytes, spool: Callable[[], IO[bytes]]) -> _Source:
    header = dbf_header(first, source.path.stat().st_size)

    def lines(encoding: str) -> Iterator[bytes]:
        return dbf_lines(_from(source.path, header.start), header, encoding)

    def as_they_are() -> Iterator[bytes]:
        return (piece.decode().encode("latin-1") for piece in lines("latin-1"))

    encoding = header.encoding or encoding_of(as_they_are).name
    container = replace(source.container, kind="dbf", encoding=encoding)
    return _written(source, lines(encoding), spool(), container)


def _from(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(BLOCK):
            yield block


def _fixed(source: _Source, first: bytes, spool: Callable[[], IO[bytes]]) -> _Source:
    """A text: as it is, or its columns set apart where they are of fixed width."""
    if not first or not may_be_fixed(first):
        return source
    seen = scan(source.blocks)
    found = fixed_columns(head_lines(seen.head, seen.whole))
    if found is None:
        return source
    dialect = Dialect(seen.encoding.name, seen.newline, fallback=seen.encoding.fallback)
    pieces = fixed_lines(text_of(source.blocks(), dialect), found)
    container = replace(source.container, kind="fixed-width", encoding=seen.encoding.name)
    return _written(source, pieces, spool(), container)
