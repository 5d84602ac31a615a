"""Cases of the checks in `compliance.checks.secrets`. Every secret in them is made up."""

from base64 import b64encode
from datetime import date

from compliance.facts import Unavailable
from compliance.facts.secrets import CommittedSecrets, EnvironmentFiles, Unsearched
from compliance.tree import Kind
from tests.compliance.repositories import Case

SECRETS, ENV = "secrets-not-committed", "env-not-committed"

# Put together here, so that no other scanner takes this file for a leak.
STRIPE = "sk_" + "live_" + "9sT2vQx7LmZp4KdW8rYc1BnH"
GITHUB = "ghp" + "_" + "Zk3Tq9WvB7xLr2NsY5cHd8MfJ1pGa4EuQ6oi"
RANDOM = "q8Zv2LxT9rWc5NpK" + "7bYd3HsM1fJg6QaE"
DJANGO = "w#2k9!x7^q1zr(4v&8y=m5j*t3hb0p_6dn+gcf-lu"
# By chance there is in the one what begins a template, and in the other the order of words.
LIKE_TEMPLATE = "ad9j^zf!$x=6kjwsk7kegy5+" + "mtic4ud#%yf-$(k%o$z$m4l!nc"
LIKE_WORDS = "ga$9&mj0m7#^6^^0$l6tet%d_4-" + "8ay1=3f=^2logqo^chv=(q-"
URL = "postgres://shop:" + "Tq9vWz3LxK7c" + "@db.shop.io:5432/shop"
KEY = (
    "-----BEGIN RSA " + "PRIVATE KEY-----\n"
    + "MIIEowIBAAKCAQEAq8Zv2LxT9rWc5NpK7bYd3HsM1fJg6QaEu0oRtVbXyPiCwDkS\n" * 8
    + "-----END RSA " + "PRIVATE KEY-----\n"
)  # fmt: skip
LETTERS = "rkxqzvhsptgm" + "wlyxvbqnzdkfjc"
EXPRESS = {
    "package.json": '{"dependencies": {"express": "^5.0.0"}}',
    "src/app.js": "const express = require('express');\nconst app = express();\n",
}
IGNORED = {**EXPRESS, ".gitignore": "node_modules\n.env\n"}


def app(line: str) -> dict[str, str]:
    """A backend whose settings have this line as their second."""
    return {**IGNORED, "src/settings.js": f"// settings\n{line}\n"}


def settings(line: str) -> dict[str, str]:
    """Settings of Django with this line."""
    return {"shop/settings.py": f"import os\n{line}\n"}


def kubernetes(value: str) -> dict[str, str]:
    """A Secret of Kubernetes that holds a value."""
    written = b64encode(value.encode()).decode()
    return {
        "k8s/secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  jwt-secret-key: {written}\n"
    }


