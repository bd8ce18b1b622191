"""The catalogues of the pages, from what the code and the templates say.

    python scripts/make_locales.py           writes service/web/locales/{fr,en}.po; English is then translated by hand
    python scripts/make_locales.py --check   exit 1 when a message is missing in either, or no longer said

French is what the code says: fr.po repeats it, and holds the plurals by the rule of French (0 and 1 are singular).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent / "service" / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"encoding": "utf-8", "trimmed": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def said() -> Catalog:
    """Every message of the code and the templates."""
    found = Catalog(project="Limpide", charset="utf-8", fuzzy=False)
    for _file, _line, message, _comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        found.add(message, context=context)
    return found


def written(code: str) -> Catalog:
    """A catalogue as it lies there; empty when there is none."""
    path = WEB / "locales" / f"{code}.po"
    if not path.exists():
        return Catalog(code, project="Limpide", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=code)


def updated(code: str) -> Catalog:
    """The catalogue with today's messages: translations kept, messages no longer said gone."""
    old, new = written(code), Catalog(code, project="Limpide", charset="utf-8", fuzzy=False)
    for message in sorted((m for m in said() if m.id), key=lambda m: str(m.id)):
        known = old.get(message.id)
        string = known.string if known is not None else ""
        new.add(message.id, message.id if code == "fr" else string)
    return new


def as_text(catalogue: Catalog) -> bytes:
    """The file: no dates, no places, so that only what was said differs."""
    target = io.BytesIO()
    write_po(target, catalogue, width=120, no_location=True, omit_header=True)
    rule = "nplurals=2; plural=(n > 1);" if str(catalogue.locale) == "fr" else "nplurals=2; plural=(n != 1);"
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {rule}\\n"\n\n'
    return header.encode() + target.getvalue()


def missing(code: str) -> list[str]:
    """Messages without a translation, and messages no longer said."""
    there, wanted = written(code), updated(code)
    holes = [str(m.id) for m in wanted if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
    return holes + [f"no longer said: {m.id}" for m in there if m.id and wanted.get(m.id) is None]


def main(arguments: Sequence[str]) -> int:
    """Write or check; returns the exit code."""
    if "--check" in arguments:
        wrong = [f"{code}: {text}" for code in ("fr", "en") for text in missing(code)]
        print("\n".join(wrong))
        return 1 if wrong else 0
    for code in ("fr", "en"):
        path = WEB / "locales" / f"{code}.po"
        path.write_bytes(as_text(updated(code)))
        print(f"{path}: {len(missing(code))} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
