"""What a newcomer reads first: READMEs, and the documents that they link to."""

import pytest

from compliance.extract.guides import guides, is_guide
from tests.compliance.repositories import Files, tree_of


def found(files: Files, *directories: str) -> tuple[str, ...]:
    return guides(tree_of(files), directories)


@pytest.mark.parametrize(
    "link",
    [
        "[how](docs/setup.md)",
        "[how](./docs/setup.md#clone)",
        '[how](/docs/setup.md "title")',
        "[how](<docs/setup.md>)",
        "[how][1]\n\n[1]: docs/setup.md",
        '<a href="docs/setup.md">how</a>',
        "`how <docs/setup.md>`_",
        "link:docs/setup.md[how]",
        "[how](https://github.com/shop/shop/blob/main/docs/setup.md)",
        "[how](https://gitlab.com/shop/shop/-/blob/main/docs/setup.md?plain=1)",
        "[how](docs/a/../set%75p.md)",
    ],
)
def test_a_document_that_is_linked_to(link: str) -> None:
    assert found({"README.md": link, "docs/setup.md": ""}) == ("README.md", "docs/setup.md")


@pytest.mark.parametrize(
    "link",
    ["[how](api)", "[how](./api/)", "[how](https://github.com/shop/shop/tree/main/api#run)"],
)
def test_a_folder_that_is_linked_to(link: str) -> None:
    files = {"README.md": link, "api/README.md": "", "web/README.md": ""}

    assert found(files) == ("README.md", "api/README.md")
    assert found({"README.md": "[all](.) [up](https://github.com/shop/shop)"}) == ("README.md",)


@pytest.mark.parametrize(
    "text",
    [
        "docs/setup.md",
        "[how](https://example.org/docs/setup.md)",
        "[how](../setup.md)",
        "[how](docs)",
    ],
)
def test_what_is_no_link_to_a_document_of_the_repository(text: str) -> None:
    assert found({"README.md": text, "docs/setup.md": "", "setup.md": ""}) == ("README.md",)


def test_where_readmes_are_looked_for() -> None:
    readmes = {
        "Readme.rst", "README", "README.zh-CN.md", ".github/README.md", "docs/README.md",
        "apps/api/readme.md",
    }  # fmt: skip
    others = {"apps/web/README.md", "readme.py", "node_modules/a/README.md", "CHANGES.md"}
    linking = {"apps/api/readme.md": "[x](../../CONTRIBUTING.md)", "CONTRIBUTING.md": ""}
    files = {**dict.fromkeys(readmes | others, ""), **linking}

    assert set(found(files, "apps/api")) == {*readmes, "CONTRIBUTING.md"}
    assert not is_guide("node_modules/a/README.md")


@pytest.mark.parametrize(
    "text", ["[a](", "[" * 10, "](b.md) ", "`a <b>`", '<a href="', "](" + "a" * 600]
)
def test_a_hostile_readme_leads_nowhere(text: str) -> None:
    assert found({"README.md": text * (2_000_000 // len(text))}) == ("README.md",)
