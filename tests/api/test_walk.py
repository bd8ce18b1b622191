"""Every operation by every role: who may gets the documented answer, who may not changes nothing."""

from __future__ import annotations

import pytest
from apis import Api
from document import Told, document, faults, operations, send
from fastapi import FastAPI

from service.api.build import refuse_unruled
from service.api.operations import Noun
from service.core.roles import ROLES

OPERATIONS = operations()
READS = [o for o in OPERATIONS if o.method == "GET"]
AUDITED = ("importsReportBook",)
"""A download of rows: who has it is noted, and nothing else (tests/api/test_quality_api.py)."""
WRITES = [o for o in OPERATIONS if o.method != "GET"]


def test_an_operation_without_a_rule_cannot_be_built() -> None:
    with pytest.raises(KeyError, match="roles"):
        Noun("things", "…").get("/v1/things", "thingsList", "Things", answers=None)
    with pytest.raises(ValueError, match="unknown roles"):
        Noun("things", "…").get("/v1/things", "thingsList", "Things", answers=None, roles={"boss"})
    app = FastAPI()

    @app.get("/v1/things")
    def things() -> dict[str, int]:
        return {}

    with pytest.raises(ValueError, match="/v1/things"):
        refuse_unruled(app)


def test_who_may_not_gets_401_or_403_and_changes_nothing(furnished: Api) -> None:
    with furnished.unchanged():
        for operation in OPERATIONS:
            others = [role for role in ROLES if operation.roles and role not in operation.roles]
            assert [send(furnished, operation, role).status_code for role in others] == [403] * len(others), (
                operation.id
            )
            if operation.roles:
                assert send(furnished, operation, None).status_code == 401, operation.id


def test_the_examples_of_questions_succeed_for_every_role_that_may_ask(furnished: Api) -> None:
    _ask(furnished, [o for o in READS if o.id in AUDITED])
    with furnished.unchanged():
        _ask(furnished, [o for o in READS if o.id not in AUDITED])


def _ask(furnished: Api, questions: list[Told]) -> None:
    for operation in questions:
        roles: list[str | None] = [*operation.roles] or [None]
        for role in roles:
            answer = send(furnished, operation, role)
            assert answer.status_code in (200, 204), (operation.id, answer.text)
            assert list(faults(answer, operation)) == []


def test_no_question_changes_anything_but_the_first_page_of_members(furnished: Api) -> None:
    for operation in READS:
        role = next(iter(operation.roles), None)
        ways = [("GET", False), ("GET", True), ("HEAD", False), ("HEAD", True)]
        if operation.id == "segmentsMembers":
            ways.remove(("GET", True))  # freezes a delivery, as it says
        if operation.id in AUDITED:
            ways = ways[2:]
        for method, bare in ways:
            with furnished.unchanged():
                answer = send(furnished, operation, role, method=method, bare=bare)
            assert answer.status_code in (200, 204), (operation.id, method, bare)
            assert method == "GET" or not answer.content


@pytest.mark.parametrize("operation", WRITES, ids=lambda o: o.id)
def test_the_example_of_a_write_succeeds(furnished: Api, operation: Told) -> None:
    answer = send(furnished, operation, operation.roles[0])
    assert 200 <= answer.status_code < 300, answer.text
    assert list(faults(answer, operation)) == []
    if "Idempotency-Key" in {p["name"] for p in operation.told.get("parameters", [])}:
        with furnished.unchanged():
            again = send(furnished, operation, operation.roles[0])
        assert again.headers["idempotency-replayed"] == "true"
        assert (again.status_code, again.content) == (answer.status_code, answer.content)


def test_every_operation_that_writes_leaves_its_audit_entry(furnished: Api) -> None:
    for operation in WRITES:
        if "409" not in operation.told["responses"]:
            continue  # asks, and writes nothing
        before = furnished.get("/v1/audit?limit=1").json()["items"][0]["id"]
        answer = send(furnished, operation, operation.roles[0])
        if answer.status_code < 300:
            entry = furnished.get("/v1/audit?limit=1").json()["items"][0]
            assert entry["id"] > before, operation.id
            assert entry["principal"] == f"the {operation.roles[0]}"


def test_the_document_and_the_routes_are_the_same(furnished: Api) -> None:
    told = {(o.method, o.path) for o in OPERATIONS}
    served = {
        (method, route.path)
        for route in furnished.client.app.routes  # type: ignore[attr-defined]  # the app is ours
        if getattr(route, "include_in_schema", False)  # the pages are mounted beside the API
        for method in route.methods
    }
    assert told == served
    assert furnished.get("/openapi.json", None).json() == document()
