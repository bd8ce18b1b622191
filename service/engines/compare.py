"""Agreement levels in bulk, comparison by comparison: texts in SQL by DuckDB (questions.py), numbers in numpy
(numbers.py).

The rules are those of core/match/levels.py, written once more; tests/engines holds both to the same levels.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import polars as pl

from service.core.match.levels import CLOSE, NEAR, NEAR_CODE, SHIFT
from service.engines.columns import Columns, Levels, Numbers
from service.engines.cores import Cores
from service.engines.numbers import firm_ids, phones, same
from service.engines.questions import Question, answers

DIFFERS = 1  # the level of a name that has nothing of the other


def _jw(a: str, b: str) -> str:
    return f"CAST(floor(jaro_winkler_similarity({a}, {b}) * 10000 + 0.5) AS INTEGER)"


def _either_null(field: str) -> str:
    return f"l_{field} IS NULL OR r_{field} IS NULL"


def _by_score(score: str) -> str:
    return f"WHEN {score} >= {NEAR} THEN 3 WHEN {score} >= {CLOSE} THEN 2 ELSE 1 END"


def _word_of(word: str, words: str) -> str:
    return f"({words} IS NOT NULL AND contains(' ' || {words} || ' ', ' ' || {word} || ' '))"


def _begins(field: str, least: int) -> str:
    a, b = f"l_{field}", f"r_{field}"
    return f"least(length({a}), length({b})) >= {least} AND (starts_with({a}, {b}) OR starts_with({b}, {a}))"


def _ends(field: str, least: int) -> str:
    a, b = f"l_{field}", f"r_{field}"
    return f"least(length({a}), length({b})) >= {least} AND (ends_with({a}, {b}) OR ends_with({b}, {a}))"


# similarities first, once each, only where they can matter
_SCORES: dict[str, str] = {
    "s_forename": "CASE WHEN l_forename = r_forename OR length(l_forename) = 1 OR length(r_forename) = 1 THEN 0 "
    f"ELSE {_jw('l_forename', 'r_forename')} END",
    "s_surname": f"CASE WHEN l_surname = r_surname THEN 10000 ELSE {_jw('l_surname', 'r_surname')} END",
    "s_company": f"CASE WHEN l_company = r_company THEN 10000 ELSE "
    f"greatest({_jw('l_company', 'r_company')}, {_jw('l_company_line', 'r_company_line')}) END",
    "s_street": f"CASE WHEN l_street = r_street THEN 10000 ELSE {_jw('l_street', 'r_street')} END",
}


def _lacking(a: str, b: str) -> str:
    """First names of one party that the other has not; see core/match/forenames.within."""
    return (
        f"list_filter(list_distinct(string_split({a}_forename, ' ')), "
        f"lambda x: NOT list_contains(string_split({b}_forename, ' '), x))"
    )


def _slipped(few: str, many: str) -> str:
    near = f"least(length({few}[1]), length(y)) >= 3 AND damerau_levenshtein({few}[1], y) <= 1"
    return f"len({few}) = 1 AND list_bool_or(list_transform({many}, lambda y: {near}))"


_OURS, _THEIRS = _lacking("l", "r"), _lacking("r", "l")
_WITHIN = (
    f"(len({_OURS}) = 0 OR len({_THEIRS}) = 0 OR CASE WHEN len({_OURS}) <= len({_THEIRS}) "
    f"THEN {_slipped(_OURS, _THEIRS)} ELSE {_slipped(_THEIRS, _OURS)} END)"
)

_FORENAME = f"""CASE WHEN {_either_null("forename")} THEN 0
    WHEN l_forename = r_forename THEN 7 + l_forename_rarity
    WHEN l_forename_canon = r_forename_canon THEN 6
    WHEN contains(l_forename, ' ET ') <> contains(r_forename, ' ET ') THEN 1
    WHEN length(l_forename) = 1 OR length(r_forename) = 1
        THEN CASE WHEN left(l_forename, 1) = left(r_forename, 1) THEN 4 ELSE 1 END
    WHEN (contains(l_forename, ' ') OR contains(r_forename, ' ')) AND {_WITHIN} THEN 5
    {_by_score("s_forename")}"""

_SURNAME = f"""CASE WHEN {_either_null("surname")} THEN 0
    WHEN l_surname = r_surname THEN 5 + l_surname_rarity
    WHEN {_word_of("l_surname", "r_surname_words")} OR {_word_of("r_surname", "l_surname_words")} THEN 4
    {_by_score("s_surname")}"""

# asked where both names differ
_SWAP = f"""CASE WHEN {_jw("replace(l_forename, ' ', '')", "r_surname")} >= {NEAR}
    THEN CAST({_jw("l_surname", "replace(r_forename, ' ', '')")} >= {NEAR} AS INTEGER) ELSE 0 END"""

_LEFT_INSIDE = _word_of("l_company_word", "r_company")
_RIGHT_INSIDE = _word_of("r_company_word", "l_company")
_REST = f"""CASE WHEN s_company >= {NEAR} THEN 4
    WHEN 2 * bit_count(l_company_bits & r_company_bits) >= bit_count(l_company_bits | r_company_bits) THEN 3
    WHEN s_company >= {CLOSE} THEN 2 ELSE 1 END"""
_COMPANY = f"""CASE WHEN {_either_null("company")} THEN 0
    WHEN l_company = r_company THEN 6 + l_company_rarity
    WHEN (l_company_bits & r_company_bits) = l_company_bits
        THEN CASE WHEN {_LEFT_INSIDE} THEN 5 ELSE {_REST} END
    WHEN (l_company_bits & r_company_bits) = r_company_bits
        THEN CASE WHEN {_RIGHT_INSIDE} THEN 5 ELSE {_REST} END
    ELSE {_REST} END"""

_EMAIL = f"""CASE WHEN {_either_null("email")} THEN 0
    WHEN l_email = r_email THEN CASE WHEN l_email_role THEN 5 ELSE 6 END
    WHEN coalesce(l_email_local, '') = coalesce(r_email_local, '') AND NOT (l_email_role OR r_email_role) THEN 4
    WHEN NOT (l_email_role OR r_email_role)
        AND (l_email_host IS NOT DISTINCT FROM r_email_host OR l_email_public OR r_email_public
            OR {_jw("coalesce(l_email_host, '')", "coalesce(r_email_host, '')")} >= {CLOSE})
        AND {_jw("coalesce(l_email_local, '')", "coalesce(r_email_local, '')")} >= {NEAR} THEN 3
    WHEN l_email_host IS NOT DISTINCT FROM r_email_host AND NOT l_email_public THEN 2 ELSE 1 END"""


def _slip(a: str, b: str) -> str:
    head = f"CAST(rtrim(CAST(abs({a} - {b}) AS VARCHAR), '0') AS VARCHAR)"
    return f"(length({head}) = 1 OR (length({head}) = 2 AND CAST({head} AS BIGINT) % 9 = 0))"


_YEAR = "l_birth // 10000 = r_birth // 10000"
_MONTH1, _DAY1 = "(l_birth % 10000) // 100", "l_birth % 100"
_MONTH2, _DAY2 = "(r_birth % 10000) // 100", "r_birth % 100"
_BIRTH = f"""CASE WHEN {_either_null("birth")} THEN 0
    WHEN l_birth = r_birth AND l_birth % 100 <> 0 THEN 5
    WHEN l_birth % 10000 = 0 OR r_birth % 10000 = 0 THEN CASE WHEN {_YEAR} THEN 2 ELSE 1 END
    WHEN {_YEAR} AND {_MONTH1} = {_DAY2} AND {_DAY1} = {_MONTH2} THEN 4
    WHEN {_slip("l_birth", "r_birth")} THEN 6
    WHEN ({_YEAR})::INTEGER + ({_MONTH1} = {_MONTH2})::INTEGER + ({_DAY1} = {_DAY2})::INTEGER >= 2 THEN 3
    WHEN {_YEAR} THEN 2 ELSE 1 END"""

_KNOWN = "(l_number IS NOT NULL AND r_number IS NOT NULL)"
_STREET = f"""CASE WHEN {_either_null("street")} THEN 0
    WHEN s_street = 10000 THEN CASE WHEN l_number = r_number THEN 5 WHEN {_KNOWN} THEN 3 ELSE 4 END
    WHEN s_street >= {NEAR} THEN CASE WHEN l_number <> r_number THEN 2 ELSE 4 END
    WHEN l_number = r_number AND ({_begins("street", 5)} OR {_ends("street", 4)}) THEN 4
    WHEN s_street >= {CLOSE} AND l_number = r_number THEN 2 ELSE 1 END"""

_NEAR_TOWN = f"coalesce({_jw('l_city', 'r_city')} >= {NEAR}, FALSE)"
_CODED = "(l_postcode IS NOT NULL AND r_postcode IS NOT NULL)"
_PLACE = f"""CASE WHEN l_postcode = r_postcode THEN 4
    WHEN l_city = r_city THEN 3
    WHEN {_CODED} THEN CASE WHEN {_NEAR_TOWN} THEN 5
        WHEN left(l_postcode, 2) = left(r_postcode, 2) THEN 2 ELSE 1 END
    WHEN {_either_null("city")} THEN 0
    WHEN {_begins("city", 4)} THEN 3 WHEN {_NEAR_TOWN} THEN 5 ELSE 1 END"""

_IDENT = f"""CASE WHEN {_either_null("ident")} THEN 0
    WHEN l_ident = r_ident THEN 3
    WHEN length(l_ident) = length(r_ident) AND {_jw("l_ident", "r_ident")} >= {NEAR_CODE} THEN 2 ELSE 1 END"""


def _numbers_of_streets(parties: Columns, left: Numbers, right: Numbers) -> Numbers:
    """Whether the numbers of two addresses are unknown, differ or are the same."""
    return same(parties, "number", left, right).astype(np.int64)


def _score(name: str) -> tuple[tuple[str, str], ...]:
    return ((name, _SCORES[name]),)


# the slowest first
_QUESTIONS: dict[str, Question] = {
    "company": Question(
        ("company", "company_line", "company_word", "company_bits", "company_rarity"),
        ("company",),
        _COMPANY,
        _score("s_company"),
    ),
    "forename": Question(
        ("forename", "forename_canon", "forename_rarity"),
        ("forename",),
        _FORENAME,
        _score("s_forename"),
        repeats=pl.col("forename"),
    ),
    "email": Question(("email", "email_local", "email_host", "email_role", "email_public"), ("email",), _EMAIL),
    "place": Question(("postcode", "city"), ("postcode", "city"), _PLACE),
    "surname": Question(("surname", "surname_words", "surname_rarity"), ("surname",), _SURNAME, _score("s_surname")),
    "street": Question(
        ("street", "number"),
        ("street",),
        _STREET,
        _score("s_street"),
        repeats=pl.col("street"),
        states=_numbers_of_streets,
    ),
    "birth": Question(("birth",), ("birth",), _BIRTH),
    "ident": Question(("ident",), ("ident",), _IDENT),
}
_SWAPPED = Question(("forename", "surname"), ("forename",), _SWAP)


def compare(prepared: pl.DataFrame, left: Numbers, right: Numbers) -> Numbers:
    """The packed levels of each pair of places, in the order given.

    In      `prepared` (PREPARED_SCHEMA) and row numbers in it.
    """
    if 2 * len(left) >= prepared.height:
        return compare_columns(Columns(prepared), left, right)
    used = np.zeros(prepared.height, dtype=np.bool_)
    used[left] = used[right] = True
    place = np.cumsum(used) - 1
    return compare_columns(Columns(prepared.filter(used)), place[left], place[right])


def compare_columns(parties: Columns, left: Numbers, right: Numbers) -> Numbers:
    """`compare` for one who asks about the same parties several times."""
    cores = Cores(2 * len(left))
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET preserve_insertion_order = false")  # rows are numbered
        connection.execute("SET enable_progress_bar = false")  # it would print among the results
        connection.execute("SET threads = 1")  # comparisons are made side by side

        def told(name: str) -> Levels:
            if name in _QUESTIONS:
                return answers(connection, parties, _QUESTIONS[name], left, right)
            return _numbers[name](parties, left, right)

        every = dict(zip(_ORDER, cores.map(told, _ORDER), strict=True))
        rows = np.flatnonzero((every["forename"] == DIFFERS) & (every["surname"] == DIFFERS))
        every["swap"] = np.zeros(len(left), dtype=np.uint8)
        every["swap"][rows] = answers(connection, parties, _SWAPPED, left[rows], right[rows])
    packed = np.zeros(len(left), dtype=np.int64)
    for name, levels in every.items():
        packed |= levels.astype(np.int64) << SHIFT[name]
    return packed


_numbers: dict[str, Callable[[Columns, Numbers, Numbers], Levels]] = {
    "phone": phones,
    "firm_id": firm_ids,
    "code": lambda parties, left, right: same(parties, "code", left, right),
    "civility": lambda parties, left, right: same(parties, "civility", left, right),
    "kind": lambda parties, left, _: parties.numbers("kind")[left].astype(np.uint8),
}
_ORDER = (*_QUESTIONS, *_numbers)
