"""Where a test calls an endpoint: the clients that tests have, and how they call them."""

from __future__ import annotations

import re

from compliance.extract.comments import code_only
from compliance.facts import Stack

_VERBS = rb"(?:get|post|put|patch|delete|head|options|request|query|fetch)"
# A client of the tests, and a call of it: a client that no test calls proves nothing.
_NODE_CLIENT = re.compile(
    rb"""['"](?:supertest|superagent|light-my-request|chai-http|pactum|frisby|@playwright/test
    |hono/testing|@elysiajs/eden|jest-supertest|supertest-as-promised|apollo-server-testing|node-mocks-http)['"]
    |\bcy\.(?:request|api)\s{0,9}[<(]|\.inject\s{0,9}\((?!\s{0,9}[A-Z]\w{0,60}[a-z])|\bapp\.request\s{0,9}\(|\btestClient\s{0,9}[<(]|\bcreateCaller\s{0,9}\(
    |\bexecuteOperation\s{0,9}\(|\bgetHttpServer\(\)\s{0,40}\.
    |\.handle\s{0,9}\(""",
    re.VERBOSE,
)
# What asks any server; where a test puts something in its place, it asks none.
_NODE_ANYBODY = re.compile(rb"\bfetch\s{0,9}\(|\baxios\b")
_NODE_MOCKED = re.compile(
    rb"\b(?:jest|vi|vitest)\.(?:mock|doMock|unstable_mockModule)\(\s{0,99}['\"](?:axios|[\w-]{0,20}fetch)['\"]"
    rb"|\bglobal(?:This)?\.fetch\s{0,9}=(?!=)"
    rb"|\b(?:jest|vi)\.(?:spyOn|stubGlobal)\(\s{0,99}(?:global(?:This)?|window)?,?\s{0,9}['\"]fetch['\"]"
)
# Words to look for first, which is far cheaper than a pattern; so it is for what follows.
_OF_NODE_CLIENTS = (
    b"supertest", b"superagent", b"light-my-request", b"chai-http", b"pactum", b"frisby",
    b"@playwright/test", b"hono/testing", b"apollo-server-testing", b"node-mocks-http", b"cy.",
    b".inject", b"app.request", b"testClient", b"createCaller", b"executeOperation",
    b"getHttpServer()", b"@elysiajs/eden", b".handle",
)  # fmt: skip
_PYTHON_VERBS = (
    rb"(?:(?:get|post|put|patch|delete)(?:_json)?|head|options|request|post_graphql|open"
    rb"|simulate_\w{3,10})"
)
# What a test calls the server by: `app`, `mockApp`, `adminAgent`; not `mapper`, nor `redisClient`.
_WITH_MORE_BEFORE = rb"testClient|[a-z]\w{0,40}(?:Request|Agent|Api|API|Server|App)"
_NODE_CALL = re.compile(
    rb"\b(?:request|[Ss]uper[Tt]est|agent|api|server|app|client|http|caller|chai|axios|spec|"
    + _WITH_MORE_BEFORE
    + rb")[\w.()\[\], \n]{0,200}\.\s{0,20}"
    + _VERBS
    + rb"\s{0,9}[<(]"
    rb"|\bgetHttpServer\(\)\s{0,40}\.\s{0,20}" + _VERBS + rb"\s{0,9}\("
    # Not what Angular's tests inject, a class: `TestBed.inject(OrderService)`.
    rb"|\.inject\s{0,9}\((?!\s{0,9}[A-Z]\w{0,60}[a-z])|\bapp\.request\s{0,9}\(|\.\$(?:get|post|put|patch|delete)\s{0,9}\("
    rb"|\bexecuteOperation\s{0,9}\(|\bfetch\s{0,9}\(\s{0,9}[`'\"](?:\$\{|https?://(?:localhost|127))"
    rb"|\b(?:got|ky|needle)\s{0,9}\(\s{0,9}[`'\"]https?://(?:localhost|127)|\btestApiHandler\s{0,9}[<(]"
    # An application of the web's own requests is handed one, and that of a worker by its platform.
    rb"|\.(?:handle|fetch)\s{0,9}\(\s{0,200}new\s{1,9}Request\b"
    rb"|\b(?:SELF|exports\.default)\.fetch\s{0,9}\("
    # undici's and light-my-request's own ways, and a path without the slash that `got` puts there.
    rb"|\bpool\.request\s{0,9}\(\s{0,9}\{\s{0,20}(?:path|method)|\blightMyRequest\s{0,9}\(\s{0,9}\w"
    rb"|\bcaller\.\w{1,100}|\bcy\.(?:request|api)\s{0,9}[<(]"
    # Nuxt's own, which asks the application that its tests start.
    rb"|\$fetch\s{0,9}(?:<[\w.\[\], ]{1,100}>)?\(\s{0,9}[`'\"]/"
)
# A test's own client of the server: what is awaited and handed a path is no route that is declared,
# nor what is made where it is answered, `return request().get("/")`.
_NAMED = rb"(?:request|agent|api|server|app|client|http|" + _WITH_MORE_BEFORE + rb")\w{0,40}"
_MADE_THERE = rb"\s{0,9}\([\w.]{0,60}\)"
_NODE_REQUEST = re.compile(
    rb"\b(?:await\s{1,200}(?:\w{1,60}\.){0,2}"
    + _NAMED
    + rb"(?:"
    + _MADE_THERE
    + rb")?|return\s{1,200}(?:\w{1,60}\.){0,2}"
    + _NAMED
    + _MADE_THERE
    + rb")\s{0,200}\.\s{0,200}"
    + _VERBS
    + rb"\s{0,9}(?:<[\w.\[\], ]{1,100}>)?\(\s{0,200}(?:[`'\"]/|"
    # A path out of a table of them: `Paths.Users.Get()`, `ROUTES.orders`.
    + rb"\w{0,40}(?:Path|PATH|Route|ROUTE|Endpoint|ENDPOINT)[sS]?\.\w)"
    # What goes on so is sent, whoever holds the client: `.get("/orders").expect(200)`.
    + rb"|\.\s{0,20}"
    + _VERBS
    + rb"\(\s{0,40}[`'\"]/[^`'\"\n]{0,200}[`'\"]\s{0,40}\)\s{0,200}\.\s{0,20}"
    rb"(?:attach|auth|expect|send|set)\s{0,9}\("
)
# A client of any server, which is handed an address that has a name, in a file that makes one of
# the own machine or out of a host and a port; unless something stands in for the network there.
_NODE_ASKED = re.compile(
    rb"\b(?:axios|fetch|got|ky|needle|request|superagent)(?:\."
    + _VERBS
    + rb")?\s{0,9}(?:<[\w.\[\], ]{1,100}>)?\(\s{0,200}(?:\w{1,60}\.){0,2}"
    rb"(?:url|uri|base|origin|address|endpoint|\w{0,60}(?:Ur[li]|UR[LI]|Base|Origin|Address|Endpoint))\b"
)
_OWN_ADDRESS = re.compile(
    rb"http://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\$\{[\w.()]{1,80}\})"
    rb":(?:\$\{|\d|['\"`]\s{0,9}\+)"
)
# Node.js's own client, which is told where to ask: the own machine, in a test that has one listen.
_NODE_OWN = re.compile(
    rb"\bhttps?\.(?:request|get)\s{0,9}\(\s{0,99}(?:\{[^{}]{0,400}?\bport\b"
    rb"|[`'\"]https?://(?:localhost|127\.0\.0\.1)\b)"
)
# What has a server listen for a test, and gives its address.
_LISTENS = re.compile(rb"['\"](?:test-listen|async-listen)['\"]")
# Clients of any server, which one that the test itself has listen is asked by.
_NODE_ANY = re.compile(rb"['\"](?:undici|got|ky)['\"]")
# What Japa hands to a test, by its name: `async ({ client, assert }) => …`.
_NODE_HANDED = re.compile(rb"\{[\w\s,]{0,200}\bclient\b[\w\s,]{0,200}\}\s{0,9}\)\s{0,9}=>")
_STANDS_IN = re.compile(
    rb"['\"](?:nock|msw(?:/node)?|fetch-mock|jest-fetch-mock|axios-mock-adapter)['\"]"
)
# Of a client with whatever it is handed but a keyword, which none has for the address; of what is
# called less clearly only with an address that is written out.
_PYTHON_CALL = re.compile(
    # `APIClient().get(…)` and `TestClient(app).get(…)` make it where they call it.
    rb"\b(?:\w{0,60}[Cc]lient\w{0,40}(?:\([^()\n]{0,200}\))?\s{0,9}\.\s{0,9}"
    + _PYTHON_VERBS
    + rb"\s{0,9}\(\s{0,200}"
    rb"(?!(?!url|path)[A-Za-z_]\w{0,60}\s{0,9}=[^=])(?!\))"
    rb"|(?:\w{0,60}(?:app|_api)|api|webtest|session|http)\w{0,40}\s{0,9}\.\s{0,9}"
    + _PYTHON_VERBS
    + rb"\s{0,9}\(\s{0,200}"
    # `session.request("GET", url)`, `session.request(method=method, url=…)`.
    + rb"(?:(?:['\"][A-Z]{3,7}['\"]|method(?:\s{0,9}=[^=\n]{1,80})?),\s{1,60})?"
    + rb"(?:[bfr]{0,2}['\"](?:/|http|\{)|url|path|reverse|"
    rb"(?:\w{1,60}\.){1,3}url))",
)
_PYTHON_CLIENT = re.compile(
    rb"\bTestClient\b|\bAPIClient\b|\bAPITestCase\b|\bAsyncClient\b|\bASGITransport\b|test_client\b"
    rb"|\bself\.client\b|\bclient\b|\bTestApp\b|\bwebtest\b|\bapi_client\b|\bsimulate_\w"
    rb"|\b\w{0,40}(?:app|_api)\b"
)
_OF_PYTHON_CLIENTS = (
    b"lient", b"APITestCase", b"ASGITransport", b"TestApp", b"webtest", b"simulate_", b"app",
    b"_api",
)  # fmt: skip


