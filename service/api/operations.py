"""How an operation is declared: what it is called, who may call it, what it takes and gives.

    keys = Noun("keys", "Named keys and their roles.")

    @keys.get("/v1/keys/{key_id}", "keysGet", "One key", roles={"admin"}, answers=KeyOut)
    def get_key(call: Called, key_id: Id) -> Response: …

`roles` has no default: an operation without a rule cannot be written. `mount` turns operations into routes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel
from starlette.responses import Response

from service.core.roles import ROLES

Keyed = Literal["no", "honoured", "required"]

PUBLIC: frozenset[str] = frozenset()
"""The rule of an operation that needs no key, such as the document itself."""

JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """One operation of the document; the endpoint is a plain function that takes a `Called` and answers a Response."""

    method: str
    path: str
    id: str
    summary: str
    roles: frozenset[str]
    endpoint: Callable[..., Any]
    answers: type[BaseModel] | None
    status: int = 200
    tag: str = ""
    consumes: tuple[str, ...] = (JSON,)
    produces: tuple[str, ...] = (JSON,)
    schemas: dict[str, Any] = field(default_factory=dict)
    """The schema of what is produced in a form that is not JSON (an event, a line of NDJSON); else it is text."""
    keyed: Keyed = "no"
    matched: bool = False
    upload: bool = False
    errors: tuple[int, ...] = ()
    also: dict[int, str] = field(default_factory=dict)
    """Further good statuses and what they mean; those with a body have the same one, or that of `also_answers`."""
    also_answers: dict[int, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """The endpoint's docstring: the document's text."""
        return (self.endpoint.__doc__ or "").strip()


@dataclass
class Noun:
    """The operations on one thing; `words` is the tag's description in the document."""

    tag: str
    words: str
    operations: list[Operation] = field(default_factory=list)

    def get(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A question: HEAD works too."""
        return self._declare("GET", path, operation_id, summary, options)

    def post(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A POST that writes: Idempotency-Key is honoured (`keyed="required"` where it must be there)."""
        return self._declare("POST", path, operation_id, summary, {"keyed": "honoured"} | options)

    def ask(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A POST that only asks and writes nothing."""
        return self._declare("POST", path, operation_id, summary, options)

    def put(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A replacement: If-Match is needed."""
        return self._declare("PUT", path, operation_id, summary, {"matched": True} | options)

    def patch(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A change (RFC 7396): null deletes, absent keeps; If-Match is needed."""
        consumes = ("application/merge-patch+json", JSON)
        return self._declare("PATCH", path, operation_id, summary, {"matched": True, "consumes": consumes} | options)

    def delete(self, path: str, operation_id: str, summary: str, **options: Any) -> Callable[[Any], Any]:
        """A removal: If-Match is needed."""
        return self._declare("DELETE", path, operation_id, summary, {"matched": True, "status": 204} | options)

    def _declare(
        self, method: str, path: str, operation_id: str, summary: str, options: dict[str, Any]
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        roles = frozenset(options.pop("roles"))
        if roles - set(ROLES):
            raise ValueError(f"{operation_id}: unknown roles {sorted(roles - set(ROLES))}")

        def declare(endpoint: Callable[..., Response | Any]) -> Callable[..., Any]:
            self.operations.append(
                Operation(method, path, operation_id, summary, roles, endpoint, tag=self.tag, **options)
            )
            return endpoint

        return declare
