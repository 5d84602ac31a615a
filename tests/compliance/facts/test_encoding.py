"""Facts come back from the database as they went in, or not at all.

Those of the small repositories of all checks do so in `tests/compliance/checks/test_cases.py`.
"""

import contextlib
import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import compliance.facts
from compliance.extract import EXTRACTORS, VERSIONS, extract
from compliance.facts import (
    Component,
    Evidence,
    Fact,
    Layout,
    Origin,
    Phase,
    PhaseName,
    RepositoryFacts,
    Scope,
    Stack,
    Today,
    Unavailable,
    encoding,
)
from compliance.facts.encoding import OutdatedError, decode, encode, holds
from compliance.facts.manifests import Manifest, Manifests
from compliance.facts.runtime import NodePins
from compliance.tree import Kind
from tests.compliance.checks.runtime_cases import EXPRESS
from tests.compliance.repositories import TODAY, facts_of, tree_of

for module in pkgutil.iter_modules(compliance.facts.__path__, "compliance.facts."):
    importlib.import_module(module.name)


def _subclasses(kind: type[Fact]) -> Iterator[type[Fact]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("compliance.facts"):
            yield each
            yield from _subclasses(each)


# Components are stored as the layout has them.
STORED = sorted(
    (each for each in _subclasses(Fact) if each.origin is Origin.TREE and each is not Component),
    key=lambda fact: fact.__name__,
)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False))
API = Component("api", Stack.NODE, "api/package.json", "depends on Express")


def holding(kind: type[Fact], fact: Fact) -> tuple[RepositoryFacts, dict[type[Fact], int]]:
    """Facts that hold this one where its scope says, and the versions that know only that kind."""
    layout = fact if isinstance(fact, Layout) else Layout((API,))
    of_component = {kind: fact} if kind.scope is Scope.COMPONENT else {}
    repository = {Layout: layout} | ({} if of_component else {kind: fact})
    components = tuple((each, {Component: each, **of_component}) for each in layout.components)
    return RepositoryFacts("c" * 40, repository, components), {Layout: 1, kind: 3}


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_kind_of_fact_comes_back_equal(kind: type[Fact], data: st.DataObject) -> None:
    facts, versions = holding(kind, data.draw(st.from_type(kind)))

    assert decode(encode(facts, versions), versions) == facts


def test_only_what_files_say_is_stored() -> None:
    facts = facts_of(EXPRESS)

    restored = decode(encode(facts, VERSIONS), VERSIONS)

    assert {Today, Phase} <= facts.repository.keys()
    assert restored.repository.keys() == facts.repository.keys() - {Today, Phase}
    assert restored.knowing(Today(TODAY), Phase(PhaseName.PRODUCTION)) == facts


def test_what_could_not_be_read_keeps_its_reason() -> None:
    facts = extract(tree_of({**EXPRESS, ".nvmrc": Kind.SYMLINK}), EXTRACTORS)

    ((_, values),) = decode(encode(facts, VERSIONS), VERSIONS).by_component

    assert values[NodePins] == Unavailable(".nvmrc is a symbolic link, which is not followed")


def test_without_a_layout_there_are_no_components() -> None:
    facts = RepositoryFacts(None, {Layout: Unavailable("it has more than 200,000 files")})

    restored = decode(encode(facts, {Layout: 1}), {Layout: 1})

    assert restored.layout == Unavailable("it has more than 200,000 files")
    assert (restored.commit, restored.by_component) == (None, ())


@pytest.mark.parametrize(
    ("versions", "named"),
    [
        pytest.param({**VERSIONS, NodePins: 99}, "NodePins", id="raised"),
        pytest.param({**VERSIONS, Manifests: 0}, "Manifests", id="lowered"),
    ],
)
def test_another_version_of_an_extractor_outdates(
    versions: dict[type[Fact], int], named: str
) -> None:
    stored = encode(extract(tree_of(EXPRESS), EXTRACTORS), VERSIONS)

    with pytest.raises(OutdatedError, match=f"^extractors have changed since: {named}$"):
        decode(stored, versions)


def test_an_extractor_more_or_less_outdates() -> None:
    facts = extract(tree_of(EXPRESS), EXTRACTORS)
    fewer = {fact: version for fact, version in VERSIONS.items() if fact is not NodePins}

    with pytest.raises(OutdatedError):
        decode(encode(facts, VERSIONS), fewer)
    with pytest.raises(OutdatedError):
        decode(encode(facts, fewer), VERSIONS)


