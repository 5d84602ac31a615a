"""By which drivers users reach databases of theirs, and not the program its own."""

from __future__ import annotations

import pytest

from compliance.facts.services import DataStores
from tests.compliance.checks.services_cases import Repository, python
from tests.compliance.repositories import facts_of

OWN = "import psycopg\n"
NAMES = "slack github jira pagerduty datadog grafana zabbix sentry trello zendesk".split()


def libraries_of(files: Repository) -> set[str]:
    ((_, values),) = facts_of(files).by_component
    stores = values[DataStores]
    assert isinstance(stores, DataStores)
    return {each.library for each in stores.stores}


def connecting(folder: str, own: str = OWN, names: list[str] = NAMES, **more: str) -> Repository:
    """A service with a folder of connectors, one of which is to MongoDB."""
    files = {f"shop/{folder}/{each}.py": "import requests\n" for each in names}
    mongo = {f"shop/{folder}/mongo.py": "import pymongo\nSHOWN = 'mongodb://user@host'\n"}
    return python("psycopg pymongo", own, **files, **mongo, **more)


@pytest.mark.parametrize("folder", ["integrations", "providers", "query_runner", "data_sources"])
def test_what_one_of_many_connectors_uses_is_none_of_the_program_s(folder: str) -> None:
    assert libraries_of(connecting(folder)) == {"psycopg"}


def test_connectors_in_folders_of_their_own() -> None:
    files = {f"shop/providers/{each}/client.py": "import requests\n" for each in NAMES}
    mongo = {"shop/providers/mongo/client.py": "import pymongo\n"}

    assert libraries_of(python("psycopg pymongo", OWN, **files, **mongo)) == {"psycopg"}


@pytest.mark.parametrize(
    "files",
    [
        connecting("models"),
        connecting("providers", names=NAMES[:5]),
        connecting("integrations", **{"shop/zoo.py": "import pymongo\n"}),
        connecting("integrations", **{"shop/zoo.py": "URL = 'mongodb://db/shop'\n"}),
        connecting("integrations", **{".env.example": "MONGO_URL=mongodb://db/shop\n"}),
    ],
    ids=["a folder of something else", "few", "used elsewhere", "named in code", "in settings"],
)
def test_what_the_program_uses_too_is_its_own(files: Repository) -> None:
    assert libraries_of(files) == {"psycopg", "pymongo"}


def test_where_nothing_else_is_used_nobody_knows_what_is_its_own() -> None:
    assert libraries_of(connecting("integrations", own="")) == {"pymongo"}
