"""Which services compose files define, however they are written."""

from __future__ import annotations

import pytest

from compliance.facts.services import Containers, Engine
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import Files, facts_of

POSTGRES = "services:\n  db:\n    image: postgres\n"


def containers_of(files: Files) -> Containers:
    ((_, values),) = facts_of({**EXPRESS, **files}).by_component
    found = values[Containers]
    assert isinstance(found, Containers)
    return found


@pytest.mark.parametrize(
    "path",
    [
        "docker-compose.yml",
        "docker-compose.yaml",
        "docker-compose.override.yml",
        "docker-compose.test.yml",
        "compose.yaml",
        "compose.dev.yml",
        ".devcontainer/docker-compose.yml",
        "deploy/local/db/compose.yml",
        "compose/postgres.docker-compose.yaml",
    ],
)
def test_a_compose_file_is_told_by_its_name(path: str) -> None:
    found = containers_of({path: POSTGRES})

    assert [(each.name, each.engine) for each in found.services] == [("db", Engine.POSTGRESQL)]
    assert found.files == (path,)


@pytest.mark.parametrize(
    "path",
    [
        "docker.yml",
        "my-compose.yml",
        "docker-compose.yml.example",
        "test/docker-compose.yml",
        "node_modules/a/docker-compose.yml",
        "a/b/c/d/compose.yml",
    ],
)
def test_other_files_are_none(path: str) -> None:
    assert containers_of({path: POSTGRES}) == Containers()


def test_a_folder_for_services_may_have_a_manifest_of_its_own() -> None:
    found = containers_of(
        {
            "infra/package.json": '{"name": "infra"}',
            "infra/compose.yaml": POSTGRES,
            "web/package.json": '{"name": "web"}',
            "web/compose.yaml": POSTGRES,
        }
    )

    assert found.files == ("infra/compose.yaml",)


def test_the_place_of_a_service_is_its_line() -> None:
    (service,) = containers_of({"compose.yaml": "# a\n" + POSTGRES}).services

    assert (service.where.path, service.where.line) == ("compose.yaml", 3)
    assert service.where.excerpt == "db: postgres"


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  a:\n    extends: b\n  b:\n    extends: a\n",
        "services:\n  a:\n    extends: a\n",
        "services:\n  a:\n    extends: {file: ./compose.yaml, service: a}\n",
        "include: [compose.yaml]\nservices:\n  a:\n    extends: {service: missing}\n",
    ],
)
def test_circles_have_an_end(text: str) -> None:
    found = containers_of({"compose.yaml": text})

    assert all(each.engine is None for each in found.services)


@pytest.mark.parametrize("named", ["./.docker/base.yml", "base.yml", "./base.yml"])
def test_a_file_is_named_from_its_folder_or_from_where_compose_is_run(named: str) -> None:
    text = f"services:\n  db:\n    extends: {{file: {named}, service: store}}\n"
    files = {
        ".docker/docker-compose.yml": text,
        ".docker/base.yml": "services:\n  store:\n    image: postgres\n",
    }

    found = containers_of(files)

    assert [(each.name, each.engine) for each in found.services] == [("db", Engine.POSTGRESQL)]
    assert found.unread == ()


def test_a_file_that_is_nowhere_is_missed_where_it_should_be() -> None:
    text = "include: [./infra/base.yml]\n" + POSTGRES

    assert containers_of({".docker/compose.yml": text}).unread == (
        ".docker/infra/base.yml is not there",
    )


def test_an_addition_to_a_service_is_no_service() -> None:
    addition = "services:\n  db:\n    ports: ['5432:5432']\n"
    found = containers_of({"compose.yaml": POSTGRES, "compose.dev.yaml": addition})

    assert [each.where.path for each in found.services] == ["compose.yaml"]


@pytest.mark.parametrize(
    "text", ["", "a", "[]", "services:", "services: []", "services: {db: postgres}", "services: 1"]
)
def test_what_defines_no_service_is_read(text: str) -> None:
    assert containers_of({"compose.yaml": text}) == Containers(files=("compose.yaml",))


@pytest.mark.parametrize(
    ("build", "dockerfile", "engine"),
    [
        ("./db", "db/Dockerfile", Engine.POSTGRESQL),
        ("{context: db, dockerfile: pg.Dockerfile}", "db/pg.Dockerfile", Engine.POSTGRESQL),
        ("{context: .., dockerfile: x}", "x", None),
        ("https://example.com/db.git", "Dockerfile", None),
        ('{dockerfile_inline: "FROM postgres"}', "Dockerfile", Engine.POSTGRESQL),
        ("{context: db, target: base}", "db/Dockerfile", None),
    ],
)
def test_what_a_service_is_built_upon(build: str, dockerfile: str, engine: Engine | None) -> None:
    found = containers_of(
        {
            "compose.yaml": f"services:\n  store:\n    build: {build}\n",
            dockerfile: "FROM alpine AS base\nFROM postgres\n",
        }
    )

    assert [each.engine for each in found.services] == [engine]


def test_an_image_that_is_built_elsewhere_is_told_by_its_name() -> None:
    service = "  store:\n    image: acme/postgres:1\n    build: https://example.com/db.git\n"
    (store,) = containers_of({"compose.yaml": "services:\n" + service}).services

    assert (store.engine, store.by_name) == (Engine.POSTGRESQL, False)


@pytest.mark.parametrize(
    ("image", "opaque"), [("acme/storage-api:1", False), ("acme/kept:1", True)]
)
def test_a_program_is_no_store_whatever_its_service_is_called(image: str, *, opaque: bool) -> None:
    (store,) = containers_of(
        {"compose.yaml": f"services:\n  storage:\n    image: {image}\n"}
    ).services

    assert (store.engine, store.opaque) == (None, opaque)


def test_a_service_runs_no_other_engine_in_a_file_that_only_changes_it() -> None:
    changed = "services:\n  %s:\n    image: acme/cluster:1\n"
    found = containers_of(
        {
            "compose.yaml": POSTGRES,
            "compose.cluster.yaml": changed % "db",
            "compose.kept.yaml": changed % "store",
        }
    )

    assert {each.name: each.opaque for each in found.services} == {"db": False, "store": True}


def test_a_name_says_less_than_an_image() -> None:
    text = "services:\n  redis:\n    image: acme/base\n  mysql:\n    image: postgres\n"
    redis, mysql = containers_of({"compose.yaml": text}).services

    assert (redis.engine, redis.by_name) == (Engine.REDIS, True)
    assert (mysql.engine, mysql.by_name) == (Engine.POSTGRESQL, False)


def test_very_many_services_are_cut() -> None:
    text = "services:\n" + "".join(f"  s{each}: {{image: redis}}\n" for each in range(2_000))

    assert len(containers_of({"compose.yaml": text}).services) == 300
