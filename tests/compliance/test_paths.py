"""What kind of file a path is: source code, a test, or what is not judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.paths import below, is_judged, is_source, is_test, join, language
from compliance.tree import is_inside


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        [
            "node_modules/express/index.js",
            "api/vendor/lib.py",
            "src/third_party/zlib/build.py",
            "settings/third_party/vendor/lib.py",
            "dist/app.js",
            "packages/api/build/app.js",
            ".venv/lib/site.py",
            "lib/python3.12/site-packages/flask/app.py",
            "examples/hello/app.py",
            "docker-compose-examples/with-redis/app.py",
            "docs/conf.py",
            "tests/fixtures/package.json",
            "src/__snapshots__/a.js",
            "packages/ui/playground/main.ts",
            "samples/app.py",
            "packages/ui/sample/main.ts",
            "app/samples/main.py",
            "apps/www/src/page.tsx",
            "website/docusaurus.config.ts",
            "website/src/pages/index.js",
            "website/docs/snippets/hello.py",
            "website/node_modules/node-gyp/gyp/main.py",
            "app/docs/a.py",
            "env/lib/a.py",
            "src/features/a/examples/b.ts",
            "generator/{{cookiecutter.name}}/app/main.py",
        ],
    )
    def test_not_judged(self, path: str) -> None:
        assert not is_judged(path)
        assert not is_source(path)

    @pytest.mark.parametrize(
        "path",
        [
            "app.js",
            "src/app.ts",
            "docs.py",
            "shop/settings/third_party/rest_framework.py",
            "website/app.py",
            "shop/www/views/orders.py",
            "build.js",
            "distribution/a.py",
            "examples.ts",
            "src/plugins/code-examples/index.ts",
            ".github/actions/ci-setup-examples/index.js",
            "src/lib/features/playground/playground.ts",
            "src/sample/sample.controller.ts",
            "src/laboratory/views/samples/list.py",
            "packages/env/index.ts",
            "packages/shared/src/env/index.ts",
            "apps/api/plane/app/views/external/base.py",
            "web/app/(main)/sandbox/page.tsx",
            "pages/api/docs/index.ts",
            "config/env/all.js",
        ],
    )
    def test_judged(self, path: str) -> None:
        assert is_judged(path)
        assert is_source(path)

    @pytest.mark.parametrize(
        "path",
        [
            "app.min.js",
            "app.bundle.js",
            "static/index@40d464d7fa4bb1bea815.js",
            "public/main.40d464d7fa4bb1bea815.chunk.js",
            "README.md",
            "a.go",
            "a.d",
        ],
    )
    def test_no_source(self, path: str) -> None:
        assert not is_source(path)

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("a.js", "javascript"),
            ("a.cjs", "javascript"),
            ("a.jsx", "javascript"),
            ("a.ts", "typescript"),
            ("a.MTS", "typescript"),
            ("a.d.ts", "typescript"),
            ("a.py", "python"),
            ("a.pyc", None),
            ("py", None),
            ("a.py/b", None),
            (".py", None),
            ("a/.js", None),
            ("a.", None),
            ("", None),
            ("bin/www", "javascript"),
            ("api/bin/www", "javascript"),
            ("cabin/www", None),
            ("bin/www/page", None),
            ("bin/start", None),
        ],
    )
    def test_language(self, path: str, name: str | None) -> None:
        assert language(path) == name

    @pytest.mark.parametrize(
        "path",
        [
            "tests/a.py",
            "src/__tests__/a.ts",
            "src/__tests__-old/orders.ts",
            "Test/a.js",
            "e2e/login.ts",
            "src/a.test.ts",
            "src/a.spec.js",
            "src/app.e2e-spec.ts",
            "src/orders.e2e.ts",
            "src/orders.cy.ts",
            "src/prices.bench.ts",
            "src/test-setup.ts",
            "src/setupTests.ts",
            "vitest.setup.ts",
            "load/locustfile.py",
            "load_testing/track.py",
            "loadtest/mock/app.py",
            "integration_tests/orders.py",
            "playwright_tests/core/pages.py",
            "shop/api-tests/orders.ts",
            "system_test/orders.py",
            "tests_smoke/orders.py",
            "tests-perf/orders/throughput.py",
            "test_a.py",
            "a_test.py",
            "conftest.py",
            "shop/settings/test.py",
            "shop/tests.py",
            "src/Tests/a.py",
            "benchmarks/speed.py",
            "packages/prices/bench/speed.ts",
            "app/benchmarks/speed.py",
            "spec/orders.js",
            "packages/prices/spec/net.js",
            "src/tests/specs/orders.ts",
            "src/spec/orders.spec.ts",
        ],
    )
    def test_a_test(self, path: str) -> None:
        assert is_test(path)

    @pytest.mark.parametrize(
        "path",
        [
            "latest/a.py",
            "src/protest/a.py",
            "e2e",
            "src/contest.ts",
            "shop/ab_testing/models.py",
            "clinic/lab_tests/models.py",
            "shop/ab_tests/models.py",
            "shop/load_tester.py",
            "src/setup.ts",
            "testament.py",
            "src/benchmarks/index.ts",
            "src/lib/openapi/spec/order-schema.ts",
            "app/spec/index.js",
            "api/src/app/endpoints/benchmarks/benchmarks.controller.ts",
            "src/a-test.ts.md",
            "app.ts",
        ],
    )
    def test_no_test(self, path: str) -> None:
        assert not is_test(path)

    def test_below_and_join(self) -> None:
        assert below("api/src/a.js", "api")
        assert below("a.js", "")
        assert not below("api-v2/a.js", "api")
        assert not below("api", "api")
        assert (join("", "a"), join("api", "a")) == ("a", "api/a")

    @given(st.text(st.sampled_from("ab/.-_"), max_size=30))
    def test_any_path_is_answered(self, path: str) -> None:
        for question in (is_inside, is_judged, is_source, is_test):
            assert question(path) in (True, False)
        assert below(join(path, "a"), path)
