"""Agreement levels in bulk: DuckDB over columns gathered by position, one chunk of pairs at a time.

The rules are those of core/match/levels.py, written once more as SQL; tests/engines holds both to the same levels.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.levels import CLOSE, NAMES, NEAR, NEAR_CODE, SHIFT, level, unpack_column
from service.engines.cores import Cores

Numbers = npt.NDArray[np.int64]

_LEAST, _CHUNK = 20_000, 125_000  # pairs gathered at once by each thread: bounds memory

# columns in the order they are gathered; each becomes l.<name> and r.<name>
_COLUMNS: tuple[str, ...] = (
    "kind", "forename", "forename_canon", "forename_rarity", "surname", "surname_words", "surname_rarity",
    "company", "company_line", "company_word", "company_bits", "company_rarity", "email", "email_local",
    "email_host", "email_role", "email_public", "phone1", "phone2", "phone3", "siren", "siret", "birth", "number",
    "street", "postcode", "city", "code", "civility", "ident",
)  # fmt: skip


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

_SWAP = f"""CASE WHEN forename = 1 AND surname = 1 THEN
    CASE WHEN {_jw("replace(l_forename, ' ', '')", "r_surname")} >= {NEAR}
        THEN CAST({_jw("l_surname", "replace(r_forename, ' ', '')")} >= {NEAR} AS INTEGER) ELSE 0 END
    ELSE 0 END"""

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

_PHONES = [(f"l_phone{i}", f"r_phone{j}") for i in (1, 2, 3) for j in (1, 2, 3)]
_NO_PHONE = " OR ".join(f"coalesce({s}_phone1, {s}_phone2, {s}_phone3) IS NULL" for s in ("l", "r"))
_SHARED_MOBILE = " OR ".join(f"({a} = {b} AND {a} BETWEEN 33600000000 AND 33799999999)" for a, b in _PHONES)
_SHARED = " OR ".join(f"{a} = {b}" for a, b in _PHONES)


def _slip(a: str, b: str) -> str:
    head = f"CAST(rtrim(CAST(abs({a} - {b}) AS VARCHAR), '0') AS VARCHAR)"
    return f"(length({head}) = 1 OR (length({head}) = 2 AND CAST({head} AS BIGINT) % 9 = 0))"


# numbers one slip apart are found among those that differ, by `_near_phones`
_PHONE = f"""CASE WHEN {_NO_PHONE} THEN 0
    WHEN {_SHARED} THEN CASE WHEN {_SHARED_MOBILE} THEN 4 ELSE 3 END
    ELSE 1 END"""

_FIRM_ID = f"""CASE WHEN {_either_null("siren")} THEN 0
    WHEN l_siren <> r_siren THEN 1
    WHEN {_either_null("siret")} THEN 3
    WHEN l_siret = r_siret THEN 4 ELSE 2 END"""


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


def _same(field: str) -> str:
    return f"CASE WHEN {_either_null(field)} THEN 0 WHEN l_{field} = r_{field} THEN 2 ELSE 1 END"


_LEVELS: dict[str, str] = {
    "kind": "l_kind",
    "forename": _FORENAME,
    "surname": _SURNAME,
    "company": _COMPANY,
    "email": _EMAIL,
    "phone": _PHONE,
    "firm_id": _FIRM_ID,
    "birth": _BIRTH,
    "street": _STREET,
    "place": _PLACE,
    "code": _same("code"),
    "civility": _same("civility"),
    "ident": _IDENT,
}


def _query() -> str:
    kept = [f"{side}_{c}" for side in ("l", "r") for c in ("forename", "surname")]
    scores = ", ".join(f"{sql} AS {name}" for name, sql in _SCORES.items())
    levels = ", ".join(f"({sql}) AS {name}" for name, sql in _LEVELS.items())
    packed = " + ".join(f"(CAST({name} AS BIGINT) << {SHIFT[name]})" for name in NAMES if name != "swap")
    swap = f"(CAST(({_SWAP}) AS BIGINT) << {SHIFT['swap']})"
    return (
        f"SELECT n, {packed} + {swap} AS levels FROM (SELECT n, {', '.join(kept)}, {levels} FROM "
        f"(SELECT *, {scores} FROM pairs))"
    )


_QUERY = _query()


def compare(prepared: pl.DataFrame, left: Numbers, right: Numbers) -> Numbers:
    """The packed levels of each pair of places, in the order given.

    In      `prepared` (PREPARED_SCHEMA) and row numbers in it.
    """
    columns = prepared.select(_COLUMNS).rechunk()
    phones = prepared.select(pl.col(c).fill_null(0) for c in ("phone1", "phone2", "phone3")).to_numpy()
    cores = Cores(2 * len(left))
    size = min(_CHUNK, max(_LEAST, -(-len(left) // cores.threads)))
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET preserve_insertion_order = false")  # rows are numbered
        connection.execute("SET enable_progress_bar = false")  # it would print among the results
        connection.execute("SET threads = 1")  # chunks are compared side by side

        def compared(first: int) -> Numbers:
            a, b = left[first : first + size], right[first : first + size]
            levels = _compare_chunk(connection.cursor(), columns, a, b)
            return levels + _near_phones(levels, phones, a, b)

        parts = list(cores.map(compared, range(0, len(left), size)))
    return np.concatenate([np.empty(0, np.int64), *parts])


def _compare_chunk(connection: Any, columns: pl.DataFrame, left: Numbers, right: Numbers) -> Numbers:
    gathered = pl.concat(
        [
            columns[left].rename({c: f"l_{c}" for c in _COLUMNS}),
            columns[right].rename({c: f"r_{c}" for c in _COLUMNS}),
            pl.DataFrame({"n": np.arange(len(left), dtype=np.int32)}),
        ],
        how="horizontal",
    )
    with connection:
        connection.register("pairs", gathered.to_arrow(compat_level=pl.CompatLevel.newest()))
        found = connection.execute(_QUERY).fetchnumpy()
        connection.unregister("pairs")
    levels = np.empty(len(left), dtype=np.int64)
    levels[found["n"]] = found["levels"]
    return levels


def _near_phones(levels: Numbers, phones: Numbers, left: Numbers, right: Numbers) -> Numbers:
    """What is to be added to the packed levels of pairs whose phones all differ, some by one slip (levels.one_slip).

    In      `phones`: three numbers of each party, 0 where there is none.
    """
    differ = np.flatnonzero(unpack_column(levels, "phone") == level("phone", "differs"))
    ours, theirs = phones[left[differ]], phones[right[differ]]
    near = np.zeros(len(differ), dtype=np.bool_)
    for a in ours.T[ours.any(axis=0)]:
        for b in theirs.T[theirs.any(axis=0)]:
            gap = np.abs(a - b)
            # a gap of a slip has two digits at most before its zeros
            rows = np.flatnonzero(((gap < 1_000) | (gap % 100 == 0)) & (a > 0) & (b > 0))
            near[rows[_one_slip(gap[rows])]] = True
    added = np.zeros(len(levels), dtype=np.int64)
    added[differ[near]] = (level("phone", "near") - level("phone", "differs")) << SHIFT["phone"]
    return added


def _one_slip(gap: Numbers) -> npt.NDArray[np.bool_]:
    """`levels.one_slip` of gaps above 0."""
    while len(round_ := np.flatnonzero(gap % 10 == 0)):
        gap[round_] //= 10
    found: npt.NDArray[np.bool_] = (gap < 10) | ((gap < 100) & (gap % 9 == 0))
    return found
