"""Files coming in: a raw body, or a form with one file; to disk as they come, in memory a mebibyte at most.

A slow client holds no thread: bytes are awaited on the event loop, and written in the pool a block at a time.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from service.api.problems import BadRequest, Invalid, UnsupportedMedia
from service.store.files import Arriving, DataDir, Upload

BLOCK = 1 << 20
FIELD_BYTES = 64 << 10
PARTS = 32
_FORM = b"multipart/form-data"

_EXAMPLE = "Nom;Email\nBrasserie du Port;contact@port.example\n"
RAW_TYPES = (
    "text/csv", "application/csv", "text/plain", "text/tab-separated-values", "application/octet-stream",
    "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12", "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.dbf", "application/x-dbf", "application/zip", "application/x-zip-compressed", "application/gzip",
    "application/x-gzip", "",
)  # fmt: skip
"""What a raw body may call itself; its bytes say what it is. Browsers on Windows call a CSV file an Excel one."""


@dataclass(frozen=True)
class Came:
    """What came: the stored file, its name as the client gave it, the other fields of the form."""

    upload: Upload
    filename: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


def file_body(options: type[BaseModel]) -> dict[str, Any]:
    """The request body of an upload, for the document: the file raw, or a form with it and its options."""
    file = {"type": "string", "format": "binary", "maxLength": 1 << 30}
    form = {
        "type": "object",
        "required": ["file"],
        "additionalProperties": False,
        "properties": {"file": file} | options.model_json_schema()["properties"],
    }
    raw = {"schema": file, "example": _EXAMPLE}
    forms = {_FORM.decode(): {"schema": form, "example": {"file": _EXAMPLE, "list": "Newsletter"}}}
    return {
        "required": True,
        "description": "The file as it is: delimited text in any encoding and dialect, a workbook (xlsx, xls, xlsb, "
        "ods), dBase, columns of fixed width, or a ZIP or gzip with one of them; or a form with the file in `file`.",
        "content": dict.fromkeys(("text/csv", "application/octet-stream", "text/plain"), raw) | forms,
    }


async def receive_upload(request: Request, data: DataDir, *, durable: bool = True) -> Came:
    """Store the file of a request; not `durable`: to be looked at and removed, so a power cut may take it.

    Raises  UnsupportedMedia, BadRequest (a broken form), Invalid (no file, two files), TooLarge, StorageFull: nothing
            stays then.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != _FORM and kind.decode("latin-1") not in RAW_TYPES:
        raise UnsupportedMedia(types=[_FORM.decode(), *filter(None, RAW_TYPES)])
    with data.receiving() as arriving:
        if kind == _FORM:
            return await _from_form(request, arriving, options.get(b"boundary", b""), durable=durable)
        async for block in _blocks(request):
            await run_in_threadpool(arriving.write, block)
        return Came(await run_in_threadpool(arriving.finish, durable=durable))


async def _blocks(request: Request) -> AsyncIterator[bytes]:
    """The body, a mebibyte at a time."""
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if len(waiting) >= BLOCK:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


async def _from_form(request: Request, arriving: Arriving, boundary: bytes, *, durable: bool) -> Came:
    if not boundary:
        raise BadRequest("The form has no boundary.")
    form = _Form()
    try:
        parser = MultipartParser(boundary, form.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
            if len(form.waiting) >= BLOCK:
                await run_in_threadpool(arriving.write, form.taken())
        parser.finalize()
    except FormParserError as error:
        raise BadRequest("The form cannot be read.") from error
    if not form.ended:
        raise BadRequest("The form breaks off.")
    if not form.files:
        raise _invalid("file", "missing", "The form has no file.")
    fields = form.texts()
    await run_in_threadpool(arriving.write, form.taken())
    return Came(await run_in_threadpool(arriving.finish, durable=durable), form.filename, fields)


class _Form:
    """What the parser tells of a form; the file's bytes wait here until they are written."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.filename: str | None = None
        self.files, self.parts, self.ended = 0, 0, False
        self._fields: dict[str, bytearray] = {}
        self._header, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._into: bytearray | None = None

    def callbacks(self) -> Any:
        """As python-multipart wants them."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._text,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_end": self._end,
        }

    def taken(self) -> bytes:
        """The bytes that waited."""
        block = bytes(self.waiting)
        self.waiting.clear()
        return block

    def texts(self) -> dict[str, str]:
        """The fields as text.

        Raises  Invalid.
        """
        try:
            return {name: bytes(value).decode("utf-8") for name, value in self._fields.items()}
        except UnicodeDecodeError:
            raise BadRequest("A field of the form is not UTF-8.") from None

    def _begin(self) -> None:
        self.parts += 1
        if self.parts > PARTS:
            raise _invalid("", "too-many-parts", "The form has too many parts.")
        self._headers = {}

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _text(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header, self._value = b"", b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            self.files += 1
            if name != "file" or self.files > 1:
                raise _invalid("file", "one-file", "The form has one file, in the field `file`.")
            self.filename = _plain_name(options[b"filename"])
            self._into = self.waiting
            return
        if name in self._fields:
            raise _invalid(name, "given-twice", "Give this field once.")
        self._into = self._fields[name] = bytearray()

    def _data(self, data: bytes, start: int, end: int) -> None:
        into = self._into
        if into is None:
            return
        into += data[start:end]
        if into is not self.waiting and len(into) > FIELD_BYTES:
            raise _invalid("", "too-long", "A field of the form is too long.")

    def _end(self) -> None:
        self.ended = True


def _plain_name(given: bytes) -> str | None:
    """The last part of a path, one line, at most 255 characters; null when nothing is left."""
    text = re.split(r"[/\\]", given.decode("utf-8", "replace"))[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", text).strip()[:255] or None


def _invalid(name: str, code: str, detail: str) -> Invalid:
    pointer = f"#/{name}" if name.isidentifier() and name.isascii() and len(name) <= 40 else "#"
    return Invalid(errors=[{"in": "body", "pointer": pointer, "code": code, "detail": detail}])
