"""Keys: shown once, told without their secret, revoked at once."""

from __future__ import annotations

from apis import Api

from service.core.keys import is_key


def test_a_key_is_shown_once_and_works_until_it_is_revoked(api: Api) -> None:
    made = api.post("/v1/keys", json={"name": "connector", "roles": ["admin", "crm"]})
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert is_key(secret)
    assert made.headers["location"] == f"/v1/keys/{made.json()['id']}"
    shown = api.get(made.headers["location"])
    assert secret not in shown.text
    assert shown.json() == {k: v for k, v in made.json().items() if k != "secret"}

    bearer = {"Authorization": f"Bearer {secret}"}
    assert api.get("/v1/keys", None, headers=bearer).status_code == 200
    assert api.post(f"/v1/keys/{made.json()['id']}/revoke").status_code == 200
    refused = api.get("/v1/keys", None, headers=bearer)
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["www-authenticate"]


def test_a_name_is_given_once(api: Api) -> None:
    asked = {"name": "connector", "roles": ["crm"]}
    assert api.post("/v1/keys", json=asked).status_code == 201
    with api.unchanged():
        again = api.post("/v1/keys", json=asked)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/name-taken")
