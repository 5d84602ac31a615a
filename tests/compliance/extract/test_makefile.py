"""How makefiles are read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.commands.make import MAX_EXPANSION, Recipes, read_makefile
from compliance.extract.commands.steps import Project
from compliance.facts.manifests import Manifests
from compliance.tree import Unreadable
from tests.compliance.repositories import Files, tree_of


def read(files: Files) -> Recipes:
    return read_makefile(Project(tree_of(files), Manifests(())), "Makefile")


def lines(recipes: Recipes, name: str) -> list[tuple[str, int, str]]:
    recipe = recipes.find(name)
    assert recipe is not None
    return [(where.path, where.line, line) for where, line in recipe.lines]


def test_a_rule_has_its_needs_and_its_lines() -> None:
    recipes = read({"Makefile": "a: b c ; one\n\ttwo \\\n\tthree\n\n\tfour\nd:\n"})

    assert recipes.by_name["a"].needs == ["b", "c"]
    assert lines(recipes, "a") == [
        ("Makefile", 1, "one"),
        ("Makefile", 2, "two  \tthree"),
        ("Makefile", 5, "four"),
    ]
    assert recipes.first == "a"


def test_several_targets_share_a_recipe_and_one_may_have_several_rules() -> None:
    recipes = read({"Makefile": ".PHONY: a b\na b:\n\tone\na: c\na::\n\ttwo\n"})

    assert [line for _, _, line in lines(recipes, "a")] == ["one", "two"]
    assert [line for _, _, line in lines(recipes, "b")] == ["one"]
    assert recipes.by_name["a"].needs == ["c"]


def test_conditions_are_all_taken_and_assignments_are_no_rules() -> None:
    text = "ifeq ($(CI),1)\na:\n\tone\nelse\nb: \n\ttwo\nendif\nX := c: d\ne: X = f\ne:\n\tthree\n"
    recipes = read({"Makefile": text})

    assert set(recipes.by_name) == {"a", "b", "e"}
    assert recipes.variables["X"] == "c: d"


def test_a_pattern_fits_where_no_target_does() -> None:
    recipes = read({"Makefile": "test-%:\n\tany\ntest-a:\n\tone\n%: x\n\tall\n"})

    assert [line for _, _, line in lines(recipes, "test-a")] == ["one"]
    assert [line for _, _, line in lines(recipes, "test-b")] == ["any"]
    assert recipes.find("lint") is None


def test_includes_are_read_and_those_that_are_not_there_are_said_to_be_unknown() -> None:
    files = {"Makefile": "DIR = ci\ninclude $(DIR)/a.mk\n-include b.mk\n", "ci/a.mk": "a:\n\tone\n"}
    recipes = read(files)

    assert lines(recipes, "a") == [("ci/a.mk", 2, "one")]
    assert "b.mk is not there" in recipes.unknown


@pytest.mark.parametrize(
    "text",
    [
        "include Makefile\na:\n",
        "include a.mk\n",
        "A = $(A)\n$(A): $(A)\n",
        "A=$(B)$(B)\nB=$(A)$(A)\n$(A):\n",
    ],
)
def test_circles_come_to_an_end(text: str) -> None:
    recipes = read({"Makefile": text, "a.mk": "include Makefile\n"})

    assert all(len(name) <= MAX_EXPANSION for name in recipes.by_name)


def test_a_file_larger_than_people_write_is_not_read() -> None:
    with pytest.raises(Unreadable, match="characters"):
        read({"Makefile": "a:\n\tb\n" * 200_000})


NAME = st.from_regex(re.compile(r"[a-z][a-z0-9_-]{0,9}", re.ASCII), fullmatch=True)
LINE = st.from_regex(re.compile(r"[a-z][a-z0-9 ./-]{0,19}[a-z]", re.ASCII), fullmatch=True)
RULE = st.tuples(st.lists(NAME, max_size=3), st.lists(LINE, max_size=3))


@given(st.dictionaries(NAME, RULE, min_size=1, max_size=5))
def test_what_is_written_is_read(rules: dict[str, tuple[list[str], list[str]]]) -> None:
    text = "".join(
        f"{name}: {' '.join(needs)}\n" + "".join(f"\t{line}\n" for line in body) + "\n"
        for name, (needs, body) in rules.items()
    )

    recipes = read({"Makefile": text})

    assert list(recipes.by_name) == list(rules)
    assert recipes.first == next(iter(rules))
    for name, (needs, body) in rules.items():
        assert recipes.by_name[name].needs == needs
        assert [line for _, _, line in lines(recipes, name)] == body


@given(st.text(alphabet="ab:=$(){}\t\n\\#%+?; ", max_size=300) | st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    recipes = read({"Makefile": text})

    for recipe in recipes.by_name.values():
        assert all(1 <= where.line <= text.count("\n") + 1 for where, _ in recipe.lines)
