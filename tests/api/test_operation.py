"""Jobs, audit and the first key: what those who run the service look at."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from apis import Api, serving
from furniture import CUSTOMERS

LIMPIDE = (sys.executable, "-c", "from service.cli import main; main()")


def test_jobs_are_told_newest_first_and_filtered(api: Api) -> None:
    api.post("/v1/imports?list=clients&filename=clients.csv", "crm", content=CUSTOMERS.encode())
    api.work()
    api.post("/v1/imports/1/revert", "crm")
    jobs = api.get("/v1/jobs", "crm").json()["items"]
    assert [(j["id"], j["kind"], j["state"], j["about"]) for j in jobs] == [
        (3, "revert", "queued", {"import_id": 1}),
        (2, "tally", "done", {}),
        (1, "import", "done", {"import_id": 1}),
    ]
    assert [j["id"] for j in api.get("/v1/jobs?state=done", "crm").json()["items"]] == [2, 1]
    assert [j["id"] for j in api.get("/v1/jobs?kind=revert", "crm").json()["items"]] == [3]
    first = api.get("/v1/jobs?limit=1", "crm")
    assert [j["id"] for j in api.get(first.links["next"]["url"], "crm").json()["items"]] == [2]
    assert api.get("/v1/jobs/3", "crm").headers["retry-after"] == "1"
    assert "retry-after" not in api.get("/v1/jobs/1", "crm").headers


def test_the_audit_tells_who_did_what_when(api: Api) -> None:
    api.post("/v1/lists", "crm", json={"name": "canary"})
    api.post("/v1/keys", json={"name": "a key", "roles": ["dpo"]})
    api.post("/v1/keys/6/revoke")
    entries = api.get("/v1/audit", "dpo").json()["items"]
    assert [(e["principal"], e["action"], e["noun"], e["noun_id"]) for e in entries] == [
        ("the admin", "key.revoke", "key", 6),
        ("the admin", "key.create", "key", 6),
        ("the crm", "list.create", "list", 1),
    ]
    assert "canary" not in api.get("/v1/audit").text

    def ids(query: str) -> list[int]:
        return [e["noun_id"] for e in api.get(f"/v1/audit?{query}").json()["items"]]

    assert ids("principal=the+crm") == [1]
    assert ids("noun=key&noun_id=6&action=key.create") == [6]
    assert ids("noun=key&noun_id=7") == []
    moment = entries[1]["at"]
    assert len(ids(f"since={moment}")) == 2
    assert len(ids(f"until={moment}")) == 1
    assert ids("since=2199-01-01T00:00:00%2B02:00") == []


def run(data: Path, *arguments: str) -> Any:
    """What a command printed."""
    done = subprocess.run([*LIMPIDE, *arguments], capture_output=True, check=True, env=_environment(data))
    return json.loads(done.stdout)


def _environment(data: Path) -> dict[str, str]:
    return {"LIMPIDE_DATA_DIR": str(data), "PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}


def test_the_first_key_comes_from_the_command_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = run(data, "keys", "create", "first", "--role", "admin", "--role", "crm")
    assert made["roles"] == ["crm", "admin"]
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    with serving(f"sqlite:///{data / 'limpide.db'}", data) as api:
        assert api.get("/v1/keys", None, headers=bearer).status_code == 200
        assert run(data, "keys", "revoke", "first")["revoked_us"] is not None
        assert api.get("/v1/keys", None, headers=bearer).status_code == 401, "at once, also from another process"
    listed = run(data, "keys", "list")
    assert listed[0]["name"] == "first"
    assert made["secret"] not in json.dumps(listed)
    refused = subprocess.run(
        [*LIMPIDE, "keys", "revoke", "nobody"], capture_output=True, check=False, env=_environment(data)
    )
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["type"] == "/problems/not-found"
