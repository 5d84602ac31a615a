"""Protocol files of one's own: what they may say, and the sentence for everything they may not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.facts import PhaseName
from compliance.protocol import Confirmer, Coverage, CoveredBy, Goal, ItemTerms, Protocol
from compliance.protocol import files as protocol_files
from compliance.protocol.files import load_protocols
from compliance.protocol.nodes import ProtocolError
from compliance.scoring import Level
from tests.compliance.protocol_cases import (
    CATALOGUE,
    GENERAL,
    HOUSE,
    SHAPES,
    TWICE,
    UNREADABLE,
    WRONG,
    with_rules,
)

Load = Callable[..., dict[str, Protocol]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads files that are given as text, over a bundled protocol called `general`."""
    bundled, own = tmp_path / "bundled", tmp_path / "own"
    bundled.mkdir()
    own.mkdir()
    (bundled / "general.yaml").write_text(GENERAL)
    monkeypatch.setattr(protocol_files, "BUNDLED", bundled)

    def load_texts(**texts: str) -> dict[str, Protocol]:
        for name, text in texts.items():
            (own / f"{name}.yaml").write_text(text)
        return load_protocols(CATALOGUE, own)

    return load_texts


def test_everything_that_a_file_may_say(load: Load) -> None:
    house = load(house=HOUSE)["house"]
    section, inherited = house.sections
    (clause,) = section.clauses
    (rule,) = clause.rules

    assert (house.key, house.title, house.version) == ("house", "House rules", "2026-01")
    assert house.summary == "What we agreed on."
    assert house.extends == ("general",)
    assert house.working_branch == "trunk"
    assert house.goal == Goal("First change on staging", 24, "first-change", ("staging", "stage"))
    assert (section.identity, clause.identity) == ("house:1", "house:1.1")
    assert (inherited.identity, inherited.clauses[0].identity) == ("general:1", "general:1.10")
    assert (rule.title, rule.text) == ("Tests run", "Tests run every day.")
    assert rule.covered_by == (
        Coverage(
            CoveredBy.CHECK,
            "tests-run",
            "house:1.1",
            Level.FOUNDATION,
            (PhaseName.PRODUCTION,),
            {"share": 1.0, "names": ("a", "b")},
        ),
        Coverage(CoveredBy.PLANNED, "tests-fast", "house:1.1", Level.EXEMPLARY),
        Coverage(CoveredBy.ATTESTATION, "penetration-test", "house:1.1"),
        Coverage(
            CoveredBy.ONBOARDING,
            "first-change",
            "house:1.1",
            terms=ItemTerms(confirmed_by=Confirmer.LEAD),
        ),
        Coverage(CoveredBy.PEOPLE, "Do the tests say why?", "house:1.1", phases=(PhaseName.MVP,)),
    )


def test_what_is_left_out_is_for_people_by_the_reason_given(load: Load) -> None:
    house = load(house=HOUSE)["house"]

    signed = house.sections[1].clauses[0].rules[0].covered_by[0]

    assert (signed.by, signed.key) == (CoveredBy.PEOPLE, "We sign by merging.")
    assert [each.key for each in house.automated()] == ["tests-run"]


def test_a_check_is_judged_where_it_is_first_named(load: Load) -> None:
    house = load(house=HOUSE)["house"]

    (tests,) = house.automated()

    assert (tests.clause, tests.level) == ("house:1.1", Level.FOUNDATION)
    assert [each.clause for each in house.coverages() if each.key == "tests-run"] == [
        "house:1.1",
        "general:1.10",
    ]


def test_items_and_attestations_of_a_protocol(load: Load) -> None:
    house = load(house=HOUSE)["house"]

    assert [(item.key, rule.title) for item, rule in house.onboarding()] == [
        ("first-change", "Tests run")
    ]
    (attested,) = house.attested()
    assert attested.key == "penetration-test"
    assert house.rule_of(attested).title == "Tests run"


def test_goal_and_working_branch_are_taken_over_where_a_file_says_nothing(load: Load) -> None:
    child = 'title: Child\nversion: "1"\nextends: [house]\nsections: []\n'

    protocols = load(house=HOUSE, child=child)

    assert protocols["child"].goal == protocols["house"].goal
    assert protocols["child"].working_branch == "trunk"
    assert protocols["child"].extends == ("house", "general")
    assert protocols["general"].working_branch == "dev"
    assert protocols["general"].goal is None


def test_a_file_of_the_same_name_replaces_the_bundled_one_for_those_that_extend_it(
    load: Load,
) -> None:
    ours = GENERAL.replace("General rules", "Our general rules").replace("trunk", "main")

    protocols = load(general=ours, child='title: C\nversion: "1"\nextends: [general]\nsections: []')

    assert protocols["general"].title == "Our general rules"
    assert protocols["child"].sections == protocols["general"].sections


def test_without_files_of_ones_own_there_are_the_bundled_ones(load: Load) -> None:
    assert load_protocols(CATALOGUE).keys() == {"general"}
    assert load(house=HOUSE).keys() == {"general", "house"}


def test_a_pattern_and_a_share_come_as_what_they_are(load: Load) -> None:
    parameters = "{pattern: '[a-z]+-\\d+', most: 1}"
    house = HOUSE.replace("{share: 1, names: [a, b]}", parameters)

    (coverage,) = (each for each in load(house=house)["house"].automated() if each.parameters)

    assert coverage.parameters["pattern"].is_whole("shop-12")
    assert coverage.parameters["most"].holds(3, 3)
    assert not coverage.parameters["most"].holds(2, 3)


def test_what_two_extended_protocols_share_stands_once(load: Load) -> None:
    middle = 'title: M\nversion: "1"\nextends: [general]\nsections: []\n'
    top = middle.replace("[general]", "[one, two]")

    protocols = load(one=middle, two=middle, top=top)

    assert protocols["top"].extends == ("one", "general", "two")
    assert protocols["top"].sections == protocols["general"].sections


