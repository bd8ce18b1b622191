"""Emails and phone numbers of one record, put where core/clean/contacts.py puts them."""

from __future__ import annotations

from service.core.clean.contacts import LOOKED_AT
from service.core.kinds.blanks import tidy_text
from service.core.kinds.emails import parse_email
from service.core.kinds.parsed import BLANK, Parsed
from service.core.kinds.phone_plan import line_type, region_of
from service.core.kinds.phones import cell_verdict
from service.core.single.cells import Cells, Values, first_of


def clean_emails(cells: Cells) -> Values:
    """`email` and `email_secondary`."""
    found = []
    for name in ("email", "email_secondary"):
        verdict = parse_email(cells.get(name))
        cells.note(name, verdict.code)
        found.append(verdict)
    email = first_of(*(v.value for v in found))
    others = [found[1].value, *(more for v in found for more in _more(v))]
    other = next((o for o in others if o is not None and email is not None and o.lower() != email.lower()), None)
    return {"email": email, "email_secondary": other}


def _more(verdict: Parsed) -> list[str]:
    more = verdict.parts.get("more")
    return more.split("\n")[:LOOKED_AT] if more else []


def clean_phones(cells: Cells, country: str | None, postcode: str | None) -> Values:
    """`phone` any line, `phone_mobile` a mobile, `phone_secondary` one more number."""
    region = region_of(country or "FR", postcode)
    found = []
    for name in ("phone", "phone_mobile", "phone_secondary"):
        text = cells.get(name)
        verdict = BLANK if text is None else cell_verdict(tidy_text(text), region)
        cells.note(name, verdict.code)
        found.append(verdict)
    phone, called_mobile, second = (v.value for v in found)
    more = [number for v in found for number in _more(v)]
    numbers = [n for n in (phone, called_mobile, second, *more) if n is not None]
    mobiles = {n for n in numbers if line_type(n) == "mobile"}
    landline = next((n for n in numbers if n not in mobiles), None) if called_mobile is not None else None
    in_order = [n for n in (called_mobile, phone, second, *more) if n in mobiles]
    main, mobile = first_of(phone, landline, called_mobile, second, *more), first_of(*in_order)
    another = next((n for n in (second, phone, called_mobile, *more) if n not in (None, main, mobile)), None)
    return {"phone": main, "phone_mobile": mobile, "phone_secondary": another}
