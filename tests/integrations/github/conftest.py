"""A scripted GitHub, the budget in a real Valkey, and a client between them."""

from __future__ import annotations

import functools
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from integrations.github.budget import Budget
from integrations.github.client import Client
from integrations.github.settings import GitHubSettings
from integrations.github.transport import Limits
from tests.integrations.github.scripted import Scripted, scripted

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"


class Clock:
    """A clock that stands still until it is moved; it begins now, in whole seconds."""

    def __init__(self) -> None:
        self.now = float(int(time.time()))

    def __call__(self) -> float:
        return self.now


@dataclass
class Making:
    """Makes clients of one scripted GitHub; what they would have slept is remembered."""

    github: Scripted
    budget: Budget
    clock: Clock
    slept: list[float] = field(default_factory=list)
    made: list[Client] = field(default_factory=list)

    def __call__(
        self, settings: Mapping[str, str] | None = None, *, limits: Limits | None = None
    ) -> Client:
        usual = {"organization": "acme", "api_url": self.github.url, "token": TOKEN}
        client = Client(
            GitHubSettings(**(usual | dict(settings or {}))),
            self.budget,
            limits=limits,
            sleep=self.slept.append,
            clock=self.clock,
        )
        self.made.append(client)
        return client


@pytest.fixture(autouse=True, scope="session")
def keys_are_read_once() -> Iterator[None]:
    """To read a key is to prove its numbers to be prime, for longer than most tests take."""
    with pytest.MonkeyPatch.context() as patch:
        read = functools.cache(load_pem_private_key)
        patch.setattr("jwt.algorithms.load_pem_private_key", read)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_budget(clock: Clock) -> Iterator[Callable[[], Budget]]:
    """Makes budgets of one credential that no other test has, each with a connection of its own."""
    identity = uuid.uuid4().hex
    made: list[Budget] = []

    def make() -> Budget:
        made.append(Budget(os.environ["REDIS_URL"], identity, clock=clock))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def budget(new_budget: Callable[[], Budget]) -> Budget:
    return new_budget()


@pytest.fixture
def github() -> Iterator[Scripted]:
    with scripted() as server:
        yield server


@pytest.fixture
def make_client(github: Scripted, budget: Budget, clock: Clock) -> Iterator[Making]:
    making = Making(github, budget, clock)
    yield making
    for client in making.made:
        client.close()


@pytest.fixture
def client(make_client: Making) -> Client:
    return make_client()
