"""The words that facts, rules and decisions share, and what each test of a rule may answer.

A test looks at facts and answers one of its keys, or nothing when it does not apply. Each key has one verdict.
"""

from __future__ import annotations

from typing import Literal

Verdict = Literal["allowed", "refused", "unknown"]

KINDS = ("person", "company", "mailbox")
AUDIENCES = ("b2c", "b2b_named", "b2b_generic", "b2b_sole_trader", "unknown")
RELATIONS = ("customer", "prospect", "supplier", "staff", "partner", "competitor", "unknown")
LIST_KINDS = ("owned", "collected", "purchased", "rented", "unknown")
CONSENTS = ("none", "granted", "refused", "withdrawn")
CONTRACTS = ("none", "related", "unrelated")
CHANNELS = ("email", "sms", "phone", "post", "autocall")
PURPOSES = ("marketing.own", "tracking.email-open", "service")
CLOCKS = ("collected_on", "last_act_on", "last_purchase_on", "granted_on")
FLAGS = ("restricted", "deceased", "archived")
ON_DUE = ("erase", "keep", "ask")
PROOFS = ("dated", "complete")

# test -> key -> verdict; the order of the keys is their code in core/govern/questions.py, from 1
OUTCOMES: dict[str, dict[str, Verdict]] = {
    "objection": {"suppressed": "refused", "refused": "refused", "withdrawn": "refused", "shared": "refused"},
    "flag": {"set": "refused"},
    "source": {
        "rented": "refused",
        "unknown": "unknown",
        "unattested": "unknown",
        "collected_person": "unknown",
    },
    "relation": {"supplier": "refused", "staff": "refused", "partner": "refused", "competitor": "refused"},
    "age": {"under_age": "refused", "consent_under_age": "unknown"},
    "fit": {"no_text_line": "refused", "special_line": "refused"},
    "retention": {"over": "refused", "clock_unknown": "unknown"},
    "consent": {
        "valid": "allowed",
        "attested": "allowed",
        "undated": "unknown",
        "unproven": "unknown",
        "expired": "refused",
        "missing": "refused",
    },
    "soft_optin": {"met": "allowed", "not_met": "refused", "unproven": "unknown"},
    "interest": {"free": "allowed", "not_informed": "refused", "unknown": "unknown"},
    "professional_line": {
        "free": "allowed",
        "not_informed": "refused",
        "unknown": "unknown",
        "maybe_private": "unknown",
    },
    "scrubbed": {"clear": "allowed", "not_scrubbed": "unknown", "not_informed": "refused", "unknown": "unknown"},
    "contract": {"related": "allowed", "unrelated": "refused"},
    "free": {"free": "allowed"},
    "grey": {"grey": "unknown"},
}

STOP_TESTS = frozenset({"objection", "flag", "source", "relation", "age", "fit", "retention"})
# what a rule of this test must say, beside what every rule says
NEEDS: dict[str, frozenset[str]] = {
    "flag": frozenset({"fact"}),
    "age": frozenset({"years"}),
    "retention": frozenset({"clocks", "duration", "on_due"}),
    "consent": frozenset({"proof"}),
    "scrubbed": frozenset({"duration"}),
}
MAY: dict[str, frozenset[str]] = {"consent": frozenset({"duration"})}
