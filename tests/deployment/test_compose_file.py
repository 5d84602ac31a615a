"""What docker-compose.yml promises, and that it is one by the Compose specification's schema."""

from __future__ import annotations

import ipaddress
import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest
import yaml

from tests.deployment import compose_file, image
from tests.deployment.compose_file import REQUIRED, MissingVariableError

OWN = ("migrate", "web", "worker", "beat")
SERVERS = ("postgres", "redis", "mailpit")
LASTING = ("web", "worker", "beat", *SERVERS)
ROOT = image.ROOT


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return compose_file.load(REQUIRED)


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found = compose["services"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("variables", [None, REQUIRED])
def test_it_is_valid_by_the_specification(variables: dict[str, str] | None) -> None:
    """As it is written, and as Compose reads it."""
    written = yaml.safe_load(compose_file.FILE.read_text())
    document = compose_file.load(variables) if variables else written
    _validate(document)
    document["services"]["web"]["read_onyl"] = True
    with pytest.raises(jsonschema.ValidationError, match="read_onyl"):
        _validate(document)


def _validate(document: dict[str, Any]) -> None:
    vendored = resources.files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"
    jsonschema.Draft202012Validator(json.loads(vendored.read_text())).validate(document)


def test_all_services_are_there(services: dict[str, Any]) -> None:
    assert sorted(services) == sorted((*OWN, *SERVERS))


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_what_has_to_be_set_is_said(name: str, value: str | None) -> None:
    variables = {key: each for key, each in REQUIRED.items() if key != name}
    if value is not None:
        variables[name] = value
    with pytest.raises(MissingVariableError, match=rf"^{name}: set it in \.env to "):
        compose_file.load(variables)


def test_every_variable_is_explained_in_the_example() -> None:
    text = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE))
    assert compose_file.variables() - explained == set()


@pytest.mark.parametrize("name", [*OWN, *SERVERS])
def test_every_container_has_as_few_rights_as_can_be(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0] not in ("", "0", "root")
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service.keys() & {"privileged", "cap_add", "devices", "network_mode", "pid"} == set()
    sources = [volume.split(":")[0] for volume in service.get("volumes", [])]
    assert all("/" not in source for source in sources), "a folder of the host is mounted"


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_started_again_and_looked_at(services: dict[str, Any], name: str) -> None:
    assert services[name]["restart"] == "unless-stopped"
    tested = services[name].get("healthcheck", {}).get("test")
    assert tested or (name == "web" and image.final("HEALTHCHECK").words)


def test_nothing_begins_before_the_migrations_are_done(services: dict[str, Any]) -> None:
    healthy = {"condition": "service_healthy"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgres": healthy,
            "redis": healthy,
        }
    assert services["migrate"]["depends_on"] == {"postgres": healthy}
    assert services["migrate"]["restart"] == "no"


def test_one_image_and_one_environment_for_all_of_plumblines(services: dict[str, Any]) -> None:
    """So that what `migrate` refuses of the settings is refused for all of them."""
    for key in ("image", "user", "environment", "secrets", "networks", "tmpfs"):
        assert [services[name][key] for name in OWN] == [services["web"][key]] * len(OWN)
    assert [name for name in OWN if "build" in services[name]] == ["migrate"]
    assert services["web"]["user"] == image.final("USER").text
    assert services["worker"]["pull_policy"] == "never"


def test_ports_are_published_to_this_machine_only(services: dict[str, Any]) -> None:
    published = {name: each["ports"] for name, each in services.items() if "ports" in each}
    assert sorted(published) == ["mailpit", "web"]
    for ports in published.values():
        for port in ports:
            assert ipaddress.ip_address(port["host_ip"]).is_loopback


def test_what_plumbline_is_told_of_its_port_is_where_it_is_published() -> None:
    """One value, so that nobody changes the one and forgets the other; mail stays here."""
    asked = compose_file.REQUIRED | {"PLUMBLINE_PUBLISHED_ON": "192.0.2.7"}
    services = compose_file.load(asked)["services"]
    assert services["web"]["ports"][0]["host_ip"] == "192.0.2.7"
    for name in OWN:
        assert services[name]["environment"]["PLUMBLINE_PUBLISHED_ON"] == "192.0.2.7"
    assert services["mailpit"]["ports"][0]["host_ip"] == "127.0.0.1"


def test_the_web_server_listens_as_it_is_told_that_it_does(services: dict[str, Any]) -> None:
    assert "command" not in services["web"]
    command = image.final("CMD").words
    host = services["web"]["environment"]["PLUMBLINE_HOST"]
    assert command[command.index("--bind") + 1] == f"{host}:8000"
    assert services["web"]["ports"][0]["target"] == 8000


def test_the_servers_are_reached_by_plumbline_alone(
    compose: dict[str, Any], services: dict[str, Any]
) -> None:
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"]
    assert services["mailpit"]["networks"] == ["outside"]


def test_the_database_is_as_the_embedded_one(services: dict[str, Any]) -> None:
    postgres = services["postgres"]
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"]
    arguments = postgres["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(arguments) == {
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--encoding=UTF8",
    }
    assert "noeviction" in services["redis"]["command"]


def test_images_are_pinned(services: dict[str, Any]) -> None:
    for name in SERVERS:
        _, _, tag = services[name]["image"].partition(":")
        assert any(letter.isdigit() for letter in tag), services[name]["image"]


@pytest.mark.parametrize(
    ("variables", "key", "file"),
    [
        ({}, "", "/dev/null"),
        (
            {"GITHUB_APP_ID": "12", "GITHUB_APP_PRIVATE_KEY_FILE": "/etc/plumbline/app.pem"},
            "/run/secrets/github-app-private-key",
            "/etc/plumbline/app.pem",
        ),
    ],
)
def test_an_apps_key_is_a_file(variables: dict[str, str], key: str, file: str) -> None:
    compose = compose_file.load(REQUIRED | variables)
    [secret] = compose["services"]["worker"]["secrets"]
    assert compose["services"]["worker"]["environment"]["GITHUB_APP_PRIVATE_KEY"] == key
    assert key in ("", f"/run/secrets/{secret}")
    assert compose["secrets"] == {secret: {"file": file}}


def test_no_secret_is_in_a_command_line() -> None:
    marks = dict.fromkeys((*REQUIRED, "GITHUB_TOKEN"), "s3cret-mark")
    for service in compose_file.load(marks)["services"].values():
        shown = json.dumps([service.get("command"), service.get("healthcheck")])
        assert "s3cret-mark" not in shown
