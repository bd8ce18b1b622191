"""One question to the network: distinct keys once, bounded, remembered for a day, and never longer than the patience."""

from __future__ import annotations

from threading import Event, Lock

from service.lookups.asking import Asking, Verdict


class _Others:
    """Whoever is asked: counts, and how many were asked at the same time at most."""

    def __init__(self, answer: Verdict = "found") -> None:
        self.answer, self.most = answer, 0
        self.asked: list[str] = []
        self._now, self._lock = 0, Lock()

    def ask(self, key: str) -> Verdict:
        with self._lock:
            self.asked.append(key)
            self._now += 1
            self.most = max(self.most, self._now)
        Event().wait(0.01)
        with self._lock:
            self._now -= 1
        return self.answer


def test_a_key_is_asked_once_and_few_at_a_time() -> None:
    others = _Others()
    asking = Asking(others.ask, at_once=3)
    keys = [f"k{n % 30}" for n in range(90)]
    assert asking.verdicts(keys) == dict.fromkeys(keys, "found")
    assert sorted(others.asked) == sorted(set(keys))
    assert others.most == 3
    asking.close()


def test_an_answer_is_remembered_for_a_day_and_unknown_is_asked_again() -> None:
    moment = [0.0]
    others = _Others("none")
    asking = Asking(others.ask, now=lambda: moment[0])
    asking.verdicts(["a"])
    moment[0] = 86_399.0
    assert asking.verdicts(["a"]) == {"a": "none"}
    assert others.asked == ["a"]
    moment[0] = 86_400.0
    others.answer = "unknown"
    assert [asking.verdicts(["a"]), asking.verdicts(["a"])] == [{"a": "unknown"}] * 2
    assert others.asked == ["a"] * 3
    asking.close()


def test_what_takes_longer_than_the_patience_is_unknown() -> None:
    over = Event()

    def ask(key: str) -> Verdict:
        if key == "slow":
            over.wait(30)
        return "none"

    asking = Asking(ask, patience=0.3)
    assert asking.verdicts(["slow", "quick"]) == {"slow": "unknown", "quick": "none"}
    over.set()
    assert asking.verdicts(["slow"]) == {"slow": "none"}
    asking.close()
