"""How the values of lists survive: the rules that are kept, by list."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlmodel import SQLModel

from service.core.resolve.survival import ListSurvival, Policy
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.tables.lists import Survival

_TABLE = SQLModel.metadata.tables[Survival.__tablename__]
_EVERY = Prepared(select(_TABLE.c.list_id, _TABLE.c.rules))


def policy_in_force(work: Work) -> Policy:
    """The rules of every list that has some."""
    return {row["list_id"]: ListSurvival.from_json(row["rules"]) for row in _EVERY.rows(work)}


def survival_of(work: Work, list_id: int) -> ListSurvival | None:
    """The rules of one list, null when it has none of its own."""
    return policy_in_force(work).get(list_id)


def set_survival(work: Work, list_id: int, rules: ListSurvival | None, *, now_us: int) -> None:
    """Keep the rules of a list; null: as any other's."""
    work.connection.execute(delete(_TABLE).where(_TABLE.c.list_id == list_id))
    if rules is not None:
        row = {"list_id": list_id, "rules": rules.to_json(), "changed_us": now_us}
        work.connection.execute(insert(_TABLE).values(row))
