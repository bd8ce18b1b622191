from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.dates import date_order, date_profile, parse_date, parse_dates

TODAY = date(2026, 11, 22)
CASES = [
    ("05/03/2024", "2024-03-05", None),
    ("5-3-2024", "2024-03-05", None),
    ("05.03.24", "2024-03-05", None),
    ("2024-03-05", "2024-03-05", None),
    ("2024/03/05", "2024-03-05", None),
    ("20240305", "2024-03-05", None),
    ("05032024", "2024-03-05", None),
    ("050324", "2024-03-05", None),
    ("2024-03-05T12:30:00Z", "2024-03-05", None),
    ("05/03/2024 00:00", "2024-03-05", None),
    ("45356", "2024-03-05", None),
    ("45356,5", "2024-03-05", None),
    ("le 5 mars 2024", "2024-03-05", None),
    ("Jan 28 2021", "2021-01-28", None),
    ("1er juillet 2021", "2021-07-01", None),
    ("03/25/2020", "2020-03-25", "date.swapped"),
    ("03/1985", "1985-03", None),
    ("1985", "1985", None),
    ("31/02/2020", None, "date.impossible"),
    ("30/02/24", None, "date.impossible"),
    ("2020-02-30", None, "date.impossible"),
    ("quatorze juillet 2021", "2021-07-14", None),
    ("premier janvier 2020", "2020-01-01", None),
    ("20211407", "2021-07-14", "date.swapped"),
    ("20210305103000", "2021-03-05", None),
    ("2021-06-22 10:20:10-04:00", "2021-06-22", None),
    ("06/12/2022 11:00:15 PM", "2022-12-06", None),
    ("06/12/2022 13:00:15 PM", None, "date.unreadable"),
    ("2021-06-22T30:20:10", None, "date.unreadable"),
    ("5 mars 2024 à 14h30", "2024-03-05", None),
    ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06", None),
    ("15-07/2002", None, "date.unreadable"),
    ("mars 2021", "2021-03", None),
    ("janv-24", "2024-01", None),
    ("15 jui 1985", None, "date.unreadable"),
    ("mardi", None, "date.unreadable"),
    ("11/11/1111", None, "date.placeholder"),
    ("aujourd'hui", None, "date.unreadable"),
    ("01/01/1900", None, "date.placeholder"),
    ("00/00/0000", None, "date.placeholder"),
    ("31/12/9999", None, "date.placeholder"),
    ("12/12/2030", None, "date.future"),
    ("nd", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("text", "value", "code"), CASES)
def test_cases(text: str | None, value: str | None, code: str | None) -> None:
    found = parse_date(text, "DMY", TODAY)
    assert (found.value, found.code) == (value, code)


@given(
    st.lists(
        st.sampled_from([t for t, _, _ in CASES]) | st.dates(date(1890, 1, 1)).map("{:%d/%m/%Y}".format), max_size=9
    )
)
def test_both_doors_agree(texts: list[str | None]) -> None:
    column = parse_dates(pl.Series(texts, dtype=pl.String), today=TODAY)
    singles = [parse_date(t, "DMY", TODAY) for t in texts]
    assert column["value"].to_list() == [s.value for s in singles]
    assert column["code"].to_list() == [s.code for s in singles]


@given(st.dates(date(1901, 1, 2), TODAY).filter(lambda d: d != date(1970, 1, 1)), st.sampled_from(["DMY", "MDY"]))
def test_a_written_date_is_read_back(day: date, order: str) -> None:
    text = f"{day:%d/%m/%Y}" if order == "DMY" else f"{day:%m/%d/%Y}"
    assert parse_date(text, order, TODAY).value == day.isoformat()
    assert parse_date(day.isoformat(), order, TODAY).value == day.isoformat()


def test_two_digit_years_turn_at_today_for_births() -> None:
    assert parse_date("01/06/27", "DMY", TODAY, birth=True).value == "1927-06-01"
    assert parse_date("01/06/27", "DMY", TODAY).code == "date.future"


def test_the_column_decides_the_order_whatever_the_batches() -> None:
    french, english = pl.Series(["05/03/2024", "25/03/2024"]), pl.Series(["05/03/2024", "03/25/2024"])
    assert date_order(date_profile(french)) == "DMY"
    assert date_order(date_profile(english)) == "MDY"
    assert date_order(date_profile(pl.Series(["2024-03-05"]))) == "YMD"
    assert date_order(date_profile(pl.Series(["05/03/2024", None]))) == "DMY"
    parts = [date_profile(english[:1]), date_profile(english[1:])]
    assert {k: parts[0][k] + parts[1][k] for k in parts[0]} == date_profile(english)
