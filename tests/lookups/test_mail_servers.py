"""Whether a domain takes mail, asked of a real DNS server on this machine."""

from __future__ import annotations

import pytest
from lookups_local import ZONE, local_dns

from service.lookups.asking import Verdict
from service.lookups.mail_servers import mail_server_ask

VERDICTS: dict[str, Verdict] = {
    "ville.example": "found",
    "société.example": "found",
    "sans-mx.example": "found",
    "interne.example": "none",
    "refuse.example": "none",
    "texte.example": "none",
    "absent.example": "none",
    "panne.example": "unknown",
    "muet.example": "unknown",
}


@pytest.mark.parametrize("domain", VERDICTS)
def test_what_dns_says_of_a_domain(domain: str) -> None:
    with local_dns() as dns:
        assert mail_server_ask(dns.resolver, seconds=1)(domain) == VERDICTS[domain]
        assert dns.asked


def test_a_server_that_is_not_there_says_nothing_against_a_domain() -> None:
    with local_dns() as dns:
        pass
    assert mail_server_ask(dns.resolver, seconds=1)("ville.example") == "unknown"


def test_a_closed_network_that_denies_every_name_says_nothing_against_a_domain() -> None:
    with local_dns() as dns:
        dns.zone = {"refuse.example": ZONE["refuse.example"], "texte.example": ZONE["texte.example"]}
        ask = mail_server_ask(dns.resolver, seconds=1)
        assert (ask("ville.example"), ask("texte.example")) == ("unknown", "unknown")
        assert ask("refuse.example") == "none", "a record is an answer"


def test_a_machine_without_name_servers_says_nothing_against_a_domain() -> None:
    from dns.resolver import Resolver  # noqa: PLC0415 - for this one

    assert mail_server_ask(Resolver(configure=False), seconds=1)("ville.example") == "unknown"
