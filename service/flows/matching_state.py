"""By what a base is matched, by what it could be, and whether matching it again is worth it."""

from __future__ import annotations

from dataclasses import dataclass

from service.flows.rematch import KIND
from service.flows.weights import shipped_model
from service.store.everyone import how_many_parties
from service.store.job_views import JobRow, job_row
from service.store.jobs import live_job
from service.store.judged import how_many_judged
from service.store.models import Kept, chosen_version, kept_models
from service.store.session import Work
from service.store.snapshots import Snapshot, snapshot_in_force

GROWN = 2
"""Times as many parties as when names were counted, from which they are to be counted anew."""
LEAST = 2_000
"""Parties below which a base is not worth it: names are told apart by nothing much."""
REASONS = ("model", "growth", "mixed")
"""Why matching again is advised: another model is to be used; the base has grown; pairs of several snapshots."""


@dataclass(frozen=True)
class MatchingState:
    """snapshot  in force; null: nothing was matched yet
    next_model, shipped  versions: of the next snapshot, and of the model that Limpide ships
    models       kept in the base, the newest first
    parties, answers  now in the base; people's answers on pairs that a model could learn from
    advice       REASONS that hold
    job          the re-match that waits or runs
    """

    snapshot: Snapshot | None
    next_model: str
    shipped: str
    models: list[Kept]
    parties: int
    answers: int
    advice: list[str]
    job: JobRow | None


def matching_state(work: Work) -> MatchingState:
    """How it stands now."""
    snapshot, shipped = snapshot_in_force(work), shipped_model().version
    coming, parties = chosen_version(work) or shipped, how_many_parties(work)
    job = live_job(work, KIND)
    return MatchingState(
        snapshot, coming, shipped, kept_models(work), parties, how_many_judged(work),
        [] if snapshot is None else _advice(snapshot, coming, parties), None if job is None else job_row(work, job),
    )  # fmt: skip


def _advice(snapshot: Snapshot, coming: str, parties: int) -> list[str]:
    holds = {
        "model": snapshot.model != coming,
        "growth": parties >= max(LEAST, GROWN * int(snapshot.body["parties"])),
        "mixed": not snapshot.whole,
    }
    return [reason for reason in REASONS if holds[reason]]
