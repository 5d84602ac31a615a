from fastapi.testclient import TestClient


def test_a_zone_without_a_rate_is_not_found(client: TestClient) -> None:
    answer = client.post("/quotes", json={"zone": "moon", "grams": 500})

    assert answer.status_code == 404


def test_a_parcel_weighs_something(client: TestClient) -> None:
    assert client.post("/quotes", json={"zone": "nl", "grams": 0}).status_code == 422
