"""The facts that decisions lean on: one row per customer and contact point, with what is not known left null.

`completed` fills in the columns a caller does not have: a fact that nobody states is unknown, never true.
"""

from __future__ import annotations

import polars as pl

from service.core.govern import vocabulary as v

_BOOL, _DAY = pl.Boolean(), pl.Date()

# name -> (type, what stands for "not stated")
FACTS: dict[str, tuple[pl.DataType, object]] = {
    "customer_id": (pl.Int64(), None),
    "contact_point_id": (pl.Int64(), None),
    "kind": (pl.Enum(v.KINDS), "person"),
    "audience": (pl.Enum(v.AUDIENCES), "unknown"),
    "relation": (pl.Enum(v.RELATIONS), "unknown"),
    "subtype": (pl.String(), ""),  # named, role; mobile, fixed, special; delivery
    "list_kind": (pl.Enum(v.LIST_KINDS), "unknown"),
    "attested": (_BOOL, False),  # the list's basis is attested for this channel
    "informed": (_BOOL, None),  # the person was told of this use (art. 13, 14); null: nobody attests it
    "refusal_offered": (_BOOL, None),  # at collection, and in each message
    "similar_products": (_BOOL, None),  # of the same firm
    "professional_lines": (_BOOL, None),  # the list's phone lines are professional
    "bloctel_checked_on": (_DAY, None),
    "suppressed": (_BOOL, False),  # on the suppression list, for this channel
    "shared_refusal": (_BOOL, False),  # another person with the same contact point refused
    "consent": (pl.Enum(v.CONSENTS), "none"),  # state as of the moment asked, core/govern/consents.py
    "granted_on": (_DAY, None),  # latest dated grant since the last refusal
    "complete_on": (_DAY, None),  # latest grant with all the proof the phone needs
    "contract": (pl.Enum(v.CONTRACTS), "none"),  # a running contract, and whether the offer relates to it
    "last_act_on": (_DAY, None),  # latest act of the person
    "last_purchase_on": (_DAY, None),
    "collected_on": (_DAY, None),
    "birth_date": (pl.String(), None),  # ISO 8601, may be partial
    "restricted": (_BOOL, False),
    "deceased": (_BOOL, False),
    "archived": (_BOOL, False),
}
REQUIRED = ("customer_id", "contact_point_id", "audience", "relation", "list_kind", "consent")


def completed(facts: pl.DataFrame, names: tuple[str, ...] = tuple(FACTS)) -> pl.DataFrame:
    """The named columns of FACTS in their types, rows and order kept; what is missing or null takes its default.

    Raises  ValueError when a required column is missing; polars' own error on a word outside the vocabulary.
    """
    if missing := [name for name in REQUIRED if name in names and name not in facts.columns]:
        raise ValueError(f"facts lack {', '.join(missing)}")
    columns = []
    for name in names:
        dtype, default = FACTS[name]
        if name not in facts.columns:
            columns.append(pl.lit(default, dtype=dtype).alias(name))
        elif default is None:
            columns.append(pl.col(name).cast(dtype))
        else:
            columns.append(pl.col(name).cast(dtype).fill_null(pl.lit(default, dtype=dtype)))
    if facts.height == 0:
        return pl.DataFrame(schema={name: FACTS[name][0] for name in names})
    return facts.select(columns)
