"""Cases of the checks in `compliance.checks.environment`."""

from tests.compliance.checks.runtime_cases import EXPRESS, FASTAPI
from tests.compliance.repositories import Case, Files, Kind

EXAMPLE, COMPLETE = "env-example", "env-example-complete"

PORT = {"src/port.js": "module.exports = process.env.PORT_NUMBER;\n"}
MEMBER: Files = {
    "package.json": '{"name": "shop", "private": true, "workspaces": ["apps/*"]}',
    "apps/api/package.json": '{"dependencies": {"express": "^5.0.0"}}',
    "apps/api/src/app.js": EXPRESS["src/app.js"],
    "apps/api/src/port.js": PORT["src/port.js"],
}
# Two backends of a workspace, of which one runs the other's code too.
TWO: Files = {
    **MEMBER,
    "apps/api/package.json": '{"name": "@shop/api", "scripts": {"start": "node src/app.js"}, "dependencies": {"express": "^5.0.0"}}',
    "apps/api/.env.example": "PORT_NUMBER=\n",
    "apps/home/package.json": '{"dependencies": {"express": "^5.0.0", "@shop/api": "workspace:*"}}',
    "apps/home/src/app.js": "require('@shop/api/src/port');\nmodule.exports = process.env.HOME_URL;\n"
    + EXPRESS["src/app.js"],
    "apps/home/.env.example": "HOME_URL=\n",
    ".env.example": "",
}


def node(source: str, example: str = "NAMED=\n", path: str = "src/settings.ts") -> Files:
    """An Express service with one more source file, and an example file."""
    return {**EXPRESS, path: source, ".env.example": example}


def python(source: str, example: str = "NAMED=\n") -> Files:
    """A FastAPI service with one more source file, and an example file."""
    return {**FASTAPI, "settings.py": source, ".env.example": example}


def made_elsewhere(source: str) -> Files:
    """The same with a source file that takes in what reads variables from another one."""
    made = "import environ\nenv = environ.Env(SPARED=(int, 1))\n"
    return {**FASTAPI, "shop/env.py": made, "shop/settings.py": source, ".env.example": "NAMED="}


def with_all(source: str) -> Files:
    """A service with a file of settings that takes in all of another one, which reads none."""
    files = {"base": "from decouple import config\n", "further": "from .base import *\n", "other": "def config(name):\n    return name\n"}  # fmt: skip
    made = {f"shop/{name}.py": text for name, text in files.items()}
    return {**FASTAPI, **made, "shop/settings.py": source, ".env.example": "NAMED="}


def needs(name: str, source: str, files: object = node) -> Case:
    """The variable NEEDED is read, without a default."""
    assert callable(files)
    return Case(COMPLETE, "fail", name, files(source), "lacks 1 of 1 environment variable that the code reads: NEEDED")  # fmt: skip


def goes_on(name: str, source: str, files: object = node) -> Case:
    """The variable SPARED is read, and the code goes on without it."""
    assert callable(files)
    return Case(COMPLETE, "pass", name, files(source), "not in it, with a default: SPARED")


PARTS = "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\nclass Db(BaseModel):\n    url: str\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='SHOP_', env_nested_delimiter='__')\n    db: Db\n"

NEST_CHECKS = """\
import { ConfigModule, ConfigService } from '@nestjs/config';
import { z } from 'zod';
const schema = z.object({ NEEDED: z.string(), SPARED: z.string().default('on') });
function checked(given) {
  return schema.safeParse(given);
}
class Variables {
  @IsString()
  NEEDED: string;
  @IsString()
  SPARED: string = 'on';
}
ConfigModule.forRoot({ validate: %s });
class Late {
  constructor(private config: ConfigService) {}
  a() { return this.config.getOrThrow('SPARED'); }
}
"""

# A server that runs a package which reads a variable too.
PACKAGED: Files = {
    "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
    "apps/api/package.json": '{"dependencies": {"express": "*", "@shop/db": "*"}}',
    "apps/api/index.js": "const express = require('express');\nrequire('@shop/db');\n"
    "express().listen(process.env.OWN);\n",
    "apps/api/.env.example": "OWN=\n",
    "packages/db/package.json": '{"name": "@shop/db", "main": "index.js"}',
    "packages/db/index.js": "exports.url = process.env.NEEDED;\n",
}

