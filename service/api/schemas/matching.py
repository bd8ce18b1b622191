"""By what the base is matched, going out; which model it shall be matched by, coming in."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from service.api.schemas.common import In, Moment, Out, example, moment
from service.api.schemas.jobs import JobOut
from service.flows.matching_state import MatchingState
from service.store.models import Kept
from service.store.snapshots import Snapshot

SHIPPED = "shipped"


class ModelChoice(In):
    """A model for the next re-match."""

    model_config = ConfigDict(json_schema_extra=example({"version": SHIPPED}))

    version: Annotated[str, Field(pattern=r"^[!-~]+$", min_length=1, max_length=120)] = Field(
        description="One of `models` that was trained, or `shipped`: the one that comes with Limpide."
    )

    def chosen(self) -> str | None:
        """The version; null: the shipped one."""
        return None if self.version == SHIPPED else self.version


class SnapshotOut(Out):
    """What weights lean on, frozen."""

    id: int
    model: str = Field(description="Version of its model.")
    parties: int = Field(description="Of the base when the frequencies of names were counted.")
    created_at: Moment
    whole: bool = Field(description="Whether every pair of the base was weighed by it.")

    @classmethod
    def of(cls, found: Snapshot) -> Self:
        """As people see it."""
        told = {"id": found.id, "model": found.model, "whole": found.whole, "created_at": moment(found.created_us)}
        return cls.model_validate(told | {"parties": found.body["parties"]})


class ModelOut(Out):
    """A model that is kept in the base."""

    version: str
    source: Literal["shipped", "trained"]
    principal: str = Field(description="Who brought it.")
    at: Moment
    chosen: bool = Field(description="Whether the next snapshot is made with it.")
    learned: dict[str, Any] | None = Field(
        description="Of a trained one: from what, and how good it was before and after, on pairs it did not learn from."
    )

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """As people see it."""
        learned = kept.manifest.get("adjusted_on")
        told = {"version": kept.version, "source": kept.source, "principal": kept.principal, "chosen": kept.chosen}
        return cls.model_validate(told | {"at": moment(kept.at_us), "learned": learned})


class MatchingOut(Out):
    """How the base is matched, and whether matching it again is worth it."""

    snapshot: SnapshotOut | None = Field(description="In force; null: nothing was matched yet.")
    next_model: str = Field(description="Version that a re-match would move to.")
    shipped_model: str
    models: list[ModelOut] = Field(description="Kept in the base, the newest first.")
    parties: int = Field(description="In the base now.")
    answers: int = Field(description="Of people on pairs, that a model could learn from.")
    advice: list[Literal["model", "growth", "mixed"]] = Field(
        description="Why matching again is worth it: another model; names were counted in a base half as large; some "
        "pairs are of earlier snapshots. Empty: it is not."
    )
    job: JobOut | None = Field(description="The re-match that waits or runs.")

    @classmethod
    def of(cls, state: MatchingState) -> Self:
        """As people see it."""
        return cls(
            snapshot=None if state.snapshot is None else SnapshotOut.of(state.snapshot),
            next_model=state.next_model,
            shipped_model=state.shipped,
            models=[ModelOut.of(kept) for kept in state.models],
            parties=state.parties,
            answers=state.answers,
            advice=state.advice,  # type: ignore[arg-type]  # of REASONS
            job=None if state.job is None else JobOut.of(state.job),
        )
