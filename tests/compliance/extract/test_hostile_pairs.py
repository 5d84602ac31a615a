"""Repositories in which two kinds of things are many, and each is looked for with each other."""

from __future__ import annotations

import time
from functools import partial
from types import FrameType
from typing import Any

from compliance.extract import endpoint_calls
from compliance.extract.markup.templates import unescaped
from tests.compliance.extract.counting import EXPRESS, steps, watched
from tests.compliance.repositories import Files, judge


def _many_mounts(many: int) -> Files:
    volumes = "".join(f"      - ./a{n}:/b{n}\n" for n in range(many))
    run = "".join(f"          docker exec shop npm run x{n} /b{n}\n" for n in range(many))
    return {
        **EXPRESS,
        "compose.yaml": "services:\n  shop:\n    image: node\n    container_name: shop\n"
        f"    volumes:\n{volumes}",
        ".github/workflows/ci.yml": "on: pull_request\njobs:\n  all:\n    steps:\n"
        f"      - run: |\n{run}",
    }


def test_commands_in_a_container_are_not_searched_for_each_folder_in_it() -> None:
    judged = partial(judge, "tests-in-ci")
    _, few, many = (steps(partial(judged, _many_mounts(each))) for each in (50, 50, 400))
    assert many < 12 * few


def _nested_backends(many: int) -> Files:
    source = "from flask import Flask\napp = Flask('shop')\n@app.get('/a')\ndef a(): return []\n"
    files = {}
    for depth in range(many):
        folder = "".join(f"d{n}/" for n in range(depth))
        files[f"{folder}requirements.txt"] = "flask\n"
        files[f"{folder}main.py"] = source + "from shop.main import app\n" * 100
    return files


def test_imports_of_a_backend_are_not_gone_through_for_each_one_around_it() -> None:
    judged = partial(judge, "python-version-pinned")
    _, few, many = (steps(partial(judged, _nested_backends(each))) for each in (8, 8, 32))
    assert many < 8 * few


def _many_tested_services(many: int) -> Files:
    files = {}
    for n in range(many):
        files |= {f"s{n}/{path}": content for path, content in EXPRESS.items()}
        files[f"e2e-tests-{n}/package.json"] = '{"devDependencies": {"jest": "1"}}'
        files |= {f"e2e-tests-{n}/a{each}.test.js": "test('a', () => {});\n" for each in range(5)}
    return files


def test_tests_of_the_whole_are_not_read_for_each_service() -> None:
    def read(many: int) -> int:
        seen: list[str] = []

        def note(frame: FrameType, event: str, _: Any) -> None:
            if event == "call" and frame.f_code is endpoint_calls.called.__code__:
                seen.append(event)

        with watched(note):
            judge("integration-tests", _many_tested_services(many))
        return len(seen)

    assert 5 * 12 <= read(12) <= 2 * 5 * 12


def _many_providers(many: int) -> Files:
    provided = ", ".join(f"{{ provide: T{n}, useClass: C{n} }}" for n in range(many))
    controllers = "".join(
        f"@Controller('c{n}')\nexport class K{n} {{\n  constructor(private readonly a: T{n}) {{}}\n"
        "  @Post() add(@Body() body: any) { return this.a.add(body); }\n}\n"
        for n in range(many)
    )
    return {
        "package.json": '{"dependencies": {"@nestjs/core": "11", "zod": "3"}}',
        "src/main.ts": "import { NestFactory } from '@nestjs/core';\nNestFactory.create(Shop);\n",
        "src/shop.ts": f"@Module({{ providers: [{provided}] }})\nexport class Shop {{}}\n",
        "src/controllers.ts": controllers,
    }


def test_modules_are_not_gone_through_for_each_provider() -> None:
    judged = partial(judge, "input-validated")
    _, few, many = (steps(partial(judged, _many_providers(each))) for each in (25, 25, 200))
    assert many < 12 * few


def _many_initial(many: int) -> Files:
    volumes = "".join(f"      - ./no{n}:/docker-entrypoint-initdb.d/{n}\n" for n in range(many))
    told = "docker compose up -d\n" * 20
    return {
        **EXPRESS,
        "compose.yaml": f"services:\n  db:\n    image: postgres\n    volumes:\n{volumes}",
        "README.md": f"# Shop\n```\n{told}```\n",
        **{f"other/f{n}.txt": "" for n in range(2_000)},
    }


def test_files_are_not_gone_through_for_each_folder_of_first_sql() -> None:
    judged = partial(judge, "setup-documented")
    _, few, many = (steps(partial(judged, _many_initial(each))) for each in (1, 1, 20))
    assert many - few < 20 * 2_000


def test_a_template_is_not_gone_back_over_for_each_tag_that_has_no_end() -> None:
    # No function runs that could be counted: a pattern alone took three seconds of the processor.
    content = b"<p>{{ note|safe }}</p>" + b"{% set a =" * 25_000
    before = time.process_time()
    assert len(list(unescaped("page.html", content))) == 1
    assert time.process_time() - before < 1
