"""The quality of an import or of the base as a page shows it: one sentence, bars, tables, in the reader's language."""

from __future__ import annotations

from typing import Any

from service.core.columns import TYPED_OF
from service.core.insight.texts import Language, text
from service.core.reasons import REASONS
from service.web.problems import N_
from service.web.visits import Visit

_CANONICAL = {typed: name for name, typed in TYPED_OF.items() if name != "full_name"}
_TONES = ((80, "good", "check"), (50, "warn", "warn"), (0, "bad", "cross"))
TREND_SHOWN = 8


def language_of(visit: Visit) -> Language:
    """The reader's, as the core names it."""
    return "en" if visit.lang == "en" else "fr"


def field_word(visit: Visit, column: str) -> str:
    """What people call a typed column."""
    return visit.words.field(_CANONICAL.get(column, column))


def quality_shown(visit: Visit, told: dict[str, Any]) -> dict[str, Any]:
    """Everything that templates/quality_parts.html takes.

    In      told: of flows/quality.py.
    """
    language = language_of(visit)
    return told | {
        "headline": _headline(visit, told),
        "bars": [
            (text(each["channel"], language), each["share"] or 0.0, _part(visit, each["records"], each["share"]))
            for each in told["reach"]
        ],
        "reach_rows": [each | {"word": text(each["channel"], language)} for each in told["reach"]],
        "scores": [_score(visit, each, language) for each in told["dimensions"]],
        "field_rows": [each | {"word": field_word(visit, each["field"])} for each in told["fields"]],
        "pair_rows": [each | {"word": text(each["pair"], language)} for each in told["consistency"]],
        "age_bars": [(text(name, language), n, visit.speech.number(n)) for name, n in told["age"].items()],
        "hazard_rows": [each | {"word": _reason(each["code"], language)} for each in told["hazards"]],
        "kinds": [(text(kind, language), n, visit.speech.number(n)) for kind, n in told["typology"].items()],
        "cost_rows": [each | {"word": text(each["what"], language)} for each in told["costs"]["lines"]],
        "trend_rows": told["trend"][-TREND_SHOWN:],
        "dimension_words": [(name, text(name, language)) for name in _SCORED],
    }


_SCORED = ("completeness", "validity", "uniqueness", "consistency", "currentness")


def _headline(visit: Visit, told: dict[str, Any]) -> str:
    """The one thing a manager should know."""
    reach = {each["channel"]: each for each in told["reach"]}
    say = N_(
        "%(share)s des %(n)s fiches sont joignables par au moins un moyen : %(email)s par e-mail, %(mobile)s sur "
        "mobile, %(post)s par courrier."
    )
    shares = {name: _percent(visit, reach[name]["share"]) for name in ("email", "mobile", "post")}
    share = _percent(visit, reach["any"]["share"])
    return visit.say(say, share=share, n=visit.speech.number(told["records"]), **shares)


def _part(visit: Visit, n: int, share: float | None) -> str:
    return f"{_percent(visit, share)} · {visit.speech.number(n)}"


def _percent(visit: Visit, share: float | None) -> str:
    """Cut, never rounded up: 100 % says that it is all of them."""
    return visit.speech.percent(None if share is None else int(share * 100) / 100)


def _score(visit: Visit, each: dict[str, Any], language: Language) -> dict[str, Any]:
    tone, icon = next(((t, i) for least, t, i in _TONES if (each["score"] or 0) >= least), ("", "dash"))
    known = each["score"] is not None
    return {
        "name": each["name"],
        "word": text(each["name"], language),
        "score": visit.speech.number(each["score"], 0 if each["score"] in (0, 100) else 1) if known else "–",
        "tone": tone if known else "",
        "icon": icon if known else "dash",
        "formula": each["formula"][language],
        "good": each["good"],
        "checked": each["checked"],
        "why": None if known else each["why"][language],
    }


def _reason(code: str, language: Language) -> str:
    reason = REASONS[code]
    return reason.fr if language == "fr" else reason.en