# The handlers of Next.js and SvelteKit, taken in by the names of their files and called by their
# methods', and those of Remix, which have one of two names.
_ROUTE_FILE = re.compile(
    rb"""['"`][^'"`\n]{0,200}(?:/route|/\+server|pages/api/[^'"`\n]{1,200})(?:\.[jt]s)?['"`]"""
)
_LOADER = re.compile(rb"\bimport\s{0,9}\{[^}]{0,200}\b(?:loader|action)\b")
_LOADER_CALL = re.compile(rb"\b(?:await|return)\s{1,9}(?:loader|action)\s{0,9}\(\s{0,40}\{")
_OF_ROUTES = (b"/route", b"/+server", b"pages/api/")
_ROUTE_CALL = re.compile(
    rb"\b(?:await|return)\s{1,9}(?:\w{1,40}\.)?(?:GET|POST|PUT|PATCH|DELETE)\s{0,9}\("
    rb"|\bcreateMocks\s{0,9}[<(]"
)
# Any client of Python's, under whatever name, by what is asked for and what is looked at then; a
# client of other servers where it asks the own machine.
_PYTHON_ASKED = re.compile(
    rb"(?<![@\w.])(?!\w{0,40}(?:mock|respx|responses|rsps|httpserver|router|app|bp)\b)\w{1,60}"
    rb"\s{0,9}\.\s{0,9}(?:get|post|put|patch|delete)\s{0,9}\(\s{0,200}[bfr]{0,2}['\"]/"
)
_PYTHON_REMOTE = re.compile(
    rb"\b(?:requests|httpx)\s{0,9}\.\s{0,9}(?:get|post|put|patch|delete|request)\s{0,9}\("
    rb"|\bcase\.call(?:_asgi|_wsgi|_and_validate)?\s{0,9}\("
)
# Tornado's test case asks by itself, or by what a base of the project's own calls after the verbs.
_TORNADO_ASKED = re.compile(
    rb"\bself\s{0,9}\.\s{0,9}(?:http_client\s{0,9}\.\s{0,9})?(?:fetch|get|post|put|patch|delete)"
    rb"\s{0,9}\(\s{0,200}(?:self\.get_url\s{0,9}\(\s{0,200})?[bfr]{0,2}['\"]/"
)
_TORNADO_STATUS = re.compile(rb"\b(?:r|res|\w{0,40}resp(?:onse)?)\.code\b")
# What a helper of the tests was answered, whatever client it has, unless something stands in for
# the network there.
_PYTHON_HELPED = re.compile(
    rb"\b(r|rv|res|resp|response)\s{0,9}=\s{0,9}(?:await\s{1,9})?(?:self\.)?"
    rb"\w{0,40}(?:request|api|page|fetch|get|post|put|patch|delete)\w{0,40}\("
    rb"(?s:.{0,400}?)\b\1\.status_code\b"
)
_PYTHON_STANDS_IN = re.compile(
    rb"\b(?:responses|requests_mock|respx|respx_mock|httpretty|aioresponses|vcr|httpserver"
    rb"|httpx_mock)\b"
    rb"|\b(?:patch|setattr)\w{0,20}\(\s{0,99}['\"]?[\w.]{0,99}"
    rb"(?:requests|httpx|urlopen|aiohttp)\b"
)
# The server that the environment names, as tests ask it that are run beside it.
_PYTHON_NAMED = re.compile(
    rb"(?:environ|getenv)\b[^\n]{0,40}['\"]\w{0,40}(?:URL|URI|HOST|ADDRESS|ENDPOINT|SERVER)['\"]"
)
# The address of a server on the own machine, under a name: `self.url = "http://localhost:6666/"`.
_PYTHON_OWN = re.compile(
    rb"\b\w{0,40}(?:url|uri|host|address|endpoint|server)\s{0,9}=\s{0,9}f?['\"]https?://"
    rb"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])[:/'\"]",
    re.IGNORECASE,
)
_PYTHON_BASED = re.compile(
    rb"\b(?:requests|httpx|session|http|client)\s{0,9}\.\s{0,9}"
    rb"(?:get|post|put|patch|delete|request)\s{0,9}\(\s{0,99}"
    rb"(?:(?:['\"][A-Z]{3,7}['\"]|method),\s{1,60})?"
    rb"(?:f['\"]\{)?(?:\w{1,40}\.){0,2}\w{0,40}(?:url|uri|host|address|endpoint|server)\b\}?"
    rb"\s{0,9}(?:/|\+)",
    re.IGNORECASE,
)
# The address of the server that a fixture has started: `requests.get(app.url + "/orders")`,
# `httpx.get(f"{server.base_url}/orders")`.
_PYTHON_SERVED = re.compile(
    rb"\b\w{0,40}(?:requests|httpx|session|http|client)\s{0,9}\.\s{0,9}"
    rb"(?:get|post|put|patch|delete|request)\s{0,9}\(\s{0,99}"
    rb"(?:(?:['\"][A-Z]{3,7}['\"]|method),\s{1,60})?"
    rb"(?:f['\"]\{)?(?:self\.)?(?!\w{0,40}(?:mock|fake|stub))\w{0,40}(?:app|server|backend)"
    rb"\.(?:base_)?ur[li]\b\s{0,9}[/+},)]"
)
_OWN_MACHINE = (b"localhost", b"127.0.0.1", b"live_server", b"schemathesis")


