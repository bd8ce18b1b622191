"""Whom we speak to, in the law's terms: consumer, named professional, generic address, sole trader, or not known."""

from __future__ import annotations

import polars as pl

from service.reference.mail_domains import TOP_HOSTS

# Legal forms of natural persons in trade (Insee, catégories juridiques, level 1: entrepreneur individuel)
SOLE_TRADER_FORMS = ("EI", "EIRL", "ME", "AE", "MICRO", "PL")
# Mailboxes that people open for themselves; a firm's file has them, but they prove no professional use
PRIVATE_DOMAINS = sorted(
    (set(TOP_HOSTS) - {"ac-paris.fr"})
    | {"proton.me", "pm.me", "ymail.com", "mailo.com", "hey.com", "mac.com", "gmx.com"}
)


def audience() -> pl.Expr:
    """The audience of a contact point, as one of vocabulary.AUDIENCES.

    In      kind person|company|mailbox, subtype, domain (of an email, lower case, else null), customer_type and
            list_audience b2c|b2b|null, legal_form, employed (bool: works for a firm of the base, or a company name or
            a job is known). The person's own words come before the list's.
    """
    private = pl.col("domain").is_in(PRIVATE_DOMAINS).fill_null(value=False)
    trader = pl.col("legal_form").str.to_uppercase().is_in(SOLE_TRADER_FORMS).fill_null(value=False)
    said = pl.coalesce("customer_type", "list_audience")
    professional = (pl.col("employed") | (said == "b2b")).fill_null(value=False)
    consumer = (pl.col("customer_type") == "b2c").fill_null(value=False)
    personal = pl.col("subtype").is_in(["named", "mobile"])
    firm = (
        pl.when(trader)
        .then(pl.lit("b2b_sole_trader"))
        .when(private)
        .then(pl.lit("unknown"))
        .when(personal)
        .then(pl.lit("b2b_named"))
        .otherwise(pl.lit("b2b_generic"))
    )
    person = (
        pl.when(consumer | ~professional)
        .then(pl.lit("b2c"))
        .when(trader)
        .then(pl.lit("b2b_sole_trader"))
        .when(private)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("b2b_named"))
    )
    return pl.when(pl.col("kind") == "person").then(person).otherwise(firm)
