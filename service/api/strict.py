"""JSON bodies read strictly: what is ambiguous, or what one of the two databases could not keep, is refused.

Refused as malformed (400): not UTF-8, broken syntax, two equal keys in one object, NaN and Infinity, half a surrogate
pair, nesting beyond 64. Refused as invalid (422, with a pointer): NUL in a text, integers beyond 64 bits.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from service.api.problems import Invalid, MalformedJson

DEPTH = 64
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_MARKS = re.compile(rb"[\[\]{}]")
_INT64 = range(-(2**63), 2**63)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")


def strict_json(body: bytes) -> Any:
    """The value of a JSON text.

    Raises  MalformedJson, Invalid.
    """
    _refuse_deep(body)
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise MalformedJson("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise MalformedJson("The syntax is broken.", line=error.lineno, column=error.colno) from None
    except ValueError:  # an integer of more digits than Python reads
        raise MalformedJson("A number is too long.") from None
    _walk(value, "")
    return value


def pointer(path: list[str | int] | tuple[str | int, ...]) -> str:
    """JSON pointer (RFC 6901) as a fragment; names that are no plain words are left out: they may be values."""
    shown = []
    for step in path:
        if isinstance(step, str) and _PLAIN_KEY.fullmatch(step) is None:
            break
        shown.append(str(step))
    return "#" + "".join(f"/{step}" for step in shown)


def _refuse_deep(body: bytes) -> None:
    depth = 0
    for mark in _MARKS.finditer(_STRING.sub(b"", body)):
        depth += 1 if mark.group() in b"[{" else -1
        if depth > DEPTH:
            raise MalformedJson("The body is nested too deep.", most=DEPTH)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedJson("An object has the same key twice.")
    return found


def _constant(_name: str) -> NoReturn:
    raise MalformedJson("NaN and Infinity are not JSON.")


def _walk(value: Any, at: str) -> None:
    """Look at every text and number. The depth is bounded, so is the recursion."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _text(key, at)
            _walk(inner, f"{at}/{key}" if _PLAIN_KEY.fullmatch(key) else at)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _walk(inner, f"{at}/{index}")
    elif isinstance(value, str):
        _text(value, at)
    elif isinstance(value, int) and value not in _INT64:
        raise _invalid(at, "int-too-large", "An integer has at most 64 bits.")


def _text(text: str, at: str) -> None:
    if "\x00" in text:
        raise _invalid(at, "nul-character", "A text holds no NUL character.")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise MalformedJson("A text holds half a surrogate pair.") from None


def _invalid(at: str, code: str, detail: str) -> Invalid:
    return Invalid(errors=[{"in": "body", "pointer": f"#{at}", "code": code, "detail": detail}])
