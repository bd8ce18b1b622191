"""What routes about people share: ids as people write them, values that cannot be used told by place, languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, get_args

from fastapi import Path, Query

from service.api.deps import Call
from service.api.languages import language_of
from service.api.problems import Invalid
from service.core.ids import parse_id, public_id
from service.core.reasons import REASONS
from service.errors import ValueUnusable

CUSTOMER_PATTERN = r"^[Cc][Uu][Ss]-[0-9A-Za-z-]{7,20}$"

CustomerId = Annotated[
    str,
    Path(
        min_length=11, max_length=24, pattern=CUSTOMER_PATTERN, description="CUS-…, as Limpide gave it.",
        examples=[public_id("CUS", 1)],
    ),
]  # fmt: skip
"""A customer's id in the path."""

OtherCustomer = Annotated[
    str,
    Query(
        alias="with", min_length=11, max_length=24, pattern=CUSTOMER_PATTERN, description="The other customer.",
        examples=[public_id("CUS", 3)],
    ),
]  # fmt: skip

Channel = Literal["email", "sms", "phone", "post", "autocall"]
Purpose = Literal["marketing.own", "tracking.email-open", "service"]
CHANNELS: tuple[str, ...] = get_args(Channel)


def number_of(text: str) -> int:
    """The number behind CUS-….

    Raises  NotFound.
    """
    return parse_id(text, "CUS")


def cus(number: int | None) -> str | None:
    """The id as people see it; null stays null."""
    return None if number is None else public_id("CUS", number)


def tongue(call: Call) -> Literal["fr", "en"]:
    """The language of sentences in the answer."""
    return "en" if language_of(call.request.headers.get("accept-language")) == "en" else "fr"


@contextmanager
def told_by_place(call: Call) -> Iterator[None]:
    """Values that cannot be used become a 422 that says where and why, never what.

    Raises  Invalid.
    """
    try:
        yield
    except ValueUnusable as problem:
        fields: Any = problem.facts.get("fields") or [""]
        codes: Any = problem.facts.get("codes") or ["value.unusable"] * len(fields)
        english = tongue(call) == "en"
        raise Invalid(
            problem.detail,
            errors=[
                {"in": "body", "pointer": f"#/{f}" if f else "#", "code": c, "detail": _words(c, english=english)}
                for f, c in zip(fields, codes, strict=False)
            ],
        ) from None


def _words(code: str, *, english: bool) -> str:
    reason = REASONS.get(code)
    if reason is None:
        return "This value cannot be used." if english else "Cette valeur est inutilisable."
    return reason.en if english else reason.fr
