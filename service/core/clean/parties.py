"""Cleaned rows to the frames that hang on parties: who the line speaks of, and what it says of each.

The main party (slot 0) of a line with a company is the company; its contact person is slot 1. A line without name or
company is a mailbox when its address is that of a desk (`contact@`), else a person. Which contact point belongs to whom
is ruled in core/ownership.py. Of a line with both parties, acts, purchases and opt-ins by post are the company's.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from service.core.columns import TYPED_NAMES
from service.core.folding import fold_series
from service.core.hashing import hash_text
from service.core.kinds.emails import match_forms
from service.core.kinds.phone_plan import line_types
from service.core.ownership import contact_owns_phone, role_email

PARTIES = {"row_id": pl.Int64, "slot": pl.Int64, "kind": pl.String, "relation": pl.String}
CONTACT_POINTS = {
    "row_id": pl.Int64, "slot": pl.Int64, "kind": pl.String, "subtype": pl.String, "value": pl.String, "key": pl.Int64,
}  # fmt: skip
CONSENTS = {
    "row_id": pl.Int64, "slot": pl.Int64, "kind": pl.String, "value": pl.String, "channel": pl.String,
    "status": pl.String, "occurred_on": pl.String,
}  # fmt: skip
ACTS = {"row_id": pl.Int64, "slot": pl.Int64, "side": pl.String, "kind": pl.String, "on_date": pl.String}
PURCHASES = {
    "row_id": pl.Int64, "slot": pl.Int64, "kind": pl.String, "on_date": pl.String, "amount_minor": pl.Int64,
    "currency": pl.String, "quantity": pl.Int64,
}  # fmt: skip
LINKS = {"row_id": pl.Int64, "kind": pl.String}

_ADDRESS = ("address_line1", "address_line2", "address_line3")
_READ = frozenset({
    *_ADDRESS, "relation", "company_name", "siren", "last_name", "first_name", "email", "email_secondary", "phone",
    "phone_mobile", "phone_secondary", "postal_code", "city", "country_code", "last_contacted_on", "last_order_date",
    "last_activity_on", "collected_on", "total_spent_minor", "order_count", "currency", "optin_email", "optin_sms",
    "optin_phone", "optin_post", "optin_on", "optout_on",
})  # fmt: skip


@dataclass(frozen=True)
class PartyFrames:
    """What the store numbers and writes; each frame has the schema of the constant of its name, ordered by `row_id`."""

    parties: pl.DataFrame
    contact_points: pl.DataFrame
    consents: pl.DataFrame
    acts: pl.DataFrame
    purchases: pl.DataFrame
    links: pl.DataFrame


def split(cleaned: pl.DataFrame) -> PartyFrames:
    """The frames of the accepted rows.

    In      rows after `clean`: `row_id`, `outcome` and the typed columns (core/columns.py).
    Out     parties one or two a row; a contact point once a party and value; consents one a contact point and channel;
            acts contact (ours), order, reply and collection (theirs); at most one `summary` purchase a row, none where
            the line says that nothing was bought.
    """
    told = cleaned.select("row_id", "outcome", *(c for c in TYPED_NAMES if c in _READ))
    rows = _with_sides(told.filter(pl.col("outcome") == "accepted") if (told["outcome"] != "accepted").any() else told)
    points = _contact_points(rows)
    return PartyFrames(
        parties=_parties(rows),
        contact_points=points.select(list(CONTACT_POINTS)),
        consents=_consents(rows, points),
        acts=_acts(rows),
        purchases=_purchases(rows),
        links=rows.filter("both").select("row_id", pl.lit("works_for").alias("kind")),
    )


def _with_sides(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `main` (kind of slot 0) and `both` (a contact person stands beside a company)."""
    firm = pl.col("company_name").is_not_null() | pl.col("siren").is_not_null()
    named = pl.col("last_name").is_not_null() | pl.col("first_name").is_not_null()
    sided = rows.with_columns(
        pl.when(firm).then(pl.lit("company")).when(named).then(pl.lit("person")).alias("main"),
        (firm & named).alias("both"),
    )
    nameless = sided["main"].is_null()
    if not nameless.any():
        return sided
    desk = role_email(pl.col("email")).fill_null(value=False)
    kinds = sided.filter(nameless).select(pl.when(desk).then(pl.lit("mailbox")).otherwise(pl.lit("person")))
    return sided.with_columns(sided["main"].scatter(nameless.arg_true(), kinds.to_series()).alias("main"))


def _parties(rows: pl.DataFrame) -> pl.DataFrame:
    relation = pl.col("relation").fill_null("unknown").alias("relation")
    main = rows.select("row_id", pl.lit(0, pl.Int64).alias("slot"), pl.col("main").alias("kind"), relation)
    person = rows.filter("both").select(
        "row_id", pl.lit(1, pl.Int64).alias("slot"), pl.lit("person").alias("kind"), relation
    )
    return pl.concat([main, person]).sort("row_id", "slot") if person.height else main


def _contact_points(rows: pl.DataFrame) -> pl.DataFrame:
    """CONTACT_POINTS, once a party, kind and value: by row, then party, then in the order of their columns."""
    parts = [_emails(rows, name) for name in ("email", "email_secondary")]
    parts += [_phones(rows, name) for name in ("phone", "phone_mobile", "phone_secondary")]
    parts.append(_postal(rows))
    ranked = [p.with_columns(_rank(n).alias("rank")) for n, p in enumerate(parts) if p.height]
    if not ranked:
        return parts[0]
    points = pl.concat(ranked)
    return points[points["rank"].arg_sort()].drop("rank")


def _rank(place: int) -> pl.Expr:
    """One number to sort by: row, party, column."""
    return pl.col("row_id") * 16 + pl.col("slot") * 8 + place


