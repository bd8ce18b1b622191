"""Email addresses: repaired where the writing alone was wrong, refused where no mail could be sent.

Rules: trim, `mailto:`, display name, angle brackets, trailing punctuation; NFC; domain lower case, local part as typed
(RFC 5321 leaves it to the receiving host); no quoted local part, comment, IP literal or domain without a dot; 64
characters before the sign. Syntax of the rest: `email-validator`, without DNS: addresses of customers stay here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import polars as pl
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.mail_hosts import better_domain, disposable, unknown_ending
from service.core.kinds.mail_slips import likely_address
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest
from service.core.ownership import role_email_one
from service.reference.mail_domains import RELAYS

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = rf"^{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"
_PLAIN_ONE = re.compile(_PLAIN)
# labels of letters, digits and inner hyphens, the last one ending in a letter (RFC 952, 1035 and 1123)
_HOSTNAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z0-9](?:[a-z0-9-]{0,61}))?[a-z]\Z")
_FOUND = re.compile(r"[^\s<>;,:\"'()\[\]|/\\]+@[^\s<>;,:\"'()\[\]|/\\]+")
_BRACKETED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+?)[>\s]*(?:>|$)[^@]*$")
_APART = re.compile(r"\s*[;|\n]\s*|\s+[/:–-]\s+|,\s+")
# an address, and words behind it that are not a piece of it: raj@ville.example / 01 99 00 12 34, (bureau), - perso
_ALONE = re.compile(r"^([^\s/|;,()<>\"]+@[^\s/|;,()<>\"]+)(?:\s*[/|;]|,\s|\s+[^\w\s]|\s+(?=\w+\W|\w{4,}))[^@]*$")
_PLUS_HOSTS = frozenset({
    "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr", "msn.com", "icloud.com", "me.com",
    "mac.com", "fastmail.com", "protonmail.com", "proton.me", "pm.me", "yahoo.com", "yahoo.fr", "laposte.net",
})  # fmt: skip


def parse_emails(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of addresses, and `more`: the other addresses of the cell, joined by U+000A.

    Codes   email.syntax (no value), email.repaired, email.several (the first is the value, the next suggested),
            email.domain-typo (kept, another suggested), email.disposable, email.unknown-ending, email.non-ascii (kept).
    """
    return by_distinct(texts, _verdicts)


def _verdicts(texts: pl.Series) -> pl.DataFrame:
    bare = tidy(texts)
    at = pl.col("t").str.find("@", literal=True)
    plain = pl.col("t").str.contains(_PLAIN) & (at <= 64) & (pl.col("t").str.len_bytes() <= 254)
    apart = bare.to_frame("t").select(
        "t",
        pl.when(plain).then(pl.col("t").str.slice(0, at + 1)).alias("local"),
        pl.when(plain).then(pl.col("t").str.slice(at + 1)).alias("typed"),
    )
    frame = apart.hstack(by_distinct(apart["typed"], _domain_verdicts))
    decided = frame.select(
        pl.when(pl.col("domain") == pl.col("typed"))
        .then("t")
        .otherwise(pl.col("local") + pl.col("domain"))
        .alias("value"),
        "code",
        (pl.col("local") + pl.col("better")).alias("suggestion"),
        pl.lit(None, pl.String).alias("more"),
    )
    undecided = bare.is_not_null() & frame["domain"].is_null()
    rest = over_distinct(bare.filter(undecided).to_frame("text"), parse_email, ("more",))
    return with_rest(decided, undecided, rest)


def parse_email(text: str | None) -> Parsed:
    """The verdict on one cell; parts: local, domain, role (of a function, not a person), disposable, relay; more where
    the cell has other addresses.
    """
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    local, _, typed = bare.rpartition("@")
    if _PLAIN_ONE.fullmatch(bare) and len(local) <= 64 and len(bare) <= 254 and (host := _domain(typed)).value:
        better = f"{local}@{host.suggestion}" if host.suggestion else None
        return Parsed(f"{local}@{host.value}", host.code, better, _parts(local, host.value))
    found = _candidates(bare)
    usable: dict[str, str] = {}
    for address in filter(None, map(_checked, found)):
        usable.setdefault(address.lower(), address)
    if usable:
        value, *rest = usable.values()
        return _judged(bare, value, rest, several=len({f.lower() for f in found}) > 1)
    return Parsed(None, "email.syntax", likely_address(bare, _checked))


def _candidates(bare: str) -> list[str]:
    """What may be an address in the cell, in order."""
    text = unicodedata.normalize("NFC", bare).replace("\\r", "").replace("\\n", "\n")  # as Dolibarr writes line ends
    text = re.sub(r"(?i)\b(?:mailto|e-?mail|mail|courriel)\s*:\s*", "", text)
    if text.count("@") == 1:
        return [form for form in (_one_sign(text),) if form]
    whole = text.strip(" \t<>;,\"'\u00a0").rstrip(".")
    if "<" not in text and re.search(r"[\"()\[\]\\]", whole):  # quoted local part, comment, literal: no display name
        return []
    return [f.strip("<>;,\"'").rstrip(".") for f in _FOUND.findall(text)]


