"""Both languages say everything; numbers, dates and amounts are written as their readers write them."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import make_locales
import pytest

from service.core.fields import FIELDS
from service.core.reasons import REASONS
from service.web.field_words import FRENCH
from service.web.languages import Language, chosen, language
from service.web.words import _FIELDS

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_no_message_is_missing_and_none_is_left_over(code: str) -> None:
    assert make_locales.missing(code) == []


def test_the_catalogues_are_as_the_script_writes_them() -> None:
    for code in ("fr", "en"):
        assert (make_locales.WEB / "locales" / f"{code}.po").read_bytes() == make_locales.as_text(
            make_locales.updated(code)
        )


def test_something_is_said_at_all() -> None:
    assert len([m for m in make_locales.said() if m.id]) > 200


def test_a_translation_takes_the_same_facts() -> None:
    for message in make_locales.written("en"):
        if not message.id:
            continue
        ids = [str(text) for text in (message.id if isinstance(message.id, tuple | list) else [message.id])]
        said = message.string if isinstance(message.string, tuple | list) else [message.string]
        strings = [str(text) for text in said]
        wanted = {fact for text in ids for fact in re.findall(r"%\((\w+)\)s", text)}
        for text in strings:
            assert set(re.findall(r"%\((\w+)\)s", text)) <= wanted
        assert {fact for text in strings for fact in re.findall(r"%\((\w+)\)s", text)} == wanted


def test_every_issue_is_said_in_both() -> None:
    assert all(reason.fr and reason.en for reason in REASONS.values())


@pytest.fixture(params=["fr", "en"])
def spoken(request: pytest.FixtureRequest) -> Language:
    return language(request.param, PARIS)


def test_numbers_dates_and_amounts(spoken: Language) -> None:
    said = [
        spoken.number(1234567), spoken.number(None), spoken.percent(0.125, 1), spoken.percent(1), spoken.amount(123456, "EUR"),
        spoken.day("2026-11-22"), spoken.day("2026-11"), spoken.day(None), spoken.moment(1_795_352_700_000_000), spoken.size(12_900_000),
    ]  # fmt: skip
    plain = [text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ") for text in said]
    assert (
        plain
        == {
            "fr": [
                "1 234 567",
                "–",
                "12,5 %",
                "100 %",
                "1 234,56 €",
                "22/11/2026",
                "2026-11",
                "–",
                "22/11/2026 14:05",
                "12,3 Mo",
            ],
            "en": [
                "1,234,567",
                "–",
                "12.5%",
                "100%",
                "€1,234.56",
                "22 Nov 2026",
                "2026-11",
                "–",
                "22 Nov 2026 14:05",
                "12.3 MB",
            ],
        }[spoken.code]
    )


def test_none_is_singular_in_french_and_plural_in_english() -> None:
    one, many = "%(n)s import", "%(n)s imports"
    assert [language("fr", PARIS).ngettext(one, many, n) for n in (0, 1, 2)] == [one, one, many]
    assert [language("en", PARIS).ngettext(one, many, n) for n in (0, 1, 2)] == [many, one, many]


@pytest.mark.parametrize(
    ("cookie", "accepted", "code"),
    [(None, None, "fr"), (None, "en-GB,en;q=0.9", "en"), (None, "de,fr;q=0.8,en;q=0.7", "fr"), (None, "de", "fr"),
     ("en", "fr", "en"), ("fr", "en", "fr"), ("xx", "en", "en")],
)  # fmt: skip
def test_the_language_is_the_reader_s_choice_then_the_browser_s(
    cookie: str | None, accepted: str | None, code: str
) -> None:
    assert chosen(cookie, accepted) == code


def test_every_field_has_one_french_name() -> None:
    """A person who puts a column right chooses among all of them."""
    assert set(FIELDS) - set(_FIELDS) == set(FRENCH)
    assert len(set(FRENCH.values())) == len(FRENCH)
