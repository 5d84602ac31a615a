"""Cases for the tests of how lockfiles are read."""

import json

from compliance.tree import MIB
from tests.compliance.checks.packages_cases import (
    berry,
    npm,
    npm1,
    package,
    pnpm,
    poetry_lock,
    yarn1,
)

GOOD = {
    "pnpm": pnpm("express ^5.0.0", "zod ^4.0.0", head="overrides:\n  ms: 2.1.2\n\n"),
    "npm": npm('"dependencies": {"express": "^5.0.0", "zod": "^4.0.0"}'),
    "npm 1": npm1('"express": {"version": "5.1.0"}, "zod": {"version": "4.0.0"}'),
    "yarn": yarn1("express@^5.0.0", "zod@^4.0.0"),
    "berry": berry("express@npm:^5.0.0", "zod@npm:^4.0.0"),
}
SHOP = package(',\n    "zod": "^4.0.0"', ',\n  "pnpm": {"overrides": {"ms": "2.1.2"}}')

NESTED = "[" * (4 * MIB)
LARGE = {
    "pnpm: packages": {"pnpm-lock.yaml": pnpm("express ^5.0.0")["pnpm-lock.yaml"] + "".join(f"\n  p{n}@1.0.0:\n    resolution: {{integrity: sha512-{'A' * 86}==}}\n    engines: {{node: '>=4'}}\n" for n in range(48_000))},
    "npm: packages": {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "^5.0.0"}}, **{f"node_modules/p{n}": {"version": "1.0.0", "integrity": "A" * 90, "dependencies": {"a": "1"}} for n in range(45_000)}}})},
    "yarn: entries": {"yarn.lock": yarn1("express@^5.0.0", *(f"p{n}@^1.0.0, p{n}@^1.1.0" for n in range(120_000)))["yarn.lock"]},
    "poetry: packages": {"poetry.lock": poetry_lock("39817f2c9e36204f381d31cf566af90a381793515315ab944855a5dc11e64abf", packages="".join(f'[[package]]\nname = "p{n}"\nfiles = [\n    {{file = "p.whl", hash = "sha256:{"a" * 64}"}},\n]\n\n' for n in range(55_000)))["poetry.lock"]},
}  # fmt: skip

HOSTILE = {
    "pnpm: nesting": {"pnpm-lock.yaml": f"lockfileVersion: '9.0'\nimporters: {NESTED}"},
    "pnpm: aliases": {"pnpm-lock.yaml": "lockfileVersion: '9.0'\na0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))},
    "npm: nesting": {"package-lock.json": '{"lockfileVersion": 3, "packages": {"": ' + NESTED},
    "npm: nesting that is not needed": {"package-lock.json": '{"lockfileVersion": 3, "x": ' + NESTED + "}"},
    "npm: more than a project has": {"package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {' + ",".join(f'"d{n}":"1"' for n in range(200_000)) + "}}}}"},
    "npm: nothing but text": {"package-lock.json": '"' + "x" * (7 * MIB) + '"'},
    "yarn: one line": {"yarn.lock": "# yarn lockfile v1\n" + "a@1, " * (MIB // 4) + "b@1:\n"},
    "poetry: nesting": {"poetry.lock": "[metadata]\na = " + NESTED},
    "poetry: tables": {"poetry.lock": "[metadata]\n" * (MIB // 2)},
}  # fmt: skip

REFUSED = (
    ({"pnpm-lock.yaml": "lockfileVersion: '9.0'\n" + " " * (8 * MIB)}, "pnpm-lock.yaml has 8 MiB"),
    ({"pnpm-lock.yaml": b"\xff\xfe"}, "pnpm-lock.yaml is not UTF-8 text"),
    ({"pnpm-lock.yaml": "shrinkwrapVersion: 3"}, "is no lockfile of pnpm"),
    ({"package-lock.json": '{"lockfileVersion": 3, "packages": []}'}, "package-lock.json is no valid lockfile"),
    ({"package-lock.json": '{"lockfileVersion": 3, "packages": {"": []}}'}, "package-lock.json is no valid lockfile"),
    ({"yarn.lock": "express@^5.0.0\n"}, "is no lockfile of Yarn"),
    ({"yarn.lock": "# yarn lockfile v1\n<<<<<<< HEAD\n"}, "yarn.lock, line 2, has the markers"),
    ({**pnpm("express ^5.0.0"), "pnpm-workspace.yaml": "overrides:\n  a: 1\n  a: 2\n"}, "stands twice"),
)  # fmt: skip

FITS = (
    ("^1.2.0", "1.3.0", True), ("^1.2.0", "2.0.0", False), ("~1.2", "1.2.9", True), ("1.x || >=3", "3.1.0", True),
    ("", "9.9.9", True), ("*", "1.0.0", True), ("^2.0.0-beta.1", "2.0.0-beta.2", True), ("^2.0.0", "2.1.0-rc.1", False),
    ("latest", "1.0.0", True), ("next", "git+ssh://x#1", True), ("^1.0.0", "file:../x", False), ("file:../x", "file:../x", True),
    ("git+https://example.org/x.git", "git+https://example.org/x.git#0a", True), ("org/repo", "github:org/repo#0a", True),
    ("npm:a@^1.0.0", "npm:a@1.2.0", True), ("npm:a@^1.0.0", "npm:a@2.0.0", False), ("npm:a@^1.0.0", "npm:b@1.2.0", False),
    ("npm:@s/a@^1.0.0", "npm:@s/a@1.2.0", True), ("npm:a", "npm:a@3.0.0", True), ("npm:a@^1.0.0", "1.2.0", False),
    ("^1.0.0", "", True), ("1.0.0 || " * 100, "2.0.0", True), (" ^1.0.0 ", "v1.0.0", True),
)  # fmt: skip

SELECTORS = (
    ("a", "a"), ("@s/a", "@s/a"), ("a@^1", "a"), ("@s/a@^1", "@s/a"), ("a@>=1 <2", "a"), ("p>a", "a"),
    ("p@1>@s/a@>2", "@s/a"), ("p>q>a", "a"),
)  # fmt: skip

HASHED = """[project]
name = "shop"
requires-python = ">=3.12"
dependencies = ["fastapi>=0.115"]
[dependency-groups]
dev = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff"]
[tool.poetry.dependencies]
fastapi = {extras = ["standard"]}
[tool.poetry.group.docs.dependencies]
sphinx = "^8.0"
"""
# What Poetry itself makes of it: 2.5.1, 2.2.1 and 1.8.5.
HASHES = {
    "CURRENT": "ab133c98fabe3fdd8556defede21b9f65ccdd47decd66cbe11b7033e6bcf0c9c",
    "WITHOUT_GROUPS": "8a6430208b74a3cc44b1cbb18dec9b0c088342594f13ec4db3528299df0879bc",
    "LEGACY": "c40cfe38a7aa8bd8ea8a6a86bba690c462d158d000a9a178255b69c2f618253d",
}
WRITTEN_BY = (
    ("2.5.1", "CURRENT", True), ("2.2.1", "CURRENT", True), ("1.8.5", "CURRENT", True),
    ("2.5.1", "WITHOUT_GROUPS", False), ("2.2.1", "WITHOUT_GROUPS", True), ("2.0.0", "WITHOUT_GROUPS", True),
    ("2.0.0", "LEGACY", False), ("1.8.5", "LEGACY", True), ("", "LEGACY", True),
)  # fmt: skip
