"""A file from a form, as a stream: its bytes go from the socket to the taker a chunk at a time, whatever its size.

The form's small fields come before the file, the token among them, so that nothing is kept of a form that is refused.
The taker runs in a thread and reads; the socket waits for it (a channel of few chunks between them). A connection that
breaks off raises in the taker, so that half a file is never taken for a whole one.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from service.errors import BadQuery, QualityError
from service.web.forms import MOST_BYTES, MOST_FIELDS, TooLarge

T = TypeVar("T")
_CHUNKS = 4
_NAME = 255


@dataclass
class Arriving:
    """A form under way: small fields by name; `filename` once the file begins; chunks of it not handed on yet."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str | None = None
    chunks: list[bytes] = field(default_factory=list)
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _headers: dict[str, bytes] = field(default_factory=dict)
    _name: str = ""
    _in_file: bool = False

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda d, a, b: self._header.extend(d[a:b]),
            "on_header_value": lambda d, a, b: self._value.extend(d[a:b]),
            "on_header_end": self._one_header,
            "on_headers_finished": self._headers_read,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._headers.clear()
        self._value.clear()

    def _one_header(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_read(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._in_file = b"filename" in options
        if self._in_file:
            if self.filename is not None:
                raise BadQuery("One file at a time.")
            self.filename = label_of(options[b"filename"].decode("utf-8", "replace"))
        elif len(self.fields) >= MOST_FIELDS:
            raise BadQuery("The form cannot be read.")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self.chunks.append(data[start:end])
        elif len(self._value) + end - start > MOST_BYTES:
            raise TooLarge
        else:
            self._value.extend(data[start:end])

    def _end(self) -> None:
        if not self._in_file:
            value = self._value.decode("utf-8", "replace")
            if "\x00" in value:
                raise BadQuery("The form cannot be read.")
            self.fields[self._name] = value
            self._value.clear()


class Channel(io.RawIOBase):
    """What the taker reads: bytes in the order they came, b"" at the end."""

    def __init__(self, chunks: MemoryObjectReceiveStream[bytes | None]) -> None:
        super().__init__()
        self._chunks, self._ended, self._left = chunks, False, b""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes of the next chunk.

        Raises  ClientDisconnect when the file broke off.
        """
        if not self._left and not self._ended:
            self._left = anyio.from_thread.run(self._next)
        given, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return given

    async def _next(self) -> bytes:
        try:
            chunk = await self._chunks.receive()
        except anyio.EndOfStream as cut:  # closed without the last word
            raise ClientDisconnect from cut
        if chunk is None:
            self._ended = True
            return b""
        return chunk


def label_of(filename: str) -> str:
    """A file's name as a label: no folders, no signs that cannot be seen, at most 255 characters; never a path."""
    last = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[:_NAME]


async def take_upload(
    request: Request,
    take: Callable[[io.RawIOBase, str], T],
    check: Callable[[dict[str, str]], None],
    *,
    most: int,
) -> T:
    """Read a multipart form and hand its file to `take(stream, filename)`, in a thread; returns what that returns.

    In      check: looks at the fields before the file and raises to refuse; most: bytes of the body.
    Raises  BadQuery (no file, or no such form), TooLarge, ClientDisconnect; what `check` and `take` raise.
    """
    arriving = Arriving()
    pieces = _pieces(request, arriving, most)
    begun = await anext(pieces, None)
    check(arriving.fields)
    if begun is None or not arriving.filename:  # a browser sends an empty file without a name when none was chosen
        raise BadQuery("Choose a file.")
    sender, receiver = anyio.create_memory_object_stream[bytes | None](_CHUNKS)
    found: list[T] = []
    failed: list[BaseException] = []

    async def run() -> None:
        try:
            with receiver:
                found.append(await anyio.to_thread.run_sync(take, Channel(receiver), arriving.filename))
        except Exception as failure:  # noqa: BLE001 - raised below, outside the group that would wrap it
            failed.append(failure)

    with receiver:
        async with anyio.create_task_group() as group:
            group.start_soon(run)
            with sender:
                try:
                    await _feed(pieces, sender)
                except anyio.BrokenResourceError:
                    pass  # the taker has refused: what it raised is told below
                except (ClientDisconnect, QualityError) as failure:
                    failed.append(failure)
    if failed:
        raise failed[0]
    return found[0]


async def _feed(pieces: AsyncIterator[bytes], sender: MemoryObjectSendStream[bytes | None]) -> None:
    async for piece in pieces:
        if piece:
            await sender.send(piece)
    await sender.send(None)


async def _pieces(request: Request, arriving: Arriving, most: int) -> AsyncIterator[bytes]:
    """The bytes of the file as they arrive, after an empty piece that tells that it begins."""
    _, options = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
    if not options.get(b"boundary"):
        raise BadQuery("A form with a file is expected.")
    parser = MultipartParser(options[b"boundary"], arriving.callbacks())
    size, begun = 0, False
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        try:
            parser.write(chunk)
        except MultipartParseError as unreadable:
            raise BadQuery("The form cannot be read.") from unreadable
        if arriving.filename is not None and not begun:
            begun = True
            yield b""
        for piece in arriving.chunks:
            yield piece
        arriving.chunks.clear()
    parser.finalize()
