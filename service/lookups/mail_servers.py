"""Whether a domain takes mail, by DNS. The domain alone is asked about: an address never leaves the house.

A "no such name" is believed of a resolver that knows the root of the Internet: a closed network denies everything.
Source  RFC 5321, section 5 (MX; without one, A or AAAA), RFC 7505 (a null MX), as email-validator applies them.
"""

from __future__ import annotations

import idna
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, NoResolverConfiguration, Resolver
from email_validator import EmailUndeliverableError, caching_resolver
from email_validator.deliverability import validate_email_deliverability

from service.lookups.asking import Ask, Verdict

_SECONDS = 3


def mail_server_ask(resolver: Resolver | None = None, *, seconds: int = _SECONDS) -> Ask:
    """The question about one domain, in ASCII or Unicode; none: it does not exist, or says that it takes no mail.

    In      resolver: null: the name servers of this machine; seconds: how long one record is waited for.
    """
    asked = caching_resolver(timeout=seconds, dns_resolver=resolver or _of_this_machine())

    def ask(domain: str) -> Verdict:
        try:
            told = validate_email_deliverability(_ascii(domain), domain, dns_resolver=asked)
        except idna.IDNAError:
            return "unknown"
        except EmailUndeliverableError as refused:
            return "none" if _is_sure(refused, asked) else "unknown"
        return "found" if "mx" in told else "unknown"

    return ask


def _is_sure(refused: EmailUndeliverableError, asked: Resolver) -> bool:
    """Whether DNS said no: in a record (no cause), or by having none. With any other cause nobody could find out."""
    if refused.__cause__ is None:
        return True
    return isinstance(refused.__cause__, (NXDOMAIN, NoAnswer)) and _knows_the_internet(asked)


def _knows_the_internet(asked: Resolver) -> bool:
    try:
        return bool(asked.resolve(".", "NS"))
    except DNSException:
        return False


def _of_this_machine() -> Resolver:
    """Without name servers each question ends as unknown."""
    try:
        return Resolver()
    except NoResolverConfiguration:
        return Resolver(configure=False)


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
