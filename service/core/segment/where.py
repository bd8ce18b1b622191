"""The condition of a segment, from text: `city = 'Lyon' and (total_spent >= 100 or last_order_date >= 2024-01-01)`.

    condition   and, or, not, parentheses; `and` binds tighter than `or`; words in any case
    comparison  field = != < <= > >= value · field [not] in (…) · field [not] between a and b
                field [not] like 'Dup%' · field is [not] null
    value       'text' (a quote inside is doubled) · 12 · 12.50 · 2024-01-31

Nothing of it is ever run as SQL: store/segments.py binds every value. Errors give the position and never the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NoReturn

from service.core.segment.conditions import (
    FIELDS,
    OPERATORS,
    And,
    Between,
    Compare,
    Condition,
    Like,
    Missing,
    Not,
    OneOf,
    Or,
    Value,
)
from service.errors import BadQuery

LONGEST, DEEPEST, MOST_VALUES = 10_000, 40, 1_000
_TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<day>\d{4}-\d{2}-\d{2}(?![\w.]))|(?P<number>-?\d{1,15}(?:\.\d{1,9})?(?![\w.]))"
    r"|(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign><=|>=|!=|<>|[=<>(),])"
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "like", "between", "is", "null"})
_Kind = Literal["day", "number", "text", "word", "sign", "end"]


@dataclass(frozen=True)
class _Token:
    kind: _Kind
    text: str
    at: int  # first character, from 1


def parse_where(text: str) -> Condition:
    """The condition a text means.

    Raises  BadQuery with `position` (character, from 1); for an unknown field with `fields`, the known ones.
    """
    if len(text) > LONGEST:
        raise BadQuery("The condition is too long.", longest=LONGEST)
    parser = _Parser(_tokens(text))
    condition = parser.either(0)
    if parser.now.kind != "end":
        parser.fail("The condition should end here, or go on with and, or.")
    return condition


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _fail(at + 1, "This cannot be read: text goes between single quotes, dates are written 2024-01-31.")
        kind = match.lastgroup
        if kind != "blank":
            found.append(_Token(kind, match[0], at + 1))  # type: ignore[arg-type]  # a match has a group
        at = match.end()
    found.append(_Token("end", "", len(text) + 1))
    return found


def _fail(at: int, detail: str, **facts: list[str]) -> NoReturn:
    raise BadQuery(detail, position=at, **facts)


class _Parser:
    """One token of look-ahead over the text; each method reads one level of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def now(self) -> _Token:
        return self._tokens[self._next]

    def fail(self, detail: str) -> NoReturn:
        _fail(self.now.at, detail)

    def either(self, depth: int) -> Condition:
        parts = self._joined("or", lambda: self._both(depth), Or)
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self, depth: int) -> Condition:
        parts = self._joined("and", lambda: self._single(depth), And)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _joined(self, word: str, read: Callable[[], Condition], same: type[And | Or]) -> list[Condition]:
        """Parts between a word; a part in parentheses of the same sort dissolves into them."""
        parts: list[Condition] = []
        while True:
            part = read()
            parts.extend(part.parts if isinstance(part, same) else (part,))
            if not self._took(word):
                return parts

    def _single(self, depth: int) -> Condition:
        if depth > DEEPEST:
            self.fail("The condition is nested too deeply.")
        if self._took("not"):
            return Not(self._single(depth + 1))
        if self._took("("):
            inner = self.either(depth + 1)
            self._need(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        field = self._field()
        if self._took("is"):
            negated = self._took("not")
            self._need("null")
            return Missing(field, negated)
        negated = self._took("not")
        if self._took("in"):
            return self._one_of(field, negated=negated)
        if self._took("between"):
            low = self._value(field)
            self._need("and")
            return Between(field, low, self._value(field), negated)
        if self._took("like"):
            return self._like(field, negated=negated)
        op = "!=" if self.now.text == "<>" else self.now.text
        if negated or self.now.kind != "sign" or op not in OPERATORS:
            self.fail(f"One of {' '.join(OPERATORS)} in, between, like, is is needed here.")
        self._next += 1
        return Compare(field, op, self._value(field))

    def _one_of(self, field: str, *, negated: bool) -> Condition:
        self._need("(")
        values = [self._value(field)]
        while self._took(","):
            values.append(self._value(field))
            if len(values) > MOST_VALUES:
                self.fail(f"At most {MOST_VALUES} values.")
        self._need(")")
        return OneOf(field, tuple(values), negated)

    def _like(self, field: str, *, negated: bool) -> Condition:
        if FIELDS[field] != "text":
            self.fail("like is for text fields.")
        pattern = str(self._value(field))
        if len(re.sub(r"\\[%_\\]", "", pattern).split("\\")) > 1:
            _fail(self._tokens[self._next - 1].at, r"In a pattern, \ stands before %, _ or \ only.")
        return Like(field, pattern, negated)

    def _field(self) -> str:
        token = self.now
        name = token.text.lower()
        if token.kind != "word" or name in _KEYWORDS:
            self.fail("The name of a field is needed here.")
        if name not in FIELDS:
            _fail(token.at, "There is no such field.", fields=sorted(FIELDS))
        self._next += 1
        return name

    def _value(self, field: str) -> Value:
        token, wanted = self.now, FIELDS[field]
        value = _READ[wanted](token)
        if value is None:
            self.fail(_WANTED[wanted])
        self._next += 1
        return value

    def _took(self, text: str) -> bool:
        taken = self.now.kind in ("word", "sign") and self.now.text.lower() == text
        self._next += taken
        return taken

    def _need(self, text: str) -> None:
        if not self._took(text):
            self.fail(f"{text} is needed here.")


def _text(token: _Token) -> str | None:
    return token.text[1:-1].replace("''", "'") if token.kind == "text" else None


def _whole(token: _Token) -> int | None:
    return int(token.text) if token.kind == "number" and "." not in token.text else None


def _money(token: _Token) -> Decimal | None:
    if token.kind != "number" or len(token.text.partition(".")[2]) > 2:
        return None
    return Decimal(token.text)


def _day(token: _Token) -> date | None:
    written = token.text if token.kind == "day" else _text(token)
    try:
        return date.fromisoformat(written) if written is not None and len(written) == 10 else None
    except ValueError:
        return None


_READ: dict[str, Callable[[_Token], Value | None]] = {"text": _text, "whole": _whole, "money": _money, "day": _day}
_WANTED = {
    "text": "This field holds text: put the value between single quotes.",
    "whole": "This field holds whole numbers.",
    "money": "This field holds amounts: at most two decimals after a dot.",
    "day": "This field holds dates: write 2024-01-31.",
}
