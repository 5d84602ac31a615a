"""What the doctor reads of a format is what the format's own readers say, or it does not read it.

Python's `tomllib`, the YAML reader of the dashboard, npm's ranges and Python's specifiers are the
judges.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from nodesemver import satisfies
from packaging.specifiers import SpecifierSet
from poetry.core.constraints.version import Version as PoetryVersion
from poetry.core.constraints.version import parse_constraint

from integrations.doctor import doctor
from integrations.doctor.doctor import Unreadable

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
PLAIN = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=20)
NUMBERS = st.integers(0, 30)
VERSIONS = st.tuples(NUMBERS, NUMBERS, NUMBERS)


# .env


@given(st.dictionaries(NAMES, st.text(alphabet="abc #'=$\n", max_size=12)))
def test_env_what_is_written_in_double_quotes_is_read(values: dict[str, str]) -> None:
    text = "\n".join(f'export {name}="{value}" # why' for name, value in values.items())

    assert doctor.read_env(text) == values


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A=1\n\n# B=2\n  C = 3 \n", {"A": "1", "C": "3"}),
        ("A=\nB= # why\nC=#\nD=a#b\nE=''\n", {"A": "", "B": "", "C": "", "D": "a#b", "E": ""}),
        ('A=\'a\nb\' \nB="x\\"y"\n', {"A": "a\nb", "B": 'x\\"y'}),
        ("A=1\nA=\n", {"A": ""}),
        ("export A=1\r\nB.C-D=2\r\n", {"A": "1", "B.C-D": "2"}),
    ],
)
def test_env(text: str, read: dict[str, str]) -> None:
    assert doctor.read_env(text) == read


@pytest.mark.parametrize("text", ["A", "1A=2", "A='x", 'A="x\\"', "A=1\n<<<<<<< HEAD\n", "=x"])
def test_env_that_is_not_sure_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable, match="line "):
        doctor.read_env(text)


@given(st.text(alphabet="A=\"'`# \n\\\t", max_size=60))
def test_env_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = doctor.read_env(text)
    except Unreadable:
        return
    assert all(name in text and value in text for name, value in found.items())


# TOML

TOML_VALUES = st.recursive(
    st.one_of(
        st.text(max_size=12).map(json.dumps).filter(lambda text: "\\ud" not in text),
        PLAIN.filter(lambda text: "'" not in text).map(lambda text: f"'{text}'"),
        st.text(alphabet="ab\n\"'\\ ", max_size=8)
        .filter(lambda text: '"' not in text and "\\" not in text)
        .map(lambda text: f'"""\n{text}"""'),
        st.integers().map(str),
        st.sampled_from(["true", "1.5", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # why\n".join(items) + "\n]"),
        st.dictionaries(NAMES, inner, max_size=3).map(
            lambda found: "{" + ", ".join(f"{k} = {v}" for k, v in found.items()) + "}"
        ),
    ),
    max_leaves=6,
)


def same(ours: Any, theirs: Any) -> bool:
    """Whether two readers agree; ours leaves what is no string as it is spelled."""
    if isinstance(theirs, dict):
        return (
            isinstance(ours, dict)
            and list(ours) == list(theirs)
            and all(same(ours[key], value) for key, value in theirs.items())
        )
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs) if isinstance(theirs, str) else isinstance(ours, str)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["[{}]", "[[{}]]", '["{}"]', "[ {} . inner ]"]),
            NAMES,
            st.dictionaries(NAMES, TOML_VALUES, max_size=3),
        ),
        max_size=4,
    )
)
def test_toml_is_read_as_tomllib_reads_it(tables: list[tuple[str, str, dict[str, str]]]) -> None:
    lines = []
    for header, name, pairs in tables:
        lines.append(header.format(name))
        lines += [f"{key} = {value} # why" for key, value in pairs.items()]
    text = "\n".join(lines)
    try:
        theirs = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    assert same(doctor.read_toml(text), theirs), text


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab=[]{}\"'\\#.,\n 1", max_size=40))
def test_toml_what_tomllib_reads_is_read_so_or_refused(text: str) -> None:
    try:
        ours = doctor.read_toml(text)
        theirs = tomllib.loads(text)
    except (Unreadable, tomllib.TOMLDecodeError):
        return
    assert same(ours, theirs)


# JSON with comments


@given(
    st.recursive(
        st.one_of(st.none(), st.text(alphabet='ab,]}/*"\\', max_size=8)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
        max_leaves=8,
    )
)
def test_json_as_editors_write_it(value: Any) -> None:
    text = json.dumps(value, indent=1).replace("\n", " // why, ]\n /* and, */ ")
    for bracket in "]}":
        text = text.replace(f'" // why, ]\n /* and, */ {bracket}', f'", // it ends\n {bracket}')

    assert json.loads(doctor.without_comments(text)) == value


# Compose files


def key_of(line: str) -> str:
    """The key of a service's line, which can be there once."""
    return line.partition(":")[0]


