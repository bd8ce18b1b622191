import polars as pl
import pytest

from service.core.clean.composed import composed


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"birth_year": "1967", "birth_month": "9", "birth_day": "27"}, "1967-09-27"),
        ({"birth_year": "1967", "birth_month": "", "birth_day": None}, "1967"),
        ({"birth_year": "1967", "birth_month": "9", "birth_day": "27", "birth_date": "1968-01-02"}, "1968-01-02"),
        ({"birth_year": None, "birth_month": "9", "birth_day": "27"}, None),
    ],
)
def test_a_birth_date_in_three_columns(cells: dict[str, str | None], expected: str | None) -> None:
    batch = pl.DataFrame({f"raw.{k}": pl.Series([v], dtype=pl.String) for k, v in cells.items()})
    assert composed(batch)["raw.birth_date"].to_list() == [expected]


@pytest.mark.parametrize(
    ("number", "line", "expected"),
    [
        ("12", "rue de la Gare", "12 rue de la Gare"),
        ("12", "12 rue de la Gare", "12 rue de la Gare"),
        (None, "place X", "place X"),
    ],
)
def test_a_street_number_of_its_own(number: str | None, line: str, expected: str) -> None:
    batch = pl.DataFrame(
        {"raw.street_number": [number], "raw.address_line1": [line]}, schema_overrides={"raw.street_number": pl.String}
    )
    assert composed(batch)["raw.address_line1"].to_list() == [expected]


def test_a_file_without_parts_is_left_alone() -> None:
    batch = pl.DataFrame({"raw.email": ["a@x.example"]})
    assert composed(batch).equals(batch)
