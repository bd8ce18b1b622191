"""The manifest beside a delivered file: what was asked, by which rules it was decided, and who was left out and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from service.core.govern.rules import RuleSet
from service.core.segment.members import NO_POINT, Chosen

_NO_POINT = {
    "fr": "Aucune coordonnée pour ce canal.",
    "en": "No contact point for this channel.",
    "remedy_fr": "Demander la coordonnée à la personne.",
    "remedy_en": "Ask the person for one.",
}


@dataclass(frozen=True)
class Question:
    """What was asked: the condition as printed (null: everyone), channel, purpose and controller, and when."""

    where: str | None
    channel: str
    purpose: str
    controller_id: int
    at_us: int
    columns: tuple[str, ...]
    fields: tuple[str, ...] = ()  # that the condition speaks of


@dataclass(frozen=True)
class DeliveredFile:
    """The file as written: rows without its header, bytes, SHA-256 (hex)."""

    rows: int
    size: int
    sha256: str


def moment(at_us: int) -> str:
    """Microseconds UTC as ISO 8601."""
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def manifest_of(
    question: Question, chosen: Chosen, written: DeliveredFile, rules: RuleSet, *, delivery: str, now_us: int
) -> dict[str, Any]:
    """The manifest as a JSON object. `exclusions`: reason -> customers left out; one customer may have several."""
    speaking = [r for r in rules.rules if r.kind == "basis" and r.speaks_of(question.channel, question.purpose)]
    spoken = {r.conditions for r in speaking}
    told = {name: rules.conditions[name] for name in sorted(c for c in spoken if c)}
    return {
        "delivery": delivery,
        "created": moment(now_us),
        "question": {
            "where": question.where,
            "fields": question.fields,
            "channel": question.channel,
            "purpose": question.purpose,
            "controller_id": question.controller_id,
            "at": moment(question.at_us),
        },
        "rules": rules.label,
        "counts": chosen.counts,
        "exclusions": chosen.exclusions,
        "reasons": {code: reason_text(code, rules) for code in chosen.exclusions},
        "conditions": [{"code": name, "fr": fr, "en": en} for name, (fr, en) in told.items()],
        "file": {"sha256": written.sha256, "bytes": written.size, "rows": written.rows, "columns": question.columns},
    }


def reason_text(code: str, rules: RuleSet) -> dict[str, str]:
    """What a clerk reads of a reason, and what would change the answer: fr, en, remedy_fr, remedy_en."""
    return _NO_POINT if code == NO_POINT else asdict(rules.reasons[code])
