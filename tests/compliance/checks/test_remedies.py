"""What of a remedy a project is shown."""

import pytest

from compliance.checks import CATALOGUE
from compliance.checks.remedies import NAMES, Project, fitted, items, label, project_of
from compliance.facts import Stack
from compliance.facts.packages import Manager
from tests.compliance.repositories import facts_of

REMEDY = """Install it.

- pnpm: `pnpm add it`.
- npm, Yarn: `npm install it`,
  and no more.
- Express: `app.use(it)`.
- Django: `MIDDLEWARE`.

Then commit."""

NODE = frozenset({Stack.NODE})
EXPRESS = '{"name": "shop", "dependencies": {"express": "5.0.0"}}'
SERVER = """
const express = require("express");
const app = express();
app.get("/orders", (req, res) => res.json([]));
app.listen(3000);
"""


def shown(remedy: str, project: Project) -> list[str]:
    return fitted(remedy, project).splitlines()


def test_a_project_is_shown_what_is_for_its_manager_and_its_dependencies() -> None:
    project = Project(NODE, frozenset({Manager.PNPM}), frozenset({"express"}))
    assert shown(REMEDY, project) == [
        "Install it.",
        "",
        "- pnpm: `pnpm add it`.",
        "- Express: `app.use(it)`.",
        "",
        "Then commit.",
    ]


def test_what_is_left_alone_is_no_list_any_more() -> None:
    project = Project(NODE, frozenset({Manager.YARN}))
    assert shown(REMEDY, project) == [
        "Install it.",
        "",
        "npm, Yarn: `npm install it`,",
        "  and no more.",
        "",
        "Then commit.",
    ]


def test_where_nothing_that_is_used_is_named_all_of_the_stack_stays() -> None:
    assert [label(each) for each in items(fitted(REMEDY, Project(NODE)).split("\n\n")[1])] == [
        ("pnpm",),
        ("npm", "Yarn"),
        ("Express",),
    ]


def test_where_nothing_is_known_everything_stays() -> None:
    assert fitted(REMEDY, Project()) == REMEDY


def test_what_names_nobody_is_for_everybody() -> None:
    remedy = "- Express: this.\n- Whoever else: that."
    project = Project(NODE, packages=frozenset({"express"}))
    assert fitted(remedy, project) == remedy


def test_a_list_for_everybody_stays_as_it_is() -> None:
    remedy = "Do:\n\n- one thing\n- another"
    assert fitted(remedy, Project(NODE)) == remedy


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_item_of_the_catalogue_is_for_somebody_who_is_known(key: str) -> None:
    paragraphs = CATALOGUE[key].remedy.split("\n\n")
    named = [label(item) for paragraph in paragraphs for item in items(paragraph)]
    assert all(named)
    assert {name for names in named for name in names} <= set(NAMES)


def test_a_project_is_what_its_components_use() -> None:
    facts = facts_of(
        {
            "api/package.json": EXPRESS,
            "api/server.js": SERVER,
            "api/yarn.lock": "",
            "shop/requirements.txt": "fastapi==0.121.0\n",
            "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        }
    )
    api = project_of(facts, ["api"])
    assert (api.stacks, api.managers, api.packages) == (NODE, {Manager.YARN}, {"express"})
    both = project_of(facts)
    assert both.stacks == set(Stack)
    assert both.packages == {"express", "fastapi"}


def test_without_a_component_it_is_what_the_manifests_say() -> None:
    facts = facts_of({"package.json": '{"name": "x", "dependencies": {"react": "19"}}'})
    assert project_of(facts, ["."]) == Project(NODE, packages=frozenset({"react"}))
