"""Further cases of `queries-not-in-loops`: what is a query, and whether enough of them are seen."""

from tests.compliance.checks.queries_cases import LOOPS, VIEWS, django
from tests.compliance.checks.queries_cases import node as backend
from tests.compliance.repositories import Case, Files

APP = "import express from 'express';\nimport { store } from './store';\nconst app = express();\n"
LOOKS = "import { pool } from './pool';\nexport async function f(ids: number[]) { for (const id of ids) { await pool.query('SELECT a FROM b WHERE c = $1', [id]); } }\n"  # fmt: skip


def routed(routes: int, loops: int = 1) -> Files:
    """A service whose routes ask a store that cannot be followed, beside queries in loops."""
    asked = "".join(
        f"app.get('/things/{n}', async (req, res) => res.json(await store.find({n})));\n"
        for n in range(routes)
    )
    return {**backend(LOOKS * loops), "src/main.ts": APP + asked}


def narrowed(times: int) -> Files:
    """A query in a loop, and one whose conditions are put on it step by step."""
    steps = "".join(f"    rows = rows.filter(a{n}={n})\n" for n in range(times))
    return django(
        VIEWS + "def orders(request):\n    rows = Order.objects.all()\n" + steps
        + "    for row in rows:\n        Line.objects.filter(order=row).first()\n"
        "    return JsonResponse({'x': list(rows)})\n"
    )  # fmt: skip


CASES = (
    Case(LOOPS, "fail", "routes behind which the queries are seen", routed(3), "1 of 1 queries"),
    Case(LOOPS, "unknown", "many routes behind which no query is seen", routed(7), "of the queries behind 7 routes only 1 can be seen"),
    Case(LOOPS, "fail", "more in loops than could be allowed", routed(7, 2), "2 of 2 queries"),
    Case(LOOPS, "fail", "conditions that are put on one by one are no queries", narrowed(30), "1 of 2 queries"),
    Case(LOOPS, "pass", "in a hidden folder", backend(LOOKS.replace("./pool", "../src/pool"), path=".fixes/once.ts"), "0 of 0 queries"),
    Case(LOOPS, "pass", "what fills an empty database", backend(LOOKS, path="src/datacreator.ts"), "0 of 0 queries"),
    Case(LOOPS, "pass", "what can have no rows", django(VIEWS + "def orders(request):\n    for row in request.GET.getlist('row'):\n        rows = Order.objects.none()\n    return JsonResponse({'x': list(Order.objects.all())})\n"), "0 of 1 queries"),
    Case(LOOPS, "pass", "a dictionary of objects", django(VIEWS + "def orders(request):\n    objects = read(request)\n    return JsonResponse({'x': [objects.get(each, each) for each in objects], 'n': Order.objects.count()})\n"), "0 of 1 queries"),
)  # fmt: skip
