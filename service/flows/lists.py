"""Lists and their terms: where rows come from, in whose name people are contacted, what the firm vouches for.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from typing import Any

from service.core.govern.basis import basis_of
from service.core.resolve.survival import ListSurvival
from service.errors import NameTaken, NotFound, WrongState
from service.flows.receive import Terms
from service.flows.recompute import ask_to_recompute
from service.store import imports
from service.store import lists as rows
from service.store.lists import ListRow
from service.store.session import Work
from service.store.survivals import set_survival, survival_of


def create_list(work: Work, name: str, terms: Terms, *, now_us: int) -> ListRow:
    """A new, empty list.

    Raises  NameTaken; RulesInvalid (its basis says something that is not understood).
    """
    _refuse_taken(work, name)
    basis = None if terms.basis is None else basis_of(terms.basis)
    made = imports.add_list(
        work, name, kind=terms.kind, audience=terms.audience, basis=basis, controller=terms.controller, now_us=now_us
    )
    return get_list(work, made.id)


def get_list(work: Work, list_id: int) -> ListRow:
    """The list under this id.

    Raises  NotFound.
    """
    found = rows.list_row(work, list_id)
    if found is None:
        raise NotFound("There is no list under this id.", list_id=list_id)
    return found


def change_list(work: Work, list_id: int, changes: dict[str, Any], *, now_us: int) -> ListRow:
    """Change what is given of name, kind, audience, basis, controller and survival; decisions follow the terms of
    today, golden values the rules of today, once a job has computed them anew.

    Raises  NotFound, NameTaken, RulesInvalid; WrongState: a list that has imports cannot become a rented one, whose
            rows never enter the base, nor move to another controller, in whose name nobody consented.
    """
    now = get_list(work, list_id)
    values = dict(changes)
    if "name" in values and values["name"] != now.name:
        _refuse_taken(work, values["name"])
    if values.get("basis") is not None:
        values["basis"] = basis_of(values["basis"])
    if _moves(now, values) and rows.has_imports(work, list_id):
        raise WrongState("This list has imports: it stays with its controller, and is not rented.", list_id=list_id)
    if "controller" in values:
        values["controller_id"] = rows.controller_named(work, values.pop("controller"), now_us=now_us)
    if "survival" in values:
        _survive(work, list_id, values.pop("survival"), now_us=now_us)
    if values:
        rows.set_terms(work, list_id, **values)
    return get_list(work, list_id)


def _moves(now: ListRow, values: dict[str, Any]) -> bool:
    rented = values.get("kind", now.kind) == "rented" and now.kind != "rented"
    return rented or values.get("controller", now.controller) != now.controller


def _refuse_taken(work: Work, name: str) -> None:
    taken = imports.list_named(work, name)
    if taken is not None:
        raise NameTaken("Another list has this name.", list_id=taken.id)


def _survive(work: Work, list_id: int, rules: ListSurvival | None, *, now_us: int) -> None:
    """Keep how the values of a list survive; the job is asked for only when that changes."""
    if survival_of(work, list_id) != rules:
        set_survival(work, list_id, rules, now_us=now_us)
        ask_to_recompute(work, list_id, now_us=now_us)