CASES = (
    # secrets-not-committed: a provider's own formats.
    Case(SECRETS, "fail", "a token in code", app(f"stripe('{STRIPE}')"), "1 secret in 1 file: stripe access token", (("src/settings.js", 2),)),
    Case(SECRETS, "fail", "a token in the README", {"README.md": f"Run with `TOKEN={GITHUB}`\n"}, "github pat", (("README.md", 1),)),
    Case(SECRETS, "fail", "a token in a CI file", {".github/workflows/ci.yml": f"env:\n  KEY: {STRIPE}\n"}, "stripe", ((".github/workflows/ci.yml", 2),)),
    Case(SECRETS, "fail", "a private key", {"deploy/server.pem": KEY}, "private key", (("deploy/server.pem", 1),)),
    *(Case(SECRETS, outcome, f"a whole private key in variables for CI: {text}", {**EXPRESS, ".gitignore": ".env\n", "README.md": text, "src/.env.ci": "JWT_KEY=" + KEY.strip().replace("\n", "\\\\n") + "\n"}, said) for text, outcome, said in (("cp src/.env.ci src/.env", "fail", "private key"), ("Install it.", "pass", ""))),
    Case(SECRETS, "fail", "several", {**app(f"stripe('{STRIPE}')"), "notes.txt": GITHUB}, "2 secrets in 2 files", (("notes.txt", 1), ("src/settings.js", 2))),
    Case(SECRETS, "pass", "what stands for a password where a token is the user", app("const url = `https://${token}:x-oauth-basic@github.com/shop/api.git`;")),
    # By the name of a value.
    Case(SECRETS, "fail", "Django's key", settings(f"SECRET_KEY = '{DJANGO}'"), "value of SECRET_KEY", (("shop/settings.py", 2),)),
    Case(SECRETS, "fail", "Django's key that has a template's signs by chance", settings(f"SECRET_KEY = '{LIKE_TEMPLATE}'"), "value of SECRET_KEY"),
    Case(SECRETS, "fail", "Django's key that has the order of words by chance", settings(f"SECRET_KEY = '{LIKE_WORDS}'"), "value of SECRET_KEY"),
    Case(SECRETS, "pass", "a sentence of that length", settings("SECRET_KEY = 'your-secret-key-goes-here-change-it-in-production!'")),
    Case(SECRETS, "pass", "words of that length", settings("SECRET_KEY = 'a-very-long-and-random-secret-key-for-1-and-2-and3'")),
    Case(SECRETS, "fail", "Django's key as a default", settings(f"SECRET_KEY = os.environ.get('SECRET_KEY', '{DJANGO}')"), "value of SECRET_KEY"),
    Case(SECRETS, "fail", "Django's key where the environment has none, on a line of its own", settings(f"SECRET_KEY = (\n    os.getenv('SECRET_KEY')\n    or '{DJANGO}'\n)"), "value of SECRET_KEY"),
    Case(SECRETS, "fail", "a key of Flask's whose name has a line of its own", settings(f"app.config[\n    'API_KEY'\n] = '{RANDOM}'"), "value of API_KEY"),
    Case(SECRETS, "pass", "a name in a list above another value", settings(f"names = [\n    'API_KEY'\n]\nhashed = '{RANDOM}'")),
    Case(SECRETS, "fail", "the key that Django wrote, and no other", settings(f"SECRET_KEY = 'django-insecure-{DJANGO}'"), "value of SECRET_KEY"),
    Case(SECRETS, "pass", "the key that Django wrote, where the environment has none", settings(f"SECRET_KEY = os.environ.get('SECRET_KEY', 'django-insecure-{DJANGO}')")),
    # Services that hand out two keys, of which one is for browsers.
    Case(SECRETS, "fail", "the private key of a captcha", settings(f"RECAPTCHA_PRIVATE_KEY = '6Lc{RANDOM}_AAB-c'"), "value of RECAPTCHA_PRIVATE_KEY", (("shop/settings.py", 2),)),
    *(Case(SECRETS, "pass", f"what stands for the private key of a captcha: {value}", settings(f"RECAPTCHA_PRIVATE_KEY = '{value}'")) for value in ("6L" + "x" * 38, "6L" + "0" * 38, "6L_" + "your_private_key_of_recaptcha_goes_here")),
    Case(SECRETS, "pass", "the public key of a captcha", settings(f"RECAPTCHA_PUBLIC_KEY = '6Lc{RANDOM}_AAB-c'")),
    Case(SECRETS, "pass", "the key of a captcha that everybody may use", settings("RECAPTCHA_PRIVATE_KEY = '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe'")),
    Case(SECRETS, "fail", "the key that messages to browsers are signed with", settings(f"VAPID_PRIVATE_KEY = env('VAPID_PRIVATE_KEY', default='{RANDOM}')"), "value of VAPID_PRIVATE_KEY"),
    Case(SECRETS, "pass", "the key that browsers know these by", settings(f"VAPID_PUBLIC_KEY = '{RANDOM}'")),
    # What a generator wrote into a comment holds nowhere.
    *(Case(SECRETS, outcome, f"a key of Devise: {line[:12]}", {"config/initializers/devise.rb": f"Devise.setup do |config|\n  {line}\nend\n"}) for outcome, line in (("pass", f"# config.secret_key = '{RANDOM}'"), ("pass", f"# config.pepper = '{RANDOM}'"), ("fail", f"config.pepper = '{RANDOM}'"))),
    Case(SECRETS, "pass", "the key that Django wrote, in a comment", settings(f"# SECRET_KEY = 'django-insecure-{DJANGO}'")),
    Case(SECRETS, "fail", "a default in JavaScript", app(f"const secret = process.env.JWT_SECRET || '{RANDOM}';"), "value of JWT_SECRET"),
    Case(SECRETS, "fail", "a default of a schema", app(f"JWT_SECRET: z.string().min(20).default('{RANDOM}'),"), "value of JWT_SECRET"),
    Case(SECRETS, "fail", "a committed .env", {**IGNORED, ".env": f"APP=shop\nAPI_KEY={RANDOM}\n"}, "value of API_KEY", ((".env", 2),)),
    Case(SECRETS, "fail", "a password that somebody made up", settings("EMAIL_HOST_PASSWORD = 'Grx7!mvQ-z2'"), "value of EMAIL_HOST_PASSWORD"),
    Case(SECRETS, "fail", "YAML", {"config/app.yml": f"db:\n  client_secret: {RANDOM}\n"}, "value of client_secret", (("config/app.yml", 2),)),
    Case(SECRETS, "fail", "a secret of Kubernetes", kubernetes(RANDOM), "secret of Kubernetes", (("k8s/secret.yaml", 4),)),
    Case(SECRETS, "pass", "a secret of Kubernetes that says it is none", kubernetes("placeholder-jwt-secret-key-min-16-chars")),
    Case(SECRETS, "pass", "a secret of Kubernetes that only names what belongs there", kubernetes("SHOP-PAYMENTS-API-KEY")),
    Case(SECRETS, "fail", "letters by chance", app(f"const jwtSecret = process.env.JWT_SECRET ?? '{LETTERS}';"), "value of JWT_SECRET"),
    Case(SECRETS, "pass", "letters of words", app("const jwtSecret = process.env.JWT_SECRET ?? 'correcthorsebatterystapleandmore';")),
    Case(SECRETS, "pass", "letters of a hand on the keyboard", app("const jwtSecret = process.env.JWT_SECRET ?? 'sdfjksdfjklsdfjkslfjskdfjsldkf';")),
    Case(SECRETS, "fail", "a variable of Kubernetes", {"k8s/app.yaml": f"env:\n- name: API_TOKEN\n  value: {RANDOM}\n"}, "value of API_TOKEN", (("k8s/app.yaml", 3),)),
    Case(SECRETS, "fail", "an image that is built with it", {"Dockerfile": f"FROM node:24\nENV SESSION_SECRET={RANDOM}\n"}, "SESSION_SECRET", (("Dockerfile", 2),)),
    # Addresses.
    Case(SECRETS, "fail", "a database that others reach", app(f"connect('{URL}')"), "password in an address"),
    Case(SECRETS, "pass", "a database on the laptop", app("connect('postgres://shop:Tq9vWz3LxK7c@localhost:5432/shop')")),
    Case(SECRETS, "pass", "a service of Compose", {"docker-compose.yml": "services:\n  web:\n    environment:\n      DATABASE_URL: postgres://shop:Tq9vWz3LxK7c@db:5432/shop\n"}),
    Case(SECRETS, "pass", "the password of a service of Compose", {"docker-compose.yml": f"services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {RANDOM}\n"}),
    Case(SECRETS, "fail", "a token of the application in a compose file", {"docker-compose.yml": f"services:\n  web:\n    environment:\n      JWT_SECRET: {RANDOM}\n"}, "JWT_SECRET"),
    Case(SECRETS, "pass", "a host of documents", app("connect('postgres://shop:Tq9vWz3LxK7c@db.example.com/shop')")),
    Case(SECRETS, "pass", "a password that everybody knows", app("connect('postgres://shop:password123@db.shop.io/shop')")),
    # What is no secret.
    Case(SECRETS, "pass", "placeholders", app("const apiKey = 'your-api-key-goes-here-12345';\nconst secret = 'changeme-changeme-99';\nconst token = 'xxxxxxxxxxxxxxxxxxxx';")),
    Case(SECRETS, "pass", "what the environment says", app("const apiKey = process.env.API_KEY;\nconst secret = `${process.env.JWT_SECRET}`;")),
    Case(SECRETS, "pass", "what CI keeps", {".github/workflows/ci.yml": "env:\n  API_KEY: ${{ secrets.API_KEY }}\n"}),
    Case(SECRETS, "pass", "a value made up for CI", {".github/workflows/ci.yml": f"env:\n  SECRET_KEY: {RANDOM}\n"}),
    Case(SECRETS, "fail", "CI signs in", {"Jenkinsfile": "sh 'docker login -u shop -p Grx7@mvQz2'\n"}, "password of a login", (("Jenkinsfile", 1),)),
    Case(SECRETS, "pass", "CI signs in with what it keeps", {"Jenkinsfile": "sh 'docker login -u shop -p ${DOCKER_PASSWORD}'\nsh 'docker login -u shop --password-stdin'\n"}),
    Case(SECRETS, "pass", "what AWS documents", app("const id = 'AKIAIOSFODNN7EXAMPLE';\nconst secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';")),
    Case(SECRETS, "pass", "the key of Supabase's emulator", {**IGNORED, "config/app.yml": "s3:\n  secret_access_key: 850181e4652dd023b7a98c58ae0d2d34" + "bd487ee0cc3254aed6eda37307425907\n"}),
    Case(SECRETS, "pass", "Slack's own example", app("const sample = { token: 'Jhj5dZrVaK7Z" + "wHHjRyZWjbDl' };")),
    Case(SECRETS, "pass", "Stripe's own example", app("const key = '" + "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc';")),
    Case(SECRETS, "pass", "a publishable key", app("const key = '" + "pk_" + "live_9sT2vQx7LmZp4KdW8rYc1BnH';")),
    Case(SECRETS, "pass", "a token with which browsers tell how they do", app("monitor.init({ clientToken: '" + "pub" + "9c41e07b5d2f83a6c90e17d4b82f56a3' });")),
    Case(SECRETS, "pass", "a hash of a password", settings("ADMIN_PASSWORD_HASH = '5f4dcc3b5aa765d61d8327deb882cf99'\nPASSWORD = '$2b$12$KIXQ2vQx7LmZp4KdW8rYc1BnHq8Zv2LxT9rWc5NpK'")),
    *(Case(SECRETS, outcome, f"a token {what}", {"shop/coins.py": f"GOLD_TOKEN = '{before}{'9f3bA07cE1d24Fb85e6C' * 2}{more}'\n"}) for what, before, more, outcome in (
        ("of Ethereum by its address", "0x", "", "pass"), ("of a chain by its address", "eip155:1/erc20:0x", "", "pass"), ("of as many characters", "", "", "fail"), ("as long as a private key", "0x", "71c04d9a3be28f5506ad17c3", "fail"),
    )),
    Case(SECRETS, "pass", "what a bundler makes public", {".env.production": f"NEXT_PUBLIC_API_KEY={RANDOM}\n"}),
    Case(SECRETS, "pass", "a test", {"tests/test_pay.py": f"KEY = '{STRIPE}'\n", "src/pay.js": "pay();\n"}, "no secret in 1 file"),
    Case(SECRETS, "pass", "an example", {"examples/pay.js": f"stripe('{STRIPE}')\n", "src/pay.js": "pay();\n"}, "no secret in 1 file"),
    Case(SECRETS, "pass", "an example file of the environment", {".env.example": f"JWT_SECRET={RANDOM}\n"}),
    Case(SECRETS, "pass", "built output", {"dist/app.js": f"stripe('{STRIPE}')\n", "src/pay.js": "pay();\n"}),
    Case(SECRETS, "pass", "documents", {"docs/pay.md": f"stripe('{STRIPE}')\n", "src/pay.js": "pay();\n"}),
    Case(SECRETS, "pass", "answers that a front end's documents show", {"src/app/docs/api-docs/answers.ts": f"export const answer = `{{\"access_token\": \"{RANDOM}\"}}`;\n"}),
    Case(SECRETS, "fail", "a provider's token among documents in code", {"src/app/docs/answers.ts": f"stripe('{STRIPE}')\n"}),
    Case(SECRETS, "pass", "examples of an OpenAPI document", {"api/shop.json": f'{{"info": {{}}, "openapi": "3.0.3", "example": {{"access_token": "{RANDOM}"}}}}', "api/shop.yaml": f"swagger: '2.0'\nexample:\n  access_token: {RANDOM}\n"}),
    Case(SECRETS, "fail", "settings that name an OpenAPI document", {"config/app.json": f'{{"openapi": "docs/shop.json", "access_token": "{RANDOM}"}}'}, "access_token"),
    Case(SECRETS, "pass", "a lockfile's digests", {"package-lock.json": f'{{"token": "{RANDOM}"}}', "src/pay.js": "pay();\n"}),
    Case(SECRETS, "pass", "an illustration in a form", app(f'<Input placeholder="{STRIPE}" />')),
    Case(SECRETS, "pass", "what a form shows in an empty field", app(f"const texts = {{ placeholderAppToken: '{RANDOM}', apiKeyHint: '{RANDOM}' }};")),
    Case(SECRETS, "pass", "an answer that a docstring shows", {"src/pay.py": f'def export():\n    """Hand out a key.\n\n    .. sourcecode:: http\n\n       {{"passphrase": "{RANDOM}"}}\n    """\n'}),
    Case(SECRETS, "fail", "a text that is no docstring", {"src/pay.py": f'ANSWER = """\n{{"passphrase": "{RANDOM}"}}\n"""\n'}, "passphrase"),
    Case(SECRETS, "fail", "a provider's token in a docstring", {"src/pay.py": f'def pay():\n    """Pay.\n\n    STRIPE_KEY={STRIPE}\n    """\n'}),
    Case(SECRETS, "pass", "an address that a docstring shows", {"src/pay.py": f'def sign_in(url):\n    """Sign in.\n\n    >>> sign_in("{URL}")\n    True\n    """\n'}),
    Case(SECRETS, "fail", "an address beside a docstring", {"src/pay.py": f'def sign_in():\n    """Sign in."""\n    return open("{URL}")\n'}, "password in an address", (("src/pay.py", 3),)),
    Case(SECRETS, "pass", "an address that was signed", app(f"const shown = 'https://shop.s3.amazonaws.com/a.pdf?X-Amz-Credential={RANDOM}%2F20240105%2Feu-west-1&X-Amz-Expires=60';")),
    Case(SECRETS, "pass", "the password of somebody whom nobody knows", app("const shown = {\n  email: 'ann@example.org',\n  password: 'Rk7#vQz2mWxT9pLc',\n};")),
    Case(SECRETS, "fail", "the password of somebody at the shop", app("const admin = {\n  email: 'ann@shop.io',\n  password: 'Rk7#vQz2mWxT9pLc',\n};"), "value of password", (("src/settings.js", 4),)),
    Case(SECRETS, "pass", "what tests run with", {"setup.cfg": f"[flake8]\nmax-line-length = 100\n\n[tool:pytest]\nenv =\n\tD:SECRET_KEY={RANDOM}\n", "pytest.ini": f"[pytest]\nenv =\n    SECRET_KEY={RANDOM}\n", "src/pay.js": "pay();\n"}),
    Case(SECRETS, "fail", "a provider's token in what tests run with", {"setup.cfg": f"[tool:pytest]\nenv =\n\tSTRIPE_KEY={STRIPE}\n"}),
    Case(SECRETS, "fail", "settings behind what tests run with", {"setup.cfg": f"[tool:pytest]\ntestpaths = shop\n\n[shop]\nsecret_key = {RANDOM}\n"}, "secret_key", (("setup.cfg", 5),)),
    Case(SECRETS, "pass", "what Vitest runs with", {"vite.unit.config.ts": f"export default defineConfig({{\n  test: {{\n    env: {{ SHOP_ENCRYPTION_KEY: '{RANDOM}' }},\n  }},\n}});\n", "src/pay.js": "pay();\n"}),
    Case(SECRETS, "fail", "what Vite builds with", {"vite.config.ts": f"export default defineConfig({{\n  define: {{ SHOP_ENCRYPTION_KEY: '{RANDOM}' }},\n  test: {{}},\n}});\n"}, "SHOP_ENCRYPTION_KEY"),
    Case(SECRETS, "pass", "the texts of a language", {"client/locales/it.json": f'{{"form": {{"appToken": "{RANDOM}"}}}}', "src/pay.js": "pay();\n"}),
    Case(SECRETS, "fail", "a provider's token among the texts of a language", {"client/locales/it.json": f'{{"form": {{"appToken": "{STRIPE}"}}}}'}),
    Case(SECRETS, "fail", "code beside the texts of a language", {"src/i18n/client.ts": f"const apiToken = '{RANDOM}';\n"}, "apiToken"),
    Case(SECRETS, "pass", "rows to try things with", {"src/seeds/02_tokens.ts": f"const apiToken =\n  '{RANDOM}';\n", "db/seed.js": f"user.apiToken = '{RANDOM}';\n"}),
    Case(SECRETS, "fail", "a provider's token among rows to try things with", {"src/seeds/02_tokens.ts": f"const token = '{STRIPE}';\n"}),
    Case(SECRETS, "pass", "how a function is called, told above it", app(f"/**\n * @example\n * const token = makeToken('{RANDOM}', 0);\n */")),
    Case(SECRETS, "pass", "whose token it is", app("const token = makeToken('31a4d8d9-bf39-49be-8588-dac2b8cfa74a', 0);")),
    # What goes to visitors' browsers, or is made up.
    Case(SECRETS, "pass", "a key by which a site is searched", {"web/docusaurus.config.js": f"module.exports = {{ themeConfig: {{\n  algolia: {{\n    appId: 'QX1',\n    apiKey: '{RANDOM}',\n  }},\n}} }};\n"}),
    Case(SECRETS, "fail", "a key that nothing searches by", app(f"mail.setup({{ host, apiKey: '{RANDOM}' }});")),
    Case(SECRETS, "pass", "a token by which visits are counted", app(f"useWebAnalytics({{ token: '{RANDOM}' }});")),
    Case(SECRETS, "pass", "an address of one's own machine", app(f"help('http://localhost:8080/api?apikey={RANDOM}');")),
    Case(SECRETS, "pass", "an address of a map's pieces", app(f"draw('https://{{s}}.maps.io/{{z}}/{{x}}/{{y}}.png?apikey={RANDOM}');")),
    Case(SECRETS, "fail", "an address of another machine", app(f"get('https://api.shop.io/stock?apikey={RANDOM}');")),
    Case(SECRETS, "pass", "an address that a comment leads to", app(f"// see: https://chat.shop.io/open?token={RANDOM}")),
    Case(SECRETS, "pass", "a path that is called a token", {"icons.json": '{"token": "space/2021/05/29/6b485815f585454c841c5b3666bc3742"}\n'}),
    Case(SECRETS, "pass", "words in Base64", {"settings.yaml": f'server:\n  secret: "Basic {b64encode(b"secret:key").decode()}"\n'}),
    Case(SECRETS, "pass", "the hashes of files", {"file_hashes.json": '{"shop/box.pyi": "cd519ae7e0d3f4a6b8c2917e5f60a3d1", "shop/box2.pyi": "f163c0a9d2b84e57a1906c3f7d52e8b4"}\n'}),
    Case(SECRETS, "pass", "what Rust compiles for tests alone", {"src/push.rs": f'pub fn push() {{}}\n\n#[cfg(test)]\nmod tests {{\n    fn pushes() {{ let auth_token = "{RANDOM}"; }}\n}}\n'}),
    Case(SECRETS, "fail", "what stands before tests of Rust", {"src/push.rs": f'fn push() {{ let auth_token = "{RANDOM}"; }}\n\n#[cfg(test)]\nmod tests {{}}\n'}),
    Case(SECRETS, "pass", "a comment that shows how something is asked for", {"shop/api.py": f'# curl -H "Authorization: Basic {b64encode(RANDOM.encode()).decode()}" https://api.shop.io\n'}),
    Case(SECRETS, "fail", "a token that a function takes", app(f"const token = readToken('{RANDOM}');"), "value of token"),
    Case(SECRETS, "not_applicable", "nothing but a picture", {"logo.png": b"\x89PNG\0\0"}, "no file that could hold a secret"),
    Case(SECRETS, "unknown", "a file that is too large", {"data/users.csv": "a,b\n" * 2_500_000}, "data/users.csv has more than the 8 MiB"),
    Case(SECRETS, "unknown", "nobody looked", {}, "was cut off", facts={CommittedSecrets: Unavailable("the archive was cut off")}),
    # env-not-committed: names that fail.
    Case(ENV, "fail", ".env", {**IGNORED, ".env": "PORT=3000\n"}, "committed: .env", ((".env", 0),)),
    Case(ENV, "fail", "an empty .env", {**IGNORED, "api/.env": ""}, "committed: api/.env"),
    Case(ENV, "fail", ".env.local", {**IGNORED, ".env.local": "PORT=3000\n"}, "committed: .env.local"),
    Case(ENV, "fail", ".env.production", {**IGNORED, ".env.production": "PORT=3000\n"}, "committed: .env.production"),
    Case(ENV, "fail", ".env.prod.eu", {**IGNORED, ".env.prod.eu": "PORT=3000\n"}, "committed"),
    Case(ENV, "fail", ".env.staging", {**IGNORED, ".env.staging": "PORT=3000\n"}, "committed"),
    Case(ENV, "fail", "in a folder of tests", {**IGNORED, "tests/.env": "PORT=3000\n"}, "committed: tests/.env"),
    Case(ENV, "pass", "a link", {**IGNORED, ".env": Kind.SYMLINK}, "no .env is committed, and .gitignore ignores it", ((".gitignore", 2),)),
    Case(ENV, "pass", "an example of production", {**IGNORED, ".env.production.example": "PORT=\n"}, "no secret in .env.production.example"),
    Case(ENV, "pass", "in an example project", {**IGNORED, "examples/shop/.env": "PORT=3000\n"}),
    # Others, as long as they hold no secret.
    Case(ENV, "pass", "examples, tests, development", {**IGNORED, ".env.example": "KEY=\n", ".env.test": "DATABASE_URL=postgres://postgres:postgres@localhost/test\n", ".env.development": "PORT=3000\n"}, "no secret in .env.development, .env.example, .env.test"),
    Case(ENV, "pass", "a secret in an example that is commented out", {**IGNORED, ".env.example": f"PORT=\n# JWT_SECRET={RANDOM}\n"}, "no secret in .env.example"),
    Case(ENV, "fail", "a provider's token in an example that is commented out", {**IGNORED, ".env.example": f"PORT=\n# STRIPE_KEY={STRIPE}\n"}, "secrets in .env.example"),
    Case(ENV, "fail", "a secret in an example", {**IGNORED, ".env.example": f"PORT=\nJWT_SECRET={RANDOM}\n"}, "secrets in .env.example", ((".env.example", 2),)),
    Case(ENV, "fail", "a secret for tests", {**IGNORED, "tests/.env.test": f"JWT_SECRET={RANDOM}\n"}, "secrets in tests/.env.test", (("tests/.env.test", 1),)),
    Case(ENV, "fail", "a secret for development", {**IGNORED, ".env.development": f"STRIPE={STRIPE}\n"}, "secrets in .env.development"),
    Case(ENV, "pass", "a value made up for CI", {**IGNORED, ".env.ci": f"SECRET_KEY={RANDOM}\n"}),
    Case(ENV, "fail", "a whole private key for CI", {**IGNORED, ".env.ci": "JWT_KEY=" + KEY.strip().replace("\n", "\\\\n") + "\n"}, "secrets in .env.ci"),
    Case(ENV, "fail", "a provider's token for CI", {**IGNORED, ".env.ci": f"STRIPE={STRIPE}\n"}, "secrets in .env.ci"),
    # .gitignore.
    Case(ENV, "fail", "no .gitignore", EXPRESS, ".gitignore does not ignore .env", ((".gitignore", 0),)),
    Case(ENV, "fail", "a .gitignore that ignores others", {**EXPRESS, ".gitignore": ".env.local\n.env.*\n"}, "does not ignore .env"),
    Case(ENV, "fail", "a rule that is taken back", {**EXPRESS, ".gitignore": ".env*\n!.env\n"}, "does not ignore .env"),
    Case(ENV, "fail", "only at the root, where the example is not", {**{f"api/{path}": text for path, text in EXPRESS.items()}, "api/.env.example": "A=\n", ".gitignore": "/.env\n"}, "does not ignore api/.env"),
    Case(ENV, "pass", "any depth", {**{f"api/{path}": text for path, text in EXPRESS.items()}, "api/.env.example": "A=\n", ".gitignore": ".env\n"}, ".gitignore ignores it"),
    Case(ENV, "pass", "by its own .gitignore", {**{f"api/{path}": text for path, text in EXPRESS.items()}, "api/.gitignore": ".env*\n!.env.example\n"}, "api/.gitignore ignores it", (("api/.gitignore", 1),)),
    Case(ENV, "pass", "by the .gitignore of the folder that serves", {"requirements.txt": "fastapi\n", "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "shop/.env.example": "A=\n", "shop/.gitignore": ".env\n"}, "shop/.gitignore ignores it", (("shop/.gitignore", 1),)),
    Case(ENV, "fail", "only in the folder that serves, where the example is not", {"requirements.txt": "fastapi\n", "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n", ".env.example": "A=\n", "shop/.gitignore": ".env\n"}, "does not ignore .env"),
    Case(ENV, "fail", "a library that reads a variable", {"prices/rates.py": "import os\n\nURL = os.environ['RATES_URL']\n"}, ".gitignore does not ignore .env", ((".gitignore", 0), ("prices/rates.py", 3))),
    Case(ENV, "fail", "a front end that reads a variable", {"src/api.ts": "export const url = import.meta.env.VITE_URL;\n", ".gitignore": "dist\n"}, "does not ignore .env"),
    Case(ENV, "pass", "a front end in a folder of its own, which keeps its .env out", {"web/package.json": "{}", "web/src/api.ts": "export const url = import.meta.env.VITE_URL;\n", "web/.gitignore": ".env\n"}, "web/.gitignore ignores it"),
    Case(ENV, "fail", "a front end whose neighbour keeps its .env out", {"web/package.json": "{}", "web/src/api.ts": "export const url = import.meta.env.VITE_URL;\n", "site/package.json": "{}", "site/.gitignore": ".env\n"}, "does not ignore .env"),
    Case(ENV, "pass", "a library that reads a variable, and ignores .env", {"prices/rates.py": "import os\n\nURL = os.environ['RATES_URL']\n", ".gitignore": ".env\n"}, ".gitignore ignores it"),
    Case(ENV, "pass", "a library that reads what the platform sets", {"src/log.js": "export const color = !process.env.NO_COLOR && import.meta.env.DEV;\n"}),
    Case(ENV, "pass", "a library whose tests read a variable", {"tests/test_rates.py": "import os\n\nURL = os.environ['RATES_URL']\n"}),
    Case(ENV, "pass", "no backend, and nothing to ignore", {"README.md": "# Notes\n"}, "no .env is committed"),
    Case(ENV, "not_applicable", "no files", {"docs": Kind.GITLINK}, "holds no files"),
    Case(ENV, "unknown", "the list was cut", {}, "cut", facts={EnvironmentFiles: Unavailable("the list of files was cut")}),
    Case(ENV, "unknown", "a file that could not be searched", {**IGNORED, ".env.test": "A=1\n"}, ".env.test takes too long", facts={CommittedSecrets: CommittedSecrets(unread=(Unsearched(".env.test", ".env.test takes too long"),))}),
    # A token that is over is none.
    Case(SECRETS, "fail", "a session that goes on", app("const token = '" + "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjQ3MTEsImV4cCI6MTgxMjAwMDAwMH0.Q8Zv2LxT9rWc5NpK7bYd3HsM1fJg6QaEu0oRtVbXyPi';"), "JSON Web Token", today=date(2026, 11, 24)),
    Case(SECRETS, "pass", "a session that is over", app("const token = '" + "eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjQ3MTEsImV4cCI6MTgxMjAwMDAwMH0.Q8Zv2LxT9rWc5NpK7bYd3HsM1fJg6QaEu0oRtVbXyPi';"), today=date(2027, 11, 24)),
)  # fmt: skip
