"""Where in a request a flow found something wrong: a problem that a form can show beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service.api.problems import Invalid
from service.errors import BadQuery


@contextmanager
def pointed(where: str = "body") -> Iterator[None]:
    """A BadQuery that names the wrong part (`option`) becomes a 422 that points to it; its other facts stay.

    Raises  Invalid; BadQuery where no part is named.
    """
    try:
        yield
    except BadQuery as wrong:
        facts: dict[str, Any] = dict(wrong.facts)
        option = facts.pop("option", None)
        if option is None:
            raise
        place = {"in": where, "pointer": f"#/{option}", "code": "bad-query", "detail": wrong.detail or wrong.title}
        raise Invalid(errors=[place], **facts) from None
