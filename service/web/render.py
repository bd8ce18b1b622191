"""From a template and what it shows to HTML: one environment a language, autoescape on, undefined names refused.

Values of customers pass through `cell`: escaped, isolated from the text around them (Unicode TR36), and signs that
cannot be seen or that turn the text round are shown by their number instead of acting.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from service.web import charts
from service.web.languages import LANGUAGES, Language, language
from service.web.words import Words

HERE = Path(__file__).parent
_ODD = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e007f\\ufdd0-\\ufdef\\ufffe\\uffff]"
)


def shown(value: object) -> Markup:
    """A value of a file or a customer, made harmless: `<bdi class="cell">…</bdi>`; nothing for null."""
    if value is None or value == "":
        return Markup("")
    parts, last = [], 0
    text = str(value)
    for found in _ODD.finditer(text):
        parts.append(escape(text[last : found.start()]))
        parts.append(Markup('<span class="odd">U+{}</span>').format(f"{ord(found.group()):04X}"))
        last = found.end()
    parts.append(escape(text[last:]))
    return Markup('<bdi class="cell">{}</bdi>').format(Markup("").join(parts))


def phone(number: str) -> str:
    """A number as people write it: 01 99 00 12 34 for +33199001234; others as they are (ITU-T E.123)."""
    if not re.fullmatch(r"\+33\d{9}", number):
        return number
    national = "0" + number[3:]
    return " ".join(national[at : at + 2] for at in range(0, 10, 2))


@cache
def version(name: str) -> str:
    """A file of static/ by its content, so that browsers may keep it for ever."""
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file of static/."""
    return f"/static/{name}?v={version(name)}"


@cache
def environment(code: str, zone: tzinfo) -> Environment:
    """The templates in one language."""
    spoken: Language = language(code, zone)
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(spoken.gettext, spoken.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    filters: dict[str, Callable[..., Any]] = {
        "amount": spoken.amount, "cell": shown, "day": spoken.day, "moment": spoken.moment, "number": spoken.number,
        "percent": spoken.percent, "phone": lambda n: shown(phone(n)) if n else "", "size": spoken.size,
    }  # fmt: skip
    made.filters.update(filters)
    made.globals.update(
        asset=asset, bars=charts.bars, weigh=charts.weigh, lang=code, languages=LANGUAGES, words=Words(spoken)
    )
    return made


def render(template: str, code: str, zone: tzinfo, /, **values: Any) -> str:
    """The page as text."""
    return environment(code, zone).get_template(template).render(**values)


def name_of(row: dict[str, Any]) -> str:
    """A customer in one line."""
    person = " ".join(row[part] for part in ("first_name", "last_name") if row.get(part))
    return person or row.get("company_name") or row.get("email") or ""
