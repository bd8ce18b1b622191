"""Email addresses: repaired where the writing alone was wrong, refused where no mail could be sent.

Rules: trim, `mailto:`, display name, angle brackets, trailing punctuation; NFC; domain lower case, local part as typed
(RFC 5321 leaves it to the receiving host); no quoted local part, comment, IP literal or domain without a dot; 64
characters before the sign. Syntax of the rest: `email-validator`, without DNS: addresses of customers stay here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import polars as pl
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest
from service.reference.mail_domains import DISPOSABLE_EXTRA, REAL_HOSTS, TOP_HOSTS, TYPO_DOMAINS, TYPO_ENDINGS

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = rf"^{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$"
# labels of letters, digits and inner hyphens, the last one ending in a letter (RFC 952, 1035 and 1123)
_HOSTNAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z0-9](?:[a-z0-9-]{0,61}))?[a-z]\Z")
_FOUND = re.compile(r"[^\s<>;,:\"'()\[\]|/\\]+@[^\s<>;,:\"'()\[\]|/\\]+")
_ALONE = re.compile(r"^([^\s/|]+@[^\s/|]+)\s*[/|\s]\s*[^@]*$")
_PLUS_HOSTS = frozenset({
    "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr", "msn.com", "icloud.com", "me.com",
    "mac.com", "fastmail.com", "protonmail.com", "proton.me", "pm.me", "yahoo.com", "yahoo.fr", "laposte.net",
})  # fmt: skip


def parse_emails(texts: pl.Series) -> pl.DataFrame:
    """VERDICT for a column of addresses, and `more`: the other addresses of the cell, joined by U+000A.

    Codes   email.syntax (no value), email.repaired, email.several (the first is the value, the next suggested),
            email.domain-typo (kept, another suggested), email.disposable (kept).
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
    """The verdict on one cell; parts: local, domain; more where the cell has other addresses."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    found = [bare] if re.match(_PLAIN, bare) else _candidates(bare)
    usable: dict[str, str] = {}
    for address in filter(None, map(_checked, found)):
        usable.setdefault(address.lower(), address)
    if usable:
        value, *rest = usable.values()
        return _judged(bare, value, rest, several=len({f.lower() for f in found}) > 1)
    return Parsed(None, "email.syntax", _checked(re.sub(r"\s+", "", bare)) if bare.count("@") == 1 else None)


def _candidates(bare: str) -> list[str]:
    """What may be an address in the cell, in order."""
    text = unicodedata.normalize("NFC", bare).replace("\\r", "").replace("\\n", "\n")  # as Dolibarr writes line ends
    text = re.sub(r"(?i)\b(?:mailto|e-?mail|mail|courriel)\s*:\s*", "", text)
    whole = text.strip(" \t<>;,\"'\u00a0").rstrip(".")
    if text.count("@") == 1 and not re.search(r"[<>;,\"()\[\]\\|]", whole):
        alone = _ALONE.match(whole)  # raj@ville.example / 01 99 00 12 34
        forms = [re.sub(r"\s*@\s*", "@", whole), *([alone[1]] if alone else [])]
        return [next((f for f in forms if _checked(f)), forms[0])]
    if "<" not in text and re.search(r"[\"()\[\]\\]", whole):  # quoted local part, comment, literal: no display name
        return []
    return [f.strip("<>;,\"'").rstrip(".") for f in _FOUND.findall(text)]


def _checked(candidate: str) -> str | None:
    local, _, domain = candidate.rpartition("@")
    if not local or len(local) > 64 or len(candidate.encode()) > 254:
        return None
    try:
        checked = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.normalized


def _judged(bare: str, value: str, rest: list[str], *, several: bool) -> Parsed:
    local, _, domain = value.rpartition("@")
    parts: dict[str, str | None] = {"local": local, "domain": domain}
    if several:
        told = parts | {"more": "\n".join(rest)} if rest else parts
        return Parsed(value, "email.several", rest[0] if rest else None, told)
    verdict = _domain(domain)
    if verdict.code is not None:
        better = f"{local}@{verdict.suggestion}" if verdict.suggestion else None
        return Parsed(value, verdict.code, better, parts)
    repaired = bare.rpartition("@")[0] != local or bare.rpartition("@")[2].lower() != domain
    return Parsed(value, "email.repaired" if repaired else None, None, parts)


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
    return Parsed(domain)


def host_name(typed: str) -> str | None:
    """The canonical form of a domain, null where no mail can go; the library is asked only where a rule may be hard."""
    low = typed.lower()
    if _HOSTNAME.match(low) and len(low) <= 252 and "--" not in low:
        return None if low.rpartition(".")[2] in SPECIAL_USE_DOMAIN_NAMES else low
    value = _checked(f"a@{typed}")
    return value and value[2:]


def better_domain(domain: str) -> str | None:
    """The domain that was probably meant: a known slip, an ending no registry has, or one or two letters from a host
    that the public uses; null where the domain may be real. To suggest, never to apply.
    """
    if domain in TYPO_DOMAINS:
        return TYPO_DOMAINS[domain]
    if domain in REAL_HOSTS or domain in TOP_HOSTS:
        return None
    head, _, ending = domain.rpartition(".")
    mended = f"{head}.{TYPO_ENDINGS[ending]}" if head and ending in TYPO_ENDINGS else domain
    near = min(_hosts_of_size(len(mended)), key=lambda host: OSA.distance(mended, host, score_cutoff=2), default=None)
    if near is not None:
        allowed = 2 if len(mended) >= 9 and mended[0] == near[0] else 1
        if OSA.distance(mended, near) <= allowed:
            return near
    return mended if mended != domain else None


@cache
def _hosts_of_size(size: int) -> tuple[str, ...]:
    """The public's hosts that so many letters can be two slips away from."""
    return tuple(host for host in TOP_HOSTS if abs(len(host) - size) <= 2)


def disposable(domain: str) -> bool:
    """Throw-away mailboxes, by the list of `disposable-email-domains` and a few of ours."""
    from disposable_email_domains import blocklist  # noqa: PLC0415 - 10,000 names, read at first use

    return domain in blocklist or domain in DISPOSABLE_EXTRA


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
