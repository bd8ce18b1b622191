"""The host of an email address: its canonical form, whether it was probably mistyped, whether it is thrown away.

A slip is looked for in this order: a known one; the shape of the ending (`.rf`, `.fr.fr`, `gouvfr`); a name a letter
or two from a host of the public (Damerau). A list of real hosts blocks it, and short names are held to the slips of a
hand: a letter doubled, swapped or missed by a key, since every short name belongs to someone.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from email_validator import SPECIAL_USE_DOMAIN_NAMES
from rapidfuzz import process
from rapidfuzz.distance import OSA

from service.reference.mail_domains import (
    DISPOSABLE_EXTRA,
    HOST_ENDINGS,
    HOSTS_ABROAD,
    MORE_HOSTS,
    ONE_ENDING,
    ONLY_ONE,
    REAL_HOSTS,
    RELAYS,
    TOP_HOSTS,
    TYPO_DOMAINS,
    TYPO_ENDINGS,
    TYPO_SUFFIXES,
    known_endings,
)

_HOSTS = (*TOP_HOSTS, *MORE_HOSTS)
_KNOWN = frozenset(_HOSTS) | REAL_HOSTS | HOSTS_ABROAD
_RESERVED = frozenset({"example", *SPECIAL_USE_DOMAIN_NAMES})
_ROWS = ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORDS = frozenset({"met", "bet", "rog", "or", "f", "og"})  # slips of endings that are labels of real hosts too
_SHORT, _LONG = 4, 7  # letters of a name: held to the slips of a hand; may be two slips away


@cache
def _beside() -> frozenset[tuple[str, str]]:
    """Keys side by side, or one above the other, on the French and the English keyboard."""
    pairs = {(a, b) for row in _ROWS for a, b in pairwise(row)}
    for above, below in (*pairwise(_ROWS[:4]), *pairwise(_ROWS[4:])):
        pairs |= {(a, b) for place, a in enumerate(above) for b in below[max(0, place - 1) : place + 1]}
    return frozenset(pairs | {(b, a) for a, b in pairs})


def better_domain(domain: str) -> str | None:
    """The domain that was probably meant: to suggest, never to apply; null where the domain may be real."""
    if domain in TYPO_DOMAINS:
        return TYPO_DOMAINS[domain]
    if domain in _KNOWN:
        return None
    mended = _with_ending(domain)
    head = domain.rpartition(".")[0]
    if mended != domain and head in ONE_ENDING and f"{head}.com" != mended:
        return ONE_ENDING[head]
    if mended in _KNOWN or mended in TYPO_DOMAINS:
        return TYPO_DOMAINS.get(mended, mended)
    host = _moved_dot(mended) or _near_host(mended, domain)
    return host or (mended if mended != domain else None)


def _with_ending(domain: str) -> str:
    """The domain with an ending that exists: doubled ones once, glued ones apart, unknown ones as they were meant."""
    head, _, ending = domain.rpartition(".")
    before, _, last = head.rpartition(".")
    for slip, meant in TYPO_SUFFIXES.items():
        if domain.endswith(f".{slip}"):
            return f"{domain.removesuffix(slip)}{meant}"
    twice = last == ending or (TYPO_ENDINGS.get(last) == ending and last not in _WORDS)
    if before and twice and ending in known_endings() - {"co"}:
        return _with_ending(f"{before}.{ending}")
    if ending in known_endings() or ending in _RESERVED or not ending.isascii():
        return domain
    if before and ending in TYPO_ENDINGS and last == TYPO_ENDINGS[ending]:
        return head
    other = TYPO_ENDINGS.get(ending) or _glued(ending) or _meant_ending(ending)
    return _with_ending(f"{head}.{other}") if other else domain


def _glued(ending: str) -> str | None:
    """`gouvfr` -> `gouv.fr`."""
    for known in ("com", "net", "org", "fr"):
        name = ending.removesuffix(known)
        if name != ending and len(name) > 1:
            return f"{name}.{known}" if name not in {"com", "net", "fr"} else known
    return None


def _meant_ending(ending: str) -> str | None:
    """The one usual ending a slip away, none where two are."""
    near = [known for known in ("com", "net", "org") if OSA.distance(ending, known, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 and len(ending) > len("xx") else None


def _moved_dot(domain: str) -> str | None:
    """`gmailc.om`, `orangef.r`: the letters of a public host with the dot elsewhere."""
    host = _by_letters().get(domain.replace(".", ""))
    return host if host != domain else None


@cache
def _by_letters() -> dict[str, str]:
    return {host.replace(".", ""): host for host in reversed(_HOSTS)}


def _near_host(mended: str, domain: str) -> str | None:
    """The host of the public that `mended` is a slip of; `domain` as typed breaks ties between endings."""
    head, _, ending = mended.rpartition(".")
    if not head:
        return None
    if head in ONE_ENDING and mended not in REAL_HOSTS and _slip_of_ending(ending, ONE_ENDING[head]):
        return ONE_ENDING[head]
    near = process.extract(head, _names(), scorer=OSA.distance, score_cutoff=2, limit=None)
    costs = {host: _cost(head, ending, host) for name, _, _ in near for host in _by_name()[name]}
    found = {host: cost for host, cost in costs.items() if cost is not None}
    if not found:
        return _abroad(head, ending)
    return min(found, key=lambda host: (found[host], OSA.distance(domain, host), _HOSTS.index(host)))


@cache
def _by_name() -> dict[str, list[str]]:
    """Hosts by their name before the ending; those of one or two letters have too many neighbours."""
    found: dict[str, list[str]] = {}
    for host in _HOSTS:
        if len(name := host.rpartition(".")[0]) > len("me"):
            found.setdefault(name, []).append(host)
    return found


@cache
def _names() -> list[str]:
    return list(_by_name())


def _slip_of_ending(ending: str, host: str) -> bool:
    name, _, own = host.rpartition(".")
    return name in ONLY_ONE or ending in HOST_ENDINGS.get(own, frozenset()) - {"com", "net", "org"}


def _cost(head: str, ending: str, host: str) -> int | None:
    """How many slips make `host` of a name and an ending; null: too many, or not of a kind that hands make."""
    name, _, own = host.rpartition(".")
    by_ending = 0 if ending == own else 1 if ending in HOST_ENDINGS.get(own, frozenset()) else None
    if by_ending is None:
        if name not in ONLY_ONE or (head != name and ending not in {"com", "fr", "net"}):
            return None
        by_ending = 1
    if head == name:
        return by_ending
    by_name = slips(head, name)
    allowed = 1 if host in MORE_HOSTS else 2
    return by_ending + by_name if by_name is not None and by_ending + by_name <= allowed else None


def slips(typed: str, name: str) -> int | None:
    """1 or 2 slips of a hand between a typed name and a known one; null: they are two names."""
    far = OSA.distance(typed, name, score_cutoff=2)
    if far == 1 and len(name) > _SHORT:
        return 1 if _first_letter_may(typed, name) else None
    if far == 1:
        return 1 if _by_hand(typed, name) else None
    if far > 2 or len(name) <= _SHORT or typed[0] != name[0]:
        return None
    return 2 if len(name) >= _LONG or _left_over(typed, name) <= 1 else None


def _first_letter_may(typed: str, name: str) -> bool:
    """The first letter is the one people get right: another one must lie beside it on the keyboard."""
    if typed[0] == name[0] or typed == name[1:] or typed[:2] == name[1::-1]:
        return True
    return (typed[0], name[0]) in _beside()


def _by_hand(typed: str, name: str) -> bool:
    """A short name with letters swapped, one doubled, and from four letters one missed or the next key hit."""
    if sorted(typed) == sorted(name):
        return True
    if len(typed) > len(name):
        return any(typed == name[: n + 1] + name[n:] for n in range(len(name)))
    if len(name) < _SHORT:
        return False
    if len(typed) < len(name):
        return True
    wrong = next((t, n) for t, n in zip(typed, name, strict=True) if t != n)
    return wrong in _beside()


def _left_over(typed: str, name: str) -> int:
    """Letters of one name that the other has not."""
    rest = list(name)
    extra = 0
    for letter in typed:
        if letter in rest:
            rest.remove(letter)
        else:
            extra += 1
    return max(extra, len(rest))


def _abroad(head: str, ending: str) -> str | None:
    """`hotmial.be` -> `hotmail.be`: a slip of a name whose host exists in that land."""
    for name in ("hotmail", "outlook", "yahoo"):
        if f"{name}.{ending}" in HOSTS_ABROAD and slips(head, name) == 1:
            return f"{name}.{ending}"
    return None


def host_without_ending(name: str) -> str | None:
    """The public host meant by a domain without a dot: `gmailcom`, `orange`; another `examplefr` comes apart.

    Null where two hosts have the name (hotmail, yahoo) or nothing says where the dot was.
    """
    if name in _by_letters():
        return _by_letters()[name]
    if name in ONE_ENDING:
        return ONE_ENDING[name]
    apart = _glued(name)
    if apart is None or "." not in apart or len(apart.partition(".")[0]) <= 2:
        return None
    return better_domain(apart) or apart


def disposable(domain: str) -> bool:
    """Throw-away mailboxes, by the list of `disposable-email-domains` and a few of ours; relays are none."""
    from disposable_email_domains import blocklist  # noqa: PLC0415 - 10,000 names, read at first use

    return (domain in blocklist or domain in DISPOSABLE_EXTRA) and domain not in RELAYS


def unknown_ending(domain: str) -> bool:
    """No registry has the ending: mail will hardly arrive. Names reserved for examples are left in peace."""
    ending = domain.rpartition(".")[2]
    return ending not in known_endings() and ending not in _RESERVED
