import pytest

from returns import create_app
from returns.models import db


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    monkeypatch.setenv("API_KEYS", "of-the-tests")
    app = create_app()
    with app.app_context():
        db.create_all()
        yield app.test_client()


def test_strangers_are_sent_away(client):
    assert client.get("/returns").status_code == 401


def test_a_return_is_announced(client):
    sent = {"parcel": "BQ0000000007", "reason": "too small"}
    answer = client.post("/returns", json=sent, headers={"X-Api-Key": "of-the-tests"})

    assert answer.status_code == 201
    assert answer.json["label"].endswith("/labels/BQ0000000007")
