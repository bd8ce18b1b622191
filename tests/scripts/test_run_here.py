"""`make run`: a first key, printed once; a file to try; and a service that takes both."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.request import Request, urlopen

from make_screens import started


def test_a_first_key_and_a_file_to_try(tmp_path: Path) -> None:
    with started(tmp_path, rows=60) as here:
        found = re.search(r"shown this once: (lmp_\w+)", here.said())
        assert found
        asked = Request(f"{here.url}/v1/keys", headers={"Authorization": f"Bearer {found[1]}"})  # noqa: S310 - our own address
        with urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own
            assert [key["roles"] for key in json.load(answer)["items"]] == [["crm", "marketing", "dpo", "admin"]]
        with urlopen(here.link, timeout=60) as page:  # noqa: S310 - our own
            assert b"Entrer" in page.read(), "the page that exchanges it; looking at it does not use it up"
        file = tmp_path / "demo" / "export-clients.csv"
        assert str(file) in here.said()
        assert file.read_bytes().count(b"\n") > 60
        assert here.end() == 0
    with started(tmp_path, rows=60) as here:
        assert here.end() == 0
        assert "lmp_" not in here.said(), "shown once"
