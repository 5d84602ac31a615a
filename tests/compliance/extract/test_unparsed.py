"""Which source files are said not to have parsed."""

from compliance.facts import Evidence
from compliance.facts.sources import Unparsed, unparsed_of
from tests.compliance.repositories import facts_of

EXPRESS = {
    "package.json": '{"name": "shop", "dependencies": {"express": "5.0.0"}}',
    "src/app.js": "const express = require('express');\nconst app = express();\n"
    "app.get('/orders', (req, res) => res.json([]));\napp.listen(3000);\n",
}
ROUTES = "const express = require('express');\nconst router = express.Router();\n"
BROKEN = f"{ROUTES}router.get('/a', (req, res) => res.json(;\nmodule.exports = router;\n"


def unparsed(files: dict[str, str]) -> Unparsed:
    return unparsed_of(facts_of(files))


def test_a_file_that_does_not_parse_is_named_with_the_first_line_that_does_not() -> None:
    place = Evidence("src/routes.js", 3, excerpt="router.get('/a', (req, res) => res.json(;")

    assert unparsed({**EXPRESS, "src/routes.js": BROKEN}) == Unparsed(1, (place,))


def test_files_that_parse_are_not() -> None:
    assert unparsed(EXPRESS) == Unparsed()


def test_a_file_counts_once_however_many_components_reach_it() -> None:
    member = '{"name": "%s", "dependencies": {"express": "5.0.0", "@shop/routes": "*"}}'
    files = {
        "package.json": '{"name": "root", "workspaces": ["apps/*", "packages/*"]}',
        "apps/a/package.json": member % "a",
        "apps/a/app.js": EXPRESS["src/app.js"],
        "apps/b/package.json": member % "b",
        "apps/b/app.js": EXPRESS["src/app.js"],
        "packages/routes/package.json": '{"name": "@shop/routes", "main": "index.js"}',
        "packages/routes/index.js": BROKEN,
    }

    found = unparsed(files)

    assert (found.count, [each.path for each in found.places]) == (1, ["packages/routes/index.js"])


def test_of_many_the_first_are_named() -> None:
    found = unparsed({**EXPRESS, **{f"src/{number:03}.js": BROKEN for number in range(60)}})

    assert (found.count, len(found.places)) == (60, 50)
    assert found.places[0].path == "src/000.js"
