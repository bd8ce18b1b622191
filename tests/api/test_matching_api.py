"""Matching again through the API: who may, what is told, learning from answers, calling off."""

from __future__ import annotations

from apis import Api
from timid_model import SHIPPED, TIMID, timid_text

from service.flows.base_models import keep_trained
from service.store.session import unit_of_work


def test_a_base_is_matched_again_by_another_model(furnished: Api) -> None:
    before = furnished.get("/v1/matching", "crm").json()
    assert before["snapshot"]["model"] == before["next_model"] == before["shipped_model"] == SHIPPED
    assert before["advice"] == []
    assert before["answers"] == 1
    with unit_of_work(furnished.database) as work:
        keep_trained(work, timid_text(), principal="claire", now_us=1)
    unknown = furnished.ask("PUT", "/v1/matching/model", json={"version": "nobody"})
    assert unknown.status_code == 404
    chosen = furnished.ask("PUT", "/v1/matching/model", json={"version": TIMID})
    assert chosen.status_code == 200, chosen.text
    assert chosen.json()["advice"] == ["model"]
    assert [m["version"] for m in chosen.json()["models"] if m["chosen"]] == [TIMID]
    asked = furnished.post("/v1/matching/rematch")
    assert asked.status_code == 202, asked.text
    assert furnished.post("/v1/matching/rematch").json()["id"] == asked.json()["id"]
    assert furnished.get("/v1/matching").json()["job"]["state"] == "queued"
    furnished.work()
    after = furnished.get("/v1/matching").json()
    assert (after["snapshot"]["model"], after["advice"], after["job"]) == (TIMID, [], None)
    told = furnished.get("/v1/jobs/" + str(asked.json()["id"])).json()
    assert (told["kind"], told["state"]) == ("rematch", "done")
    back = furnished.ask("PUT", "/v1/matching/model", json={"version": "shipped"}).json()
    assert (back["next_model"], back["advice"]) == (SHIPPED, ["model"])


def test_a_rematch_that_waits_is_called_off(furnished: Api) -> None:
    asked = furnished.post("/v1/matching/rematch")
    assert furnished.ask("DELETE", "/v1/matching/rematch").status_code == 204
    assert furnished.get(f"/v1/jobs/{asked.json()['id']}").status_code == 404
    assert furnished.ask("DELETE", "/v1/matching/rematch").status_code == 204


def test_too_few_answers_teach_nothing(furnished: Api) -> None:
    asked = furnished.post("/v1/matching/models")
    assert asked.status_code == 202, asked.text
    furnished.work()
    told = furnished.get(f"/v1/jobs/{asked.json()['id']}").json()
    assert told["state"] == "failed"
    assert told["problem"]["type"] == "/problems/model-refused"
    assert furnished.get("/v1/matching").json()["models"][0]["source"] == "shipped"