def _one_sign(text: str) -> str | None:
    """The address of a text with one sign: as it stands, in brackets behind a name, or before other words."""
    whole = text.strip(" \t;,\u00a0").rstrip(".")
    if len(whole) > 1 and whole[0] == whole[-1] and whole[0] in "\"'":
        whole = whole[1:-1]
    bracketed = _BRACKETED.search(whole)
    if bracketed and '"@' not in whole:
        return bracketed[1]
    whole = re.sub(r"[ \t\u00a0\u202f]*@[ \t\u00a0\u202f]*", "@", whole).strip("<>").rstrip(" ;,.")
    piece = next(piece for piece in _APART.split(whole) if "@" in piece).strip("<> ")
    alone = _ALONE.match(piece)
    return alone[1].rstrip(".") if alone else piece


# beyond ASCII a local part is letters of a language: no sign, and no letter of double width, which a keyboard slips in
_ODD_LOCAL = re.compile(r"[\u00a1-\u00bf\u00d7\u00f7\u2010-\u2bff\u3000-\u3004\uff01-\uff60\uffe0-\uffef]")


def _checked(candidate: str) -> str | None:
    local, _, domain = candidate.rpartition("@")
    if not local or len(local) > 64 or len(candidate.encode()) > 254 or _ODD_LOCAL.search(local):
        return None
    try:
        checked = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized


def _judged(bare: str, value: str, rest: list[str], *, several: bool) -> Parsed:
    local, _, domain = value.rpartition("@")
    parts = _parts(local, domain)
    if several:
        told = parts | {"more": "\n".join(rest)} if rest else parts
        return Parsed(value, "email.several", rest[0] if rest else None, told)
    verdict = _domain(domain)
    if verdict.code is not None:
        better = f"{local}@{verdict.suggestion}" if verdict.suggestion else None
        return Parsed(value, verdict.code, better, parts)
    if not local.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", local) if not unicodedata.combining(c))
        return Parsed(value, "email.non-ascii", f"{plain}@{domain}" if plain.isascii() else None, parts)
    repaired = bare.rpartition("@")[0] != local or bare.rpartition("@")[2].lower() != domain
    return Parsed(value, "email.repaired" if repaired else None, None, parts)


def _parts(local: str, domain: str) -> dict[str, str | None]:
    return {
        "local": local,
        "domain": domain,
        "role": local.lower() if role_email_one(local) else None,
        "disposable": domain if disposable(domain) else None,
        "relay": domain if domain in RELAYS else None,
    }


def _domain_verdicts(typed: pl.Series) -> pl.DataFrame:
    """For each domain as typed: its canonical form (null: unusable), an issue code of a usable one, a better domain."""
    verdicts = [_domain(t) for t in typed.to_list()]
    columns = {
        "domain": [v.value for v in verdicts],
        "code": [v.code if v.value else None for v in verdicts],
        "better": [v.suggestion for v in verdicts],
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


@lru_cache(maxsize=1 << 16)
def _domain(typed: str) -> Parsed:
    """Verdict on a domain alone; cached across batches: a domain is no personal value."""
    domain = host_name(typed)
    if domain is None:
        return Parsed(None, "email.syntax")
    better = better_domain(domain)
    if better is not None:
        return Parsed(domain, "email.domain-typo", better)
    if disposable(domain):
        return Parsed(domain, "email.disposable")
    return Parsed(domain, "email.unknown-ending" if unknown_ending(domain) else None)


def host_name(typed: str) -> str | None:
    """The canonical form of a domain, null where no mail can go; the library is asked only where a rule may be hard."""
    low = typed.lower()
    if _HOSTNAME.match(low) and len(low) <= 252 and "--" not in low:
        return None if low.rpartition(".")[2] in SPECIAL_USE_DOMAIN_NAMES else low
    value = _checked(f"a@{typed}")
    return value and value[2:]


def match_forms(emails: pl.Series) -> pl.Series:
    """The form that says two addresses reach the same box: a key's food, never stored, never shown.

    Lower case; gmail.com and googlemail.com are one domain whose dots and +tags do not count; +tags dropped at the
    big hosts; dots kept everywhere else.
    """
    low = emails.str.to_lowercase()
    special = low.str.contains(r"@(?:gmail|googlemail)\.com$|\+.*@").fill_null(value=False)
    if not special.any():
        return low
    local, domain = pl.col("e").str.extract(r"^([^@]+)@", 1), pl.col("e").str.extract(r"@(.+)$", 1)
    domain = domain.replace("googlemail.com", "gmail.com")
    untagged = local.str.replace(r"\+.*$", "")
    bare = (
        pl.when(domain == "gmail.com").then(untagged.str.replace_all(".", "", literal=True))
        .when(domain.is_in(sorted(_PLUS_HOSTS))).then(untagged)
        .otherwise(local)
    )  # fmt: skip
    forms = low.filter(special).to_frame("e").select(pl.concat_str(bare, pl.lit("@"), domain)).to_series()
    return low.scatter(special.arg_true(), forms)
