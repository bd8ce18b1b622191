from __future__ import annotations

import pytest

from service.observe.bugs import bug_as_problem, print_bug


def _inner() -> None:
    raise KeyError("jeanne.martin@courrier.example")


def _broken() -> Exception:
    try:
        try:
            _inner()
        except KeyError as cause:
            raise ValueError("01 99 00 12 34") from cause
    except ValueError as bug:
        return bug
    raise AssertionError


def test_a_bug_tells_its_type_and_place_but_not_its_words() -> None:
    problem = bug_as_problem(_broken())
    assert (problem["type"], problem["bug"]) == ("/problems/bug", "ValueError")
    assert str(problem["where"]).startswith("test_bugs.py:")
    assert "99 00" not in str(problem)


def test_the_traceback_goes_down_to_the_cause_without_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    print_bug(_broken())
    told = capsys.readouterr().err
    assert told.index("builtins.ValueError") < told.index("builtins.KeyError")
    assert "in _broken" in told
    assert "jeanne" not in told
    assert "99 00" not in told