@dataclass(frozen=True)
class _Before(Fact):
    names: tuple[str, ...]


@dataclass(frozen=True)
class _After(Fact):
    names: tuple[str, ...]
    lines: int = 0


_Before.__name__ = _After.__name__ = "Renamed"


def test_a_field_more_outdates_although_nobody_raised_the_version() -> None:
    stored = encode(RepositoryFacts(None, {_Before: _Before(("a",))}), {_Before: 1})

    assert decode(stored, {_Before: 1}).repository == {_Before: _Before(("a",))}
    with pytest.raises(OutdatedError, match="another form"):
        decode(stored, {_After: 1})


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_bytes_are_outdated_and_never_other_facts(data: st.DataObject) -> None:
    whole = encode(extract(tree_of(EXPRESS), EXTRACTORS), VERSIONS)
    stored = bytearray(whole)
    position = data.draw(st.integers(0, len(stored) - 1))
    stored[position] ^= data.draw(st.integers(1, 255))

    # A frame has a few bits that mean nothing; what it holds is guarded by its checksum.
    with contextlib.suppress(OutdatedError):
        assert decode(bytes(stored), VERSIONS) == decode(whole, VERSIONS)
    with pytest.raises(OutdatedError):
        decode(bytes(stored[:position]), VERSIONS)


def test_a_wrong_checksum_is_noticed() -> None:
    whole = encode(extract(tree_of(EXPRESS), EXTRACTORS), VERSIONS)
    checksum = bytearray(whole)
    checksum[-1] ^= 1

    with pytest.raises(OutdatedError, match="cannot be read"):
        decode(bytes(checksum), VERSIONS)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_other_content_in_a_sound_frame_is_outdated_or_a_fact(data: st.DataObject) -> None:
    stored = encode(extract(tree_of(EXPRESS), EXTRACTORS), VERSIONS)
    content = bytearray(zstandard.ZstdDecompressor().decompress(stored))
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))

    with contextlib.suppress(OutdatedError):
        decode(zstandard.ZstdCompressor().compress(bytes(content)), VERSIONS)


@given(st.binary(max_size=200))
def test_what_is_no_encoding_is_outdated(data: bytes) -> None:
    with pytest.raises(OutdatedError):
        decode(data, VERSIONS)


def test_whether_a_text_is_in_it_is_told_without_decoding() -> None:
    manifests = Manifests((Manifest("package.json", "", Stack.NODE, name="shop"),))
    facts = RepositoryFacts(None, {Manifests: manifests, Layout: Layout(())})
    data = encode(facts, {Manifests: 1, Layout: 1})

    assert holds(data, ("nobody", "package.json"))
    assert not holds(data, ("package", "json", "nobody"))
    assert not holds(b"damaged", ("package.json",))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(encoding.MAX_BYTES + 1))

    assert len(bomb) < 10_000
    with pytest.raises(OutdatedError, match="would have"):
        decode(bomb, VERSIONS)


def test_a_frame_that_hides_its_size_is_not_unpacked() -> None:
    hidden = zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 1000)

    with pytest.raises(OutdatedError, match="would have"):
        decode(hidden, VERSIONS)


@pytest.mark.parametrize("value", ["\ud800", "a" * (encoding.MAX_FACT_BYTES + 1)])
def test_what_cannot_be_kept_is_unavailable_and_harms_no_other(value: str) -> None:
    manifests = Manifests((Manifest("package.json", "", Stack.NODE, name=value),))
    facts = RepositoryFacts(None, {Manifests: manifests, Layout: Layout(())})
    versions = {Manifests: 1, Layout: 1}

    restored = decode(encode(facts, versions), versions)

    assert isinstance(restored.repository[Manifests], Unavailable)
    assert restored.repository[Layout] == Layout(())


def test_more_than_can_be_kept_altogether_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_BYTES", 2000)
    facts = extract(tree_of({**EXPRESS, "requirements.txt": "flask\n" * 500}), EXTRACTORS)

    restored = decode(encode(facts, VERSIONS), VERSIONS)

    assert restored.layout == Unavailable("the facts of this repository are too large to be kept")
    assert restored.by_component == ()


@given(st.builds(Evidence, st.text(), st.integers(0, 9), st.integers(0, 9), st.text(max_size=900)))
def test_evidence_made_again_of_its_own_fields_is_the_same(evidence: Evidence) -> None:
    assert Evidence(**dataclasses.asdict(evidence)) == evidence
