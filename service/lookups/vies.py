"""Whether a VAT number is in VIES, the register of the European Commission for trade between member states.

Its REST interface is spoken to with the standard library; stdnum's own look-up would need a SOAP client.
A French firm may have a right number and not be in VIES: only those that trade within the Union ask to be.
Source  https://ec.europa.eu/taxation_customs/vies/#/technical-information (POST /check-vat-number).
"""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson
from stdnum.eu.vat import MEMBER_STATES

from service.lookups.asking import Ask, Verdict

VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"

_SECONDS = 8.0
_MOST_BYTES = 1 << 16
_STATES = frozenset(state.upper() for state in MEMBER_STATES - {"gr"}) | {"EL"}


class _NoRedirect(HTTPRedirectHandler):
    """The number is told to nobody but the address that was meant: a redirect is an error."""

    def redirect_request(self, *_: Any) -> None:
        """Nowhere."""


def vies_ask(url: str = VIES, *, seconds: float = _SECONDS) -> Ask:
    """The question about one number, written as core/kinds/companies.py does; a state that is not in VIES: unknown.

    In      url: where the REST interface stands; seconds: how long the server may be silent.
    """
    opener = build_opener(_NoRedirect)

    def ask(number: str) -> Verdict:
        state, rest = number[:2], number[2:]
        if state not in _STATES:
            return "unknown"
        body = orjson.dumps({"countryCode": state, "vatNumber": rest})
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = Request(url, body, headers)  # noqa: S310 - the address is ours, never one that a caller names
        try:
            with opener.open(request, timeout=seconds) as answer:
                told = orjson.loads(answer.read(_MOST_BYTES))
        except (OSError, HTTPException, orjson.JSONDecodeError):
            return "unknown"
        return _verdict(told, rest)

    return ask


def _verdict(told: Any, number: str) -> Verdict:
    """Trust a plain yes or no about this number; a state that is away is told with status 200 as well."""
    if not isinstance(told, dict) or told.get("errorWrappers") or told.get("vatNumber") != number:
        return "unknown"
    if told.get("userError", "VALID") not in ("VALID", "INVALID") or not isinstance(told.get("valid"), bool):
        return "unknown"
    return "found" if told["valid"] else "none"