def _emails(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    held = rows.select("row_id", "both", name).filter(pl.col(name).is_not_null())
    held = held.with_columns(role_email(pl.col(name)).alias("role"))
    owned = (pl.col("both") & ~pl.col("role")).cast(pl.Int64)  # contact_owns_email, on a role already known
    subtype = pl.when("role").then(pl.lit("role")).otherwise(pl.lit("named"))
    points = held.select(
        "row_id",
        owned.alias("slot"),
        pl.lit("email").alias("kind"),
        subtype.alias("subtype"),
        pl.col(name).alias("value"),
    )
    return points.with_columns(hash_text(match_forms(points["value"]), seed="email").alias("key"))


def _phones(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Numbers of one column, but for those that an earlier column gave the same party."""
    earlier = [c for c in ("phone", "phone_mobile") if c < name]
    held = rows.select("row_id", "both", *earlier, name).filter(pl.col(name).is_not_null())
    slot = _phone_slot(name)
    again = [(pl.col(c) == pl.col(name)) & (_phone_slot(c) == slot) for c in earlier]
    if again:
        held = held.filter(~pl.any_horizontal(*again).fill_null(value=False))
    points = held.select("row_id", slot.alias("slot"), pl.lit("phone").alias("kind"),
                         line_types(held[name]).alias("subtype"), pl.col(name).alias("value"))  # fmt: skip
    return points.with_columns(hash_text(points["value"], seed="phone").alias("key"))


def _phone_slot(name: str) -> pl.Expr:
    owned = contact_owns_phone(pl.col(name), mobile_column=name == "phone_mobile")
    return (pl.col("both") & owned).cast(pl.Int64)


def _postal(rows: pl.DataFrame) -> pl.DataFrame:
    """A postal address needs a street or a box, and a town: `value` is its lines joined by U+000A."""
    street = pl.any_horizontal(pl.col(c).is_not_null() for c in _ADDRESS)
    needed = rows.select("row_id", *_ADDRESS, "postal_code", "city", "country_code")
    held = needed.filter(street & (pl.col("city").is_not_null() | pl.col("postal_code").is_not_null()))
    town = pl.concat_str("postal_code", "city", separator=" ", ignore_nulls=True)
    abroad = pl.when(pl.col("country_code") != "FR").then("country_code")
    value = pl.concat_str(*_ADDRESS, town, abroad, separator="\n", ignore_nulls=True)
    points = held.select("row_id", pl.lit(0, pl.Int64).alias("slot"), pl.lit("postal").alias("kind"),
                         pl.lit("delivery").alias("subtype"), value.alias("value"))  # fmt: skip
    return points.with_columns(hash_text(fold_series(points["value"]), seed="postal").alias("key"))


def _consents(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Each opt-in or refusal of a line, on each contact point that its channel can reach."""
    said = ["optin_email", "optin_sms", "optin_phone", "optin_post"]
    needed = rows.select("row_id", *said, "optin_on", "optout_on")
    spoken = needed.filter(pl.any_horizontal(pl.col(c).is_not_null() for c in said))
    if not spoken.height:
        return pl.DataFrame(schema=CONSENTS)
    reached = points.join(spoken, on="row_id", maintain_order="left")
    mobile = pl.col("subtype") == "mobile"
    parts = [
        _channel(reached.filter(pl.col("kind") == "email"), "email"),
        _channel(reached.filter((pl.col("kind") == "phone") & mobile), "sms"),
        _channel(reached.filter(pl.col("kind") == "phone"), "phone"),
        _channel(reached.filter(pl.col("kind") == "postal"), "post"),
    ]
    return pl.concat(parts).sort("row_id", "slot", maintain_order=True)


def _channel(reached: pl.DataFrame, channel: str) -> pl.DataFrame:
    said = pl.col(f"optin_{channel}")
    granted = said == 1
    return reached.filter(said.is_not_null()).select(
        "row_id", "slot", "kind", "value", pl.lit(channel).alias("channel"),
        pl.when(granted).then(pl.lit("granted")).otherwise(pl.lit("refused")).alias("status"),
        pl.when(granted).then("optin_on").otherwise("optout_on").alias("occurred_on"),
    )  # fmt: skip


def _acts(rows: pl.DataFrame) -> pl.DataFrame:
    """Dated acts: our last contact; the person's last order, last activity (a reply) and the collection itself."""
    kinds = (
        ("last_contacted_on", "ours", "contact"),
        ("last_order_date", "theirs", "order"),
        ("last_activity_on", "theirs", "reply"),
        ("collected_on", "theirs", "collection"),
    )
    parts = [
        rows.select("row_id", name).filter(pl.col(name).is_not_null()).select(
            "row_id", pl.lit(0, pl.Int64).alias("slot"), pl.lit(side).alias("side"), pl.lit(kind).alias("kind"),
            pl.col(name).alias("on_date"),
        )
        for name, side, kind in kinds
    ]  # fmt: skip
    return pl.concat(parts).sort("row_id", maintain_order=True)


def _purchases(rows: pl.DataFrame) -> pl.DataFrame:
    bought = (pl.col("total_spent_minor") != 0) | (pl.col("order_count") > 0) | pl.col("last_order_date").is_not_null()
    needed = rows.select("row_id", "total_spent_minor", "order_count", "last_order_date", "currency")
    return needed.filter(bought).select(
        "row_id", pl.lit(0, pl.Int64).alias("slot"), pl.lit("summary").alias("kind"),
        pl.col("last_order_date").alias("on_date"), pl.col("total_spent_minor").alias("amount_minor"), "currency",
        pl.col("order_count").alias("quantity"),
    )  # fmt: skip
