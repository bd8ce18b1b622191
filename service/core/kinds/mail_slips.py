"""What was probably meant by a text that is no email address: to suggest, never to apply.

Only slips with one reading: a sign typed twice or not at all before a public host, a comma for a dot, a dot too many, a
blank, a mark that a keyboard puts beside the key. Where two addresses might be meant nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from service.core.kinds.mail_hosts import better_domain, host_without_ending, unknown_ending
from service.reference.mail_domains import MORE_HOSTS, TOP_HOSTS

_AT_WORD = re.compile(r"(?i)\s*[(\[{<]\s*(?:at|arobase|arrobase|a|@)\s*[)\]}>]\s*|\s+(?:at|arobase|arrobase)\s+")
_DOT_WORD = re.compile(r"(?i)\s*[(\[{<]\s*(?:dot|point)\s*[)\]}>]\s*|(?<=@)(\S+)\s+(?:dot|point)\s+")
_HOSTS = sorted({*TOP_HOSTS, *MORE_HOSTS} - {"me.com", "msn.com"}, key=len, reverse=True)
_BEFORE_HOST = re.compile(rf"(?i)^([\w.+-]*?[\w+-])(?:\s*[à#&\"']\s*|[._-]|\s+|)({'|'.join(map(re.escape, _HOSTS))})$")
_MARKS = " \t\r\n\u00a0\u202f<>;:,\"'`\u00b4\u2019()[]{}\\/|*"


def likely_address(text: str, usable: Callable[[str], str | None]) -> str | None:
    """The one address a text was meant to be.

    In      `usable`: the canonical form of an address, null where it is none.
    """
    bare = unicodedata.normalize("NFKC", text).strip(_MARKS)
    bare = re.sub(r"@(?:\s*@)+", "@", _AT_WORD.sub("@", bare) if "@" not in bare else bare)
    bare = _DOT_WORD.sub(lambda m: f"{m[1] or ''}.", bare)
    if "@" not in bare:
        return _sign_missing(bare, usable)
    if bare.count("@") != 1:
        return None
    local, _, domain = bare.partition("@")
    local = re.sub(r"[\s(\[<\"']+", "", re.sub(r"[,;]\s*|\.{2,}", ".", local)).strip(".")
    domain = re.sub(r"\s+", "", re.sub(r"\.*[,;:]\s*\.*|\.{2,}|\s*\.\s*", ".", domain)).strip(".#-_\"'&!*?/\\")
    if not local or not domain:
        return None
    return _with_host(local, domain, usable)


def _with_host(local: str, domain: str, usable: Callable[[str], str | None]) -> str | None:
    host = domain.lower()
    if "." not in host:
        meant = host_without_ending(host)
        return usable(f"{local}@{meant}") if meant else None
    found = usable(f"{local}@{better_domain(host) or host}")
    return found if found and not unknown_ending(found.rpartition("@")[2]) else None


def _sign_missing(text: str, usable: Callable[[str], str | None]) -> str | None:
    """`jean.dupont.gmail.com`, `jeanàorange.fr`: a public host at the end of a text without a sign."""
    place = _BEFORE_HOST.match(text)
    if place is None or text.lower().startswith(("www.", "http")):
        return None
    local = place[1].rstrip(".-_ ")
    return usable(f"{local}@{place[2].lower()}") if re.search(r"[^\W\d_]{2}|\d", local) else None
