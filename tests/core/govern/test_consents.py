"""Consent states: what stands as of a moment, against a plain reading event by event."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from service.core.govern.consents import R223_1_ITEMS, consent_state

PARIS = ZoneInfo("Europe/Paris")
DAY = 86_400_000_000
SCHEMA = {
    "contact_point_id": pl.Int64, "status": pl.String, "occurred_us": pl.Int64, "recorded_us": pl.Int64,
    "evidence": pl.String, "proof": pl.String, "attested": pl.Boolean,
}  # fmt: skip


def event(
    status: str, occurred: int | None, *, recorded: int = 100, evidence: str = "form", point: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "contact_point_id": point, "status": status, "occurred_us": None if occurred is None else occurred * DAY,
        "recorded_us": recorded * DAY, "evidence": evidence, "proof": None, "attested": False,
    } | more  # fmt: skip


def state(*events: dict[str, Any], at: int = 200) -> dict[str, Any]:
    found = consent_state(pl.DataFrame(list(events), schema=SCHEMA), at * DAY, zone=PARIS)
    return found.row(0, named=True) if found.height else {"consent": "none"}


def test_later_proven_grant_lifts_a_refusal() -> None:
    assert state(event("refused", 10), event("granted", 20))["consent"] == "granted"


def test_undated_yes_never_lifts_a_refusal() -> None:
    assert state(event("refused", 10), event("granted", None, evidence="import"))["consent"] == "refused"


def test_dated_but_unproven_yes_of_a_file_never_lifts_a_refusal() -> None:
    assert state(event("refused", 10), event("granted", 20, evidence="import"))["consent"] == "refused"


def test_an_attested_list_proves_its_dated_yes() -> None:
    found = state(event("refused", 10), event("granted", 20, evidence="import", attested=True))
    assert found["consent"] == "granted"
    assert found["complete_on"] == found["granted_on"]


def test_refusal_wins_at_the_same_moment() -> None:
    assert state(event("granted", 10), event("refused", 10))["consent"] == "refused"


def test_undated_no_counts_before_it_was_recorded() -> None:
    assert state(event("granted", 10), event("refused", None, recorded=100), at=50)["consent"] == "refused"


def test_undated_yes_is_evidence_at_any_moment_but_dates_nothing() -> None:
    found = state(event("granted", None, recorded=100, evidence="import"), at=50)
    assert (found["consent"], found["granted_on"]) == ("granted", None)


def test_state_is_that_of_the_moment_asked() -> None:
    events = (event("granted", 10), event("withdrawn", 60))
    assert [state(*events, at=day)["consent"] for day in (5, 30, 60)] == ["none", "granted", "withdrawn"]


def test_proof_is_complete_with_all_five_items() -> None:
    def proof(*items: str) -> str:
        return '{"items": [' + ", ".join(f'"{i}"' for i in items) + "]}"

    assert state(event("granted", 10, proof=proof(*R223_1_ITEMS)))["complete_on"] is not None
    assert state(event("granted", 10, proof=proof(*R223_1_ITEMS[:4])))["complete_on"] is None


def test_days_are_civil_days_in_paris() -> None:
    late = int(dt.datetime(2026, 8, 10, 22, 30, tzinfo=dt.UTC).timestamp() * 1_000_000)
    given_late = event("granted", None) | {"occurred_us": late}
    found = consent_state(pl.DataFrame([given_late], schema=SCHEMA), late, zone=PARIS)
    assert found["granted_on"][0] == dt.date(2026, 8, 11)


def test_no_events_is_an_empty_frame() -> None:
    assert consent_state(pl.DataFrame(schema=SCHEMA), DAY, zone=PARIS).height == 0


def plain(events: list[dict[str, Any]], at: int) -> str:
    """The state by the book, one event at a time."""
    refusals, proven, grants = [], [], 0
    for e in events:
        against = e["status"] != "granted"
        moment = e["recorded_us"] if e["occurred_us"] is None else e["occurred_us"]
        if e["occurred_us"] is not None and e["occurred_us"] > at:
            continue
        if against:
            refusals.append(moment)
        else:
            grants += 1
            if e["occurred_us"] is not None and (e["evidence"] != "import" or e["attested"]):
                proven.append(moment)
    if refusals and not (proven and max(proven) > max(refusals)):
        return "against"
    return "granted" if grants else "none"


EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["granted", "refused", "withdrawn"]),
        st.none() | st.integers(1, 9),
        recorded=st.integers(1, 9),
        evidence=st.sampled_from(["import", "form"]),
        attested=st.booleans(),
    ),
    max_size=6,
)


@given(EVENTS, st.integers(1, 10))
def test_agrees_with_a_plain_reading(events: list[dict[str, Any]], at: int) -> None:
    found = state(*events, at=at)["consent"]
    assert {"refused": "against", "withdrawn": "against"}.get(found, found) == plain(events, at * DAY)


@given(EVENTS, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(events: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    one, two = (consent_state(pl.DataFrame(e, schema=SCHEMA), 9 * DAY, zone=PARIS) for e in (events, shuffled))
    ties = {(e["status"], e["recorded_us"], e["occurred_us"]) for e in events if e["status"] != "granted"}
    moments = [occurred or recorded for _, recorded, occurred in ties]
    if len(set(moments)) == len(moments):
        assert_frame_equal(one, two)
