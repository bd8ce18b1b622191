"""Match models that this base was matched by, or that were trained for it: kept whole, so that a new release of Limpide
changes no weight by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel

from service.errors import NotFound
from service.store.session import Work
from service.store.tables.matching import MatchModel

_TABLE = SQLModel.metadata.tables[MatchModel.__tablename__]
_M = _TABLE.c


@dataclass(frozen=True)
class Kept:
    """A model of the base: where it is from, who brought it when, whether it is for new snapshots, and its manifest."""

    version: str
    source: str
    principal: str
    at_us: int
    chosen: bool
    manifest: dict[str, Any]


def keep_model(work: Work, version: str, text: str, *, source: str, principal: str, now_us: int) -> bool:
    """Keep a model under its version; false when it is there already."""
    if model_text(work, version) is not None:
        return False
    row = {"version": version, "body": text, "source": source, "principal": principal, "at_us": now_us}
    work.connection.execute(insert(_TABLE).values(row))
    return True


def model_text(work: Work, version: str) -> str | None:
    """The JSON text of a model, null when it is not kept."""
    return work.connection.execute(select(_M.body).where(_M.version == version)).scalar_one_or_none()


def chosen_version(work: Work) -> str | None:
    """The model that new snapshots are made with; null: the one that Limpide ships."""
    asked = select(_M.version).where(_M.chosen_us.is_not(None)).order_by(_M.chosen_us.desc(), _M.version).limit(1)
    return work.connection.execute(asked).scalar_one_or_none()


def choose(work: Work, version: str | None, *, now_us: int) -> None:
    """From now on new snapshots are made with this model; null: with the one that Limpide ships.

    Raises  NotFound.
    """
    work.connection.execute(update(_TABLE).values(chosen_us=None))
    if version is None:
        return
    chosen = update(_TABLE).where(_M.version == version, _M.source == "trained").values(chosen_us=now_us)
    if work.connection.execute(chosen).rowcount != 1:
        raise NotFound("There is no trained model of this version.")


def kept_models(work: Work) -> list[Kept]:
    """All that are kept, the newest first."""
    rows = work.connection.execute(select(_TABLE).order_by(_M.at_us.desc(), _M.version))
    return [
        Kept(
            row.version, row.source, row.principal, row.at_us, row.chosen_us is not None,
            orjson.loads(row.body).get("manifest", {}),
        )
        for row in rows
    ]  # fmt: skip
