"""Frames in and out: what went in comes back, the same on both databases, whatever the text."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Label, Text, func, insert, literal, select, union_all
from sqlmodel import SQLModel

from service.core.columns import GOLDEN_NAMES, TYPED_COLUMNS, TYPED_NAMES, TYPED_SCHEMA
from service.store.bulk import delete_where_limited, insert_frame, read_frame, read_frames, update_frame
from service.store.packed import pack
from service.store.session import Database, Work, reading, unit_of_work
from service.store.tables.customers import Customer, Membership
from service.store.tables.matching import MatchKey
from service.store.tables.records import Issue, Record, Sighting

TABLES = SQLModel.metadata.tables
ISSUES = TABLES["issues"]
KEYS = TABLES["match_keys"]
SIGHTINGS = TABLES["sightings"]
KEY = ["import_id", "row_id", "n"]
ISSUE_SCHEMA = {
    "import_id": pl.Int64,
    "row_id": pl.Int64,
    "n": pl.Int64,
    "column_index": pl.Int64,
    "field": pl.String,
    "code": pl.String,
    "before": pl.String,
    "after": pl.String,
}
HARD_TEXTS = [
    "",
    " ",
    '"',
    '""',
    "'",
    ",",
    ";",
    "\\",
    "\\N",
    "\\.",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\\.\n",
    "NULL",
    "null",
    "é",
    "É",
    "🙂",
    "\ufeff",
    "\x01",
    "\x1a",
    "\x7f",
    "\u2028",
    "a\u0301",
    "x" * 100_000,
]
texts = st.one_of(
    st.none(), st.sampled_from(HARD_TEXTS), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)
numbers = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))


def issues_of(befores: list[str | None], indexes: list[int | None] | None = None) -> pl.DataFrame:
    count = len(befores)
    return pl.DataFrame(
        {
            "import_id": [1] * count,
            "row_id": list(range(1, count + 1)),
            "n": [0] * count,
            "column_index": indexes or [None] * count,
            "field": ["email"] * count,
            "code": ["x"] * count,
            "before": befores,
            "after": [None] * count,
        },
        schema=ISSUE_SCHEMA,
    )


def stored_issues(work: Work) -> pl.DataFrame:
    return read_frame(work, select(ISSUES).order_by(ISSUES.c.row_id), ISSUE_SCHEMA)


@given(rows=st.lists(st.tuples(texts, numbers), max_size=30))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_text_and_any_number_come_back(database: Database, rows: list[tuple[str | None, int | None]]) -> None:
    frame = issues_of([text for text, _ in rows], [number for _, number in rows])
    with unit_of_work(database) as work:
        assert insert_frame(work, Issue, frame) == frame.height
    with unit_of_work(database) as work:
        assert stored_issues(work).equals(frame)
        assert delete_where_limited(work, Issue, literal(value=True), 1_000) == frame.height


def test_hard_texts_come_back_one_by_one(database: Database) -> None:
    frame = issues_of([*HARD_TEXTS, None])
    with unit_of_work(database) as work:
        insert_frame(work, Issue, frame)
        assert stored_issues(work).equals(frame)


def test_nul_becomes_the_replacement_character(database: Database) -> None:
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of(["a\0b\0", None, "c"]))
        assert stored_issues(work)["before"].to_list() == ["a\ufffdb\ufffd", None, "c"]


def test_columns_may_come_in_any_order_and_be_left_out(database: Database) -> None:
    given_columns = {"record_id": [3], "line": [7], "row_id": [2], "import_id": [1]}
    with unit_of_work(database) as work:
        insert_frame(work, Sighting, pl.DataFrame(given_columns))
        assert work.session.execute(select(SIGHTINGS)).one() == (1, 2, 3, 7)
        insert_frame(work, Membership, pl.DataFrame({"party_id": [1], "since_us": [2], "customer_id": [3]}))
        assert work.session.execute(select(TABLES["memberships"])).one() == (1, 2, 3, None, None, None)


def test_defaults_of_the_table_fill_what_a_frame_leaves_out(database: Database) -> None:
    imports = TABLES["imports"]
    with unit_of_work(database) as work:
        work.connection.execute(insert(TABLES["controllers"]).values(id=1, name="Exemple SARL", created_us=0))
        row = {"id": 1, "name": "Clients", "kind": "owned", "controller_id": 1, "created_us": 0}
        work.connection.execute(insert(TABLES["lists"]).values(row))
        frame = pl.DataFrame(
            {
                "id": [1],
                "list_id": [1],
                "state": ["received"],
                "kind": ["file"],
                "sha256": ["0"],
                "size": [1],
                "created_us": [1],
            }
        )
        insert_frame(work, imports, frame)
        assert work.session.execute(select(imports.c.lines, imports.c.error)).one() == (0, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"surname": ["x"]}, "no column"),
        ({"record_id": ["3"]}, "cannot hold String"),
        ({"record_id": [3.0]}, "cannot hold Float64"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(
    database: Database, change: dict[str, list[object]], message: str
) -> None:
    frame = pl.DataFrame({"import_id": [1], "row_id": [1], "record_id": [1], "line": [1]} | change)
    with unit_of_work(database) as work, pytest.raises(ValueError, match=message):
        insert_frame(work, Sighting, frame)


def test_a_needed_column_may_not_be_missing(database: Database) -> None:
    with unit_of_work(database) as work, pytest.raises(ValueError, match=r"needs column .'line'"):
        insert_frame(work, Sighting, pl.DataFrame({"import_id": [1], "row_id": [1], "record_id": [1]}))


def test_small_integers_and_booleans_are_integers(database: Database) -> None:
    frame = pl.DataFrame({"import_id": [True], "row_id": [1], "record_id": [2**63 - 1], "line": [5]})
    with unit_of_work(database) as work:
        insert_frame(work, Sighting, frame.with_columns(pl.col("line").cast(pl.UInt8)))
        assert work.session.execute(select(SIGHTINGS)).one() == (1, 1, 2**63 - 1, 5)


def test_an_empty_frame_writes_nothing(database: Database) -> None:
    with unit_of_work(database) as work:
        assert insert_frame(work, Issue, issues_of([])) == 0
        assert update_frame(work, Issue, KEY, issues_of([])) == 0
        assert stored_issues(work).equals(issues_of([]))


def test_rows_already_there_are_skipped_when_asked(database: Database) -> None:
    keys = pl.DataFrame({"key": [5, -7, 9], "party_id": [1, 1, 2]})
    with unit_of_work(database) as work:
        assert insert_frame(work, MatchKey, keys.head(2), skip_existing=True) == 2
        assert insert_frame(work, MatchKey, keys, skip_existing=True) == 1
        stored = read_frame(work, select(KEYS).order_by(KEYS.c.key), {"key": pl.Int64, "party_id": pl.Int64})
    assert stored.equals(keys.sort("key"))


def test_an_update_changes_the_named_rows_only(database: Database) -> None:
    hard = ["\\N", "", None, 'a"b\n']
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of(["a", "b", "c", "d", "kept"]))
        change = (
            issues_of(hard)
            .select("row_id", "import_id", pl.lit(0).alias("n"), "before")
            .sample(fraction=1, shuffle=True, seed=1)
        )
        assert update_frame(work, Issue, KEY, change) == 4
        absent = change.head(1).with_columns(row_id=pl.lit(99, pl.Int64))
        assert update_frame(work, Issue, KEY, absent) == 0
        assert stored_issues(work).equals(issues_of([*hard, "kept"]))


def test_an_update_refuses_two_values_for_one_key(database: Database) -> None:
    change = pl.DataFrame({"import_id": [1, 1], "row_id": [1, 1], "n": [0, 0], "before": ["a", "b"]})
    with unit_of_work(database) as work, pytest.raises(ValueError, match="one key"):
        update_frame(work, Issue, KEY, change)


def test_two_updates_in_one_work(database: Database) -> None:
    change = pl.DataFrame({"import_id": [1], "row_id": [1], "n": [0], "before": ["a"]})
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of(["x"]))
        for text in ("first", "second"):
            update_frame(work, Issue, KEY, change.with_columns(before=pl.lit(text)))
    with reading(database) as work:
        assert stored_issues(work)["before"].to_list() == ["second"]


def test_reading_comes_in_slices_in_the_order_of_the_query(database: Database) -> None:
    frame = issues_of([str(i) for i in range(2_500)])
    query = select(ISSUES).order_by(ISSUES.c.row_id.desc())
    with unit_of_work(database) as work:
        insert_frame(work, Issue, frame)
        slices = list(read_frames(work, query, ISSUE_SCHEMA, size=1_000))
    assert [part.height for part in slices] == [1_000, 1_000, 500]
    assert pl.concat(slices).equals(frame.reverse())


def test_a_work_may_write_between_two_slices(database: Database) -> None:
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of([str(i) for i in range(50)]))
        for part in read_frames(work, select(ISSUES).order_by(ISSUES.c.row_id), ISSUE_SCHEMA, size=20):
            insert_frame(work, MatchKey, part.select(key="row_id", party_id="row_id"))
            update_frame(work, Issue, KEY, part.select("import_id", "row_id", "n", after="before"))
        assert work.session.execute(select(func.count()).select_from(KEYS)).scalar_one() == 50
        assert stored_issues(work)["after"].to_list() == [str(i) for i in range(50)]


def test_reading_an_abandoned_stream_harms_nothing(database: Database) -> None:
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of([str(i) for i in range(50)]))
        stream = read_frames(work, select(ISSUES), ISSUE_SCHEMA, size=20)
        assert next(stream).height == 20
        del stream
    with reading(database) as work:
        assert stored_issues(work).height == 50


def test_what_the_session_holds_back_is_written_before_a_frame(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(MatchKey(key=1, party_id=1))
        assert read_frame(work, select(KEYS.c.key), {"key": pl.Int64})["key"].to_list() == [1]
        work.session.add(MatchKey(key=2, party_id=1))
        insert_frame(work, MatchKey, pl.DataFrame({"key": [2], "party_id": [1]}), skip_existing=True)
        assert work.session.execute(select(func.count()).select_from(KEYS)).scalar_one() == 2


def test_a_query_takes_parameters_and_joins(database: Database) -> None:
    query = union_all(select(KEYS.c.key).where(KEYS.c.party_id == 2), select(literal(5).label("key")))
    with unit_of_work(database) as work:
        insert_frame(work, MatchKey, pl.DataFrame({"key": [1, 2], "party_id": [1, 2]}))
        assert sorted(read_frame(work, query, {"key": pl.Int64})["key"].to_list()) == [2, 5]


def test_a_schema_that_is_not_the_query_is_refused(database: Database) -> None:
    with unit_of_work(database) as work, pytest.raises(ValueError, match="the query has columns"):
        read_frame(work, select(KEYS.c.party_id, KEYS.c.key), {"key": pl.Int64, "party_id": pl.Int64})


def test_deleting_goes_in_slices(database: Database) -> None:
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of([str(i) for i in range(25)]))
        gone = [delete_where_limited(work, Issue, ISSUES.c.row_id > 5, 8) for _ in range(4)]
        assert gone == [8, 8, 4, 0]
        assert stored_issues(work)["row_id"].to_list() == [1, 2, 3, 4, 5]


def test_deleting_follows_a_condition_on_another_table(database: Database) -> None:
    with unit_of_work(database) as work:
        insert_frame(work, Issue, issues_of(["a", "b", "c"]))
        insert_frame(work, MatchKey, pl.DataFrame({"key": [2, 3], "party_id": [1, 1]}))
        assert delete_where_limited(work, Issue, ISSUES.c.row_id.in_(select(KEYS.c.key)), 10) == 2
        assert stored_issues(work)["before"].to_list() == ["a"]


def test_a_record_keeps_its_typed_columns_in_their_order() -> None:
    columns = list(Record.model_fields)
    assert tuple(columns[-len(TYPED_NAMES) :]) == TYPED_NAMES
    assert {c.name: TABLES["records"].c[c.name].type.python_type is str for c in TYPED_COLUMNS} == {
        c.name: c.dtype is pl.String for c in TYPED_COLUMNS
    }


def test_a_customer_keeps_its_golden_columns_in_their_order() -> None:
    columns = list(Customer.model_fields)
    assert tuple(columns[-len(GOLDEN_NAMES) :]) == GOLDEN_NAMES
    assert {name: TABLES["customers"].c[name].type.python_type is str for name in GOLDEN_NAMES} == {
        name: TYPED_SCHEMA[name] is pl.String for name in GOLDEN_NAMES
    }


@pytest.mark.parametrize("smallest", [-(2**63), -(2**63) + 1, -1, 0, 2**63 - 1])
def test_columns_mostly_null_come_back(database: Database, smallest: int) -> None:
    """SQLite binds another value in the place of these nulls."""
    frame = issues_of([*[None] * 18, "", "x"], [*[None] * 18, 2**63 - 1, smallest])
    with unit_of_work(database) as work:
        insert_frame(work, Issue, frame)
        assert stored_issues(work).equals(frame)
        back = frame.reverse().with_columns(row_id=frame["row_id"])
        update_frame(work, Issue, KEY, back.select(*KEY, "before", "column_index"))
        assert stored_issues(work).equals(back)


def test_an_update_may_set_a_whole_column_to_null(database: Database) -> None:
    frame = issues_of(["a", "b"])
    with unit_of_work(database) as work:
        insert_frame(work, Issue, frame)
        assert update_frame(work, Issue, KEY, issues_of([None, None]).select(*KEY, "before")) == 2
        assert stored_issues(work)["before"].to_list() == [None, None]


def test_columns_of_nulls_may_stand_anywhere(database: Database) -> None:
    frame = pl.DataFrame({"since_us": [1, 2], "until_us": [None, None], "party_id": [1, 1], "customer_id": [1, 1]})
    frame = frame.with_columns(ended_by=pl.lit(None, pl.Int64), import_id=None)
    schema = dict.fromkeys(TABLES["memberships"].columns.keys(), pl.Int64)
    with unit_of_work(database) as work:
        assert insert_frame(work, Membership, frame) == 2
        stored = read_frame(work, select(TABLES["memberships"]).order_by(TABLES["memberships"].c.since_us), schema)
    assert stored.equals(frame.select(schema.keys()).cast(pl.Int64))


@given(st.lists(texts, min_size=4, max_size=4), numbers)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_wide_rows_are_the_same_packed_or_not(database: Database, words: list[str | None], number: int | None) -> None:
    columns: list[Label[Any]] = [literal(w, type_=Text).label(f"w{n}") for n, w in enumerate(words)]
    columns.insert(2, literal(number, type_=BigInteger).label("number"))
    schema = {c.name: pl.Int64 if c.name == "number" else pl.String for c in columns}
    query = select(*columns)
    with reading(database) as work:
        dialect = work.connection.dialect
        assert (pack(query, schema, dialect) is not None) is (dialect.name == "sqlite")
        as_one = union_all(query)
        assert pack(as_one, schema, dialect) is None
        assert read_frame(work, query, schema).row(0) == read_frame(work, as_one, schema).row(0)
        assert list(read_frame(work, query, schema).row(0)) == [*words[:2], number, *words[2:]]


def test_packed_rows_keep_order_limit_and_joins(database: Database) -> None:
    frame = issues_of([str(i) for i in range(100)])
    other = ISSUES.alias()
    query = select(ISSUES.c.row_id, ISSUES.c.code, other.c.before, ISSUES.c.after, ISSUES.c.field.label("name"))
    query = query.join(other, other.c.row_id == ISSUES.c.row_id + 1).order_by(other.c.before.desc()).limit(3)
    schema = {"row_id": pl.Int64, "code": pl.String, "before": pl.String, "after": pl.String, "name": pl.String}
    with unit_of_work(database) as work:
        insert_frame(work, Issue, frame)
        packs = pack(query, schema, work.connection.dialect) is not None
        assert packs is (database.dialect == "sqlite")
        assert read_frame(work, query, schema).rows() == [
            (99, "x", "99", None, "email"),
            (98, "x", "98", None, "email"),
            (97, "x", "97", None, "email"),
        ]
        by_name = select(ISSUES).order_by("before").limit(1)
        assert read_frame(work, by_name, ISSUE_SCHEMA)["before"].to_list() == ["0"]
