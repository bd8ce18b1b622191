"""What `limpide check` and the API answer on values when somebody asked to look further than the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from service.errors import BadQuery, LookupOff
from service.lookups.asking import Asking


@dataclass(frozen=True)
class _Words:
    """How the answers of a kind tell a verdict: the part that has it, and codes."""

    part: str
    none: str
    unknown: str
    setting: str


_WORDS = {
    "email": _Words("mail_server", "email.no-mail-server", "email.mail-server-unknown", "LIMPIDE_LOOKUP_MX"),
    "vat": _Words("vies", "vat.not-registered", "vat.registration-unknown", "LIMPIDE_LOOKUP_VIES"),
}


class Lookups:
    """The look-ups that somebody opted in to; by default none."""

    def __init__(self, *, mx: Asking | None = None, vies: Asking | None = None) -> None:
        self._asking = {"email": mx, "vat": vies}

    def of(self, kind: str) -> Asking:
        """The look-up of a kind.

        Raises  BadQuery where a kind has none; LookupOff, with the setting that would allow it.
        """
        if kind not in _WORDS:
            raise BadQuery("Nothing can be looked up for this kind.", option="online", known=sorted(_WORDS))
        asking = self._asking[kind]
        if asking is None:
            raise LookupOff("The operator of this installation has not allowed it.", setting=_WORDS[kind].setting)
        return asking

    def look(self, kind: str, answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answers of core/kinds/checking.py with what others say of them; what cannot be used is not asked about.

        Out     none: not valid, with its code; unknown: as before, with a code where there was none; `parts` has the
                verdict (found, none, unknown).
        Raises  as `of`.
        """
        asking, words = self.of(kind), _WORDS[kind]
        told = list(answers)
        keys = [_key(kind, answer) for answer in told]
        verdicts = asking.verdicts(key for key in keys if key is not None)
        return [
            answer if key is None else _with_verdict(answer, words, verdicts[key])
            for answer, key in zip(told, keys, strict=True)
        ]

    def close(self) -> None:
        """Ask nothing more."""
        for asking in self._asking.values():
            if asking is not None:
                asking.close()


def _key(kind: str, answer: dict[str, Any]) -> str | None:
    """What others are asked about: of an address the domain alone."""
    value: str | None = answer["normalised"]
    if value is None or kind != "email":
        return value
    return value.rpartition("@")[2]


def _with_verdict(answer: dict[str, Any], words: _Words, verdict: str) -> dict[str, Any]:
    code, valid = answer["code"], answer["valid"]
    if verdict == "none":
        code, valid = words.none, False
    elif verdict == "unknown":
        code = code or words.unknown
    return answer | {"code": code, "valid": valid, "parts": answer["parts"] | {words.part: verdict}}
