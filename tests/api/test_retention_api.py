"""A purge with two keys: one rehearses, another applies, and the certificate says what went."""

from __future__ import annotations

from typing import Any

import pytest
from invented_prospects import AT, HEADER, ROWS
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.keys import create_key
from service.store.session import reading, unit_of_work

T = SQLModel.metadata.tables
CSV = {"Content-Type": "text/csv"}
REVIEWS = "/v1/retention/reviews"


@pytest.fixture
def two(api: Any) -> Any:
    api.house.now_us = lambda: AT
    with unit_of_work(api.database) as work:
        _, api.keys["second"] = create_key(work, "second", ["dpo"], now_us=AT)
    api.post("/v1/imports", "crm", content=("\n".join([HEADER, *ROWS]) + "\n").encode(), headers=CSV)
    api.work()
    return api


def rehearse(api: Any, as_of: str = "2026-11-20") -> dict[str, Any]:
    made = api.post(REVIEWS, "dpo", json={"as_of": as_of})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def apply(api: Any, review: dict[str, Any], role: str = "second", confirm: int | None = None) -> Any:
    body = {"confirm": review["due"] if confirm is None else confirm}
    return api.post(f"{REVIEWS}/{review['id']}/apply", role, json=body)


def test_two_keys_purge_and_the_certificate_says_so(two: Any) -> None:
    review = rehearse(two)
    assert review["due"] == review["verdicts"]["erase"] == 1
    place = f"{REVIEWS}/{review['id']}"
    with two.unchanged():
        alone = apply(two, review, "dpo")
        assert (alone.status_code, alone.json()["type"]) == (403, "/problems/four-eyes")
        wrong = apply(two, review, confirm=2)
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/confirm")
        assert two.get(f"{place}/certificate", "dpo").status_code == 409
        for role in ("crm", "marketing", "admin", "router"):
            assert two.post(REVIEWS, role, json={"as_of": "2026-11-20"}).status_code == 403
            assert apply(two, review, role).status_code == 403
    assert apply(two, review).status_code == 202
    assert apply(two, review).status_code == 409
    two.work()
    done = two.get(place, "dpo").json()
    assert done["state"] == "done"
    assert two.get(f"{place}/certificate", "dpo").json() == done["certificate"]
    assert done["certificate"]["erased"]["customers"] == 1
    with reading(two.database) as work:
        audit, customers = T["audit"].c, T["customers"].c
        told = select(audit.action, audit.principal).where(audit.noun == "retention_review").order_by(audit.id)
        steps = work.connection.execute(told).all()
        assert [tuple(s) for s in steps[:2]] == [("purge.rehearse", "the dpo"), ("purge.apply", "second")]
        assert "HENRY" not in {str(n).upper() for n in work.connection.execute(select(customers.last_name)).scalars()}
    assert [r["id"] for r in two.get(REVIEWS, "dpo").json()["items"]] == [review["id"]]


def test_nothing_goes_when_the_facts_changed_since(two: Any) -> None:
    review = rehearse(two)
    more = (
        ROWS[5].replace("C6", "C66").replace("Henry", "Zola").replace("Fred", "Odile").replace("fred.henry", "odile.z")
    )
    two.post("/v1/imports", "crm", content=f"{HEADER}\n{more}\n".encode(), params={"list": "salon"}, headers=CSV)
    two.work()
    with two.unchanged():
        refused = apply(two, review)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/wrong-state")
    assert apply(two, rehearse(two)).status_code == 202


def test_a_day_to_come_may_be_rehearsed_and_not_applied(two: Any) -> None:
    review = rehearse(two, "2030-01-01")
    assert review["due"] > 1
    with two.unchanged():
        assert apply(two, review).status_code == 409
