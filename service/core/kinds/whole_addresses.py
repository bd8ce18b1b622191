"""The verdict on whole addresses: the lines of NF Z10-011, their parts, and what is missing or does not fit.

One door for a value (`parse_address`) and one for a column (`parse_addresses`), which reads the usual form (number,
way, name, postcode and town) by columns and asks the parse of single values for the rest. Both give the same answers.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from service.core.distinct import among, by_distinct
from service.core.folding import fold_series
from service.core.kinds.address_parts import PARTS, read_address
from service.core.kinds.address_places import HOME
from service.core.kinds.afnor import LINE
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.near_places import of_code, of_town
from service.core.kinds.parsed import BLANK, VERDICT, Parsed
from service.core.kinds.places import keys_of_labels, place_labels
from service.core.kinds.postcodes import judge_pair
from service.core.kinds.streets import opens_way
from service.reference.places import commune_keys, pair_keys, street_types

_USUAL = (
    r"^(?P<number>[1-9][0-9]{0,3})(?: ?(?P<repetition>BIS|TER|QUATER)| (?P<letter>[ABC]))?,? (?P<way>[A-ZÉ]+)\.? "
    r"(?P<name>[A-ZÀ-ÖØ-Ý][A-ZÀ-ÖØ-Ý' -]*[A-ZÀ-ÖØ-Ý])"
    r"(?:,? (?P<postcode>[0-9]{5}) (?P<city>[A-ZÀ-ÖØ-Ý][A-ZÀ-ÖØ-Ý' -]*[A-ZÀ-ÖØ-Ý]))?$"
)
# words that the parse of single values looks at: complements, short titles, towns behind a dash
_ODD = (
    r"\b(?:APPARTEMENT|APPART|APPT|APT|APP|LOGEMENT|LOGT|LGT|LOG|STUDIO|CHAMBRE|CHB|PORTE|PTE|BAL|BOITE|BATIMENT|BATMT|BAT|BT|BLOC"
    r"|IMMEUBLES?|IMM|TOUR|PAVILLON|PAV|ESCALIER|ESC|ENTREE|ENTRÉE|ENT|HALL|RESIDENCE|RÉSIDENCE|RESID|RES|CHEZ|ETAGE|ÉTAGE|ETG|RDC|RDJ|REZ"
    r"|CEDEX|CIDEX|BP|CS|TSA|FRANCE|GAL|GEN|GENE|MAL|DR|DOCT|PDT|PRES|CDT|COL|CAP|CAPT|CNE|LT|PROF|MGR|SGT|ADJ|PR|ND"
    r"|FR|B P|C S|BATÎMENT|BÂTIMENT|BÂT|COURSE|RUE|AVENUE|BOULEVARD|BD|AV)\b|  | -|- |--|''"
)


def parse_addresses(texts: pl.Series) -> pl.DataFrame:
    """VERDICT and PARTS for a column of whole addresses, as text.

    `value` is the letter's lines 2 to 6 joined by U+000A, AFNOR's shape; a foreign address keeps its own lines.
    Codes   address.unreadable (no value); address.no-way, address.no-town, address.no-postcode (value kept; the missing
            postcode or town suggested where it is certain), and the codes of parse_postcodes.
    """
    return by_distinct(texts, _verdicts)


def _verdicts(texts: pl.Series) -> pl.DataFrame:
    usual = _told(usual_addresses(tidy(texts).str.to_uppercase()))
    rows = usual["value"].is_null().arg_true()
    answers = [parse_address(text) for text in texts.gather(rows).to_list()]
    columns = {name: [getattr(a, name) for a in answers] for name in VERDICT}
    columns |= {name: [a.parts.get(name) for a in answers] for name in PARTS}
    return pl.DataFrame([
        usual[name].scatter(rows, pl.Series(told, dtype=pl.String)) for name, told in columns.items()
    ])  # fmt: skip


def _told(parts: pl.DataFrame) -> pl.DataFrame:
    """The verdicts on addresses in the usual form, whose postcode and town belong together."""
    town = pl.concat_str("postcode", "city", separator=" ")
    whole = pl.concat_str("line1", town, separator="\n", ignore_nulls=True)
    alone = pl.col("line1").is_not_null() & pl.col("postcode").is_null()
    return parts.select(
        pl.when(pl.col("line1").is_not_null()).then(whole).alias("value"),
        pl.when(alone).then(pl.lit("address.no-town")).alias("code"),
        pl.lit(None, pl.String).alias("suggestion"), *PARTS,
    )  # fmt: skip


def usual_addresses(upper: pl.Series) -> pl.DataFrame:
    """The parts of addresses in the usual form (number, way, name, postcode and town); all null for the others.

    In      texts in capitals. Where there is no postcode, only streets that cannot hold a town are read.
    """
    groups = upper.str.extract_groups(_USUAL).struct.unnest()
    plain = groups["number"].is_not_null() & ~groups["name"].str.contains(_ODD)
    plain_way = groups["way"].str.replace_all("É", "E", literal=True)
    ways = plain_way.replace_strict(_single_ways(), default=None, return_dtype=pl.String)
    first = groups["name"].str.extract(r"^([A-Z]+)", 1)
    plain &= (plain_way.str.len_bytes() > 1) | ~among(first, street_types())
    ways = ways.zip_with((ways != plain_way).fill_null(value=True), groups["way"])
    label = place_labels(groups["city"])
    pair = pl.select(pl.concat_str(groups["postcode"], pl.lit("|"), keys_of_labels(label))).to_series()
    known = among(pair, pair_keys()) | (groups["postcode"].is_null() & ~_ends_as_town(groups["name"]))
    name = groups["name"].str.replace_all(r"\b(S)T(E?S?)([ -])", "${1}AINT$2$3")
    street = pl.select(pl.concat_str(ways, pl.lit(" "), name)).to_series()
    repetition = groups["repetition"].zip_with(groups["letter"].is_null(), groups["letter"])
    line = fold_series(pl.select(
        pl.concat_str(groups["number"], repetition, street, separator=" ", ignore_nulls=True)
    ).to_series())  # fmt: skip
    twice = pl.select(pl.lit(line).str.ends_with(pl.lit(" ") + pl.lit(label))).to_series()  # the town on both sides
    plain &= ~twice.fill_null(value=False)
    sure = (plain & ways.is_not_null() & known & (line.str.len_bytes() <= LINE)).fill_null(value=False)
    code = groups["postcode"]
    country = pl.when(code.str.starts_with("980")).then(pl.lit("MC")).when(code.is_not_null()).then(pl.lit("FR"))
    made: dict[str, pl.Series | pl.Expr] = {
        "number": groups["number"], "repetition": repetition, "street": street, "line1": line,
        "postcode": code, "city": label, "country": country,
    }  # fmt: skip
    return pl.select(pl.when(sure).then(made.get(name, pl.lit(None, pl.String))).alias(name) for name in PARTS)


@cache
def _single_ways() -> dict[str, str]:
    """Ways of one word that are spelled out whatever follows."""
    return {
        w: full for w, (full, _, _) in street_types().items() if " " not in w and w not in {"CH", "RES", "RESIDENCE"}
    }


@cache
def _ends() -> frozenset[str]:
    return frozenset(key.rpartition(" ")[2] for key in commune_keys())


def _ends_as_town(names: pl.Series) -> pl.Series:
    """Whether the last word is the last of a commune, so that a town may stand behind the street."""
    return among(fold_series(names).str.extract(r"([A-Z0-9]+)$", 1), _ends())


def parse_address(text: str | None) -> Parsed:
    """The verdict on one whole address, as parse_addresses gives it."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    parts = read_address(bare)
    if parts["country"] is not None and parts["country"] not in HOME:
        return Parsed(bare, None, None, parts)
    town = _joined(parts["postcode"], parts["city"], _cedex(parts["cedex"]))
    lines = [parts[name] for name in ("line2", "line3", "line1", "line5")]
    value = "\n".join(p for p in (*lines, town) if p)
    if not any(c.isalpha() for c in value):
        return Parsed(None, "address.unreadable", None, dict.fromkeys(PARTS))
    code, likely = _judged(parts)
    return Parsed(value, code, "\n".join(p for p in (*lines, likely) if p) if likely else None, parts)


def _joined(*pieces: str | None) -> str | None:
    return " ".join(p for p in pieces if p) or None


def _cedex(number: str | None) -> str | None:
    return None if number is None else f"CEDEX {number}".strip()


def _judged(parts: dict[str, str | None]) -> tuple[str | None, str | None]:
    """What is wrong with an address as a whole, and the last line put right where that is likely."""
    code, town = parts["postcode"], _joined(parts["city"], _cedex(parts["cedex"]))
    if code is None and town is None:
        told = parts["number"] or parts["line5"] or opens_way(parts["street"] or "", numbered=False)
        return ("address.no-town" if told else "address.no-way"), None
    if code is None:
        likely = parts["postcode_suggestion"] or of_town(parts["city"])
        return "address.no-postcode", _joined(likely, town) if likely else None
    if town is None:
        likely = of_code(code)
        return "address.no-town", _joined(code, likely) if likely else None
    pair = judge_pair(code, town, "FR" if len(code) == 5 else None)
    better = (pair.suggestion or code, pair.city_suggestion or town)
    return pair.code or pair.city_code, None if better == (code, town) else _joined(*better)
