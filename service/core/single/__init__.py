"""One record at a time, in plain Python: what the columns of core/clean make of it, value by value.

Who asks about one record waits for the answer, and a column of one value costs as much as one of a thousand. Each file
here stands beside one of core/clean and says the same; tests/core/single holds both to the same answers.
"""

from service.core.single.record import Single, entered_one

__all__ = ["Single", "entered_one"]
