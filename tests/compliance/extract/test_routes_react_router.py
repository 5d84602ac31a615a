"""Routes that React Router's settings name."""

from __future__ import annotations

from compliance.facts import Layout
from tests.compliance.extract.node_routes_cases import routes_of
from tests.compliance.repositories import Files, facts_of

PACKAGE = "@react-router/node"
SETTINGS = """
import { type RouteConfig, index, layout, prefix, route } from '@react-router/dev/routes';
export default [
  index('./home.tsx'),
  layout('./shell.tsx', [
    route('orders/:id?', './orders/one.tsx', [route('print', './orders/print.ts')]),
  ]),
  ...prefix('api', [route('orders', './api/orders.ts'), route('files/*', './api/files.ts')]),
] satisfies RouteConfig;
"""
LOADS = "export const loader = async () => Response.json(await all());\n"
PAGE = f"{LOADS}export default function Page() {{}}\n"
SHOP: Files = {
    "app/routes.ts": SETTINGS,
    "app/home.tsx": PAGE,
    "app/shell.tsx": "export default function Shell() {}\n",
    "app/orders/one.tsx": PAGE,
    "app/orders/print.ts": LOADS,
    "app/api/orders.ts": f"{LOADS}export async function action({{ request }}) {{ return {{}}; }}\n",
    "app/api/files.ts": LOADS,
    "app/routes/old.ts": LOADS,
    "app/unused.ts": LOADS,
}


def found(files: Files) -> set[str]:
    return {f"{each.method} {each.path} {each.answer.value}" for each in routes_of(files, PACKAGE)}


def test_routes_stand_where_the_settings_put_them() -> None:
    assert found(SHOP) == {
        "GET / a page", "GET /orders/{id} a page", "GET /orders/{id}/print data",
        "GET /api/orders data", "POST /api/orders data", "GET /api/files/{path} data",
    }  # fmt: skip


def test_files_are_routes_by_their_names_where_the_settings_say_so() -> None:
    settings = (
        "import { route } from '@react-router/dev/routes';\n"
        "import { flatRoutes } from '@react-router/fs-routes';\n"
        "export default [...(await flatRoutes()), route('more', './more.ts')];\n"
    )
    files = {"app/routes.ts": settings, "app/routes/api.orders.ts": LOADS, "app/more.ts": LOADS}

    assert found(files) == {"GET /api/orders data", "GET /more data"}


def test_without_settings_they_are_by_name() -> None:
    assert found({"app/routes/api.orders.ts": LOADS}) == {"GET /api/orders data"}


def components(files: Files) -> list[str]:
    layout = facts_of(
        {"package.json": f'{{"dependencies": {{"{PACKAGE}": "7.0.0"}}}}', **files}
    ).repository[Layout]
    assert isinstance(layout, Layout)
    return [each.manifest for each in layout.components]


def test_a_file_that_answers_data_makes_a_backend_wherever_it_stands() -> None:
    assert components({"app/api/orders.ts": LOADS, "app/routes.ts": SETTINGS}) == ["package.json"]


def test_pages_and_helpers_make_none() -> None:
    assert components({"app/home.tsx": PAGE, "app/utils/orders.server.ts": LOADS}) == []
