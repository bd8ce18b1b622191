"""Keyed hashes by which erased people and objectors are recognised, and nothing else about them is known.

HMAC-SHA-256 with the installation's secret: phone numbers are few enough to be tried one by one against a bare hash.
What is hashed: `source:<list id>:<source key>`, `email:<address in small letters>`, `phone:<E.164>`, `postal:<lines>`.
"""

from __future__ import annotations

import hmac

import polars as pl


def contact_identity(kind: str, value: str) -> str:
    """What is hashed of one contact point: an address in small letters, because its box is meant, not its spelling."""
    return f"{kind}:{value.lower() if kind == 'email' else value}"


def contact_identities(points: pl.DataFrame) -> pl.Series:
    """The same for the columns kind and value."""
    small = pl.when(pl.col("kind") == "email").then(pl.col("value").str.to_lowercase()).otherwise("value")
    return points.select(pl.concat_str("kind", pl.lit(":"), small).alias("identity")).to_series()


def identity_hash(secret: bytes, identity: str) -> str:
    """The hash of one identity, 64 hex digits."""
    return hmac.digest(secret, identity.encode(), "sha256").hex()


def identity_hashes(secret: bytes, identities: pl.Series) -> pl.Series:
    """The same for a column; null stays null. A million distinct identities take about 1.5 s."""
    distinct = identities.drop_nulls().unique()
    hashes = pl.Series([identity_hash(secret, i) for i in distinct.to_list()], dtype=pl.String)
    if distinct.is_empty():
        return pl.Series(identities.name, [None] * len(identities), dtype=pl.String)
    return identities.replace_strict(distinct, hashes, default=None, return_dtype=pl.String)
