"""`limpide check` from outside: answers in order and as they come, exit codes, and nothing loaded that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys

LIMPIDE = [sys.executable, "-m", "service", "check"]


def _run(kind: str, text: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*LIMPIDE, kind, *options], input=text, capture_output=True, check=False)


def test_answers_come_in_the_order_of_the_values_one_a_line() -> None:
    values = ["01 99 00 12 34", "", "12", "01 99 00 12 34", "é", "0199005678"] * 2_000
    told = _run("phone", "\r\n".join(values).encode())
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [a["input"] for a in answers] == values
    assert [a["normalised"] for a in answers[:6]] == ["+33199001234", None, None, "+33199001234", None, "+33199005678"]
    assert (told.returncode, told.stderr) == (0, b"")


def test_a_value_is_answered_before_the_next_is_written() -> None:
    with subprocess.Popen([*LIMPIDE, "email"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for value in ("jean@ville.example", "jean@orange.rf"):
            asked.stdin.write(value.encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["input"] == value
        asked.stdin.close()
    assert asked.returncode == 0


def test_usage_and_input_that_cannot_be_used() -> None:
    assert _run("shoe", b"1\n").returncode == 2
    broken = _run("email", b"jean@ville.example\n\xff\n")
    assert broken.returncode == 1
    assert json.loads(broken.stderr)["line"] == 2
    belgian = json.loads(_run("phone", b"0475 12 34 56\n", "--country", "be").stdout)
    assert belgian["normalised"] == "+32475123456"


def test_the_rest_of_the_house_is_not_loaded() -> None:
    elsewhere = ("sqlalchemy", "fastapi", "alembic", "duckdb", "service.lookups", "dns.resolver", "urllib.request")
    program = (
        "import sys; sys.argv = ['limpide', 'check', 'email']\n"
        "from service.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {elsewhere} if m in sys.modules])\n"
    )
    told = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, check=True)
    assert told.stdout.strip() == b"[]"
