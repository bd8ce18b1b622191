"""What a form sent: small forms whole, before the page's function; uploads as a stream, inside it.

A form is `application/x-www-form-urlencoded`, at most 64 KiB and 1,100 fields (a mapping has one a column). Values are
clean text: no NUL and no half of a pair of surrogates, which the two databases would take differently.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qs

from starlette.requests import Request

from service.errors import BadQuery, QualityError
from service.web.guard import check_origin

MOST_BYTES = 64 << 10
MOST_FIELDS = 1_100


class TooLarge(QualityError):
    """The body is over the limit."""

    slug: ClassVar[str] = "too-large"
    title: ClassVar[str] = "What was sent is too large."


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a small form.

    Raises  TooLarge; BadQuery (another kind of body, too many fields, text that is none).
    """
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise BadQuery("A form is expected.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as unreadable:
        raise BadQuery("The form cannot be read.") from unreadable
    if any("\x00" in value for values in fields.values() for value in values):
        raise BadQuery("The form cannot be read.")
    return fields


async def take_form(request: Request) -> None:
    """For every request: a POST must come from our own pages; its fields lie in `request.state.form` afterwards.

    A multipart body is left as a stream to the page that expects a file (web/uploads.py).

    Raises  FormRefused, and as `read_form`.
    """
    if request.method != "POST":
        return
    check_origin(request)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        request.state.streamed = True
        return
    request.state.form = await read_form(request)
