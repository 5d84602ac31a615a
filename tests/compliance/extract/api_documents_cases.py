"""Parts of OpenAPI documents, and files that write some, as tables for the tests."""

OK = "responses: {default: {description: Ok.}}"
PATHS = f"paths: {{/orders: {{get: {{{OK}}}}}}}\n"

# A path of a document, and what is wrong with it.
INVALID = (
    (f"orders: {{get: {{{OK}}}}}", "the path orders does not begin with a slash"),
    ("/a: []", "/a is no object"),
    ("/a: {get: 1}", "GET /a is no object"),
    ("/a: {get: {}}", "GET /a has no responses"),
    ("/a: {get: {responses: {200: {}}}}", "GET /a has a response 200 without a description"),
    ("/a: {get: {responses: {ok: {description: A.}}}}", "has a response ok, which is no status"),
    (f"'/a/{{id}}': {{get: {{{OK}}}}}", "GET /a/{id} declares no path parameter id"),
    (f"/a: {{get: {{{OK}, parameters: [{{in: query}}]}}}}", "has a parameter without a name"),
    (f"/a: {{get: {{{OK}, parameters: [{{name: b, in: body}}]}}}}", "has a parameter b in body"),
    (f"/a: {{get: {{{OK}, parameters: [{{name: b, in: query}}]}}}}", "parameter b without a schema"),
    (f"'/{{b}}': {{get: {{{OK}, parameters: [{{name: b, in: path, schema: {{}}}}]}}}}", "path parameter b that is not required"),
    (f"/a: {{get: {{operationId: x, {OK}}}, put: {{operationId: x, {OK}}}}}", "PUT /a has the operationId x, which another operation has too"),
    ("/a: {$ref: '#/paths/~1a'}", "$ref references lead from one to another without end"),
    ("/a: {$ref: 'nowhere.yaml'}", "$ref nowhere.yaml: nowhere.yaml is not there"),
    ("/a: {$ref: '../../etc/passwd'}", "is not there"),
)  # fmt: skip

# Paths that are valid.
VALID = (
    f"'/a/{{id}}': {{parameters: [{{name: id, in: path, required: true, schema: {{}}}}], get: {{{OK}}}}}",
    f"'/a/{{id}}': {{get: {{{OK}, parameters: [{{$ref: 'https://shop.example/id.yaml'}}]}}}}",
    f"/a: {{get: {{{OK}, x-code: {{$ref: nowhere.sh}}}}}}",
    "/a: {get: {responses: {200: {$ref: 'https://shop.example/ok.yaml'}, x-more: 1}}}",
)  # fmt: skip

# Files beside a document `openapi.yaml`, and the place of them that writes it.
WRITERS: tuple[tuple[dict[str, str], tuple[str, int] | None], ...] = (
    ({}, None),
    ({"package.json": '{"scripts": {\n"docs": "redocly bundle src/api.yaml -o ./openapi.yaml"}}'}, ("package.json", 2)),
    ({"package.json": '{"scripts": {"types": "openapi-typescript openapi.yaml -o src/api.ts"}}'}, None),
    ({"Makefile": "docs:\n\tcurl localhost/openapi.yaml > openapi.yaml\n"}, ("Makefile", 2)),
    ({"Makefile": "lint:\n\tspectral lint openapi.yaml\n"}, None),
    ({"scripts/docs.py": "import yaml\nwith open('openapi.yaml', 'w') as file:\n    yaml.dump(make(), file)\n"}, ("scripts/docs.py", 2)),
    ({"src/docs.ts": "const doc = YAML.load('openapi.yaml')\n"}, None),
    ({"tests/docs.ts": "fs.writeFileSync('openapi.yaml', text)\n"}, None),
    ({"src/docs.py": "DOCUMENT = HERE / 'openapi.yaml'\n" + "\n" * 500 + "def make(text):\n    DOCUMENT.write_text(text)\n"}, ("src/docs.py", 503)),
    ({"src/docs.py": "DOCUMENT = HERE / 'openapi.yaml'\n" + "\n" * 500 + "def read():\n    return DOCUMENT.read_text()\n"}, None),
    ({"src/settings.py": "DOCUMENT = HERE / 'openapi.yaml'\n", "src/make.py": "with settings.DOCUMENT.open('w+') as file:\n    file.write(text)\n"}, ("src/make.py", 1)),
    ({"src/settings.py": "DOCUMENT = HERE / 'openapi.yaml'\n", "src/make.py": "with open(settings.DOCUMENT) as file:\n    text = file.read()\n"}, None),
    ({"src/docs.ts": "export const DOCUMENT: string = './openapi.yaml';\n", "src/make.ts": "fs.writeFileSync(DOCUMENT, text)\n"}, ("src/make.ts", 1)),
    ({".github/workflows/docs.yml": "run: python manage.py spectacular --file openapi.yaml\n"}, (".github/workflows/docs.yml", 1)),
)  # fmt: skip
