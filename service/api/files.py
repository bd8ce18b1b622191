"""Rows as files: which shape is asked for, and how a file is sent, whole or from a byte on (RFC 9110, 14; RFC 9530).

Bytes are read from disk a block at a time, whatever the size of the file.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.languages import weights
from service.api.operations import JSON
from service.api.problems import RangeMissing
from service.core.deliver.shapes import SHAPES, Shape
from service.store.exports import ExportFile

FORMS = (JSON, "application/x-ndjson", "text/csv")
"""What rows can be had as, the first one when nothing is asked."""

Format = Annotated[
    Literal["json", "ndjson", "csv"] | None,
    Query(description="The form; else `Accept` decides, and JSON pages where it does not.", examples=["csv"]),
]
CsvProfile = Annotated[
    Literal["machine", "spreadsheet"],
    Query(
        description="Of CSV. machine: RFC 4180, every cell as it is. spreadsheet: `;`, byte order mark, formulas made "
        "harmless. Both can be imported again.",
        examples=["machine"],
    ),
]
_BLOCK = 256 << 10
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_BY_TYPE = {JSON: None, "application/x-ndjson": "ndjson", "text/csv": "csv"}


def shape_asked(request: Request, form: str | None, profile: str) -> Shape | None:
    """The shape of a file, or null for JSON pages; the best liked of `Accept` where no format is named."""
    if form is None:
        liked = sorted(weights(request.headers.get("accept", "")), key=lambda entry: -entry[1])
        form = next((_BY_TYPE[name] for name, q in liked if q > 0 and name in _BY_TYPE), None)
    if form is None or form == "json":
        return None
    return SHAPES["csv-spreadsheet" if form == "csv" and profile == "spreadsheet" else form]


def streamed(shape: Shape, pieces: Iterator[bytes], filename: str) -> Response:
    """Pieces as they are made; their number is not known before."""
    return StreamingResponse(pieces, 200, _headers(shape, filename), _type(shape))


def announced(shape: Shape | None) -> Response:
    """What HEAD may know of rows that are not frozen yet: their form (RFC 9110, 9.3.2)."""
    return Response(None, 200, {"Vary": "Accept"}, JSON if shape is None else _type(shape))


def sent(request: Request, file: ExportFile, shape: Shape, filename: str, headers: Mapping[str, str]) -> Response:
    """A whole file with its digest and a strong ETag, or the part asked for.

    One range is honoured; of several, or with an If-Range that does not fit, the whole file comes.
    Raises  RangeMissing.
    """
    etag = f'"{file.sha256[:32]}"'
    told = _headers(shape, filename) | dict(headers)
    told |= {"Accept-Ranges": "bytes", "ETag": etag}
    told["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:"
    part = _part(request, etag, file.size)
    if part is None:
        told["Content-Length"] = str(file.size)
        return StreamingResponse(_blocks(file.path, 0, file.size), 200, told, _type(shape))
    first, last = part
    told |= {"Content-Range": f"bytes {first}-{last}/{file.size}", "Content-Length": str(last - first + 1)}
    return StreamingResponse(_blocks(file.path, first, last + 1), 206, told, _type(shape))


def _type(shape: Shape) -> str:
    return f"{shape.media_type}; charset=utf-8" + ("; header=present" if shape.profile else "")


def _headers(shape: Shape, filename: str) -> dict[str, str]:
    disposition = f'attachment; filename="{filename}.{shape.suffix}"'
    return {"Content-Disposition": disposition, "Vary": "Accept", "X-Accel-Buffering": "no"}


def _part(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; null: the whole file."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if asked is None or asked.groups() == ("", "") or request.headers.get("if-range", etag).strip() != etag:
        return None
    start, end = asked.groups()
    if len(start) > 18 or len(end) > 18:
        raise RangeMissing(headers={"Content-Range": f"bytes */{size}"}, size=size)
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first >= size or first > last:
        raise RangeMissing(headers={"Content-Range": f"bytes */{size}"}, size=size)
    return first, last


def _blocks(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(start)
        left = end - start
        while left and (block := source.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
