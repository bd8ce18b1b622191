"""Decisions: three answers, every reason, and until when."""

from __future__ import annotations

import datetime as dt
import sys
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.govern import vocabulary as v
from service.core.govern.decide import DECISION_SCHEMA, decide
from service.core.govern.rules import parse_rules
from service.errors import BadQuery
from service.reference.rulesets import FR_MARKETING, ruleset_source

RULES = parse_rules(ruleset_source(FR_MARKETING))
PARIS = ZoneInfo("Europe/Paris")
BASE = {
    "customer_id": 1, "contact_point_id": 7, "kind": "person", "audience": "b2c", "relation": "prospect",
    "subtype": "mobile", "list_kind": "owned", "consent": "none", "collected_on": dt.date(2026, 1, 10),
}  # fmt: skip


def us(day: str) -> int:
    return int(dt.datetime.fromisoformat(day + "T11:00").replace(tzinfo=PARIS).timestamp() * 1_000_000)


def ask(channel: str = "email", at: str = "2026-11-20", purpose: str = "marketing.own", **facts: Any) -> dict[str, Any]:
    frame = pl.DataFrame([BASE | facts], infer_schema_length=None)
    return decide(frame, RULES, at_us=us(at), channel=channel, purpose=purpose).row(0, named=True)


def test_undated_yes_is_unknown_and_attested_list_makes_it_allowed() -> None:
    found = ask(consent="granted")
    assert (found["verdict"], found["reasons"]) == ("unknown", ["consent.proof-missing"])
    found = ask(consent="granted", attested=True)
    assert (found["verdict"], found["reasons"]) == ("allowed", ["consent.attested-list"])


def test_refusal_bars_every_channel_rule_and_tells_nothing_else() -> None:
    found = ask(consent="refused")
    assert (found["verdict"], found["reasons"], found["rule_ids"]) == (
        "refused",
        ["objection.refused"],
        ["FR-STOP-OBJECTION"],
    )


@pytest.mark.parametrize("channel", v.CHANNELS)
@pytest.mark.parametrize("relation", ["supplier", "staff", "partner", "competitor"])
def test_who_is_no_customer_is_not_marketed_whatever_they_agreed_to(relation: str, channel: str) -> None:
    found = ask(channel, relation=relation, consent="granted", granted_on=dt.date(2026, 5, 1), attested=True)
    assert (found["verdict"], found["reasons"][0]) == ("refused", f"relation.{relation}")


def test_who_bought_is_a_customer_beside_what_else_they_are() -> None:
    given: dict[str, Any] = {"consent": "granted", "granted_on": dt.date(2026, 5, 1)}
    assert ask(relation="customer", **given)["verdict"] == ask(relation="unknown", **given)["verdict"] == "allowed"


def test_all_reasons_are_told_in_the_order_of_the_rules() -> None:
    found = ask(suppressed=True, list_kind="purchased", birth_date="2020", collected_on=dt.date(2020, 1, 1))
    assert found["verdict"] == "refused"
    assert found["reasons"] == [
        "objection.suppression-list",
        "source.purchased-unattested",
        "person.minor",
        "retention.prospect-over",
        "consent.missing-email",
    ]
    order = [r.id for r in RULES.rules]
    assert found["rule_ids"] == sorted(found["rule_ids"], key=order.index)


def test_same_facts_flip_overnight_on_the_phone() -> None:
    facts: dict[str, Any] = {"bloctel_checked_on": dt.date(2026, 8, 1), "subtype": "mobile"}
    before, after = ask("phone", "2026-08-10", **facts), ask("phone", "2026-08-11", **facts)
    assert (before["verdict"], before["expires_on"]) == ("allowed", dt.date(2026, 8, 10))
    assert (after["verdict"], after["reasons"]) == ("refused", ["consent.missing-phone"])


def test_before_the_switch_a_list_not_checked_against_bloctel_is_unknown() -> None:
    assert ask("phone", "2026-08-10")["reasons"] == ["phone.bloctel-not-checked"]


@pytest.mark.parametrize(
    ("at", "verdict"), [("2027-08-13", "allowed"), ("2027-08-14", "refused"), ("2027-08-15", "refused")]
)
def test_phone_consent_ends_the_day_before_its_anniversary(at: str, verdict: str) -> None:
    day = dt.date(2026, 8, 14)
    found = ask("phone", at, consent="granted", granted_on=day, complete_on=day)
    assert found["verdict"] == verdict
    assert found["expires_on"] == (dt.date(2027, 8, 13) if verdict == "allowed" else None)


def test_dated_phone_consent_without_the_five_items_is_unknown() -> None:
    found = ask("phone", consent="granted", granted_on=dt.date(2026, 9, 1))
    assert (found["verdict"], found["reasons"]) == ("unknown", ["consent.proof-incomplete"])


def test_existing_customer_needs_facts_that_prove_the_exception() -> None:
    bought: dict[str, Any] = {"relation": "customer", "last_purchase_on": dt.date(2026, 3, 1)}
    assert ask(**bought)["verdict"] == "unknown"
    assert "soft-optin.unproven" in ask(**bought)["reasons"]
    assert ask(**bought, refusal_offered=True, similar_products=True)["reasons"] == ["soft-optin.met"]
    assert ask(**bought, refusal_offered=False)["verdict"] == "refused"
    assert ask(relation="customer", refusal_offered=True, similar_products=True)["verdict"] == "unknown"


def test_retention_ends_an_allowed_answer() -> None:
    found = ask(consent="granted", granted_on=dt.date(2025, 5, 5), last_act_on=dt.date(2025, 6, 1))
    assert (found["verdict"], found["expires_on"]) == ("allowed", dt.date(2029, 1, 9))  # collected 2026-01-10


