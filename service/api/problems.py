"""RFC 9457 problems: every 4xx and 5xx, in French or English, with a correlation id and never a submitted value.

    {"type": "/problems/not-found", "title": "…", "status": 404, "detail": "…", "instance": "urn:request:…",
     "request_id": "…", …facts of the QualityError}

`type` is stable and what programs read; `title` follows Accept-Language; `detail` is for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from service.api.languages import language_of
from service.api.titles import TITLES
from service.errors import Fact, QualityError

MEDIA_TYPE = "application/problem+json"


class ApiProblem(QualityError):
    """A problem of the request as HTTP sees it."""

    status: ClassVar[int] = 400

    def __init__(self, detail: str = "", *, headers: Mapping[str, str] | None = None, **facts: Any) -> None:
        super().__init__(detail, **facts)
        self.headers = dict(headers or {})


class BadRequest(ApiProblem):
    """The request line or a header cannot be understood."""

    slug, title = "bad-request", "The request cannot be understood."


class MalformedJson(ApiProblem):
    """The body is not the JSON it claims to be."""

    slug, title = "malformed-json", "The body is not valid JSON."


class BadCursor(ApiProblem):
    """A page cursor that this operation, with these filters, did not give."""

    slug, title = "bad-cursor", "This cursor does not belong to this question."


class KeyMissing(ApiProblem):
    """The operation needs an Idempotency-Key."""

    slug, title = "idempotency-key-missing", "This operation needs an Idempotency-Key."


class Unauthenticated(ApiProblem):
    """No key, or one that is unknown or revoked."""

    slug, title, status = "unauthenticated", "A valid key is needed.", 401


class Forbidden(ApiProblem):
    """The key's roles do not allow this."""

    slug, title, status = "forbidden", "This key may not do this.", 403


class NoSuchRoute(ApiProblem):
    """Nothing lives at this address."""

    slug, title, status = "no-such-route", "There is nothing at this address.", 404


class MethodNotAllowed(ApiProblem):
    """The address exists, the method does not."""

    slug, title, status = "method-not-allowed", "This address does not take this method.", 405


class NotAcceptable(ApiProblem):
    """None of the media types asked for can be given."""

    slug, title, status = "not-acceptable", "The answer cannot be given in the form asked for.", 406


class RequestTimeout(ApiProblem):
    """The client did not send its request in time."""

    slug, title, status = "request-timeout", "The request did not arrive in time.", 408


class Stale(ApiProblem):
    """If-Match names another version than the present one."""

    slug, title, status = "stale", "This has changed since it was read.", 412


class TooLarge(ApiProblem):
    """The body is larger than the operation takes."""

    slug, title, status = "too-large", "The body is too large.", 413


class UriTooLong(ApiProblem):
    """The address is too long."""

    slug, title, status = "uri-too-long", "The address is too long.", 414


class UnsupportedMedia(ApiProblem):
    """The operation does not take a body of this type."""

    slug, title, status = "unsupported-media-type", "The body is of a type that this address does not take.", 415


class RangeMissing(ApiProblem):
    """The bytes asked for are beyond the end."""

    slug, title, status = "range-missing", "The range asked for is not there.", 416


class Invalid(ApiProblem):
    """The body or a parameter breaks its schema; `errors` says where."""

    slug, title, status = "invalid", "The request does not have the expected shape.", 422


class KeyReused(ApiProblem):
    """The idempotency key was used with another payload."""

    slug, title, status = "idempotency-key-reused", "This Idempotency-Key was used for another request.", 422


class MatchMissing(ApiProblem):
    """A write needs If-Match."""

    slug, title, status = "if-match-missing", "Say which version you change: If-Match is needed.", 428


class QuotaExceeded(ApiProblem):
    """Too many requests in the window."""

    slug, title, status = "quota-exceeded", "Too many requests: wait a little.", 429

    def problem(self) -> dict[str, Fact]:
        """The type is the one IANA registers for this, with its member."""
        registered = "https://iana.org/assignments/http-problem-types#quota-exceeded"
        return super().problem() | {"type": registered, "violated-policies": ["default"]}


class HeadersTooLarge(ApiProblem):
    """The header section is too large."""

    slug, title, status = "headers-too-large", "The headers are too large.", 431


class Bug(ApiProblem):
    """Something in Limpide itself is broken."""

    slug, title, status = "bug", "Something in Limpide itself is broken.", 500


class NotReady(ApiProblem):
    """The service takes no requests now; which of its checks says so are facts."""

    slug, title, status = "not-ready", "The service takes no requests now.", 503


@dataclass(frozen=True)
class Told:
    """How HTTP tells a problem: status, and after how many seconds to try again."""

    status: int
    retry_after: int | None = None


STATUS: dict[str, Told] = {
    "already-imported": Told(409),
    "bad-query": Told(422),
    "busy": Told(503, retry_after=1),
    "delivery-expired": Told(410),
    "erased-before": Told(409),
    "file-not-found": Told(422),
    "file-unusable": Told(422),
    "four-eyes": Told(403),
    "in-flight": Told(409, retry_after=1),
    "job-abandoned": Told(500),
    "job-lost": Told(500),
    "lookup-off": Told(422),
    "mapping-conflict": Told(409),
    "model-refused": Told(409),
    "name-taken": Told(409),
    "not-found": Told(404),
    "purge-refused": Told(409),
    "quality-error": Told(400),
    "recipe-mismatch": Told(422),
    "restore-refused": Told(503, retry_after=60),
    "rules-invalid": Told(422),
    "sign-in-refused": Told(403),
    "storage-full": Told(503, retry_after=60),
    "store-unreachable": Told(503, retry_after=5),
    "value-unusable": Told(422),
    "wrong-state": Told(409),
}
"""The status of each QualityError by its slug; a test says that none is missing."""


def told(problem: QualityError) -> Told:
    """How HTTP tells this problem."""
    return Told(problem.status) if isinstance(problem, ApiProblem) else STATUS[problem.slug]


def problem_response(request: Request, problem: QualityError) -> Response:
    """The problem as a response: Accept-Language chooses its title's language."""
    how = told(problem)
    language = language_of(request.headers.get("accept-language"))
    request_id = str(request.scope.get("state", {}).get("request_id", ""))
    members: dict[str, Fact | Any] = problem.problem()
    members["title"] = TITLES[problem.slug] if language == "fr" else problem.title
    members |= {"status": how.status, "instance": f"urn:request:{request_id}", "request_id": request_id}
    members.setdefault("detail", members["title"])
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if how.retry_after is not None:
        headers["Retry-After"] = str(how.retry_after)
    headers |= getattr(problem, "headers", {})
    body = b"" if request.method == "HEAD" else orjson.dumps(members, option=orjson.OPT_SORT_KEYS)
    return Response(body, how.status, headers, MEDIA_TYPE)
