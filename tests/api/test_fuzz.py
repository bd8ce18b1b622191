"""Requests that schemathesis makes from the document, good ones and broken ones, with a key per role: no answer is a
5xx, and none is undocumented.

1,000 requests a database in `make test`, the same each time; 10,000 new ones in `make test-long`.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from apis import Api
from document import document
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def fuzz(api: Api, cases: int, *, same: bool) -> Counter[int]:
    """Send at least so many requests, spread over the operations and both modes; returns how many of each status."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", api.client.app)
    operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # an error fails the test
    each = math.ceil(cases / (len(operations) * len(MODES)))
    seen: Counter[int] = Counter()
    for operation in sorted(operations, key=lambda o: bool(o.path != "/readyz")):
        if operation.path != "/readyz":
            api.house.watch.drain.leave()  # event streams end after their first event
        told = document()["paths"][operation.path][operation.method]
        roles = told.get("x-roles", [None])
        may_be_wrong = "parameters" in told or "requestBody" in told
        for mode in MODES if may_be_wrong else MODES[:1]:
            _fuzz_one(api, operation.as_strategy(generation_mode=mode), roles[0], seen, each, same=same)
    return seen


def _fuzz_one(api: Api, strategy: Any, role: str | None, seen: Counter[int], each: int, *, same: bool) -> None:
    bearer = {} if role is None else {"Authorization": f"Bearer {api.keys[role]}"}

    @settings(
        max_examples=each, derandomize=same, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def ask(case: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            response = case.call(headers=bearer)
        seen[response.status_code] += 1
        lenient = response.status_code in (412, 413, 414, 431) or not _sent_as_made(case, response)
        checks = CHECKS if lenient else [*CHECKS, negative_data_rejection]
        case.validate_response(response, checks=checks)

    ask()


def _sent_as_made(case: Any, response: Any) -> bool:
    """Whether what breaks the schema can have reached the service: a field of a form is text whatever its type was,
    and a parameter whose value is an empty list or object is not in the address at all.
    """
    sent = {name for name, _ in parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)}
    return case.media_type != "multipart/form-data" and set(case.query or {}) <= sent


def test_a_thousand_requests_of_any_kind(furnished: Api) -> None:
    seen = fuzz(furnished, 1000, same=True)
    assert seen.total() >= 900
    assert seen[422] > 50, "broken requests must reach the operations"
    assert seen[200] + seen[201] + seen[202] > 100, "good requests must succeed"


@pytest.mark.long
def test_ten_thousand_requests_of_any_kind(furnished: Api) -> None:
    assert fuzz(furnished, 10_000, same=False).total() >= 9000
