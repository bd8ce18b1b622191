"""The doors of look-ups: `limpide check` with its flags, and the API where the operator allows it. Nothing else asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apis import Api, serving
from invented_prospects import HEADER, ROWS
from lookups_local import GONE, REGISTERED, LocalDns, LocalVies, local_dns, local_vies, nobody_asked
from typer.testing import CliRunner

from service.cli import app as command
from service.core.reasons import REASONS
from service.lookups import opted
from service.lookups.asking import Asking
from service.lookups.mail_servers import mail_server_ask
from service.lookups.online import Lookups
from service.lookups.vies import vies_ask

EMAILS = {
    "jean@ville.example": (True, None, "found"),
    "JEAN@ville.example.": (True, "email.repaired", "found"),
    "jean@absent.example": (False, "email.no-mail-server", "none"),
    "jean@muet.example": (True, "email.mail-server-unknown", "unknown"),
    "mailto:jean@muet.example": (True, "email.repaired", "unknown"),
    "jean": (False, "email.syntax", None),
    "": (False, None, None),
}
NUMBERS = {
    REGISTERED: (True, None, "found"),
    GONE: (False, "vat.not-registered", "none"),
    "CHE107787577TVA": (True, "vat.registration-unknown", "unknown"),
    "FR41303265045": (False, "vat.checksum", None),
}
KEYS = {"input", "normalised", "valid", "code", "suggestion", "parts"}


@pytest.fixture
def dns() -> Iterator[LocalDns]:
    with local_dns() as server:
        yield server


@pytest.fixture
def vies() -> Iterator[LocalVies]:
    with local_vies() as server:
        yield server


@pytest.fixture
def local(dns: LocalDns, vies: LocalVies) -> Iterator[Lookups]:
    """Look-ups that ask the servers of this machine."""
    made = Lookups(mx=Asking(mail_server_ask(dns.resolver, seconds=1)), vies=Asking(vies_ask(vies.url)))
    yield made
    made.close()


def _seen(answers: list[dict[str, Any]], part: str) -> dict[str, tuple[bool, str | None, str | None]]:
    assert all(set(answer) == KEYS for answer in answers)
    assert {answer["code"] for answer in answers} - {None} <= set(REASONS)
    return {answer["input"]: (answer["valid"], answer["code"], answer["parts"].get(part)) for answer in answers}


def _command(
    monkeypatch: pytest.MonkeyPatch, local: Lookups, kind: str, flag: str, values: Any
) -> list[dict[str, Any]]:
    chosen: list[dict[str, Any]] = []

    def handed(**flags: bool) -> Lookups:
        chosen.append(flags)
        return local

    monkeypatch.setattr(opted, "opted", handed)
    told = CliRunner().invoke(command, ["check", kind, flag], input="\n".join(values) + "\n")
    assert told.exit_code == 0, told.output
    assert chosen == [{"mx": flag == "--mx", "vies": flag == "--vies"}]
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_the_command_asks_about_domains(monkeypatch: pytest.MonkeyPatch, local: Lookups, dns: LocalDns) -> None:
    assert _seen(_command(monkeypatch, local, "email", "--mx", EMAILS), "mail_server") == EMAILS
    assert "jean" not in " ".join(dns.asked).lower(), "the address itself stays here"
    assert dns.asked.count("ville.example") == 1


def test_the_command_asks_about_numbers(monkeypatch: pytest.MonkeyPatch, local: Lookups, vies: LocalVies) -> None:
    assert _seen(_command(monkeypatch, local, "vat", "--vies", NUMBERS), "vies") == NUMBERS
    assert sorted(body["vatNumber"] for _, body in vies.asked) == sorted([REGISTERED[2:], GONE[2:]])


@pytest.mark.parametrize("arguments", [["phone", "--mx"], ["vat", "--mx"], ["email", "--vies"]])
def test_a_flag_of_another_kind_is_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, ["check", *arguments], input="x\n").exit_code == 2


def test_the_api_asks_where_the_operator_allows_it(tmp_path: Path, local: Lookups) -> None:
    with serving(f"sqlite:///{tmp_path / 'l.db'}", tmp_path / "data", lookup_mx=True, lookup_vies=True) as api:
        api.house.lookups.close()
        api.house.lookups = local
        for kind, part, values in (("email", "mail_server", EMAILS), ("vat", "vies", NUMBERS)):
            told = api.post("/v1/check", "crm", json={"kind": kind, "values": list(values), "online": True})
            assert told.status_code == 200
            assert _seen(told.json()["items"], part) == values
        wrong = api.post("/v1/check", "crm", json={"kind": "phone", "values": ["1"], "online": True})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/online")


@pytest.mark.parametrize(("kind", "setting"), [("email", "LIMPIDE_LOOKUP_MX"), ("vat", "LIMPIDE_LOOKUP_VIES")])
def test_the_api_refuses_by_default(api: Api, kind: str, setting: str) -> None:
    refused = api.post("/v1/check", "crm", json={"kind": kind, "values": ["x"], "online": True})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["type"], refused.json()["setting"]) == ("/problems/lookup-off", setting)


def test_each_setting_opens_its_own_look_up(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'l.db'}", tmp_path / "data", lookup_mx=True) as api:
        body = {"kind": "vat", "values": ["x"], "online": True}
        assert api.post("/v1/check", "crm", json=body).status_code == 422
        unusable = api.post("/v1/check", "crm", json=body | {"kind": "email"})
        assert unusable.json()["items"][0]["parts"] == {}


def test_by_default_an_import_and_a_check_ask_nobody(tmp_path: Path, dns: LocalDns) -> None:
    csv = {"Content-Type": "text/csv"}
    content = ("\n".join([HEADER, *ROWS]) + "\n").encode()
    with serving(f"sqlite:///{tmp_path / 'l.db'}", tmp_path / "data") as api, nobody_asked() as asked:
        api.post("/v1/imports", "crm", content=content, params={"basis": "Formulaire"}, headers=csv)
        api.work()
        assert api.get("/v1/customers", "crm").json()["items"]
        for kind, values in (("email", EMAILS), ("vat", NUMBERS)):
            told = api.post("/v1/check", "crm", json={"kind": kind, "values": list(values)})
            assert told.status_code == 200
            assert CliRunner().invoke(command, ["check", kind], input="\n".join(values)).exit_code == 0
        assert asked == []
        assert mail_server_ask(dns.resolver, seconds=1)("ville.example") == "unknown"
        assert asked, "whoever asks would have been seen"