def test_both_suffixes_are_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "own" / "short.yml").write_text(GENERAL)
    (tmp_path / "own" / "notes.txt").write_text("no protocol")

    assert load(house=HOUSE).keys() == {"general", "house", "short"}


class TestFingerprint:
    def test_comments_and_layout_do_not_change_it(self, load: Load) -> None:
        before = load(house=HOUSE)["house"].fingerprint

        after = load(house="# A note.\n" + HOUSE.replace("[mvp]", "\n                - mvp"))[
            "house"
        ]

        assert after.fingerprint == before
        assert len(before) == 12

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("every day", "every night"),
            ("share: 1", "share: 0.9"),
            ("level: foundation", "level: standard"),
            ("[production]", "[mvp]"),
            ("2026-01", "2026-02"),
            ("hours: 24", "hours: 25"),
            ("confirmed_by: lead", "confirmed_by: developer"),
            ("working_branch: trunk", "working_branch: main"),
        ],
    )
    def test_every_word_changes_it(self, load: Load, old: str, new: str) -> None:
        before = load(house=HOUSE)["house"].fingerprint

        assert load(house=HOUSE.replace(old, new))["house"].fingerprint != before

    def test_what_is_extended_changes_it(self, load: Load) -> None:
        before = load(house=HOUSE)["house"].fingerprint
        changed = GENERAL.replace("Commits are signed.", "All commits are signed.")

        assert load(house=HOUSE, general=changed)["house"].fingerprint != before

    def test_it_is_the_same_in_every_process(self, load: Load) -> None:
        general = load_protocols(CATALOGUE)["general"]

        assert general.fingerprint == replace(general).fingerprint == "7a23df9b0c88"


@pytest.mark.parametrize(("old", "new", "line", "key", "message"), WRONG)
def test_a_mistake_is_named_with_file_line_key_and_what_was_expected(
    load: Load, tmp_path: Path, old: str, new: str, line: int, key: str, message: str
) -> None:
    assert HOUSE.count(old) == 1

    with pytest.raises(ProtocolError) as caught:
        load(house=HOUSE.replace(old, new))

    assert str(caught.value) == f"{tmp_path}/own/house.yaml, line {line}, {key}: {message}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    SHAPES,
)
def test_another_shape(load: Load, tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        load(house=text)

    assert str(caught.value) == f"{tmp_path}/own/house.yaml, line {line}, {message}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    TWICE,
)
def test_what_stands_twice_or_not_at_all(
    load: Load, tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        load(twice=text)

    assert str(caught.value) == f"{tmp_path}/own/twice.yaml, line {line}, {message}"


def test_the_same_said_twice_is_fine(load: Load) -> None:
    same = "{check: tests-run, level: standard}"

    assert len(load(twice=with_rules(same, same))["twice"].automated()) == 1


def test_a_circle_over_several_files(load: Load, tmp_path: Path) -> None:
    one = 'title: A\nversion: "1"\nextends: [two]\nsections: []\n'

    with pytest.raises(ProtocolError) as caught:
        load(one=one, two=one.replace("[two]", "[three]"), three=one.replace("[two]", "[one]"))

    assert str(caught.value) == (
        f"{tmp_path}/own/three.yaml, line 3, extends.0: one extends three in a circle"
    )


def test_leaving_out_what_the_goal_needs(load: Load, tmp_path: Path) -> None:
    child = 'title: C\nversion: "1"\nextends: [house]\nwithout: {first-change: No.}\nsections: []\n'

    with pytest.raises(ProtocolError) as caught:
        load(house=HOUSE, child=child)

    assert str(caught.value) == (
        f"{tmp_path}/own/child.yaml, line 4, without.first-change: "
        "the goal needs an onboarding item first-change"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    UNREADABLE,
    ids=["utf-16", "latin-1", "too large", "a key twice", "broken", "deep", "bomb"],
)
def test_what_is_no_readable_yaml(load: Load, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "own" / "house.yaml").write_bytes(content)

    with pytest.raises(ProtocolError) as caught:
        load()

    assert str(caught.value) == f"{tmp_path}/own/house.yaml{message}"


def test_a_byte_order_mark_is_no_mistake(load: Load, tmp_path: Path) -> None:
    (tmp_path / "own" / "house.yaml").write_bytes(b"\xef\xbb\xbf" + HOUSE.encode())

    assert load()["house"].title == "House rules"


def test_a_file_that_cannot_be_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "own" / "house.yaml").mkdir()

    with pytest.raises(ProtocolError) as caught:
        load()

    assert str(caught.value) == (f"{tmp_path}/own/house.yaml: it cannot be read (Is a directory)")


@pytest.mark.parametrize("name", ["House", "house rules", "1house", "house_rules"])
def test_a_file_name_that_is_no_key(load: Load, name: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        load(**{name: GENERAL})

    message = f"the file: its name is the key of the protocol, and “{name}” is no key"
    assert str(caught.value).endswith(f"{name}.yaml, line 1, {message}")


def test_two_files_of_one_name(load: Load, tmp_path: Path) -> None:
    (tmp_path / "own" / "house.yml").write_text(HOUSE)

    with pytest.raises(ProtocolError, match=r"house\.yml: house\.yaml is called so too$"):
        load(house=HOUSE)


def test_a_folder_that_is_not_there_or_holds_nothing(load: Load, tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match=r"nowhere: there is no such folder of protocol files$"):
        load_protocols(CATALOGUE, tmp_path / "nowhere")
    with pytest.raises(
        ProtocolError, match=r"own: no protocol file \(\*\.yaml\) is in this folder"
    ):
        load()
