"""How many examples a costly property tries: few in `make test`, more in `make test-long`, which sets TEST_TIMES."""

import os

TIMES = int(os.environ.get("TEST_TIMES", "1"))


def examples(few: int) -> int:
    """A number of examples for hypothesis."""
    return few * TIMES
