"""Slips of the hosts that the French write to, and real hosts beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.mail_hosts import better_domain, disposable, host_without_ending, unknown_ending
from service.reference.mail_domains import MORE_HOSTS, REAL_HOSTS, TOP_HOSTS, TYPO_DOMAINS, known_endings

USED = (
    "gmail.com", "orange.fr", "wanadoo.fr", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "yahoo.fr",
    "yahoo.com", "laposte.net", "icloud.com", "protonmail.com", "club-internet.fr", "numericable.fr", "free.fr",
    "neuf.fr", "bbox.fr", "live.fr", "sfr.fr", "gmx.fr", "aol.com",
)  # fmt: skip


def slips_of(host: str) -> Iterator[str]:
    """A letter doubled or two swapped, one missed in a long name, and endings that no registry has."""
    name, _, ending = host.partition(".")
    for place in range(len(name)):
        yield f"{name[: place + 1]}{name[place:]}.{ending}"
        if place:
            yield f"{name[: place - 1]}{name[place]}{name[place - 1]}{name[place + 1 :]}.{ending}"
        if len(name) > len("orange"):
            yield f"{name[:place]}{name[place + 1 :]}.{ending}"
    wrong = {
        "fr": ("rf", "fe", "ft", "frr", "ffr", "fr.fr", "f"),
        "com": ("con", "cmo", "ocm", "comm", "vom", "com.com"),
    }
    for other in wrong.get(ending, ("nte", "nett", "ner", "net.net")):
        yield f"{name}.{other}"


@pytest.mark.parametrize("host", USED)
def test_slips_of_a_hand_are_known(host: str) -> None:
    missed = [slip for slip in slips_of(host) if slip != host and better_domain(slip) != host]
    assert [slip for slip in missed if slip not in REAL_HOSTS] == []


REAL = (
    "me.com", "ymail.com", "mail.com", "gmx.fr", "live.fr", "neuf.fr", "numericable.fr", "bbox.fr", "aol.fr",
    "laposte.fr", "gm.com", "att.net", "gmx.net", "hotmail.be", "yahoo.co.uk", "outlook.de", "live.be", "yahoo.ca",
    "mac.com", "fastmail.com", "proton.me", "pm.me", "mail.ru", "hanmail.net", "bol.com", "orange.com", "free.com",
    "sfr.com", "wanadoo.es", "skynet.be", "bluewin.ch", "tutanota.com", "zoho.com", "duck.com", "gial.edu", "ya.ru",
    "xxxmail.com", "gmxxxxl.com", "renault.com", "sncf.fr", "edf.fr", "gmf.fr", "msc.com", "maif.fr",
    "ville.example", "cloud.com", "box.fr", "love.fr", "tree.fr", "example.com.co", "example.coop", "example.co",
    "example.gr", "univ-lyon1.fr", "ac-nice.fr", "interieur.gouv.fr", "societe.com.fr",
)  # fmt: skip


@pytest.mark.parametrize("host", [*REAL, *TOP_HOSTS, *MORE_HOSTS])
def test_real_hosts_are_no_slips(host: str) -> None:
    assert better_domain(host) is None


@given(st.from_regex(r"[a-z0-9-]{1,12}(?:\.[a-z]{1,6}){1,3}", fullmatch=True))
def test_what_is_suggested_needs_no_other_suggestion(host: str) -> None:
    better = better_domain(host)
    assert better is None or (better != host and better_domain(better) in {None, better})


def test_shapes_of_endings() -> None:
    cases = {
        "ville.con": "ville.com", "beta.gouvfr": "beta.gouv.fr", "beta.gov.fr": "beta.gouv.fr", "gmailc.om": "gmail.com",
        "ville.com.com": "ville.com", "orange.com.fr": "orange.fr", "hotmial.be": "hotmail.be", "gmail.it": "gmail.com",
    }  # fmt: skip
    assert {slip: better_domain(slip) for slip in cases} == cases
    hosts = {"gmailcom": "gmail.com", "orange": "orange.fr", "hotmail": None, "nomatch": None, "villefr": "ville.fr"}
    assert {name: host_without_ending(name) for name in hosts} == hosts


def test_the_list_of_endings() -> None:
    assert {"fr", "com", "museum", "xn--p1ai", "рф", "za", "paris", "bzh"} <= known_endings()
    assert known_endings().isdisjoint({"con", "rf", "fe", "example"})
    assert [unknown_ending(d) for d in ("a.fr", "a.qqq", "a.example", "société.рф")] == [False, True, False, False]
    wrong = [meant for meant in TYPO_DOMAINS.values() if meant.rpartition(".")[2] not in known_endings()]
    assert wrong == []


def test_throw_away_boxes() -> None:
    assert [disposable(d) for d in ("yopmail.com", "jetable.org", "duck.com", "orange.fr")] == [
        True,
        True,
        False,
        False,
    ]
