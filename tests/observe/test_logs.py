"""One JSON object a line, of registered events and fields only, and nothing a person may have said."""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from service.observe import logs

SERVICE = Path(__file__).parents[2] / "service"
CANARY = "jeanne.martin@courrier.example"


@pytest.fixture
def said() -> Iterator[io.BytesIO]:
    """What this process logs meanwhile."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.BytesIO()
    logs.configure(stream, clock=lambda: 1_780_000_000.1239)
    yield stream
    logs.unbind_all()
    structlog.configure(**before)
    logging.captureWarnings(capture=False)
    root.handlers = handlers
    root.setLevel(level)


def _fail() -> None:
    raise KeyError(CANARY)


def lines(said: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_a_line_has_its_moment_level_event_and_fields(said: io.BytesIO) -> None:
    logs.bind(request_id="ab12")
    logs.tell("request", method="GET", route="/v1/lists/{list_id}", status=200, ms=1.5, principal_id=None)
    assert lines(said) == [
        {
            "at": "2026-05-28T20:26:40.123Z", "level": "info", "event": "request", "method": "GET", "ms": 1.5,
            "request_id": "ab12", "route": "/v1/lists/{list_id}", "status": 200,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("value", [CANARY, "01 99 00 12 34", "Jean Dupont", "lmp_abcdef", "a\nb", {"a": 1}, "é"])
def test_what_is_not_of_a_fields_shape_is_left_out(said: io.BytesIO, value: object) -> None:
    logs.tell("request", route=value, status=200)
    assert lines(said) == [{"at": "2026-05-28T20:26:40.123Z", "level": "info", "event": "request", "status": 200}]


def test_fields_and_events_that_are_not_registered_are_not_told(said: io.BytesIO) -> None:
    logs.tell("request", email="x")
    assert "email" not in lines(said)[0]
    with pytest.raises(KeyError):
        logs.tell("something-new")


def test_a_bug_tells_its_frames_and_its_cause_but_no_word(said: io.BytesIO) -> None:
    try:
        try:
            _fail()
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError as bug:
        logs.tell_bug(bug)
    outer, inner = lines(said)
    assert (outer["bug"], inner["bug"]) == ("builtins.ValueError", "builtins.KeyError")
    assert outer["trace"][-1].startswith("observe/test_logs.py:")
    assert b"jeanne" not in said.getvalue()


def test_libraries_are_reduced_to_their_place(said: io.BytesIO) -> None:
    logging.getLogger("uvicorn.error").warning("Said %s", CANARY)
    logging.getLogger("anything").error(f"to {CANARY}")  # noqa: G004 - as a careless library would
    logging.getLogger("anything").info("quiet")
    try:
        _fail()
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd value {CANARY}", stacklevel=1)
    told = lines(said)
    assert [line["event"] for line in told] == ["library", "library", "bug", "library"]
    assert told[0]["logger"] == "uvicorn.error"
    assert told[0]["where"].startswith("test_logs.py:")
    assert b"jeanne" not in said.getvalue()


def test_without_being_configured_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert not logs.active()
    logs.tell("stopped")
    assert capsys.readouterr() == ("", "")


def test_events_and_fields_used_are_those_registered() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SERVICE.rglob("*.py"))
    events = set(re.findall(r'\btell\(\s*"([a-z-]+)"', text))
    assert events == set(logs.EVENTS)
    calls = re.findall(r'\b(?:tell|bind)\(\s*(?:"[a-z-]+",\s*)?((?:[a-z_]+=|\*\*)[^;]*?)\)\n', text)
    fields = set(re.findall(r"\b([a-z_]+)=", "\n".join(calls))) | {"job_id", "kind", "attempt"}
    assert fields & set(logs.FIELDS) == set(logs.FIELDS), "registered, never told"