def called(content: bytes, stack: Stack) -> int | None:
    """Where a test calls an endpoint, by a client that it has."""
    client, words, call = (
        (_PYTHON_CLIENT, _OF_PYTHON_CLIENTS, _PYTHON_CALL)
        if stack is Stack.PYTHON
        else (_NODE_CLIENT, _OF_NODE_CLIENTS, _NODE_CALL)
    )
    otherwise = _in_python(content) if stack is Stack.PYTHON else _by_itself(content)
    if otherwise is not None:
        return otherwise
    by_client = found(client, words, content) is not None or (
        stack is Stack.NODE and _has_any_client(content)
    )
    if not by_client and (
        stack is Stack.PYTHON or not (_NODE_REQUEST.search(content) or _asked(content))
    ):
        return None
    code = code_only(content, stack)
    match = call.search(code) if by_client else None
    if match is None and stack is Stack.NODE:
        match = _NODE_REQUEST.search(code) or _asked(code)
    return match.start() if match else None


def _has_any_client(test: bytes) -> bool:
    """Whether a test has a client that could ask any server, and nothing stands in for it; of those
    that are made for more than tests only where it has a server listen. Japa hands one to a test.
    """
    if b"@japa/" in test and _NODE_HANDED.search(test):
        return True
    if _NODE_ANYBODY.search(test) and not _NODE_MOCKED.search(test):
        return True
    listens = b".listen(" in test or _OWN_ADDRESS.search(test) is not None
    return listens and _NODE_ANY.search(test) is not None