CASES = (
    Case(COMPLETE, "pass", "what answers in place of others", node("const { http } = require('msw');\nconst { setupServer } = require('msw/node');\nsetupServer(http.post(process.env.SHIPPING_URL, pass)).listen();\n", path="mocks/index.js")),
    Case(COMPLETE, "pass", "what Remix's server for development sets", node("export const origin = process.env.REMIX_DEV_ORIGIN;\n")),
    Case(COMPLETE, "pass", "a switch that is asked last", node("const skip = process.env.SKIP_CHECKS;\nif (isTest || skip) {\n  console.log('skipped');\n}\n")),
    Case(COMPLETE, "fail", "what is handed on as another's replacement", node("const key = process.env.API_KEY;\nconnect(given || key);\n"), "API_KEY"),
    Case(COMPLETE, "fail", "a switch that is asked last for not being there", node("const key = process.env.API_KEY;\nif (isServer && !key) {\n  throw new Error('no key');\n}\n"), "API_KEY"),
    Case(COMPLETE, "fail", "what SvelteKit has taken in", node("import { API_KEY, NAMED as OTHER } from '$env/static/private';\nimport { PUBLIC_URL } from '$env/static/public';\nexport const all = [API_KEY, OTHER, PUBLIC_URL];\n"), "API_KEY, PUBLIC_URL", (("src/settings.ts", 1), ("src/settings.ts", 2))),
    Case(COMPLETE, "fail", "what is declared to Astro", {
        **node("import { API_KEY, SHOP_URL, getSecret } from 'astro:env/server';\nexport const all = [API_KEY, SHOP_URL, getSecret('LATER')];\n"),
        "astro.config.mjs": "import { defineConfig, envField } from 'astro/config';\nexport default defineConfig({ env: { schema: {\n  API_KEY: envField.string({ context: 'server', access: 'secret' }),\n  SHOP_URL: envField.string({ context: 'server', access: 'public', default: 'http://localhost' }),\n  MAP_KEY: envField.string({ context: 'client', access: 'public', optional: true }),\n  PORTS: envField.number({ context: 'server' }),\n} } });\n",
    }, "lacks 2 of 5 environment variables that the code reads: API_KEY, PORTS"),
    Case(COMPLETE, "fail", "what is asked of SvelteKit while it runs", node("import { env } from '$env/dynamic/private';\nexport const all = [env.API_KEY, env.NAMED, env.AGE ?? '1'];\n"), "lacks 1 of 3 environment variables that the code reads: API_KEY"),
    Case(COMPLETE, "pass", "an object of another module's that is called so", node("import { env } from './env';\nexport const key = env.API_KEY;\n")),
    Case(EXAMPLE, "pass", "it is there", {**EXPRESS, **PORT, ".env.example": "PORT_NUMBER=3000\n"}, ".env.example is there", ((".env.example", 0),)),
    Case(EXAMPLE, "pass", "at the workspace's root", {**MEMBER, ".env.example": ""}),
    Case(EXAMPLE, "pass", "in the folder above a component", {"api/package.json": EXPRESS["package.json"], "api/src/app.js": EXPRESS["src/app.js"], "api/src/port.js": PORT["src/port.js"], ".env.example": ""}),
    Case(EXAMPLE, "pass", "beside the code that serves", {"requirements.txt": "fastapi", "shop/main.py": FASTAPI["main.py"], "shop/port.py": "import os\nA = os.environ['NEEDED']\n", "shop/.env.example": ""}, "shop/.env.example is there"),
    Case(EXAMPLE, "fail", "what a library of settings reads", {**EXPRESS, "package.json": '{"dependencies": {"express": "*", "config": "*"}}', "config/custom-environment-variables.yml": "db:\n  url: SHOP_DB\n  pool: {__name: SHOP_POOL, __format: json}\nhome: HOME\n"}, "the code reads 2 environment variables", (("config/custom-environment-variables.yml", 2), ("config/custom-environment-variables.yml", 3))),
    Case(EXAMPLE, "not_applicable", "such a file without the library", {**EXPRESS, "config/custom-environment-variables.json": '{"db": "SHOP_DB"}'}),
    Case(EXAMPLE, "fail", "none", {**EXPRESS, **PORT}, "no .env.example, and the code reads 1 environment variable", (("src/port.js", 1),)),
    Case(EXAMPLE, "fail", "what Express's generator starts the server by", {**EXPRESS, "bin/www": "#!/usr/bin/env node\nconst app = require('../src/app');\napp.listen(process.env.SHOP_PORT);\n"}, "no .env.example, and", (("bin/www", 3),)),
    *(
        Case(key, outcome, f"all of the environment, {told}", {
            **EXPRESS,
            "src/settings.ts": f"import {{ getter }} from './getter';\nimport {{ spawn }} from 'child_process';\nexport const get = {call};\n",
            "src/getter.ts": "export function getter(env: NodeJS.ProcessEnv, prefix: string) {\n  return (key: string) => env[`${prefix}_${key}`];\n}\n",
            **example,
        }, message)
        for key, outcome, told, call, example, message in (
            (EXAMPLE, "fail", "without an example", "getter(process.env, 'SHOP')", {}, "the code reads the environment, by names that are not followed"),
            (EXAMPLE, "pass", "with one", "getter(process.env, 'SHOP')", {".env.example": "SHOP_PORT=\n"}, ".env.example is there"),
            (COMPLETE, "unknown", "with one", "getter(process.env, 'SHOP')", {".env.example": "SHOP_PORT=\n"}, "the environment, by names that are not followed"),
            (EXAMPLE, "not_applicable", "handed to another program", "spawn('ls', process.env)", {}, "reads no environment variables"),
        )
    ),
    Case(EXAMPLE, "fail", "another name", {**EXPRESS, **PORT, ".env.sample": "PORT_NUMBER=\n"}, ".env.sample has to be called .env.example", ((".env.sample", 0),)),
    Case(EXAMPLE, "fail", "another name, before the dot", {**EXPRESS, **PORT, "example.env": "PORT_NUMBER=\n"}, "example.env has to be called"),
    Case(EXAMPLE, "fail", "code that is called like one", {**EXPRESS, **PORT, "src/routes/shops.env.orders-sample.ts": "export const a = 1;\n"}, "no .env.example, and"),
    *(Case(EXAMPLE, "not_applicable", f"what sets the tests up, or clears up behind them: {each}", {**EXPRESS, each: "export default async () => { if (!process.env.KEEP_DATABASE) await drop(); };\n"}) for each in ("jest.integration.teardown.ts", "jest.config.integ.setup.ts", "vitest-setup.ts")),
    Case(EXAMPLE, "fail", "what sets the application up", {**EXPRESS, "src/jest.ts": "export const url = process.env.SHOP_URL;\n", "src/setup.ts": "export const key = process.env.SHOP_KEY;\n"}, "2 environment variables"),
    Case(EXAMPLE, "not_applicable", "keys that no environment has", {**EXPRESS, "src/sizes.ts": "const get = (name) => process.env[name];\nexport const size = get('1MB - 10MB') + get('< 1 MB');\n"}),
    Case(EXAMPLE, "not_applicable", "only the runner of tests reads one", {**EXPRESS, "playwright.config.ts": "export default { url: process.env.SHOP_URL };\n", "vitest.unit.config.mts": "export default { retry: process.env.RETRIES };\n"}),
    Case(EXAMPLE, "not_applicable", "a test that is not called one", {**EXPRESS, "src/drivers/shop/test.js": "const assert = require('assert');\ndescribe('shop', function () {\n  it('asks', () => assert(process.env.SHOP_URL));\n});\n"}),
    Case(EXAMPLE, "fail", "what describes something else", {**EXPRESS, "src/shop.js": "const { describe } = require('./words');\nexports.show = () => describe(process.env.SHOP_URL);\n"}, "no .env.example, and"),
    *(Case(COMPLETE, "fail", f"what AdonisJS needs by {made}", node(f"import {name} from '{source}';\nexport default {made}{{\n  NAMED: Env.schema.string(),\n  SHOP_URL: Env.schema.string({{ format: 'url' }}),\n  SHOP_KEY: Env.schema.string.optional(),\n}});\n", path="start/env.ts"), "lacks 1 of 3 environment variables that the code reads: SHOP_URL", (("start/env.ts", 4),)) for name, source, made in (("{ Env }", "@adonisjs/core/env", "await Env.create(new URL('../', import.meta.url), "), ("Env", "@ioc:Adonis/Core/Env", "Env.rules("))),
    Case(COMPLETE, "pass", "what something else makes of names in capitals", node("import { Env } from './cars';\nexport const shop = Env.create({ SHOP_URL: 1 });\n"), "the code reads no variable"),
    Case(COMPLETE, "pass", "what another backend reads, whose code it runs", TWO, "apps/home: .env.example, apps/home/.env.example names all that have no default, of 1 env"),
    Case(COMPLETE, "fail", "what that reads itself", {**TWO, "apps/api/.env.example": "OTHER=\n"}, "apps/api: .env.example, apps/api/.env.example lacks 1 of 1 environment variable that the code reads: PORT_NUMBER"),
    Case(COMPLETE, "pass", "what a package reads that has an example of its own", {**PACKAGED, "packages/db/.env.example": "NEEDED=\n"}, "names all that have no default"),
    Case(COMPLETE, "fail", "what a package reads and its own example lacks", {**PACKAGED, "packages/db/.env.example": "OTHER=\n"}, "lacks 1 of 2 environment variables that the code reads: NEEDED"),
    Case(COMPLETE, "fail", "what the example of another package names", {**PACKAGED, "packages/ui/package.json": '{"name": "@shop/ui"}', "packages/ui/.env.example": "NEEDED=\n"}, "lacks 1 of 2"),
    Case(EXAMPLE, "pass", "beside the settings that read it", {**EXPRESS, "src/settings/index.js": "export const port = process.env.NEEDED;\n", "src/settings/.env.example": "NEEDED=\n"}, "src/settings/.env.example is there"),
    Case(EXAMPLE, "fail", "beside the settings by another name", {**EXPRESS, "src/settings/index.js": "export const port = process.env.NEEDED;\n", "src/settings/.env.sample": "NEEDED=\n"}, "has to be called .env.example"),
    Case(EXAMPLE, "fail", "beside what reads a few of them", {**EXPRESS, "src/settings/index.js": "export const all = [process.env.NEEDED, process.env.OTHER];\n", "docker/serve.js": "process.env.WORKERS;\n", "docker/.env.example": "WORKERS=\n"}, "but docker/.env.example"),
    Case(EXAMPLE, "fail", "in a folder for something else", {**EXPRESS, **PORT, "docker/.env.example": ""}, "no .env.example in the repository's root or src, but docker/.env.example; the code reads 1", (("docker/.env.example", 0), ("src/port.js", 1))),
    Case(EXAMPLE, "fail", "variables that Flask takes in by their beginning", {"requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask(__name__)\napp.config.from_prefixed_env('SHOP')\n"}, "no .env.example, and the code reads the environment, by names that are not followed", (("app.py", 3),)),
    Case(EXAMPLE, "not_applicable", "the same in its tests", {"requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n", "tests/test_app.py": "from app import app\napp.config.from_prefixed_env()\n"}),
    Case(EXAMPLE, "pass", "in a folder of settings", {**EXPRESS, **PORT, "configs/.env.example": ""}, "configs/.env.example is there"),
    Case(EXAMPLE, "pass", "where the README has it copied", {**EXPRESS, **PORT, "docker/api/.env.example": "", "settings.env.example": "", "README.md": "Copy `./docker/api/.env.example` to `.env` beside it."}, "docker/api/.env.example is there"),
    Case(EXAMPLE, "fail", "in a folder of tests", {**EXPRESS, **PORT, "tests/config/.env.example": ""}, "no .env.example, and the code reads 1"),
    Case(COMPLETE, "not_applicable", "an example for tests alone", {**EXPRESS, **PORT, "tests/integration/.env.example": "OTHER=\n"}, "no example"),
    Case(COMPLETE, "fail", "what the example for one environment alone names", {**node("process.env.NEEDED;\n", "OTHER=\n"), ".env.production.example": "NEEDED=\n"}, "lacks 1 of 1 environment variable that the code reads: NEEDED"),
    Case(COMPLETE, "pass", "what the example for one environment names, and there is no other", {**EXPRESS, **PORT, ".env.production.example": "PORT_NUMBER=\n"}, "names all that have no default"),
    Case(EXAMPLE, "fail", "in a folder called env, which is no virtual environment then", {**EXPRESS, **PORT, "env/.env.sample": ""}, "but env/.env.sample"),
    Case(EXAMPLE, "not_applicable", "no variable is read", EXPRESS, "reads no environment variables"),
    Case(EXAMPLE, "not_applicable", "only what the platform sets", {**EXPRESS, "src/a.js": "if (process.env.NODE_ENV === 'test' || process.env.GITHUB_SHA || process.env.WRANGLER_COMMAND) { run(process.env['HOME']); }\n"}),
    *(
        Case(COMPLETE, outcome, f"what Vercel tells browsers: {name}", node(f"export const at = process.env.{name};\nfetch(at);\n"))
        for name, outcome in (
            ("NEXT_PUBLIC_VERCEL_URL", "pass"),
            ("VITE_VERCEL_GIT_COMMIT_SHA", "pass"),
            ("NEXT_PUBLIC_VERCEL_TOKEN", "fail"),
        )
    ),
    Case(EXAMPLE, "not_applicable", "only a test reads one", {**EXPRESS, "test/a.test.js": "connect(process.env.TEST_URL);\n"}),
    Case(EXAMPLE, "not_applicable", "a comment and a text name one", {**EXPRESS, "src/a.js": "// process.env.NEEDED\nlog('set process.env.NEEDED');\n"}),
    Case(EXAMPLE, "not_applicable", "one is set, not read", {**EXPRESS, "src/a.js": "process.env.NEEDED = 'x';\n"}),
    Case(EXAMPLE, "not_applicable", "no backend", {"README.md": "# Words\n"}, "no backend component"),
    Case(EXAMPLE, "unknown", "what may read one cannot be had", {**EXPRESS, "src/a.js": "process.env" + " " * 1_100_000}, "larger than the source code that is read"),
    Case(EXAMPLE, "not_applicable", "what is sent to browsers as it is cannot be had", {**EXPRESS, "public/js/a.js": "process.env" + " " * 1_100_000}),
    Case(EXAMPLE, "unknown", "the example cannot be had", {**EXPRESS, **PORT, ".env.sample": b"x" * (9 << 20)}, "is open: .env.sample has"),

    Case(COMPLETE, "pass", "each is named", node("run(process.env.A, process.env['B']);\n", "A=1\n# B=\n"), "names all that have no default, of 2 environment variables", ((".env.example", 0),)),
    Case(COMPLETE, "pass", "exported, indented, with a colon", node("run(process.env.A, process.env.B, process.env.C);\n", "export A=1\n  B=2\nC: 3\n")),
    Case(COMPLETE, "pass", "in another example file", {**node("run(process.env.A);\n"), ".env.test.sample": "A=\n"}),
    Case(COMPLETE, "pass", "an example of another name is one too", {**EXPRESS, **PORT, "config/.env.dist": "PORT_NUMBER=\n"}),
    Case(COMPLETE, "pass", "no variable is read", node("run();\n")),
    Case(COMPLETE, "pass", "the example lies in a folder called env", {**EXPRESS, **PORT, "env/.env.sample": "PORT_NUMBER=\n"}, "env/.env.sample names"),
    needs("asked for, and answered by an error", "export const f = () => {\n  if (!process.env.NEEDED) return fail('NEEDED is missing');\n  run(process.env.NEEDED);\n};\n"),
    needs("asked for, and thrown", "export const f = () => {\n  if (!process.env.NEEDED) { throw new Error('no') }\n  run(process.env.NEEDED);\n};\n"),
    needs("what Zod makes a number of", "import { z } from 'zod';\nz.object({ NEEDED: z.preprocess(Number, z.number()) }).parse(process.env);\n"),
    needs("a schema with a name, and what follows it", "import { z } from 'zod';\nconst text = z.string();\nz.object({ NEEDED: text.min(3) }).parse(process.env);\n"),
    needs("read", "run(process.env.NEEDED);\n"),
    needs("read with an exclamation mark", "run(process.env.NEEDED!.trim());\n"),
    needs("read by a key", "run(process.env['NEEDED']);\n"),
    needs("taken apart", "const { NEEDED } = process.env;\n"),
    needs("taken apart and renamed", "const { NEEDED: url } = process.env;\n"),
    needs("by another name of the environment", "const env = process.env;\nrun(env.NEEDED);\n"),
    needs("of the module process by its short name", "import { env } from 'process';\nrun(env.NEEDED);\n"),
    needs("of the process that is known everywhere", "run(globalThis.process.env.NEEDED);\n"),
    needs("of the module process", "import { env } from 'node:process';\nrun(env.NEEDED);\n"),
    needs("taken out of process", "const { env } = process;\nrun(env.NEEDED);\n"),
    needs("where the environment is what a function takes by default", "export function read(env = process.env) {\n  return env.NEEDED;\n}\n"),
    needs("where the environment is handed over by its type", "export function read(env: NodeJS.ProcessEnv) {\n  return env.NEEDED;\n}\n"),
    needs("where its type is written out", "export function read(env?: { [key: string]: string | undefined }) {\n  return env?.['NEEDED'];\n}\nread(process.env);\n"),
    needs("where its type is a record", "export const read = (env: Record<string, string | undefined>) => env.NEEDED;\nread(process.env);\n"),
    goes_on("where what is handed over has another value behind it", "export const read = (env: NodeJS.ProcessEnv) => env.SPARED ?? 'a';\n"),
    Case(COMPLETE, "pass", "a record by another name, and another type by that", node("export const read = (session: Record<string, string | undefined>, env: Bindings) => session.NEEDED || env.ORDERS;\nread(process.env.NODE_ENV);\n")),
    Case(COMPLETE, "pass", "the same of something else by default", node("export function read(env = process.argv) {\n  return env.NEEDED || process.env.NODE_ENV;\n}\n")),
    Case(COMPLETE, "pass", "what is taken out of something else that is called process", node("const { env } = process(given);\nconst { pid } = process;\nrun(env.NEEDED);\n")),
    needs("by figue", "import { defineConfig } from 'figue';\ndefineConfig({ db: { url: { doc: 'Where', schema: z.string(), env: 'NEEDED' } } }, { envSource: process.env });\n"),
    goes_on("by figue with a default", "import type { ConfigDefinition } from 'figue';\nexport const db = { url: { schema: z.string(), default: 'file:x', env: 'SPARED' } } satisfies ConfigDefinition;\n"),
    goes_on("by figue with a schema that is optional", "import { defineConfig } from 'figue';\ndefineConfig({ url: { schema: z.string().optional(), env: 'SPARED' } });\n"),
    goes_on("by convict", "import convict from 'convict';\nconst config = convict({ port: { doc: 'Where', format: 'port', default: 8080, env: 'SPARED' } });\n"),
    Case(COMPLETE, "pass", "what is called env beside convict", node("import convict from 'convict';\nstart({ env: 'NEEDED', port: 1 });\n")),
    needs("by a function that takes the name", "function need(name: string) { return process.env[name]; }\nrun(need('NEEDED'));\n"),
    needs("by a function that takes the name and may be given a default", "import os\ndef ask(name, default=None):\n    return os.environ.get(name, default)\nA = ask('NEEDED')\n", python),
    goes_on("by a function that has a default", "import os\ndef ask(name, default=''):\n    return os.environ.get(name, default)\nA = ask('SPARED')\n", python),
    *(Case(EXAMPLE, "not_applicable", f"what is only taken away: {text}", {**FASTAPI, "shop/git.py": f"import os\n{text}\n"}) for text in ("del os.environ['GIT_SSH']", "del os.environ['A'], os.environ['B']")),
    Case(EXAMPLE, "not_applicable", "what is only taken away", {**EXPRESS, "git.js": "delete process.env.GIT_SSH;\ndelete process.env['GIT_DIR'];\n"}),
    needs("by a function that throws where there is none", "const need = (name: string) => {\n  if (process.env[name] === undefined) throw new Error(name);\n  return process.env[name] ?? '';\n};\nrun(need('NEEDED'));\n"),
    goes_on("a default that a conversion is handed", "const limit = parseEnvInt(process.env.SPARED, 20, { min: 1 });\n"),
    goes_on("a truth value that a conversion is handed", "const on = stringToBoolean(process.env.SPARED, true);\n"),
    goes_on("a default by name that a conversion is handed", "const limit = parsePositiveInt(process.env.SPARED, DEFAULT_LIMIT);\n"),
    needs("a limit by name is no default", "const limit = parsePositiveInt(process.env.NEEDED, LARGEST);\n"),
    needs("a radix is no default", "const limit = parseInt(process.env.NEEDED, 10);\n"),
    needs("an encoding is no default", "const key = Buffer.from(process.env.NEEDED, 'base64');\n"),
    needs("a conversion without a default", "const on = stringToBoolean(process.env.NEEDED);\n"),
    goes_on("by a function that has another value", "const read = (name: string) => process.env[name] || '';\nrun(read('SPARED'));\n"),
    goes_on("by a function that is called optional", "function getOsEnvOptional(key: string) { return process.env[key]; }\nrun(getOsEnvOptional('SPARED'));\n"),
    Case(COMPLETE, "fail", "by @fastify/env", node("import env from '@fastify/env';\nconst schema = { type: 'object', required: ['NEEDED', 'SPARED'], properties: { NEEDED: { type: 'string' }, SPARED: { default: 1 }, OTHER: {} } };\napp.register(env, { schema });\n"), "lacks 1 of 3 environment variables that the code reads: NEEDED; not in it, with a default: OTHER, SPARED"),
    Case(COMPLETE, "fail", "by fluent-json-schema", node("import Env from '@fastify/env';\nimport S from 'fluent-json-schema';\napp.register(Env, { schema: S.object().prop('NEEDED', S.string().required()).prop('SPARED', S.string()) });\n"), "lacks 1 of 2 environment variables that the code reads: NEEDED; not in it, with a default: SPARED"),
    Case(COMPLETE, "pass", "a schema of something else", node("export const order = { type: 'object', required: ['TOTAL'], properties: { TOTAL: { type: 'string' } } };\n")),
    needs("by Zod", "import { z } from 'zod';\nexport const env = z.object({ NEEDED: z.string().min(1) }).parse(process.env);\n"),
    needs("by Zod, the schema has a name", "import { z } from 'zod';\nconst schema = z.object({ NEEDED: z.string() });\nconst all = schema.safeParse(process.env);\n"),
    needs("by Joi", "import Joi from 'joi';\nconst schema = Joi.object().keys({ NEEDED: Joi.string().required() }).unknown();\nschema.prefs({ errors: { label: 'key' } }).validate(process.env);\n"),
    needs("by envalid", "import { cleanEnv, str } from 'envalid';\ncleanEnv(process.env, { NEEDED: str() });\n"),
    needs("a schema that a function makes", "import { z } from 'zod';\nconst flag = (name: string) => z.string().describe(name);\nz.object({ NEEDED: flag('on') }).parse(process.env);\n"),
    goes_on("a schema with a default that a function makes", "import { z } from 'zod';\nconst flag = (value: boolean) => z.stringbool().default(value);\nz.object({ SPARED: flag(true) }).parse(process.env);\n"),
    goes_on("a schema with a default that has a name", "import { z } from 'zod';\nconst flag = z.stringbool().default(true);\nz.object({ SPARED: flag }).parse(process.env);\n"),
    needs("by t3-env", "import { createEnv } from '@t3-oss/env-core';\ncreateEnv({ server: { NEEDED: z.string() }, runtimeEnv: process.env });\n"),
    needs("by class-validator", "class Variables {\n  @IsString()\n  NEEDED: string;\n}\nplainToInstance(Variables, process.env);\n"),
    *(Case(COMPLETE, "fail", f"by Nest's ConfigModule: {validate}", node(NEST_CHECKS % validate), "lacks 1 of 2 environment variables that the code reads: NEEDED; not in it, with a default: SPARED") for validate in ("(env) => schema.parse(env)", "schema.parse", "checked", "(env) => plainToInstance(Variables, env)")),
    Case(COMPLETE, "fail", "by Nest's ConfigModule, which something else is checked in", node(NEST_CHECKS % "(env) => { schema.parse(read()); return env; }"), "lacks 1 of 1 environment variable that the code reads: SPARED"),
    needs("by Nest's ConfigService", "import { ConfigService } from '@nestjs/config';\nclass A { constructor(private config: ConfigService) {}\n  a() { return this.config.getOrThrow('NEEDED', { infer: true }); } }\n"),
    goes_on("??", "run(process.env.SPARED ?? 1);\n"),
    goes_on("||, in parentheses", "run((process.env.SPARED) || 1);\n"),
    goes_on("the middle one of three", "run(settings.name || process.env.SPARED || 1);\n"),
    goes_on("made a number first", "const limit = parseInt(process.env.SPARED, 10) || 200;\n"),
    goes_on("asked for", "if (process.env.SPARED) { run(process.env.SPARED); }\n"),
    goes_on("asked for, with something else", "if (on && process.env.SPARED) { run(process.env.SPARED); }\n"),
    goes_on("what is done only with it", "const mail = process.env.SPARED && connect(1);\n"),
    goes_on("kept, and asked for", "function at() {\n  const kept = process.env.SPARED?.trim();\n  if (kept) {\n    return kept;\n  }\n  return 'here';\n}\n"),
    goes_on("kept, and another stands in for it", "const kept = process.env.SPARED;\nrun(kept ?? 'here');\n"),
    goes_on("kept, and asked for in Python", "import os\ndef at():\n    kept = os.environ.get('SPARED')\n    if kept:\n        return kept\n", python),
    goes_on("kept, and another stands in for it in Python", "import os\nkept = os.getenv('SPARED')\nrun(kept or 'here')\n", python),
    *(goes_on(f"kept, and done without in Python: {then}", f"import os\ndef at():\n    kept = os.getenv('SPARED')\n{then}\n    return run(kept)\n", python) for then in ("    if not kept:\n        return None", "    if not kept or on != 'local':\n        return", "    if kept is None:\n        kept = 'x' if on else 'y'", "    if (\n        kept\n        and on\n    ):\n        run(kept)")),
    *(needs(f"kept, and demanded in Python: {then}", f"import os\ndef at():\n    kept = os.getenv('NEEDED')\n{then}\n    return run(kept)\n", python) for then in ("    if not kept:\n        raise KeyError", "    if kept is None:\n        sys.exit(1)", "    if not kept:\n        print('NEEDED is missing')\n        return None", "    if not other:\n        return None")),
    needs("kept, and missed", "const kept = process.env.NEEDED;\nif (!kept) { throw new Error(); }\nif (kept) { run(kept); }\n"),
    needs("kept, and missed in Python", "import os\nkept = os.environ.get('NEEDED')\nif not kept:\n    raise SystemExit\nif kept:\n    run(kept)\n", python),
    needs("kept, and asked for elsewhere", "function one() { const kept = process.env.NEEDED; run(kept); }\nfunction two(kept) {\n  if (kept) { run(kept); }\n}\n"),
    needs("kept, and used", "const kept = process.env.NEEDED;\nrun(kept?.trim());\n"),
    needs("kept, and demanded in Python", "import os\nkept = os.environ['NEEDED']\nif kept:\n    run(kept)\n", python),
    needs("asked for, and missed", "if (!process.env.NEEDED) { throw new Error(); }\n"),
    goes_on("a call on it that need not be, and another value", "const hosts = process.env.SPARED?.split(',') ?? [];\n"),
    goes_on("several such calls", "run({ names: process.env.SPARED?.trim().split(',').map(clean) || 'x' });\n"),
    goes_on("a call on it that need not be, compared", "const on = process.env.SPARED?.toLowerCase() === 'true';\n"),
    needs("a call on it that fails without it", "const hosts = process.env.NEEDED.split(',') ?? [];\n"),
    goes_on("compared", "const on = process.env.SPARED === 'true';\n"),
    goes_on("by name and default", "import { numberOrDefault } from './numbers';\nexport const limit = numberOrDefault(process.env.SPARED, LIMITS.small);\n"),
    *(goes_on(f"by a function that is told what it is without: {call}", f"export const it = {call};\n") for call in ("parseEnvVarNumber(process.env.SPARED, 4)", "parseEnvVarStrings(process.env.SPARED, [])", "parseEnvVarJSON(process.env.SPARED, {})", "envVarBoolean(process.env.SPARED, false)")),
    *(needs(f"by a function that is told something else: {call}", f"export const it = {call};\n") for call in ("parseEnvVarNumber(process.env.NEEDED, { min: 1 })", "requireEnvVar(process.env.NEEDED, 'NEEDED')")),
    goes_on("as far as it is a number", "const given = Number(process.env.SPARED);\nexport const most = Number.isFinite(given) && given > 0 ? given : 1;\n"),
    goes_on("in the default of a parameter", "export const cut = (most = Number(process.env.SPARED) || 10) => most;\n"),
    goes_on("in the default of what is taken apart", "export const cut = (given) => {\n  const { most = parseInt(process.env.SPARED) || 10 } = given;\n  return most;\n};\n"),
    *(goes_on(f"one by one, {spared}", f"import {{ z }} from 'zod';\nconst fields = {{ SPARED: {spared} }};\nObject.entries(fields).forEach(([name, field]) => {{ found[name] = field.parse(process.env[name]); }});\n") for spared in ("z.string().optional()", "'text'")),
    Case(COMPLETE, "fail", "one by one", node("import { z } from 'zod';\nconst fields = { NEEDED: z.string(), SPARED: z.string().optional() };\nfor (const [name, field] of Object.entries(fields)) field.parse(process.env[name]);\n"), "lacks 1 of 2 environment variables that the code reads: NEEDED; not in it, with a default: SPARED"),
    goes_on("taken apart with a default", "const { SPARED = 1 } = process.env;\n"),
    goes_on("Zod's optional", "import { z } from 'zod';\nz.object({ SPARED: z.string().optional() }).parse(process.env);\n"),
    goes_on("a function that does nothing without it", "export const f = () => {\n  if (!process.env.SPARED) return;\n  run(process.env.SPARED);\n};\n"),
    goes_on("one that answers nothing", "export const f = () => {\n  if (!process.env.SPARED) { return null }\n  return run(process.env.SPARED);\n};\n"),
    goes_on("what Zod makes a truth value of", "import { z } from 'zod';\nz.object({ SPARED: z.coerce.boolean() }).parse(process.env);\n"),
    goes_on("what Zod is handed a truth value for", "import { z } from 'zod';\nz.object({ SPARED: z.preprocess((v) => v === 'true', z.boolean()) }).parse(process.env);\n"),
    goes_on("an optional schema with a name, and what follows it", "import { z } from 'zod';\nconst list = z.preprocess(split, z.array(z.string()).optional());\nz.object({ SPARED: list.pipe(z.array(z.url())) }).parse(process.env);\n"),
    goes_on("Zod's default, later in the chain", "import { z } from 'zod';\nz.object({ SPARED: z.coerce.number().default(1).transform(String) }).parse(process.env);\n"),
    goes_on("Zod's default under another name", "import { z } from 'zod';\nconst schema = z.object({ http: z.object({ port: z.number().default(1) }) }).transform(same);\nschema.safeParse({ http: { port: Number(process.env.SPARED) } });\n"),
    goes_on("in an object that Zod's union can go without", "import { z } from 'zod';\nconst tls = z.object({ key: z.string() });\nz.discriminatedUnion('type', [z.object({ tls: tls.default({}) })]).parse({ tls: { key: process.env.SPARED } });\n"),
    goes_on("in an object with a name, beside Zod's schema", "import { z } from 'zod';\nconst flag = () => z.preprocess(same, z.boolean());\nexport const schema = z.object({ SPARED: flag().default(false) });\nexport const taken = { SPARED: process.env.SPARED };\n"),
    needs("in an object with a name, beside a schema that needs it", "import { z } from 'zod';\nexport const schema = z.object({ NEEDED: z.string() });\nexport const taken = { NEEDED: process.env.NEEDED };\n"),
    needs("in an object with a name, beside a schema of something else", "import { z } from 'zod';\nexport const schema = z.object({ OTHER: z.string().optional() });\nexport const taken = { NEEDED: process.env.NEEDED };\n"),
    goes_on("what is loaded unless it is there", "!process.env.SPARED && (await import('./checked.mjs'));\n"),
    needs("what ends the program unless it is there", "!process.env.NEEDED && process.exit(1);\n"),
    needs("by Zod under another name", "import { z } from 'zod';\nconst schema = z.object({ url: z.string(), port: z.number().default(1) });\nschema.parse({ url: process.env.NEEDED });\n"),
    goes_on("Joi without required", "import Joi from 'joi';\nJoi.object({ SPARED: Joi.string() }).validate(process.env);\n"),
    goes_on("class-validator's IsOptional", "class Variables {\n  @IsString()\n  @IsOptional()\n  SPARED: string;\n}\nplainToInstance(Variables, process.env);\n"),
    goes_on("Nest's with a second argument", "import { ConfigService } from '@nestjs/config';\nclass A { constructor(private config: ConfigService) {}\n  a() { return this.config.get('SPARED', 'x'); } }\n"),
    needs("os.environ", "import os\nA = os.environ['NEEDED']\n", python),
    needs("os.getenv", "import os\nA = os.getenv('NEEDED')\n", python),
    needs("os.getenv, beside what Azure sets", "import os\nA = os.getenv('NEEDED')\nB = os.environ['WEBSITE_HOSTNAME']\n", python),
    Case(COMPLETE, "fail", "a website's own", python("import os\nA = os.environ['WEBSITE_URL']\n"), "reads: WEBSITE_URL"),
    needs("Flask's file of settings", "app.config.from_envvar('NEEDED')\n", python),
    goes_on("Flask's file of settings, if there is one", "app.config.from_envvar('SPARED', silent=True)\n", python),
    goes_on("Flask's file of settings, asked for before", "import os\nif 'SPARED' in os.environ:\n    app.config.from_envvar('SPARED')\n", python),
    needs("a schema to which a file of variables is held that is parsed here", "import { parse } from 'dotenv';\nimport * as joi from 'joi';\nexport function load(path) {\n  return check(parse(readFileSync(path)));\n}\nfunction check(given) {\n  const schema = joi.object({ NEEDED: joi.string().required() });\n  return schema.validate(given);\n}\n"),
    Case(EXAMPLE, "not_applicable", "a schema beside a file of variables that is only loaded", {**EXPRESS, "src/orders.ts": "import dotenv from 'dotenv';\nimport * as joi from 'joi';\ndotenv.config();\nconst schema = joi.object({ CITY: joi.string().required() });\nexport const check = (given) => schema.validate(given);\n"}),
    needs("by a function that takes the name and keeps the environment", "function need(name: string, { strict }: Options = { strict: true }) {\n  const all = (inBrowser ? window.env : process.env) ?? {};\n  const value = all[name as keyof typeof all];\n  if (!value && strict) throw new Error(name);\n  return value;\n}\nconst a = need('NEEDED', { hidden: true });\n"),
    *(goes_on(f"by a function that is given something by the name of {option}", f"function ask(name, options) {{\n  const value = process.env[name];\n  if (value === undefined && options.{option} === undefined) throw new Error(name);\n  return value ?? options.{option};\n}}\nexport const a = ask('SPARED', {{ {option}: 'x' }});\n") for option in ("def", "or", "fallback")),
    needs("by a function that keeps a copy of the environment", "function need(name) {\n  const all = { ...process.env };\n  if (!all[name]) throw new Error(name);\n  return all[name];\n}\nconst a = need('NEEDED');\n"),
    *(Case(COMPLETE, "pass", f"what is made of the environment: {made}", node(f"const DEFAULTS = {{ ORDERS: 'x' }};\nfunction read(name) {{\n  const all = {made};\n  return all[name];\n}}\nexport const a = read('ORDERS') + process.env.NODE_ENV;\n")) for made in ("parseFlags(process.env)", "{ ...DEFAULTS, ...process.env }", "{ ...process.env, ORDERS: 'x' }")),
    goes_on("by a function that is told of no need", "function need(name: string, options = {}) {\n  const value = process.env[name];\n  if (!value) throw new Error(name);\n  return value;\n}\nconst a = need('SPARED', { required: false });\n"),
    Case(COMPLETE, "pass", "what Next.js puts into the code", {**node("export const a = process.env.SHOP_URL;\n"), "next.config.mjs": "const settings = {\n  env: { SHOP_URL: process.env.NAMED || 'http://localhost:3000' },\n};\nexport default settings;\n"}),
    Case(COMPLETE, "fail", "what Next.js only hands on", {**node("export const a = process.env.NEEDED;\n"), "next.config.js": "module.exports = { env: { NEEDED: process.env.NEEDED } };\n"}, "NEEDED"),
    Case(COMPLETE, "pass", "what Vite puts into the code", {**node("export const a = import.meta.env.VITE_SHOP;\n"), "vite.config.ts": "export default defineConfig({ define: { 'import.meta.env.VITE_SHOP': JSON.stringify('shop') } });\n"}),
    Case(COMPLETE, "fail", "an example in a folder of settings in another", {**PORT, **EXPRESS, "deploy/docker/.env.example": "OTHER=\n"}, "PORT_NUMBER"),
    Case(COMPLETE, "fail", "an example in a folder for developers, beside the component", {**{f"api/{path}": text for path, text in {**PORT, **EXPRESS}.items()}, "dev/.env.dev.example": "OTHER=\n"}, "PORT_NUMBER"),
    needs("imported names", "from os import environ\nA = environ.get('NEEDED')\n", python),
    needs("by a function that takes the name", "import os\ndef need(name: str) -> str:\n    return os.environ[name]\nA = need('NEEDED')\n", python),
    needs("django-environ", "import environ\nenv = environ.Env(OTHER=(bool, False))\nA = env.str('NEEDED')\n", python),
    needs("django-environ, made elsewhere", "from shop.env import env\nA = env('NEEDED')\n", made_elsewhere),
    needs("django-environ, made elsewhere, with a type", "from shop.env import env\nA = env.list('NEEDED')\n", made_elsewhere),
    goes_on("django-environ, made elsewhere with a scheme", "from shop.env import env\nA = env('SPARED')\n", made_elsewhere),
    goes_on("django-environ, made elsewhere, with a default", "from shop.env import env\nA = env.int('SPARED', default=1)\n", made_elsewhere),
    Case(EXAMPLE, "not_applicable", "a call of something else with that name", {**FASTAPI, "shop/env.py": "import environ\nenv = environ.Env()\n", "shop/jobs.py": "from shop.builds import env\nA = env('NEEDED')\n", "shop/builds.py": "def env(name):\n    return name\n"}),
    Case(EXAMPLE, "not_applicable", "the environment of a request", {**FASTAPI, "shop/wsgi.py": "import os\ndef serve(environ, start):\n    return environ['REMOTE_ADDR'] + environ.get('HTTP_HOST', '')\n"}),
    needs("decouple", "from decouple import config\nA = config('NEEDED', cast=int)\n", python),
    needs("epicenv", "from epicenv import Env\nenv = Env()\nA = env('NEEDED')\n", python),
    needs("envparse", "from envparse import env\nA = env.int('NEEDED')\n", python),
    needs("yaenv", "from yaenv import Env\nenv = Env('.env')\nA = env.secret('NEEDED')\n", python),
    needs("decouple, with all of another file", "from shop.base import *\nA = config('NEEDED')\n", with_all),
    needs("decouple, with all of a file that takes in all of another", "from shop.further import *\nA = config('NEEDED')\n", with_all),
    Case(EXAMPLE, "not_applicable", "what is called so and comes with all of something else", with_all("from shop.other import *\nA = config('NEEDED')\n")),
    needs("django-configurations, a value under another name", "from configurations import Configuration, values\nclass Base(Configuration):\n    OTHER = values.Value(environ_name='NEEDED', environ_prefix=None)\n", python),
    needs("django-configurations, in a table", "from configurations import Configuration, values\nclass Base(Configuration):\n    DATABASES = {'default': {'HOST': values.Value(environ_name='NEEDED', environ_prefix='')}}\n", python),
    needs("django-configurations, a secret without a prefix", "from configurations import Configuration, values\nclass Base(Configuration):\n    KEY = values.SecretValue(environ_prefix=None, environ_name='NEEDED')\n", python),
    goes_on("django-configurations, a value with a default", "from configurations import Configuration, values\nclass Base(Configuration):\n    SPARED = values.Value('a', environ_prefix=None)\n", python),
    goes_on("django-configurations, a list", "from configurations import Configuration, values\nclass Base(Configuration):\n    SPARED = values.ListValue(environ_prefix=None)\n", python),
    goes_on("django-configurations, another value where it is developed", "from configurations import Configuration, values\nclass Base(Configuration):\n    SPARED = values.SecretValue(environ_prefix=None)\nclass Development(Base):\n    SPARED = 'dev'\n", python),
    Case(COMPLETE, "fail", "django-configurations, with its prefix", python("from configurations import Configuration\nfrom configurations.values import SecretValue\nclass Base(Configuration):\n    SECRET_KEY = SecretValue()\n"), "reads: DJANGO_SECRET_KEY"),
    Case(EXAMPLE, "not_applicable", "values of django-configurations that no variable fills", {**FASTAPI, "settings.py": "from configurations import Configuration, values\nclass Base(Configuration):\n    KEY = values.Value('a', environ=False)\n"}),
    Case(EXAMPLE, "not_applicable", "values of something else", {**FASTAPI, "settings.py": "from shop import values\nclass Base:\n    KEY = values.Value()\n"}),
    needs("pydantic-settings", "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    needed: str\n", python),
    needs("pydantic-settings, with a prefix and a base of one's own", "from pydantic_settings import BaseSettings, SettingsConfigDict\nclass Base(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='x_')\nclass Settings(Base):\n    model_config = SettingsConfigDict(env_prefix='NEE')\n    ded: int = Field(..., gt=0)\n", python),
    needs("pydantic-settings, in a model that is mixed in", "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\nclass Part(BaseModel):\n    ded: str\nclass Parts(Part):\n    pass\nclass Settings(Parts, BaseSettings):\n    model_config = {'env_prefix': 'NEE'}\n", python),
    needs("pydantic-settings, a default that is read from the environment itself", "import os\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    NEEDED: str = os.environ['NEEDED']\n", python),
    goes_on("pydantic-settings, such a default with another behind it", "import os\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    SPARED: str = os.getenv('SPARED') or 'a'\n", python),
    goes_on("pydantic-settings, a default that another variable gives", "import os\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    spared: str = os.environ['NAMED']\n", python),
    needs("Nest's schema in a file of its own, and nothing else that reads", "import { ConfigModule } from '@nestjs/config';\nimport { checked } from './checked';\nConfigModule.forRoot({ validationSchema: checked });\n", lambda source: {**node(source), "src/checked.ts": "import * as Joi from 'joi';\nexport const checked = Joi.object<Known, true>({\n  NEEDED: Joi.string().required(),\n});\n"}),
    goes_on("pydantic-settings, a field of a model that is given a default later", "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\nclass Part(BaseModel):\n    spared: str\nclass Settings(Part, BaseSettings):\n    spared: str = 'a'\n", python),
    goes_on("None, which the first pydantic takes where nothing is given", "from pydantic import BaseSettings\nclass Settings(BaseSettings):\n    spared: str | None\n", python),
    needs("None, which the second pydantic wants to be given", "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    needed: str | None\n", python),
    Case(COMPLETE, "fail", "settings that are built on those of another file", {**python("from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    named: str\n"), "shop.py": "from settings import Base\nclass Shop(Base):\n    needed: str\n"}, "lacks 1 of 2 environment variables that the code reads: NEEDED", (("shop.py", 3),)),
    Case(COMPLETE, "pass", "a prefix that the settings of another file give", {**python("from pydantic_settings import BaseSettings, SettingsConfigDict\nclass Base(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='APP_')\n", "APP_NAMED=\n"), "shop.py": "from settings import Base\nclass Shop(Base):\n    model_config = {'extra': 'ignore'}\n    named: str\n"}, "names all that have no default, of 1 environment variable"),
    Case(COMPLETE, "pass", "settings that are filled part by part", {**python(PARTS), ".env.example": "SHOP_DB__URL=\n"}),
    Case(COMPLETE, "fail", "settings of which another is filled part by part", {**python(PARTS), ".env.example": "SHOP_DBS__URL=\n"}, "SHOP_DB"),
    Case(COMPLETE, "pass", "None, which the first pydantic takes, by way of another file", {**python("from pydantic import BaseSettings\nclass Base(BaseSettings):\n    named: str\n"), "shop.py": "from typing import Optional\nfrom settings import Base\nclass Shop(Base):\n    spared: Optional[str]\n"}, "not in it, with a default: SPARED"),
    goes_on("settings that are taken from elsewhere", "from pydantic_settings import BaseSettings, YamlConfigSettingsSource\nclass Base(BaseSettings):\n    @classmethod\n    def settings_customise_sources(cls, settings_cls, **sources):\n        return (YamlConfigSettingsSource(settings_cls),)\nclass Settings(Base):\n    spared: str\n", python),
    goes_on("asked for a part of it, where it is there", "const hosts = process.env.SPARED?.split(',');\n"),
    goes_on("asked whether the environment has it", "if ('SPARED' in process.env) { run(process.env.SPARED); }\n"),
    goes_on("asked for its type", "if (typeof process.env.SPARED === 'string') { run(process.env.SPARED.split(',')); }\n"),
    goes_on("asked whether it is defined", "if (typeof process.env.SPARED !== 'undefined') { run(process.env.SPARED); }\n"),
    *(
        case(f"handed to a function of the type {taken}{more}", f"function limit({taken}, other = 1): number {{\n  {more}return Number(raw?.trim() || 4);\n}}\nexport const max = limit(process.env.{name});\n")
        for case, name, taken, more in (
            (goes_on, "SPARED", "raw?: string", ""),
            (goes_on, "SPARED", "raw: string | undefined", ""),
            (needs, "NEEDED", "raw: string", ""),
            (needs, "NEEDED", "raw: string | undefined", "if (!raw) throw new Error('no limit');\n  "),
            (needs, "NEEDED", "raw?: string", "assertThere(raw);\n  "),
        )
    ),
    Case(EXAMPLE, "pass", "handed to a function of another file", {**node("import { limit } from './limit';\nexport const max = limit(process.env.SPARED);\n"), "src/limit.ts": "export const limit = (raw: string | undefined): number => Number(raw ?? 4);\n"}),
    *(
        case(f"handed to a function that answers {answer}", f"const clean = (raw: string | undefined){typed} => {answer};\nexport const key = clean(process.env.{name});\n")
        for case, name, typed, answer in (
            (goes_on, "SPARED", "", "raw === 'yes'"),
            (goes_on, "SPARED", ": string", "tidy(raw ?? '')"),
            (needs, "NEEDED", "", "raw?.trim()"),
            (needs, "NEEDED", ": string | undefined", "raw && raw.trim()"),
        )
    ),
    goes_on("by a key, handed to a function that does without", "const listed = (raw: string | undefined): string[] => (raw ? raw.split(',') : []);\nexport const all = [...listed(process.env['SPARED'])];\n"),
    goes_on("left out of a list by a function", "export const all = [first, process.env.SPARED].filter((each): each is string => Boolean(each));\n"),
    goes_on("handed to a function of Python's that does without", "import os\nfrom typing import Optional\ndef limit(raw: Optional[str]) -> int:\n    return int(raw) if raw else 4\nMAX = limit(os.getenv('SPARED'))\n", python),
    needs("handed to a function of Python's that does not", "import os\ndef limit(raw: str | None) -> int:\n    if raw is None:\n        raise ValueError\n    return int(raw)\nMAX = limit(os.getenv('NEEDED'))\n", python),
    *(
        Case(COMPLETE, outcome, f"read in {path}", {**node("export const a = 1;\n"), path: "const key = process.env.NEEDED;\npost(key);\n"})
        for path, outcome in ((".github/scripts/report.js", "pass"), ("scripts/report.js", "fail"))
    ),
    goes_on("made a truth value by its name", "const on = Boolean(process.env.SPARED);\n"),
    goes_on("put into the environment, where it is not there", "process.env.SPARED ??= 'a';\nrun(process.env.SPARED);\n"),
    goes_on("put into the environment behind a question", "if (!process.env.SPARED) {\n  process.env.SPARED = 'a';\n}\nrun(process.env.SPARED);\n"),
    *(
        goes_on(f"asked by Nest's ConfigService, with a value behind: {text}", f"import {{ ConfigService }} from '@nestjs/config';\nexport const read = (configService: ConfigService) => {text};\n")
        for text in ("configService.get('SPARED') ?? 300", "Number(configService.get<string>('SPARED') || 25)", "configService.get('SPARED') === 'yes'")
    ),
    needs("asked by Nest's ConfigService, as the value behind another", "import { ConfigService } from '@nestjs/config';\nexport const read = (configService: ConfigService) => given ?? configService.get('NEEDED');\n"),
    goes_on("made something else of where it is there, and a value behind it", "export const host = process.env.SPARED?.trim() || 'here';\n"),
    goes_on("the same of what is handed over", "export const read = (env = process.env) => first || env.SPARED?.trim().toLowerCase() || 'here';\n"),
    needs("made something else of, and nothing behind it", "export const host = given || process.env.NEEDED!.trim();\n"),
    *(goes_on(f"asked by its name: {call}", f"export const on = {call}(process.env.SPARED);\n") for call in ("isTruthy", "flags.isAffirmative", "has_value")),
    needs("asked by a name that only begins so", "export const on = isolate(process.env.NEEDED);\n"),
    goes_on("compared by Object.is", "export const on = Object.is(process.env.SPARED, 'true');\n"),
    goes_on("a switch that is off where it is not there", "if (!process.env.SPARED) {\n  serve(4000);\n}\nexport const a = 1;\n"),
    goes_on("a switch of Python that is off where it is not there", "import os\nif not os.environ.get('SPARED'):\n    serve(4000)\nraise SystemExit\n", python),
    *(needs(f"a question that {does}", f"if (!process.env.NEEDED) {{\n  {does};\n  done();\n}}\nrun(process.env.NEEDED);\n") for does in ("process.exit(1)", "throw missing()", "log.error('NEEDED is missing')", "return answer(500)")),
    needs("a part of an object that is asked for later", "export const config = {\n  key: process.env.NEEDED,\n};\nexport const read = (config) => config ? config.key : null;\n"),
    needs("what a list of Python's has in it", "import os\nkeys = [os.getenv('NEEDED')]\nif keys:\n    run(keys)\n", python),
    needs("demanded by a question", "if (!process.env.NEEDED) {\n  throw new Error('NEEDED is missing');\n}\n// process.env.NEEDED?.split(',')\nrun(process.env.NEEDED);\n"),
    goes_on("os.environ, tried", "import os\ntry:\n    kept = int(os.environ['SPARED'])\n\n    seen = kept\nexcept (KeyError, ValueError):\n    kept = 1\n", python),
    goes_on("environs, tried", "from environs import Env, EnvError\nenv = Env()\ntry:\n    A = env('SPARED')\nexcept EnvError:\n    A = 1\n", python),
    needs("os.environ, tried and demanded all the same", "import os\ntry:\n    A = os.environ['NEEDED']\nexcept KeyError:\n    raise SystemExit('NEEDED is missing')\n", python),
    needs("os.environ, behind what is tried", "import os\ntry:\n    import fast\nexcept ImportError:\n    fast = None\nA = os.environ['NEEDED']\n", python),
    needs("os.environ, tried for something else", "import os\ntry:\n    connect(os.environ['NEEDED'])\nexcept ConnectionError:\n    stop()\n", python),
    needs("os.environ, in a function that is tried", "import os\ntry:\n    def read():\n        return os.environ['NEEDED']\nexcept KeyError:\n    pass\n", python),
    goes_on("os.environ, where it has it", "import os\nif 'SPARED' in os.environ:\n    A = os.environ['SPARED']\n", python),
    goes_on("os.environ, where there is a value", "import os\nif os.environ.get('SPARED'):\n    A = os.environ['SPARED']\n", python),
    goes_on("os.environ, a choice", "import os\nA = os.environ['SPARED'] if 'SPARED' in os.environ else None\n", python),
    goes_on("os.getenv, named where it is asked", "import os\nif (kept := os.getenv('SPARED')):\n    run(kept)\n", python),
    goes_on("an environment of django-environ, where it has it", "import environ\nenv = environ.Env()\nif 'SPARED' in env:\n    A = env.str('SPARED')\n", python),
    goes_on("what the program tells itself", "import os\nif tor_answers():\n    os.environ['SPARED'] = '1'\nelse:\n    os.environ['SPARED'] = '0'\nA = int(os.environ.get('SPARED'))\n", python),
    *(needs(f"what stands in for another: {text}", f"import os\n{text}\n", python) for text in ("address = given or os.getenv('NEEDED')", "client = connect(url=given or os.environ.get('NEEDED'))", "connect(given or os.getenv('NEEDED'))")),
    *(goes_on(f"asked beside something else: {text}", f"import os\n{text}\n", python) for text in ("if given or os.getenv('SPARED'):\n    run()", "if (\n    given\n    and os.getenv('SPARED')\n):\n    run()", "mode = 1 if given and os.getenv('SPARED') else 2", "ready = given or 'SPARED' in os.environ\nA = os.environ.get('SPARED')", "ready = given and os.getenv('SPARED')")),
    needs("what the program hands on", "import os\nos.environ['NEEDED'] = os.environ['NEEDED'].strip()\n", python),
    needs("what the program compares", "import os\nA = os.environ['NEEDED'] == 'production'\n", python),
    needs("what a list of an environment has in it", "import environ\nenv = environ.Env()\nA = env.list('NEEDED')\nif 'NEEDED' in env.list('NEEDED'):\n    B = 1\n", python),
    goes_on("os.environ, which a default was put into", "import os\nos.environ.setdefault('SPARED', '1')\nA = os.environ['SPARED']\n", python),
    goes_on("os.environ, suppressed", "import os\nfrom contextlib import suppress\nwith suppress(KeyError):\n    A = os.environ['SPARED']\n", python),
    needs("os.environ, where it is demanded", "import os\nif os.environ.get('NEEDED') is None:\n    raise SystemExit('NEEDED is missing')\nA = os.environ['NEEDED']\n", python),
    needs("os.environ, where it is demanded by not", "import os\nif not os.environ.get('NEEDED'):\n    raise SystemExit('NEEDED is missing')\n# if 'NEEDED' in os.environ: …\n", python),
    goes_on("os.environ, or", "import os\nA = os.environ['SPARED'] or 1\n", python),
    goes_on("os.environ.get, or", "import os\nA = int(os.environ.get('SPARED') or 25)\n", python),
    goes_on("os.environ.get, compared", "import os\nA = os.environ.get('SPARED') is not None\n", python),
    goes_on("os.getenv with a default", "import os\nA = os.getenv('SPARED', '1')\n", python),
    goes_on("django-environ's scheme", "import environ\nenv = environ.Env(SPARED=(bool, False))\nA = env('SPARED')\n", python),
    goes_on("decouple's default", "from decouple import config\nA = config('SPARED', default=1)\n", python),
    needs("everett", "from everett.manager import ConfigManager\n_config = ConfigManager.basic_config()\nA = _config('NEEDED', doc='What for')\n", python),
    goes_on("everett's default", "from everett.manager import ConfigManager\n_config = ConfigManager.basic_config()\nA = _config('SPARED', default='1', parser=int)\n", python),
    goes_on("pydantic's field that the code fills in", "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    spared: str\nsettings = Settings(spared=made())\n", python),
    goes_on("pydantic's None", "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    spared: str | None = None\n", python),
    Case(COMPLETE, "pass", "pydantic's names in any case", python("from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    needed: str\n", "needed=1\n")),
    Case(COMPLETE, "fail", "several, each where it is read", node("run(process.env.B,\n  process.env.A);\n"), "lacks 2 of 2", (("src/settings.ts", 2), ("src/settings.ts", 1))),
    Case(COMPLETE, "not_applicable", "no example file", {**EXPRESS, **PORT}, "no example of a .env file"),
    Case(COMPLETE, "not_applicable", "the example of a front end beside it", {**FASTAPI, "settings.py": "import os\nA = os.environ['NEEDED']\n", "web/package.json": '{"name": "web"}', "web/.env.example": "API=\n"}, "no example of a .env file"),
    Case(COMPLETE, "not_applicable", "a link is none", {**EXPRESS, **PORT, ".env.example": Kind.SYMLINK}, "no example"),
    Case(COMPLETE, "unknown", "the example cannot be had", {**EXPRESS, **PORT, ".env.sample": b"x" * (9 << 20)}, ".env.sample has"),
)  # fmt: skip
