"""Where a test in Python calls an endpoint: the clients that tests have, and how they call them."""

from __future__ import annotations

import re

from compliance.extract.comments import code_only
from compliance.extract.marked import found
from compliance.facts import Stack

_PYTHON_VERBS = (
    rb"(?:(?:get|post|put|patch|delete)(?:_json)?|head|options|request|post_graphql|open"
    rb"|simulate_\w{3,10})"
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


# Any client of Python's, under whatever name, by what is asked for and what is looked at then; a
# client of other servers where it asks the own machine.
_PYTHON_ASKED = re.compile(
    rb"(?<![@\w.])(?!\w{0,40}(?:mock|respx|responses|rsps|httpserver|router|app|bp)\b)\w{1,60}"
    rb"\s{0,9}\.\s{0,9}(?:get|post|put|patch|delete)\s{0,9}\(\s{0,200}"
    # A path, or one that the framework finds by the name of a view.
    rb"(?:[bfr]{0,2}['\"]/|(?:url_for|reverse|\w{1,40}\.url_path_for)\s{0,9}\()"
)
_PYTHON_REMOTE = re.compile(
    rb"\b(?:requests|httpx)\s{0,9}\.\s{0,9}(?:get|post|put|patch|delete|request)\s{0,9}\("
    rb"|\bcase\.call(?:_asgi|_wsgi|_and_validate)?\s{0,9}\("
)
# Tornado's test case asks by itself, or by what a base of the project's own calls after the verbs.
_TORNADO_ASKED = re.compile(
    rb"\bself\s{0,9}\.\s{0,9}(?:http_client\s{0,9}\.\s{0,9})?(?:fetch|get|post|put|patch|delete)"
    rb"\s{0,9}\(\s{0,200}(?:self\.get_url\s{0,9}\(\s{0,200})?[bfr]{0,2}['\"]/"
    # pytest-tornado hands out a client, whatever the address is called.
    rb"|\b(?:yield|await)\s{1,9}http_client\s{0,9}\.\s{0,9}fetch\s{0,9}\(\s{0,200}\w"
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
# What `pytest-aiohttp` hands out as `cli`: `await cli.get("/orders")`.
_PYTHON_AWAITED = re.compile(
    rb"\bawait\s{1,9}(?:self\.)?cli\s{0,9}\.\s{0,9}"
    rb"(?:get|post|put|patch|delete|request)\s{0,9}\(\s{0,200}[bfr]{0,2}['\"]/"
)
_OWN_MACHINE = (b"localhost", b"127.0.0.1", b"live_server", b"schemathesis")


def called(content: bytes) -> int | None:
    """Where a test calls an endpoint, by a client that it has."""
    otherwise = _in_python(content)
    if otherwise is not None:
        return otherwise
    if found(_PYTHON_CLIENT, _OF_PYTHON_CLIENTS, content) is None:
        return None
    match = _PYTHON_CALL.search(code_only(content, Stack.PYTHON))
    return match.start() if match else None


def _in_python(test: bytes) -> int | None:
    """Where a test asks for a path and looks at the status, itself or by a helper, or asks a server
    on its own machine, one that a fixture has started or one that the environment names.
    """
    if b".code" in test and _TORNADO_STATUS.search(test):
        match = _TORNADO_ASKED.search(code_only(test, Stack.PYTHON))
        if match is not None:
            return match.start()
    if b"cli." in test and _PYTHON_AWAITED.search(test):
        match = _PYTHON_AWAITED.search(code_only(test, Stack.PYTHON))
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
