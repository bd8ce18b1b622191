"""docs/tour.md is true: each of its requests is sent as it stands there, and answers what is shown there."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apis import START_US, Api

from service.flows.keys import create_key
from service.store.session import unit_of_work

TOUR = Path(__file__).parents[2] / "docs" / "tour.md"


@dataclass(frozen=True)
class Step:
    """One request of the page, as words of a shell, and the part of the answer that it shows."""

    words: list[str]
    shown: Any


def steps() -> list[Step]:
    text = TOUR.read_text(encoding="utf-8")
    found = re.findall(r"```sh\n(curl [^\n]*)\n```.*?```json\n(.*?)\n```", text, flags=re.DOTALL)
    assert text.count("curl -") == len(found), "every request shows its answer"
    return [Step(shlex.split(command)[1:], json.loads(shown)) for command, shown in found]


def the_file() -> str:
    found = re.search(r"```csv\n(.*?)```", TOUR.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert found
    return found[1]


def sent(api: Api, words: list[str], names: dict[str, str]) -> Any:
    """What curl would do with these words: -X, -H, -d, --data-binary @clients.csv and an address."""
    method, headers, content, address = "GET", {}, None, ""
    given = iter(words)
    for word in given:
        if word == "-X":
            method = next(given)
        elif word == "-H":
            name, _, value = next(given).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-binary"):
            method, content = "POST", next(given)
        else:
            assert word.startswith("$LIMPIDE/"), word
            address = word.removeprefix("$LIMPIDE")
    if content == "@clients.csv":
        content = the_file()
    for name, value in names.items():
        headers = {k: v.replace(name, value) for k, v in headers.items()}
        content = content and content.replace(name, value)
    return api.client.request(method, address, headers=headers, content=content and content.encode())


def same(shown: Any, answer: Any) -> bool:
    """The answer has at least what is shown: members of objects, items from the first on; … stands for anything."""
    if shown == "…":
        return True
    if isinstance(shown, dict):
        return isinstance(answer, dict) and all(k in answer and same(v, answer[k]) for k, v in shown.items())
    if isinstance(shown, list):
        return isinstance(answer, list) and len(answer) >= len(shown) and all(map(same, shown, answer))
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(answer, str) and answer.startswith(shown[:-1])
    return bool(shown == answer)


def test_the_tour_holds_line_by_line(api: Api) -> None:
    with unit_of_work(api.database) as work:
        _row, key = create_key(work, "tour", ["crm", "marketing", "dpo"], now_us=START_US)
    names = {"$KEY": key}
    for step in steps():
        answer = sent(api, step.words, names)
        assert answer.status_code in (200, 201, 202), (step.words, answer.text)
        assert same(step.shown, answer.json()), (step.words, step.shown, answer.json())
        api.work()
        if "/v1/customers?" in step.words[-1]:
            names["$CUSTOMER"] = answer.json()["items"][0]["customer_id"]
    assert api.get("/v1/imports/1", "crm").json()["state"] == "reverted"
