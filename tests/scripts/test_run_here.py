"""`make run`: a first key, printed once; a file to try; and a service that takes both."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]


def started(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """The script, once its service listens, and what it told before."""
    environment = os.environ | {
        "LIMPIDE_DATA_DIR": str(folder), "LIMPIDE_DATABASE_URL": "", "LIMPIDE_PORT": "0", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    script = [sys.executable, str(ROOT / "scripts" / "run_here.py"), "--rows", "60"]
    service = subprocess.Popen(
        script, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told = ""
    assert service.stdout is not None
    while '"serving"' not in told:
        line = service.stdout.readline()
        assert line, told
        told += line
    return service, told


def ended(service: subprocess.Popen[str]) -> None:
    service.terminate()
    assert service.wait(30) == 0
    assert service.stdout is not None
    service.stdout.close()


def test_a_first_key_and_a_file_to_try(tmp_path: Path) -> None:
    service, told = started(tmp_path)
    try:
        found = re.search(r"shown this once: (lmp_\w+)", told)
        assert found
        port = json.loads(told.splitlines()[-1])["port"]
        asked = Request(f"http://127.0.0.1:{port}/v1/keys", headers={"Authorization": f"Bearer {found[1]}"})
        with urlopen(asked, timeout=60) as answer:  # noqa: S310
            assert [key["roles"] for key in json.load(answer)["items"]] == [["crm", "marketing", "dpo", "admin"]]
        link = re.search(r"http://127\.0\.0\.1:0(/entrer\?jeton=\S+)", told)
        assert link
        with urlopen(f"http://127.0.0.1:{port}{link[1]}", timeout=60) as page:
            assert b"Entrer" in page.read(), "the page that exchanges it; looking at it does not use it up"
        file = tmp_path / "demo" / "export-clients.csv"
        assert str(file) in told
        assert file.read_bytes().count(b"\n") > 60
    finally:
        ended(service)
    service, told = started(tmp_path)
    ended(service)
    assert "lmp_" not in told, "shown once"
