"""Which weights a base is matched by: the model and the frequencies of the snapshot in force, for every door alike.

A snapshot keeps its model (store/models.py), so a new release of Limpide, or a model trained here, weighs nothing
before the base is matched again by it (flows/rematch.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import Engine

from service.core.match.rarity import Frequencies
from service.core.match.single import Known
from service.core.match.weights import Model, Scale, load
from service.reference.matching import match_model_text
from service.store.models import chosen_version, keep_model, model_text
from service.store.session import Work
from service.store.snapshots import Snapshot, add_snapshot, get_snapshot, id_in_force

LIMPIDE = "limpide"
"""Who brought a model that was shipped."""


@dataclass(frozen=True)
class Weights:
    """What pairs are weighed by: a snapshot, its model and its frequencies."""

    snapshot: int
    model: Model
    known: Frequencies

    @cached_property
    def values(self) -> Known:
        """The frequencies ready to be asked about single values."""
        return Known.of(self.known)

    @cached_property
    def scale(self) -> Scale:
        """The weights of the model in a base of so many parties, for single pairs."""
        return Scale(self.model, self.known["parties"])


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that Limpide ships."""
    return load(match_model_text())


def weights_in_force(work: Work) -> Weights | None:
    """What new rows are weighed by; null in a base that matched nothing yet. This process keeps it while it holds."""
    newest = id_in_force(work)
    if newest is None:
        return None
    key = (work.connection.engine, newest)
    held = _HELD.get(key)
    if held is None:
        held = weights_of(work, get_snapshot(work, newest))
        _HELD.clear()
        _HELD[key] = held
    return held


_HELD: dict[tuple[Engine, int], Weights] = {}


def weights_of(work: Work, snapshot: Snapshot) -> Weights:
    """Those of any snapshot. A model that is not kept (bases of earlier releases) is replaced by the shipped one."""
    known = Frequencies(**snapshot.body)  # type: ignore[typeddict-item]  # stored by our own hand
    return Weights(snapshot.id, _model(work, snapshot.model) or shipped_model(), known)


def _model(work: Work, version: str) -> Model | None:
    if version == shipped_model().version:
        return shipped_model()
    text = model_text(work, version)
    return None if text is None else load(text)


def model_in_force(work: Work) -> Model:
    """The model of the snapshot in force; before there is one, the model it will have."""
    held = weights_in_force(work)
    return model_for_new(work) if held is None else held.model


def text_in_force(work: Work) -> str:
    """The JSON of that model."""
    version = model_in_force(work).version
    return match_model_text() if version == shipped_model().version else model_text(work, version) or match_model_text()


def model_for_new(work: Work) -> Model:
    """The model that a new snapshot is made with: the chosen one, else the one that Limpide ships."""
    version = chosen_version(work)
    return shipped_model() if version is None else _model(work, version) or shipped_model()


def freeze(work: Work, model: Model, known: Frequencies, *, now_us: int, state: str = "used") -> int:
    """A new snapshot, its model kept beside it; its id."""
    if model.version == shipped_model().version:
        keep_model(work, model.version, match_model_text(), source="shipped", principal=LIMPIDE, now_us=now_us)
    return add_snapshot(work, model.version, dict(known), now_us, state=state)
