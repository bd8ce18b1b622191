"""Mail hosts the French public uses, hosts that only look like a slip of them, and usual slips of endings.

Sources: the list ProConnect draws from its production base (30 domains, MIT), the must-stay cases of the suggestion
libraries in ../shared/data/fields/email (MIT), completed by hand. Compiled 2026-11.
"""

from __future__ import annotations

TOP_HOSTS: tuple[str, ...] = (
    "gmail.com", "googlemail.com", "orange.fr", "wanadoo.fr", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com",
    "yahoo.fr", "yahoo.com", "laposte.net", "free.fr", "live.fr", "live.com", "sfr.fr", "icloud.com", "bbox.fr",
    "gmx.fr", "neuf.fr", "aol.com", "me.com", "msn.com", "protonmail.com", "club-internet.fr", "numericable.fr",
    "9online.fr", "cegetel.net", "aliceadsl.fr", "noos.fr", "comcast.net", "ac-paris.fr",
)  # fmt: skip
# real hosts one or two letters away from one above: never a slip
REAL_HOSTS: frozenset[str] = frozenset({
    "mail.com", "ymail.com", "gmx.com", "gmx.net", "gmx.de", "email.com", "aol.fr", "laposte.fr", "mac.com", "att.net",
    "gm.com", "hotmail.it", "hotmail.be", "hotmail.es", "hotmail.de", "hotmail.ch", "outlook.be", "outlook.de",
    "outlook.es", "outlook.it", "live.be", "live.nl", "yahoo.es", "yahoo.it", "yahoo.de", "yahoo.ca", "yahoo.in",
    "free.com", "fnac.fr", "ovh.fr", "gao.gov", "army.mil", "nous.fr", "neuf.com", "proton.me", "pm.me", "ol.fr",
    "mailo.com", "hey.com", "orange.com", "sfr.com", "sfr.net", "qq.com", "wp.pl", "dbmail.com", "love.com", "me.fr",
    "home.fr", "hotmail.co.uk", "yahoo.co.uk", "live.co.uk", "aol.de", "gmail.fr", "freesbee.fr", "free.fr",
    "hotmail.ca", "live.ca", "live.it", "live.de", "outlook.pt", "outlook.jp", "sncf.fr", "ac-lille.fr", "ac-nice.fr",
    "ac-caen.fr", "ac-lyon.fr", "ac-reims.fr", "msn.fr", "cox.net",
})  # fmt: skip
# endings that no registry has (or that are slips next to a known host) -> what was meant
TYPO_ENDINGS: dict[str, str] = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "vom": "com", "xom": "com", "cpm": "com",
    "clom": "com", "coim": "com", "colm": "com", "comj": "com", "comn": "com", "conm": "com", "copm": "com",
    "c0m": "com", "fom": "com", "ckm": "com", "cok": "com", "rf": "fr", "fe": "fr", "ft": "fr", "frr": "fr",
    "ffr": "fr", "f": "fr", "fre": "fr", "nte": "net", "nett": "net", "ner": "net", "ogr": "org", "orgg": "org",
    "og": "org",
}  # fmt: skip
TYPO_DOMAINS: dict[str, str] = {
    "gmail.co": "gmail.com", "gmail.cm": "gmail.com", "gmail.om": "gmail.com", "gmail.net": "gmail.com",
    "gmail.fr": "gmail.com", "yahoo.co": "yahoo.com", "yahoo.cm": "yahoo.com", "yahoo.om": "yahoo.com",
    "hotmail.co": "hotmail.com", "hotmail.cm": "hotmail.com", "outlook.co": "outlook.com", "outlook.cm": "outlook.com",
    "outlook.net": "outlook.com", "icloud.co": "icloud.com", "icloud.cm": "icloud.com", "icloud.net": "icloud.com",
    "aol.co": "aol.com", "aol.cm": "aol.com", "aol.net": "aol.com", "live.co": "live.com", "live.cm": "live.com",
    "msn.co": "msn.com", "msn.cm": "msn.com", "protonmail.co": "protonmail.com", "googlemail.co": "googlemail.com",
    "orange.com.fr": "orange.fr", "wanado.fr": "wanadoo.fr", "wandoo.fr": "wanadoo.fr", "laposte.com": "laposte.net",
    "laposte.ne": "laposte.net", "gmailc.om": "gmail.com", "yahooc.om": "yahoo.com",
}  # fmt: skip
DISPOSABLE_EXTRA: frozenset[str] = frozenset(
    {"yopmail.fr", "yopmail.net", "jetable.net", "trashmail.fr", "mail-temporaire.fr"}
)
