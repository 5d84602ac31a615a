"""Files that are written so that each thing in them is looked for in each other one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from compliance.extract.code.model import Module
from compliance.extract.query_sites.places import is_migration
from compliance.extract.secrets.lookout import SecretLookout
from tests.compliance.extract.counting import EXPRESS, FASTAPI, patterns_made, steps, watched
from tests.compliance.repositories import Files, judge

FUNCTIONS = 300


def _with_constants(many: int) -> Files:
    head = "const express = require('express');\nconst app = express();\n"
    constants = (f"const C{n} = {{ 'X-Frame-Options': 'DENY' }};\n" for n in range(many))
    functions = (f"const f{n} = () => {{\n  g(); }};\n" for n in range(FUNCTIONS))
    return {
        "package.json": '{"dependencies": {"express": "5"}}',
        "app.js": "".join([head, *constants, *functions]),
    }


def test_functions_are_not_looked_through_for_each_constant() -> None:
    # The first one imports besides.
    _, few, many = (
        steps(partial(judge, "security-headers", _with_constants(each))) for each in (10, 10, 100)
    )
    assert many - few < 90 * FUNCTIONS


def _with_docstrings(many: int) -> bytes:
    shown = '    """\n    password = "aZ9kQ2mX7vB4nL'
    return "".join(f'def f{n}():\n{shown}{n:06d}"\n    """\n' for n in range(many)).encode()


class Counted(bytes):
    """A content that knows over how many bytes of it somebody counted."""

    counted = 0

    def count(self, sub: Any, start: Any = 0, end: Any = None) -> int:
        """Count as bytes do."""
        end = len(self) if end is None else end
        self.counted += end - start
        return bytes(self).count(sub, start, end)


def test_docstrings_are_not_gone_through_for_each_secret() -> None:
    few, many = (Counted(_with_docstrings(each)) for each in (100, 300))
    taken = [steps(partial(SecretLookout().see, "a.py", content)) for content in (few, many)]
    assert taken[1] < 6 * taken[0]
    assert many.counted <= 2 * len(many)