def ports_of(service: Any) -> list[str]:
    """The ports of a service as the YAML reader has them."""
    found = []
    for each in service.get("ports") or []:
        if not isinstance(each, dict):
            found.append(str(each))
        elif each.get("published"):
            found.append(f"{each['published']}:{each['target']}")
    return found


PORT = st.sampled_from(
    ["'5432:5432'", '"127.0.0.1:6379:6379"', "8080:80/udp", '"${PORT:-3000}:3000"', "'9000'",
     '{target: 80, published: "8080"}']
)  # fmt: skip
NOISE = st.sampled_from(
    ["image: postgres:17", "command: |\n      ports:\n        - 1:1",
     "environment:\n      A: 'x # y'",
     "healthcheck:\n      test: [\n        CMD, x\n      ]", "# ports:\n    #  - 1:1",
     'labels: {a: "b: c"}', "command: >-\n\n      a\n       b: [", "entrypoint: sh -c 'a # b'",
     "build: .", "profiles: [x]", "depends_on: {db: {condition: service_started}}"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-wyz][a-z0-9_-]{0,8}", fullmatch=True),
        st.tuples(
            st.lists(PORT, max_size=3), st.lists(NOISE, max_size=3, unique_by=key_of), st.booleans()
        ),
        min_size=1,
        max_size=3,
    )
)
def test_compose_files_are_read_as_yaml_reads_them(
    services: dict[str, tuple[list[str], list[str], bool]],
) -> None:
    lines = ["# ours", "name: shop", "services: # all"]
    for name, (ports, noise, flow) in services.items():
        lines += [f"  {name}:", "    restart: always", *(f"    {each}" for each in noise)]
        if flow and ports:
            lines.append(f"    ports: [{', '.join(ports)}]")
        elif ports:
            lines += ["    ports:", *(f"    - {each}" for each in ports)]
    text = "\n".join([*lines, "volumes:", "  data: {}"])
    theirs = yaml.load(text, yaml.BaseLoader) if _is_plain(text) else None
    if theirs is None:
        return

    found, complete = doctor.read_compose(text)

    assert complete
    assert list(found) == list(theirs["services"])
    for name, service in found.items():
        other = theirs["services"][name]
        assert service.optional == ("profiles" in other)
        assert service.built == ("build" in other)
        if service.sure:
            assert service.ports == ports_of(other)
        else:
            assert "{target" in text


def _is_plain(text: str) -> bool:
    try:
        found = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    return all(isinstance(each, dict) for each in found["services"].values())


@pytest.mark.parametrize(
    "text",
    [
        "services: {a: {image: x}}", "services:\n\ta:\n", "a: 1\n---\nb: 2\n", "services: [\n",
        "services:\n  a:\n    x: 'runs\n    on'\n", "services:\n  a: 1\n  a: 2\n", "%YAML 1.2\n",
        "services:\n  - a\n", "services:\n  ? a\n  : b\n", "just text",
        "services:\n  a:\n    b: 1\n   c: 2\n",
    ],
)  # fmt: skip
def test_compose_files_that_are_not_sure_are_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        doctor.read_compose(text)


@pytest.mark.parametrize(
    "body",
    ["extends: {service: b}", "<<: *base", "network_mode: host", "ports: *p",
     "ports: !override\n    - 1:1",
     "ports:\n    - *p", "ports:\n    - [1, 2]"],
)  # fmt: skip
def test_a_service_that_may_have_other_ports_is_not_sure(body: str) -> None:
    services, _ = doctor.read_compose(f"services:\n  a:\n    image: x\n    {body}\n")

    assert not services["a"].sure


@pytest.mark.parametrize("text", ["include:\n  - b.yml\nservices:\n  a:\n    image: x\n"])
def test_included_files_may_have_other_services(text: str) -> None:
    assert doctor.read_compose(text)[1] is False


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab:- \n\"'[]{}#|>&*", max_size=60))
def test_compose_any_text_is_read_or_refused(text: str) -> None:
    try:
        found, _ = doctor.read_compose(f"services:\n{text}")
        theirs = yaml.load(f"services:\n{text}", yaml.BaseLoader)
    except (Unreadable, yaml.YAMLError):
        return
    assert {*found} <= {*(theirs["services"] or {})}


