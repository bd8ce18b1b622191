"""What kinds, the clean stage and look-ups write is registered, and what is registered of theirs is written somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from service.core.reasons import REASONS

ROOMS = "address|email|phone|siren|siret|vat|naf|name|country|postcode|date|amount|flag|text"
CODE = re.compile(rf'"((?:{ROOMS})\.[a-z-]+)"')


def written() -> set[str]:
    service = Path(__file__).parents[3] / "service"
    files = [file for room in ("core/kinds", "core/clean", "lookups") for file in (service / room).glob("*.py")]
    return {code for file in files for code in CODE.findall(file.read_text("utf-8"))}


def test_codes_written_are_the_codes_registered() -> None:
    registered = {code for code in REASONS if re.match(rf"(?:{ROOMS})\.", code)}
    assert written() == registered


def test_codes_speak_to_a_clerk_in_two_languages() -> None:
    for code in written():
        reason = REASONS[code]
        assert reason.fr
        assert reason.en
        assert not re.search(r"\d{5}|@", reason.fr + reason.en)
