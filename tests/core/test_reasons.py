"""Every issue code says what kind of error it is, what became of the value, and both texts."""

from __future__ import annotations

import pytest

from service.core.reasons import REASONS, Reason


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS.keys())
def test_a_code_says_its_typology_as_the_trade_has_it(reason: Reason) -> None:
    assert reason.typology in {"stale", "human", "duplicate", "non-standard"}
    assert reason.repair in {"applied", "suggested", "left"}
    assert reason.severity in {"info", "warning", "error"}
    assert reason.fr.strip()
    assert reason.en.strip()
    assert reason.fr != reason.en
