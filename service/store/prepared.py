"""Queries that every request asks, made once: SQLAlchemy builds the text, the driver runs it.

    GOLDEN = Prepared(select(*columns).where(column == bindparam("customer_id")))
    GOLDEN.rows(work, customer_id=12)          [{"id": 12, …}]

To build, compile and wrap a statement at every execution takes several times as long as to run it. Lists are given to
parameters made with `expanding=True`; a text is kept for each length of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select

from service.store.session import Work

Given = int | str | list[int]
_MOST_TEXTS = 64


class _Slot(NamedTuple):
    """Which argument a parameter comes from, and which place of it when that is a list."""

    name: str
    place: int | None


class _Text(NamedTuple):
    """A statement as the driver takes it, and its parameters in order: name, and a _Slot or a constant."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]
    positional: bool


class Prepared:
    """A SELECT of numbers and texts, which the driver gives as they are."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, Any] = {}
        self._texts: dict[tuple[str, tuple[tuple[str, int], ...]], _Text] = {}

    def rows(self, work: Work, **given: Given) -> list[dict[str, Any]]:
        """The rows, by name of column.

        Raises  TypeError: a column that the driver does not give as it is.
        """
        text = self._text_for(work, tuple((n, len(v) if isinstance(v, list) else -1) for n, v in given.items()))
        values = {name: _value(given, wanted) for name, wanted in text.parameters}
        cursor = work.raw.cursor()
        try:
            cursor.execute(text.sql, list(values.values()) if text.positional else values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        finally:
            cursor.close()

    def one(self, work: Work, **given: Given) -> dict[str, Any] | None:
        """The only row, or null."""
        found = self.rows(work, **given)
        return found[0] if found else None

    def _text_for(self, work: Work, lengths: tuple[tuple[str, int], ...]) -> _Text:
        found = self._texts.get((work.dialect, lengths))
        if found is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            found = self._texts[work.dialect, lengths] = _text(self._compiled_for(work), lengths)
        return found

    def _compiled_for(self, work: Work) -> Any:
        """The statement compiled, which costs ten times as much as a text of it for another length."""
        found = self._compiled.get(work.dialect)
        if found is None:
            found = self._compiled[work.dialect] = _compiled(self._statement, work.connection.dialect)
        return found


def _value(given: dict[str, Given], wanted: Any) -> Any:
    if not isinstance(wanted, _Slot):
        return wanted
    value = given[wanted.name]
    return value[wanted.place] if isinstance(value, list) and wanted.place is not None else value


def _compiled(statement: Select[Any], dialect: Dialect) -> Any:
    for column in statement.selected_columns:
        if column.type.dialect_impl(dialect).result_processor(dialect, None) is not None:
            raise TypeError(f"{column} needs SQLAlchemy to be read")
    return statement.compile(dialect=dialect)


def _text(compiled: Any, lengths: tuple[tuple[str, int], ...]) -> _Text:
    slots = {n: _Slot(n, None) if k < 0 else [_Slot(n, place) for place in range(k)] for n, k in lengths}
    text = compiled.construct_expanded_state(slots)
    order = text.positiontup if compiled.positional else list(text.parameters)
    return _Text(text.statement, tuple((n, text.parameters[n]) for n in order or ()), compiled.positional)
