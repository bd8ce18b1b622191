"""What outlives an erased person: keyed hashes of objections, and of the identities that would bring them back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl

from service.core.govern.consents import consent_state
from service.core.govern.identities import contact_identities, identity_hashes

_WHERE = ("kind", "value", "channel", "purpose_id", "controller_id")


def objections(history: pl.DataFrame, now_us: int) -> pl.DataFrame:
    """Contact points refused at `now_us`: kind, value, channel, purpose_id, controller_id.

    In      consent events with the columns of core/govern/consents.py (but `attested`) and those of the answer.
            No list vouches here: a refusal that only an attested yes had lifted is remembered.
    """
    told = history.with_columns(attested=pl.lit(value=False))
    state = consent_state(told, now_us, zone=ZoneInfo("UTC"), by=_WHERE)
    return state.filter(pl.col("consent").is_in(["refused", "withdrawn"])).select(_WHERE).sort(_WHERE)


def suppressions_of(secret: bytes, objected: pl.DataFrame) -> pl.DataFrame:
    """point_hash, kind, channel, purpose_id, controller_id of objections."""
    hashes = identity_hashes(secret, contact_identities(objected)).alias("point_hash")
    told = objected.select(hashes, "kind", "channel", "purpose_id", "controller_id")
    return told.unique(maintain_order=True)


def suppressed(secret: bytes, kind: str, values: pl.Series, barred: pl.Series) -> pl.Series:
    """Whether each contact point of a kind objected, however its address is capitalised.

    In      values as contact points have them; `barred`: hashes of objections.
    """
    hashes = [identity_hashes(secret, form) for form in spellings(kind, values)]
    found = [h.is_in(barred.implode()) for h in hashes]
    return (found[0] | found[-1]).fill_null(value=False)


def spellings(kind: str, values: pl.Series) -> list[pl.Series]:
    """What may have been hashed of contact points: addresses in small letters, and as they are, which early versions
    kept (null where it is the same).
    """
    as_is = pl.select(pl.concat_str(pl.lit(f"{kind}:"), values)).to_series()
    if kind != "email":
        return [as_is]
    low = as_is.str.to_lowercase()
    return [as_is, low.set(low == as_is, None)]


def tombstones_of(
    secret: bytes, parties: pl.DataFrame, lines: pl.DataFrame, points: pl.DataFrame, of_others: pl.DataFrame
) -> pl.DataFrame:
    """identity_hash, kind (source, email, phone), customer_id: by what a file or a backup would bring them back.

    In      parties: party_id, customer_id; lines: list_id, source_key, main_party_id, contact_party_id of the lines
            that go; points: party_id, kind, value; of_others: kind, value of what somebody who stays has too.
    """
    main = lines.filter(pl.col("source_key").is_not_null()).select(
        pl.coalesce("main_party_id", "contact_party_id").alias("party_id"),
        pl.lit("source").alias("kind"),
        pl.concat_str(pl.lit("source:"), "list_id", pl.lit(":"), "source_key").alias("identity"),
    )
    reached = points.filter(pl.col("kind") != "postal")
    named = reached.select("party_id", "kind").with_columns(contact_identities(reached))
    named = named.filter(~pl.col("identity").is_in(contact_identities(of_others).implode()))
    every = pl.concat([main, named]).join(parties, on="party_id", how="inner").unique(["identity", "customer_id"])
    every = every.sort("customer_id", "identity")
    return every.select(identity_hashes(secret, every["identity"]).alias("identity_hash"), "kind", "customer_id")
