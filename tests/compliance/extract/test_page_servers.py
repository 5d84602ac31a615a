"""Applications that answer pages alone: a backend where they keep data, else a front end."""

from __future__ import annotations

import json

import pytest

from compliance.facts import Layout
from tests.compliance.repositories import Files, facts_of

SHOWS = "export default Page;\n"
LOADS = "export const loader = async () => ({ notes: await all() });\nexport default Page;\n"
PAGES = "export const load = async () => ({ notes: await all() });\n"
LEADS_ON = "export function load() {\n  throw redirect(303, TERMS);\n}\n"


def package(*names: str, **more: object) -> str:
    return json.dumps({"dependencies": dict.fromkeys(names, "1.0.0"), **more})


def components(files: Files) -> list[str]:
    layout = facts_of(files).repository[Layout]
    assert isinstance(layout, Layout)
    return [each.manifest for each in layout.components]


@pytest.mark.parametrize(
    ("packages", "path", "code", "is_backend"),
    [
        (("@remix-run/node", "@prisma/client"), "app/routes/notes.tsx", LOADS, True),
        (("@react-router/node", "pg"), "app/notes/page.tsx", LOADS, True),
        (("@sveltejs/kit", "drizzle-orm"), "src/routes/notes/+page.server.ts", PAGES, True),
        (("@remix-run/architect", "@architect/functions"), "app/routes/notes.tsx", LOADS, True),
        # Without a database, with a provider's, without anything that a server runs, or with code
        # that the browser runs.
        (("@remix-run/node",), "app/routes/notes.tsx", LOADS, False),
        (("@remix-run/node", "@supabase/supabase-js"), "app/routes/notes.tsx", LOADS, False),
        (
            ("@remix-run/node", "@prisma/client"),
            "app/routes/notes.tsx",
            "export default A;\n",
            False,
        ),
        (("@sveltejs/kit", "drizzle-orm"), "src/routes/notes/+page.ts", PAGES, False),
        (("react-dom", "pg"), "app/routes/notes.tsx", LOADS, False),
        # Leads on, and asks nobody for anything.
        (("@sveltejs/kit", "pg"), "src/routes/terms/+page.server.ts", LEADS_ON, False),
    ],
)
def test_pages_of_data_make_a_backend(
    packages: tuple[str, ...], path: str, code: str, *, is_backend: bool
) -> None:
    found = components({"package.json": package(*packages), path: code})

    assert found == (["package.json"] if is_backend else [])


@pytest.mark.parametrize(
    ("where", "is_backend"), [("package.json", False), ("db/package.json", True)]
)
def test_a_database_of_the_workspace_is_none_of_each_member(
    where: str, *, is_backend: bool
) -> None:
    root = {"workspaces": ["web", "db"]}
    files = {
        "package.json": package(**root),
        "db/package.json": package(name="@shop/db"),
        "web/package.json": package("@remix-run/node", "@shop/db"),
        "web/app/routes/notes.tsx": LOADS,
    }
    named = {"name": "@shop/db"} if where.startswith("db") else root
    files[where] = package("@prisma/client", **named)

    assert ("web/package.json" in components(files)) is is_backend