def test_acts_after_the_moment_asked_do_not_count() -> None:
    found = ask(at="2026-11-20", collected_on=dt.date(2020, 1, 1), last_act_on=dt.date(2026, 12, 1), consent="granted")
    assert "retention.prospect-over" in found["reasons"]


def test_unknown_clock_is_unknown_but_not_for_a_generic_address() -> None:
    assert ask(collected_on=None, consent="granted", attested=True)["reasons"] == ["retention.clock-unknown"]
    assert ask(audience="b2b_generic", kind="company", collected_on=None)["verdict"] == "allowed"


def test_text_message_to_a_landline_is_refused() -> None:
    assert ask("sms", subtype="fixed", consent="granted", attested=True)["reasons"] == ["point.not-a-mobile"]


def test_a_professionals_mobile_may_be_private() -> None:
    assert ask("sms", audience="b2b_named")["verdict"] == "unknown"
    assert ask("sms", audience="b2b_named", professional_lines=True)["verdict"] == "allowed"


def test_rented_and_unknown_sources() -> None:
    yes: dict[str, Any] = {"consent": "granted", "granted_on": dt.date(2026, 2, 1)}
    assert ask(**yes, list_kind="rented")["verdict"] == "refused"
    assert ask(**yes, list_kind="unknown")["verdict"] == "unknown"


def test_situation_no_rule_covers_is_unknown() -> None:
    assert ask("post", purpose="tracking.email-open")["reasons"] == ["rule.none"]
    assert ask("post", purpose="tracking.email-open")["verdict"] == "unknown"


def test_unknown_words_are_refused() -> None:
    with pytest.raises(BadQuery, match="channel"):
        ask("pigeon")
    with pytest.raises(BadQuery, match="purpose"):
        ask(purpose="curiosity")


def test_no_rows_give_no_rows() -> None:
    empty = pl.DataFrame([BASE]).clear()
    assert decide(empty, RULES, at_us=0, channel="email", purpose="marketing.own").schema == pl.Schema(DECISION_SCHEMA)


DAYS = st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1))
FACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(v.KINDS), "audience": st.sampled_from(v.AUDIENCES),
        "relation": st.sampled_from(v.RELATIONS), "list_kind": st.sampled_from(v.LIST_KINDS),
        "subtype": st.sampled_from(["named", "role", "mobile", "fixed", "special", "delivery"]),
        "consent": st.sampled_from(v.CONSENTS), "contract": st.sampled_from(v.CONTRACTS),
        "attested": st.booleans(), "informed": st.none() | st.booleans(), "refusal_offered": st.none() | st.booleans(),
        "similar_products": st.none() | st.booleans(), "suppressed": st.booleans(), "shared_refusal": st.booleans(),
        "granted_on": DAYS, "complete_on": DAYS, "last_act_on": DAYS, "last_purchase_on": DAYS, "collected_on": DAYS,
        "bloctel_checked_on": DAYS, "restricted": st.booleans(),
    }
)  # fmt: skip


@given(st.lists(FACTS, min_size=1, max_size=8), st.sampled_from(v.CHANNELS), st.dates(dt.date(2026, 1, 1)))
def test_every_row_is_answered_with_reasons_and_objections_always_win(
    rows: list[dict[str, Any]], channel: str, day: dt.date
) -> None:
    frame = pl.DataFrame(
        [{"customer_id": i, "contact_point_id": i} | r for i, r in enumerate(rows)], infer_schema_length=None
    )
    at_us = int(dt.datetime(day.year, day.month, day.day, 12, tzinfo=PARIS).timestamp() * 1_000_000)
    found = decide(frame, RULES, at_us=at_us, channel=channel, purpose="marketing.own")
    assert found["customer_id"].to_list() == list(range(len(rows)))
    for row, got in zip(rows, found.iter_rows(named=True), strict=True):
        assert got["verdict"] in {"allowed", "refused", "unknown"}
        assert got["reasons"]
        barred = row["suppressed"] or row["shared_refusal"] or row["consent"] in {"refused", "withdrawn"}
        if barred or row["restricted"] or row["list_kind"] == "rented":
            assert got["verdict"] == "refused"
        if got["expires_on"] is not None:
            assert got["verdict"] == "allowed"
            assert got["expires_on"] >= day


@given(FACTS, st.sampled_from(v.CHANNELS), st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
def test_an_allowed_answer_holds_until_it_expires(facts: dict[str, Any], channel: str, day: dt.date) -> None:
    frame = pl.DataFrame([{"customer_id": 1, "contact_point_id": 1} | facts], infer_schema_length=None)

    def on(when: dt.date) -> dict[str, Any]:
        noon = int(dt.datetime(when.year, when.month, when.day, 12, tzinfo=PARIS).timestamp() * 1_000_000)
        return decide(frame, RULES, at_us=noon, channel=channel, purpose="marketing.own").row(0, named=True)

    now = on(day)
    if now["verdict"] == "allowed" and now["expires_on"] is not None and now["expires_on"].year < 2050:
        assert on(now["expires_on"])["verdict"] == "allowed"


def test_the_cost_of_many_rows_is_columnar() -> None:
    frame = pl.DataFrame([BASE | {"consent": "granted", "granted_on": dt.date(2026, 2, 1)}]).select(
        pl.all().repeat_by(200_000).explode()
    )
    calls = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        decide(frame, RULES, at_us=us("2026-11-20"), channel="email", purpose="marketing.own")
    finally:
        sys.setprofile(None)
    assert 0 < calls < frame.height / 4  # as many for one row: a loop over rows would call something for each
