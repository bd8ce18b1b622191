"""The situations of ../shared/data/rgpd/cases.csv that today's facts can state, each with its expected decision.

`STATED` says in facts what the case says in words; day, channel, audience, relation and last act are read from the row.
`NOT_YET` lists the others with what is missing. Every case is in exactly one of the two.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from service.core.govern.consents import consent_state
from service.core.govern.decide import decide
from service.core.govern.retention import due
from service.core.govern.rules import parse_rules
from service.reference.rulesets import FR_MARKETING, ruleset_source

pytestmark = pytest.mark.shared_data
RULES = parse_rules(ruleset_source(FR_MARKETING))
PARIS = ZoneInfo("Europe/Paris")
CHANNELS = {
    "phone_human": "phone", "sms_mms": "sms", "email": "email", "autocall": "autocall", "post_addressed": "post",
    "segment_pull": "email",
}  # fmt: skip
PURPOSES = {
    "marketing": "marketing.own",
    "email_open_tracking_individual": "tracking.email-open",
    "service_message": "service",
}
RELATIONS = {"prospect": "prospect", "customer_past": "customer", "customer_contract_running": "customer"}
ANSWERS = {
    "ALLOW": "allowed", "ALLOW_WITH_CONDITIONS": "allowed", "DENY": "refused", "REVIEW": "unknown",
    "REFUSE_IMPORT": "refused", "DELETE": "erase", "KEEP": "keep", "FLAG": "unknown", "HOLD": "keep",
}  # fmt: skip
ITEMS = '{"items": ["caller", "choice", "period", "withdrawal", "copy"]}'


def said(status: str, at: str | None, *, proof: str | None = None, evidence: str = "form") -> dict[str, Any]:
    return {"status": status, "at": at, "proof": proof, "evidence": evidence}


FULL = {"proof": ITEMS}
OFFERED = {"refusal_offered": True, "similar_products": True}
# case -> (consent events, facts that the case states in words)
STATED: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "A01": ([], {"bloctel_checked_on": dt.date(2026, 8, 1)}),
    "A02": ([], {"bloctel_checked_on": dt.date(2026, 8, 1)}),
    "A04": ([said("granted", "2026-08-11T09:00", **FULL)], {}),
    "A05": ([said("granted", "2026-05-04T09:00", **FULL)], {}),
    "A07": ([], {"contract": "related"}),
    "A08": ([], {"contract": "unrelated"}),
    "A10": ([said("granted", "2026-08-14T10:00", **FULL)], {}),
    "A11": ([said("granted", "2026-08-14T10:00", **FULL)], {}),
    "A16": ([said("granted", "2026-09-01T10:00", **FULL)], {}),
    "A19": ([said("granted", "2026-09-01T10:00", **FULL)], {"subtype": "fixed"}),
    "A22": ([said("granted", "2026-09-01T10:00", **FULL)], {}),
    "A23": ([said("refused", "2026-07-01T15:00")], {"bloctel_checked_on": dt.date(2026, 8, 1)}),
    "A31": ([], {"informed": True}),
    "A32": ([], {}),
    "B01": ([said("granted", "2026-02-01T10:00")], {}),
    "B02": ([], {}),  # a pre-ticked box is no event
    "B04": ([], OFFERED),
    "B05": ([], {"refusal_offered": True, "similar_products": False}),
    "B07": ([], {"refusal_offered": False}),
    "B08": ([], {"informed": True}),
    "B10": ([], {}),
    "B11": ([], {"audience": "unknown"}),  # a private mailbox: core/govern/audiences.py says unknown
    "B14": (
        [
            said("granted", "2026-02-01T10:00"),
            said("withdrawn", "2026-05-01T10:00"),
            said("granted", None, evidence="import"),
        ],
        {},
    ),
    "B16": ([], {}),  # consent to calls by a person is an event of another channel
    "B17": ([], {"informed": True}),
    "B19": ([], {"informed": True}),
    "B20": ([], {"informed": True}),  # an objection to email is an event of another channel
    "B22": ([], {}),
    "B23": ([], {}),
    "B25": ([said("granted", "2026-10-01T10:00")], {"birth_date": "2012-01-15"}),
    "B26": ([said("granted", "2026-10-01T10:00")], {"birth_date": "2012-01-15"}),
    "C02": ([said("granted", "2026-10-02T10:00")], {"list_kind": "purchased", "attested": True, "informed": True}),
    "C05": (
        [],
        {"list_kind": "purchased", "informed": True, "bloctel_checked_on": dt.date(2026, 7, 10)},
    ),
    "C06": ([said("granted", "2026-02-01T10:00")], {"list_kind": "rented"}),
    "C08": ([said("refused", "2026-01-05T10:00")], {"list_kind": "rented", "suppressed": True}),
    "E09": ([said("granted", "2025-01-10T10:00"), said("refused", "2025-06-01T10:00")], {}),
    "E11": ([said("granted", "2026-01-10T10:00")], {"shared_refusal": True}),
    "E12": (
        [said("granted", "2026-02-01T10:00"), said("withdrawn", "2026-09-10T10:00")],
        {"asked": "2026-08-15T09:00"},
    ),
    "G01": ([said("granted", "2026-02-01T10:00")], {"deceased": True}),
    "G03": ([said("granted", "2023-01-01T10:00")], {"archived": True}),
    # retention
    "D02": ([said("granted", "2023-01-10T10:00")], {}),
    "D03": ([said("granted", "2023-01-10T10:00")], {}),
    "D05": ([said("granted", "2023-01-10T10:00"), said("withdrawn", "2026-10-01T10:00")], {}),
    "D06": ([said("granted", "2023-01-10T10:00")], {}),
    "D08": ([said("granted", "2023-01-10T10:00")], {}),
    "D09": ([], {}),
    "D24": ([said("granted", "2024-02-29T10:00")], {}),
    "D26": ([said("granted", "2023-01-10T10:00")], {"restricted": True}),
    "D27": ([], {}),
}
NOT_YET = {
    "calling hours, time zones and number of attempts are no fact of a segment: the caller's tool applies them": (
        "A13", "A14", "A17", "A20", "B13",
    ),
    "requests to be called back (with their date) and working days": ("A25", "A26"),
    "sector of the campaign, and the press exception": ("A28", "A29", "G04"),
    "information sent to a purchased list, with its date; terms of the seller's list": ("C03", "C09"),
    "transfers to partners, with versions of the partner list": ("C11", "C12", "G12"),
    "accounting, tax, evidence and card data: no archive yet": ("D11", "D12", "D17", "D18", "G06", "G07"),
    "retention of proofs and of the suppression list: nothing deletes them yet": ("D14", "D15"),
    "online accounts, logs, identity documents, cookies: not stored": ("D20", "D21", "D23", "G09", "G10"),
    "requests of data subjects": ("E02", "E03", "E05", "E08"),
    "restore: tests/store shows the refusal of a base without its tombstones": ("E06",),
    "free text": ("F01", "F02", "F04", "F05", "F07", "F08", "G13"),
    "separation of the archive": ("F10",),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "rgpd" / "cases.csv").open(encoding="utf-8", newline="") as file:
        return {row["case_id"]: row for row in csv.DictReader(file)}


def test_every_case_is_decided_or_explained(cases: dict[str, dict[str, str]]) -> None:
    later = [case for group in NOT_YET.values() for case in group]
    assert sorted([*STATED, *later]) == sorted(cases)


@pytest.mark.parametrize("case_id", [c for c in STATED if c[0] != "D"])
def test_decision(cases: dict[str, dict[str, str]], case_id: str) -> None:
    row, (events, words) = cases[case_id], STATED[case_id]
    asked = words.get("asked", row["at"])
    facts = _facts(row, events, words, asked)
    found = decide(facts, RULES, at_us=_us(asked), channel=CHANNELS[row["channel"]], purpose=PURPOSES[row["purpose"]])
    assert found["verdict"][0] == ANSWERS[row["expected_decision"]], found["reasons"][0].to_list()


@pytest.mark.parametrize("case_id", [c for c in STATED if c[0] == "D"])
def test_retention(cases: dict[str, dict[str, str]], case_id: str) -> None:
    row, (events, words) = cases[case_id], STATED[case_id]
    facts = _facts(row, events, words, row["at"])
    found = due(facts, RULES, as_of=dt.datetime.fromisoformat(row["at"]).date())
    assert found["verdict"][0] == ANSWERS[row["expected_decision"]], found["reasons"][0].to_list()


def _us(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp() * 1_000_000)


def _facts(row: dict[str, str], events: list[dict[str, Any]], words: dict[str, Any], asked: str) -> pl.DataFrame:
    found = re.search(r"\d{4}-\d\d-\d\d", row["last_inbound_event"])
    act = dt.date.fromisoformat(found[0]) if found else None
    bought = act if row["last_inbound_event"].startswith("order") else None
    # a case that tells no act and is not about retention does not mean an unknown clock
    collected = act if row["group"] == "retention" else act or dt.date(2026, 1, 10)
    facts: dict[str, Any] = {
        "customer_id": 1, "contact_point_id": 1, "kind": "person", "audience": row["audience"],
        "relation": RELATIONS[row["relation"]], "list_kind": "owned", "subtype": "mobile",
        "last_act_on": act, "last_purchase_on": bought, "collected_on": collected,
    }  # fmt: skip
    if row["audience"] != "b2c" and row["channel"] in {"phone_human", "autocall"}:
        facts["subtype"] = "fixed"
    facts |= _state(events, asked)
    facts |= {k: v for k, v in words.items() if k != "asked"}
    return pl.DataFrame([facts], infer_schema_length=None)


def _state(events: list[dict[str, Any]], asked: str) -> dict[str, Any]:
    if not events:
        return {"consent": "none"}
    frame = pl.DataFrame(
        [
            {
                "contact_point_id": 1, "status": e["status"], "occurred_us": _us(e["at"]) if e["at"] else None,
                "recorded_us": _us(e["at"] or "2026-11-01T09:00"), "evidence": e["evidence"], "proof": e["proof"],
                "attested": False,
            }
            for e in events
        ],
        schema_overrides={"occurred_us": pl.Int64, "proof": pl.String},
    )  # fmt: skip
    state = consent_state(frame, _us(asked), zone=PARIS)
    return state.row(0, named=True) if state.height else {"consent": "none"}