@pytest.mark.parametrize(
    ("written", "port"),
    [
        ("5432:5432", 5432), ("127.0.0.1:5432:5432", 5432), ("[::1]:80:80", 80), ("80:80/tcp", 80),
        ("80:80/udp", 0), ("5432", None), ("3000-3002:3000-3002", None), ("10.0.0.1:80:80", None),
        ("${A}:80", 81), ("$A:80", 81), ("${A:-5}:80", 81), ("${B:-5}:80", 5), ("${B-5}:80", 5),
        ("${E:-5}:80", 5), ("${E-5}:80", None), ("${B}:80", None), ("${A:+5}:80", None),
        ("${B:?no}:80", None), ("${A:?no}:80", 81), ("0:80", None), ("99999:80", None), ("", None),
    ],
)  # fmt: skip
def test_published_ports(written: str, port: int | None) -> None:
    assert doctor.published_port(written, {"A": "81", "E": ""}) == port


# Versions

COMPARATOR = st.builds(
    lambda operator, version, length: operator + ".".join(map(str, version[:length])),
    st.sampled_from(["", "=", ">", ">=", "<", "<=", "^", "~", ">= ", "v"]),
    VERSIONS,
    st.integers(1, 3),
)
RANGES = st.lists(
    st.one_of(
        COMPARATOR,
        st.builds(" ".join, st.tuples(COMPARATOR, COMPARATOR)),
        st.sampled_from(["*", "x", "20.x", "1.2.*", "1.2.3 - 2.3",
                         "18 - 20", "", "^0", "^0.0", "~0"]),
    ),
    min_size=1, max_size=3,
).map(" || ".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(RANGES, VERSIONS)
def test_ranges_are_npms(wanted: str, version: doctor.Version) -> None:
    ours = doctor.npm_allows(wanted, version)

    assert ours is bool(satisfies(".".join(map(str, version)), wanted)), wanted


@pytest.mark.parametrize(
    "wanted", ["lts/*", "latest", "^1.2.3-beta", "npm:x@1", "workspace:*", "a b"]
)
def test_other_ranges_are_not_understood(wanted: str) -> None:
    assert doctor.npm_allows(wanted, (1, 2, 3)) is None


SPECIFIERS = st.lists(
    st.builds(
        lambda operator, version, length: operator + ".".join(map(str, version[:length])),
        st.sampled_from(["==", "!=", ">=", "<=", ">", "<", "~="]), VERSIONS, st.integers(2, 3),
    )
    | st.builds(
        lambda operator, a, b: f"{operator}{a}.{b}.*",
        st.sampled_from(["==", "!="]), NUMBERS, NUMBERS,
    ),
    max_size=3,
).map(", ".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(SPECIFIERS, VERSIONS)
def test_specifiers_are_pythons(wanted: str, version: doctor.Version) -> None:
    theirs = SpecifierSet(wanted).contains(".".join(map(str, version)))

    assert doctor.pep440_allows(wanted, version) is theirs, wanted


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda operator, version, length: operator + ".".join(map(str, version[:length])),
            st.sampled_from(["^", "~", ">=", "<", "=="]), VERSIONS, st.integers(1, 3),
        )
        | st.sampled_from(["*", "3.*", "3.11.*"]),
        min_size=1, max_size=2,
    ),
    st.sampled_from([",", " || ", ", "]), VERSIONS,
)  # fmt: skip
def test_constraints_are_poetrys(words: list[str], joint: str, version: doctor.Version) -> None:
    wanted = joint.join(words)
    theirs = parse_constraint(wanted).allows(PoetryVersion.parse(".".join(map(str, version))))

    assert doctor.poetry_allows(wanted, version) is theirs, wanted


@pytest.mark.parametrize(
    ("wanted", "version", "allowed"),
    [
        ("20", (20, 1, 0), True), ("v20.1", (20, 2, 0), False), ("20.x", (20, 2, 0), True),
        ("lts/iron", (20, 9, 0), True), ("iron", (22, 0, 0), False), ("lts/*", (22, 0, 0), True),
        ("lts/*", (21, 0, 0), False), ("lts/*", (26, 0, 0), None), ("node", (20, 1, 0), None),
        ("lts/nobody", (20, 1, 0), None), ("system", (20, 1, 0), None), ("", (20, 1, 0), None),
    ],
)  # fmt: skip
def test_what_nvmrc_says(wanted: str, version: doctor.Version, allowed: bool | None) -> None:
    assert doctor.node_alias_allows(wanted, version) is allowed