NAMED = {
    "variables that are kept": (
        "env-example", {**EXPRESS, "kept.js": ""}, "const k%d = process.env.KEPT_%d;\n",
    ),
    "tables that are made": (
        "schema-changed-by-migrations-only",
        {**EXPRESS, "kept.js": "const { Pool } = require('pg');\nconst pool = new Pool();\n"},
        "pool.query('CREATE TABLE t%d (id%d int)');\n",
    ),
    "caches of a library": (
        "caching", {**FASTAPI, "kept.py": "from cachetools import TTLCache\n"},
        "k%d = TTLCache(9, %d)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("check", "files", "line"), NAMED.values(), ids=NAMED)
def test_a_file_is_not_searched_for_each_name_in_it(
    check: str, files: dict[str, str], line: str
) -> None:
    (path,) = (each for each in files if each.startswith("kept"))

    def patterns(many: int) -> int:
        lines = (line % (number, number) for number in range(many))
        grown = {**files, path: files[path] + "".join(lines)}
        return patterns_made(partial(judge, check, grown))

    patterns(1)  # What is made once for all is made by now.
    assert patterns(600) - patterns(5) < 50


def _many_pages(many: int) -> Files:
    pages = "".join(
        f"app.get('/p{n}', (req, res) => res.send(`<p>${{req.query.p}}</p>`));\n"
        for n in range(many)
    )
    return {**EXPRESS, "app.js": EXPRESS["app.js"] + pages}


def _many_failures(many: int) -> Files:
    failing = "".join(
        f"app.get('/f{n}', (req, res) => {{ throw new Error('f'); }});\n" for n in range(many)
    )
    return {**EXPRESS, "app.js": EXPRESS["app.js"] + failing}


def _many_middlewares(many: int) -> Files:
    handing_on = "".join(
        f"app.use(async (ctx, next) => {{ await next(); ctx.set('a', {n}); }});\n"
        for n in range(many)
    )
    return {
        "package.json": '{"dependencies": {"koa": "2", "@koa/router": "12"}}',
        "app.js": "const Koa = require('koa');\nconst Router = require('@koa/router');\n"
        "const app = new Koa();\nconst router = new Router();\n"
        "router.get('/orders', (ctx) => { ctx.body = all(); });\napp.use(router.routes());\n"
        + handing_on,
    }


def _many_protections(many: int) -> Files:
    lines = "if settings.DEBUG:\n  app.add_middleware(SecurityMiddleware)\n"
    return {**FASTAPI, "main.py": FASTAPI["main.py"] + lines * many}


@pytest.mark.parametrize(
    ("check", "repository"),
    [
        ("authentication", _many_failures),
        ("security-headers", _many_protections),
        ("error-handling-consistent", _many_middlewares),
    ],
)
def test_a_file_is_not_cut_into_lines_for_each_of_them(
    check: str, repository: Callable[[int], Files]
) -> None:
    def cut(many: int) -> int:
        """How many bytes are split in all."""
        seen: list[int] = []

        def note(_: FrameType, event: str, called: Any) -> None:
            if event == "c_call" and called.__name__ == "split":
                seen.append(len(called.__self__) if isinstance(called.__self__, bytes) else 0)

        files = repository(many)
        with watched(note):
            judge(check, files)
        return sum(seen)

    assert cut(200) < 6 * cut(50)


class Searched(bytes):
    """A content that knows how often somebody looked for something in it."""

    times = 0

    def __contains__(self, sought: Any) -> bool:
        self.times += 1
        return sought in bytes(self)


def test_a_module_is_looked_at_once_for_whether_it_is_a_migration() -> None:
    source = Searched(b"down_revision, of which nobody asks\n")
    module = Module("src/kept.js", "javascript", source)

    assert not any(is_migration(module) for _ in range(100))
    assert source.times <= 1


def _asked_maps(many: int) -> Files:
    asked = "".join(
        f"app.get('/a{n}', (_, res) => {{ if (cache.get('{n}')) return res.json(cache.get('{n}'));"
        f" cache.set('{n}', load()); }});\n"
        for n in range(many)
    )
    return {**EXPRESS, "app.js": EXPRESS["app.js"] + "const cache = new Map();\n" + asked}


def test_a_file_is_not_searched_for_each_time_that_it_asks_a_map() -> None:
    def searches(many: int) -> int:
        seen: list[str] = []

        def note(frame: FrameType, event: str, function: Any) -> None:
            here = frame.f_code.co_filename.endswith("caching/owned.py")
            if event == "c_call" and here and function.__name__ == "search":
                seen.append(event)

        with watched(note):
            judge("caching", _asked_maps(many))
        return len(seen)

    assert searches(60) < 30


def test_functions_are_not_gone_through_for_each_value_in_a_page() -> None:
    def calls(many: int) -> int:
        seen: list[str] = []

        def note(frame: FrameType, event: str, _: Any) -> None:
            if event == "call" and "/extract/markup/" in frame.f_code.co_filename:
                seen.append(event)

        with watched(note):
            judge("output-escaped", _many_pages(many))
        return len(seen)

    assert calls(200) < 5 * calls(50)


def _many_calls(many: int) -> Files:
    calls = "".join(f"  cache.get('{n}');\n" for n in range(many))
    made = "const Redis = require('ioredis');\nconst cache = new Redis();\n"
    handler = f"app.get('/kept', (_, res) => {{\n{calls}  res.json([]); }});\n"
    return {**EXPRESS, "app.js": f"{EXPRESS['app.js']}{made}{handler}"}


def test_a_function_is_not_gone_through_for_each_call_that_it_makes() -> None:
    _, few, many = (steps(partial(judge, "caching", _many_calls(each))) for each in (100, 100, 800))
    assert many < 10 * few


def _many_objects(many: int) -> Files:
    written = "class Users:\n    def save(self):\n        self.session.add(User(name=self.name))\n"
    lines = "".join(f"    u{n} = made({n})\n    u{n}.save()\n" for n in range(many))
    main = FASTAPI["main.py"] + written + "        self.session.commit()\n"
    return {
        "requirements.txt": "fastapi\nsqlalchemy\n",
        "main.py": f"from sqlalchemy.orm import Session\n{main}def b(session: Session):\n{lines}",
    }


def test_a_function_is_not_gone_through_for_each_object_that_it_makes() -> None:
    judged = partial(judge, "multi-writes-in-transaction")
    _, few, many = (steps(partial(judged, _many_objects(each))) for each in (100, 100, 800))
    assert many < 10 * few


def _in_a_handler(lines: str) -> Files:
    head = "const { Pool } = require('pg');\nconst pool = new Pool();\n"
    handler = f"app.post('/orders', async (req, res) => {{\nlet s = '';\n{lines}}});\n"
    return {**EXPRESS, "app.js": f"{EXPRESS['app.js']}{head}{handler}"}


GROWN = {
    "writes": "  pool.query('INSERT INTO t%d VALUES (1)');\n",
    "texts": "  let s%d = 'SELECT a'; s%d += req.body.c; pool.query(s%d);\n",
    "one text": "  s += ` ${req.body.c%d}`; pool.query(s);\n",
    "answers": "  const c%d = sanitize(req.body.c); res.send(`<p>${c%d}</p>`);\n",
}


@pytest.mark.parametrize(
    ("check", "grown"),
    [
        ("multi-writes-in-transaction", "writes"),
        ("queries-not-in-loops", "writes"),
        ("sql-parameterised", "texts"),
        ("sql-parameterised", "one text"),
        ("schema-changed-by-migrations-only", "one text"),
        ("output-escaped", "answers"),
    ],
)
def test_a_function_is_not_gone_through_for_each_thing_that_it_does(check: str, grown: str) -> None:
    def judged(many: int) -> int:
        lines = "".join(GROWN[grown].replace("%d", str(number)) for number in range(many))
        return steps(partial(judge, check, _in_a_handler(lines)))

    _, few, many = (judged(each) for each in (100, 100, 800))
    assert many < 10 * few


def _many_states(many: int) -> Files:
    states = "".join(
        f"  const [s{n}, setS{n}] = useState(props.s{n}); setS{n}(shown(s{n}));\n"
        for n in range(many)
    )
    pages = "".join(
        f"    <p dangerouslySetInnerHTML={{{{ __html: s{n} }}}} />\n" for n in range(many)
    )
    page = f"export default function Page(props) {{\n{states}  return <div>\n{pages}</div>;\n}}\n"
    return {
        "package.json": '{"dependencies": {"next": "15", "react": "19"}}',
        "app/api/orders/route.ts": "export async function GET() { return Response.json([]); }\n",
        "app/page.tsx": f"'use client';\nimport {{ useState }} from 'react';\n{page}",
    }


def test_a_page_is_not_gone_through_for_each_state_in_it() -> None:
    _, few, many = (
        steps(partial(judge, "output-escaped", _many_states(each))) for each in (100, 100, 800)
    )
    assert many < 10 * few


def _many_marked(many: int) -> Files:
    marked = "".join(f"        Markup(x{n}.html()),\n" for n in range(many))
    return {
        "requirements.txt": "flask\n",
        "app.py": "from flask import Flask\nfrom markupsafe import Markup\napp = Flask('shop')\n"
        f"@app.get('/')\ndef all():\n    return [\n{marked}    ]\n",
        **{f"m{n}.py": "def html(self):\n    pass\n" for n in range(many)},
    }


def test_files_are_not_gone_through_for_each_value_that_says_it_is_html() -> None:
    _, few, many = (
        steps(partial(judge, "output-escaped", _many_marked(each))) for each in (25, 25, 200)
    )
    assert many < 12 * few


def _many_asked_wrappers(many: int) -> Files:
    asked = "".join(f"  a{n}() {{ return this.redis.get('{n}'); }}\n" for n in range(many))
    modules = {
        f"src/m{n}.ts": "import { CacheService } from './cache';\n"
        f"@Module({{ providers: [CacheService] }})\nexport class M{n} {{}}\n"
        for n in range(many)
    }
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "11", "ioredis": "5"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\n"
        "NestFactory.create(AppModule);\n",
        "src/orders.ts": "@Controller('orders')\nexport class Orders { @Get() all() {} }\n",
        "src/cache.ts": "import Redis from 'ioredis';\n"
        f"@Injectable()\nexport class CacheService {{\n{asked}}}\n",
        **modules,
    }


def test_files_are_not_searched_for_each_call_of_a_wrapper() -> None:
    judged = partial(judge, "caching")
    _, few, many = (steps(partial(judged, _many_asked_wrappers(each))) for each in (25, 25, 200))
    assert many < 12 * few