def _in_python(test: bytes) -> int | None:
    """Where a test asks for a path and looks at the status, itself or by a helper, or asks a server
    on its own machine, one that a fixture has started or one that the environment names.
    """
    if b".code" in test and _TORNADO_STATUS.search(test):
        match = _TORNADO_ASKED.search(code_only(test, Stack.PYTHON))
        if match is not None:
            return match.start()
    is_named = _PYTHON_NAMED.search(test) or _PYTHON_OWN.search(test)
    if is_named and not _PYTHON_STANDS_IN.search(test):
        match = _PYTHON_BASED.search(code_only(test, Stack.PYTHON))
        if match is not None:
            return match.start()
    if b".status_code" not in test and b"schemathesis" not in test:
        return None
    code = code_only(test, Stack.PYTHON)
    match = _PYTHON_ASKED.search(code)
    if match is None and any(word in test for word in _OWN_MACHINE):
        match = _PYTHON_REMOTE.search(code)
    if match is None and not _PYTHON_STANDS_IN.search(test):
        match = _PYTHON_HELPED.search(code) or _PYTHON_SERVED.search(code)
    return match.start() if match is not None else None


def _by_itself(test: bytes) -> int | None:
    """Where a test calls a handler of Next.js, SvelteKit or Remix by itself."""
    by_file = any(each in test for each in _OF_ROUTES) and _ROUTE_FILE.search(test) is not None
    if not by_file and not _LOADER.search(test):
        return None
    match = (_ROUTE_CALL if by_file else _LOADER_CALL).search(code_only(test, Stack.NODE))
    return match.start() if match is not None else None


def _asked(test: bytes) -> re.Match[bytes] | None:
    """Where a test asks a server on its own machine, by a client of any."""
    if b".listen(" in test and not _STANDS_IN.search(test):
        asked = _NODE_OWN.search(test)
        if asked is not None:
            return asked
    is_own = b"http://" in test and _OWN_ADDRESS.search(test) is not None
    if not is_own and not (b"-listen" in test and _LISTENS.search(test)):
        return None
    return None if _STANDS_IN.search(test) else _NODE_ASKED.search(test)


def found(
    pattern: re.Pattern[bytes], words: tuple[bytes, ...], content: bytes
) -> re.Match[bytes] | None:
    """What a pattern finds in a content that holds one of its words."""
    return pattern.search(content) if any(word in content for word in words) else None
