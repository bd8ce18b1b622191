"""The reader's language: catalogues, and how numbers, dates and amounts are written in it.

French is what the templates say; `locales/en.po` translates the meaning. `locales/fr.po` holds the French plurals.
Both are compiled in memory when the service starts: there is no compiled file to forget.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import Translations

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"fr": "Français", "en": "English"}
_REGIONS = {"fr": "fr_FR", "en": "en_GB"}
# English in Europe, but as an English reader writes a day: 22 Nov 2026 cannot be taken for another one
_DAY = {"fr": "dd/MM/yyyy", "en": "d MMM yyyy"}
_KIB = 1024


@dataclass(frozen=True)
class Language:
    """One language: `gettext`, `ngettext` and the formats of its readers."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    zone: tzinfo

    @property
    def locale(self) -> Locale:
        """Babel's locale of this language."""
        return Locale.parse(_REGIONS[self.code])

    def number(self, n: float | None, digits: int = 0) -> str:
        """1 234 or 1 234,5; a dash when unknown."""
        return "–" if n is None else str(format_decimal(round(n, digits), locale=self.locale))

    def percent(self, share: float | None, digits: int = 0) -> str:
        """12,5 % of a share from 0 to 1; a dash when unknown."""
        pattern = f"#,##0{'.' if digits else ''}{'0' * digits}%"
        shown = self.locale.percent_formats[None].pattern.replace("#,##0", pattern.removesuffix("%"), 1)
        return "–" if share is None else str(format_percent(share, format=shown, locale=self.locale))

    def amount(self, minor: int | None, currency: str | None) -> str:
        """1 234,56 € of integer minor units."""
        if minor is None:
            return "–"
        return str(format_currency(minor / 100, currency or "EUR", locale=self.locale))

    def day(self, on: date | str | None) -> str:
        """22/11/2026 of a date or ISO text; partial dates as they are."""
        if on is None or on == "":
            return "–"
        if isinstance(on, str):
            try:
                on = date.fromisoformat(on)
            except ValueError:
                return str(on)
        return str(format_date(on, _DAY[self.code], locale=self.locale))

    def moment(self, us: int | None) -> str:
        """22/11/2026 14:05 of microseconds UTC, on the firm's clock."""
        if us is None:
            return "–"
        at = datetime.fromtimestamp(us / 1_000_000, UTC).astimezone(self.zone)
        return str(format_datetime(at, f"{_DAY[self.code]} HH:mm", locale=self.locale))

    def size(self, n: int | None) -> str:
        """12,5 Mo of bytes."""
        if n is None:
            return "–"
        units = ("o", "Ko", "Mo", "Go") if self.code == "fr" else ("bytes", "KB", "MB", "GB")
        value, at = float(n), 0
        while value >= _KIB and at < len(units) - 1:
            value, at = value / _KIB, at + 1
        return f"{self.number(value, 1 if at else 0)}\N{NO-BREAK SPACE}{units[at]}"


def read_catalogue(code: str) -> Translations:
    """A language's catalogue, compiled in memory."""
    with (LOCALES / f"{code}.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@cache
def language(code: str, zone: tzinfo) -> Language:
    """The language under one of the codes of LANGUAGES."""
    catalogue = read_catalogue(code)
    return Language(code, catalogue.ugettext, catalogue.ungettext, zone)


def chosen(cookie: str | None, accepted: str | None) -> str:
    """What to speak: the reader's choice, else French unless their browser asks for English and not for French."""
    if cookie in LANGUAGES:
        return cookie
    wanted = [part.split(";")[0].strip().lower()[:2] for part in (accepted or "").split(",")]
    return next((code for code in wanted if code in LANGUAGES), "fr")
