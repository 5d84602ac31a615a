"""Where a test calls an endpoint: the clients that tests have, and how they call them."""

from __future__ import annotations

import re

from compliance.extract import endpoint_calls_python
from compliance.extract.comments import code_only
from compliance.extract.marked import found
from compliance.facts import Stack

_VERBS = rb"(?:get|post|put|patch|delete|head|options|request|query|fetch)"
# A client of the tests, and a call of it: a client that no test calls proves nothing.
_NODE_CLIENT = re.compile(
    rb"""['"](?:supertest|superagent|light-my-request|chai-http|pactum|frisby|@playwright/test
    |hono/testing|@elysiajs/eden|jest-supertest|supertest-as-promised|apollo-server-testing|node-mocks-http)['"]
    |\bcy\.(?:request|api)\s{0,9}[<(]|\.inject\s{0,9}\((?!\s{0,9}[A-Z]\w{0,60}[a-z])|\bapp\.request\s{0,9}\(|\btestClient\s{0,9}[<(]|\bcreate\w{0,20}Caller(?:Factory)?\s{0,9}\(
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
    b".inject", b"app.request", b"testClient", b"Caller", b"executeOperation",
    b"getHttpServer()", b"@elysiajs/eden", b".handle",
)  # fmt: skip
# What a test calls the server by: `app`, `mockApp`, `adminAgent`; not `mapper`, nor `redisClient`.
_WITH_MORE_BEFORE = rb"testClient|[a-z]\w{0,40}(?:Request|Agent|Api|API|Server|App)"
# A route that a test declares is handed what answers: `app.get("/orders", (req, res) => …`.
_DECLARED = (
    rb"\s{0,40}['\"`]/[^'\"`\n]{0,200}['\"`]\s{0,9},\s{0,40}"
    rb"(?:async\b|function\b|\([\w\s,:.]{0,100}\)\s{0,9}(?::[^=\n]{1,80})?=>|\w{1,40}\s{0,9}=>)"
)
_NODE_CALL = re.compile(
    rb"\b(?:request|[Ss]uper[Tt]est|agent|api|server|app|client|http|caller|chai|axios|spec|"
    + _WITH_MORE_BEFORE
    + rb")[\w.()\[\], \n]{0,200}\.\s{0,20}"
    + _VERBS
    + rb"\s{0,9}(?:<|\((?!"
    + _DECLARED
    + rb"))|\bgetHttpServer\(\)\s{0,40}\.\s{0,20}"
    + _VERBS
    + rb"\s{0,9}\("
    # Not what Angular's tests inject, a class: `TestBed.inject(OrderService)`.
    rb"|\.inject\s{0,9}\((?!\s{0,9}[A-Z]\w{0,60}[a-z])|\bapp\.request\s{0,9}\(|\.\$(?:get|post|put|patch|delete)\s{0,9}\("
    rb"|\bexecuteOperation\s{0,9}\(|\bfetch\s{0,9}\(\s{0,9}[`'\"](?:\$\{|https?://(?:localhost|127))"
    rb"|\b(?:got|ky|needle)\s{0,9}\(\s{0,9}[`'\"]https?://(?:localhost|127)|\btestApiHandler\s{0,9}[<(]"
    # An application of the web's own requests is handed one, and that of a worker by its platform.
    rb"|\.(?:handle|fetch)\s{0,9}\(\s{0,200}new\s{1,9}Request\b"
    rb"|\b(?:SELF|exports\.default)\.fetch\s{0,9}\("
    # undici's and light-my-request's own ways, and a path without the slash that `got` puts there.
    rb"|\bpool\.request\s{0,9}\(\s{0,9}\{\s{0,20}(?:path|method)|\blightMyRequest\s{0,9}\(\s{0,9}\w"
    rb"|(?<![\w.])inject\s{0,9}\(\s{0,9}(?:app|server|handler|dispatch|listener)\s{0,9},"
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
    # A path behind an address that has a name: `baseURL + "/orders"`.
    + rb"(?:\w{1,40}\.){0,2}\w{0,40}(?:[bB]ase|BASE|[uU]rl|URL|[hH]ost|HOST)\w{0,20}"
    + rb"\s{0,9}\+\s{0,9}[`'\"]/|"
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
# A client that is made of an API's description is called by its methods: `client.POST("/orders")`.
_NODE_DESCRIBED = re.compile(
    rb"\bawait\s{1,9}(?:\w{1,60}\.){0,2}\w{0,40}(?:[cC]lient|[aA]pi|API)\w{0,40}\s{0,9}\.\s{0,9}"
    rb"(?:GET|POST|PUT|PATCH|DELETE)\s{0,9}\(\s{0,40}[`'\"]/"
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
# An application that a test makes, and what of the repository's it may take in then.
_MAKES_APPLICATION = re.compile(
    rb"(?:\b(?P<name>\w{1,60})\s{0,9}=\s{0,9})?"
    rb"(?:\bexpress|(?:\brequire\s{0,3}\(\s{0,3})?['\"]express['\"]\s{0,3}\))\s{0,3}\(\s{0,3}\)"
)
# What it is handed to may give it routes, `routes(app)`, `require("../src/routes")({ app })`; but
# not what has it listen, nor a function of the test itself.
_HANDED = (
    rb"(?P<to>\b\w{1,60}|\))\s{0,3}\(\s{0,20}\{?\s{0,9}"
    rb"(?:[\w.]{1,60}\s{0,3},\s{0,9}){0,4}%s\s{0,3}[,)}]"
)
_NO_PART = frozenset(
    b"createServer Server request supertest agent listen function expect if while".split()
)
_OWN_FUNCTION = re.compile(
    rb"\bfunction\s{1,9}(\w{1,60})|\b(\w{1,60})\s{0,9}=\s{0,9}(?:async\b|function\b|\(|\w{1,60}\s{0,9}=>)"
)
_TAKES_PART = re.compile(rb"\.(?:use|register|route)\s{0,9}\(")
_DECLARES = re.compile(rb"\.(?:get|post|put|patch|delete|all)\s{0,9}\(" + _DECLARED)
# What has a server listen for a test, and gives its address.
_LISTENS = re.compile(rb"['\"](?:test-listen|async-listen)['\"]")
# Clients of any server, which one that the test itself has listen is asked by.
_NODE_ANY = re.compile(rb"['\"](?:undici|got|ky)['\"]")
# What Japa hands to a test, by its name: `async ({ client, assert }) => …`.
_NODE_HANDED = re.compile(rb"\{[\w\s,]{0,200}\bclient\b[\w\s,]{0,200}\}\s{0,9}\)\s{0,9}=>")
_STANDS_IN = re.compile(
    rb"['\"](?:nock|msw(?:/node)?|fetch-mock|jest-fetch-mock|axios-mock-adapter)['\"]"
)
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
# The name under which a client is taken in that is made for tests alone, and what it makes of the
# application: `const agent = supertest(app)`, which a helper may be handed.
_OF_TESTS_ALONE = (b"supertest", b"light-my-request", b"chai-http")
_TAKEN_IN = re.compile(
    rb"(?:\bimport\s{1,9}(?:\*\s{1,9}as\s{1,9})?|\b(?:const|let|var)\s{1,9})(\w{1,60})\s{0,9}"
    rb"(?:=\s{0,9}require\s{0,9}\(|from)\s{0,9}['\"]supertest['\"]"
)
# A test that says it needs more than the code may ask what only its helpers know the address of.
_OF_SYSTEM = re.compile(r"(?:^|[/._-])(?:integration|e2e|acceptance|smoke|system)(?:[/._-]|$)")
_ASKS_ADDRESS = re.compile(
    rb"\bawait\s{1,9}(?:axios|fetch|got|ky|needle)(?:\.\w{2,7})?\s{0,9}\(\s{0,200}"
    rb"(?:\w{1,60}\.){0,2}\w{0,60}(?:ur[li]|UR[LI]|Ur[li]|base|BASE|endpoint|ENDPOINT|Endpoint)\w{0,20}\b"
)


def called(content: bytes, stack: Stack, path: str = "") -> int | None:
    """Where a test calls an endpoint, by a client that it has; its path may say that it needs a
    server that runs.
    """
    if stack is Stack.PYTHON:
        return endpoint_calls_python.called(content)
    otherwise = _by_itself(content)
    if otherwise is not None:
        return otherwise
    by_client = found(_NODE_CLIENT, _OF_NODE_CLIENTS, content) is not None
    by_client = by_client or _has_any_client(content)
    of_system = _asks_system(content, path)
    if not (by_client or of_system or _NODE_REQUEST.search(content) or _asked(content)):
        return None
    code = code_only(content, stack)
    match = _NODE_CALL.search(code) if by_client else None
    if match is None:
        match = _NODE_REQUEST.search(code) or _asked(code) or _made(content, code)
    if match is None and of_system:
        match = _ASKS_ADDRESS.search(code)
    return match.start() if match else None


def _made(content: bytes, code: bytes) -> re.Match[bytes] | None:
    """Where supertest makes a client of the application, whoever calls that."""
    taken = found(_TAKEN_IN, _OF_TESTS_ALONE, content)
    if taken is None:
        return None
    made = rb"(?<![\w.])" + re.escape(taken[1]) + rb"(?:\.agent)?\s{0,9}\(\s{0,9}[\w.]"
    return re.search(made, code)


def _asks_system(test: bytes, path: str) -> bool:
    """Whether a test of the whole asks an address that it does not write out."""
    return (
        _OF_SYSTEM.search(path.lower()) is not None
        and b"await " in test
        and b"https://" not in test
        and _ASKS_ADDRESS.search(test) is not None
        and not _NODE_MOCKED.search(test)
        and not _STANDS_IN.search(test)
    )


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


def _by_itself(test: bytes) -> int | None:
    """Where a test calls a handler of Next.js, SvelteKit or Remix by itself."""
    by_file = any(each in test for each in _OF_ROUTES) and _ROUTE_FILE.search(test) is not None
    if not by_file and not _LOADER.search(test):
        return None
    match = (_ROUTE_CALL if by_file else _LOADER_CALL).search(code_only(test, Stack.NODE))
    return match.start() if match is not None else None


def _answers_itself(test: bytes) -> bool:
    """Whether a test makes an application of its own, which has no routes but the test's."""
    made = _MAKES_APPLICATION.search(test)
    return (
        made is not None
        and _DECLARES.search(test) is not None
        and _TAKES_PART.search(test) is None
        and not (made["name"] and _is_handed_on(test, made["name"]))
    )


def _is_handed_on(test: bytes, name: bytes) -> bool:
    """Whether a test hands its application to something of the repository's."""
    own = {each for pair in _OWN_FUNCTION.findall(test) for each in pair}
    handed = re.finditer(_HANDED % re.escape(name), test)
    return any(each["to"] not in _NO_PART and each["to"] not in own for each in handed)


def _asked(test: bytes) -> re.Match[bytes] | None:
    """Where a test asks a server on its own machine, by a client of any."""
    if b".listen(" in test and not _STANDS_IN.search(test):
        asked = _NODE_OWN.search(test)
        if asked is not None and not _answers_itself(test):
            return asked
    is_own = b"http://" in test and _OWN_ADDRESS.search(test) is not None
    if not is_own and not (b"-listen" in test and _LISTENS.search(test)):
        return None
    if _STANDS_IN.search(test):
        return None
    return _NODE_ASKED.search(test) or _NODE_DESCRIBED.search(test)
