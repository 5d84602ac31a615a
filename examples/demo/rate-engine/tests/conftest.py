import os
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

# The database of the tests: CI brings one, on a laptop it is made next to the one of the app.
os.environ.setdefault("DATABASE_URL", "postgresql+psycopg://rates:rates@localhost:5432/rates_test")


@pytest.fixture
def client() -> Iterator[TestClient]:
    from rate_engine.auth import customer
    from rate_engine.main import app

    app.dependency_overrides[customer] = lambda: "tulip-books"
    with TestClient(app) as opened:
        yield opened
    app.dependency_overrides.clear()
