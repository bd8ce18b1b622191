"""A file from a form, as a stream: its bytes go from the socket to the disk as they come, whatever its size.

The form's small fields come before the file, the token among them, so that nothing is kept of a form that is refused.
A connection that breaks off leaves nothing behind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from service.errors import BadQuery
from service.store.files import DataDir, Upload
from service.web.forms import MOST_BYTES, MOST_FIELDS, TooLarge

_NAME = 255


@dataclass
class Form:
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


def label_of(filename: str) -> str:
    """A file's name as a label: no folders, no signs that cannot be seen, at most 255 characters; never a path."""
    last = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[:_NAME]


async def receive_upload(
    request: Request, data: DataDir, check: Callable[[dict[str, str]], None], *, most: int
) -> tuple[Upload, str]:
    """Read a multipart form; its file lies under uploads/ afterwards, whole: the upload and the name as a label.

    In      check: looks at the fields before the file and raises to refuse; most: bytes of the body.
    Raises  BadQuery (no file, or no such form), TooLarge, StorageFull, ClientDisconnect; what `check` raises.
    """
    form = Form()
    pieces = _pieces(request, form, most)
    begun = await anext(pieces, None)
    check(form.fields)
    if begun is None or not form.filename:  # a browser sends an empty file without a name when none was chosen
        raise BadQuery("Choose a file.")
    with data.receiving() as arriving:
        async for piece in pieces:
            await run_in_threadpool(arriving.write, piece)
        return await run_in_threadpool(arriving.finish), form.filename


async def _pieces(request: Request, form: Form, most: int) -> AsyncIterator[bytes]:
    """The bytes of the file as they arrive, after an empty piece that tells that it begins."""
    _, options = parse_options_header(request.headers.get("content-type", "").encode("latin-1"))
    if not options.get(b"boundary"):
        raise BadQuery("A form with a file is expected.")
    parser = MultipartParser(options[b"boundary"], form.callbacks())
    size, begun = 0, False
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        try:
            parser.write(chunk)
        except MultipartParseError as unreadable:
            raise BadQuery("The form cannot be read.") from unreadable
        if form.filename is not None and not begun:
            begun = True
            yield b""
        for piece in form.chunks:
            yield piece
        form.chunks.clear()
    parser.finalize()
