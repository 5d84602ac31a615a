"""Tells routes that only send a file as it is, such as the built front end's page."""

from __future__ import annotations

from itertools import islice

from compliance.extract.markup.kinds import is_empty
from compliance.extract.markup.tags import is_markup
from compliance.extract.routes import Endpoint

# By its last name: Express's, Fastify's and Hapi's, Flask's, Starlette's and aiohttp's.
_SENDS = frozenset(
    """sendFile sendfile file serveStatic createReadStream FileResponse StaticFiles send_file
    send_from_directory send_static_file static_file""".split()
)
# The same of what was read, where nothing is put into it before.
_READS = frozenset(["readFile", "readFileSync"])
_PUTS_IN = frozenset("replace replaceAll compile template format interpolate".split())
# What makes a page by itself: of a template, of markup or of components.
_MAKES = frozenset(
    """render renderFile renderToString renderToStaticMarkup renderToPipeableStream view viewAsync
    html render_template render_template_string render_to_string render_to_response renderInertia
    TemplateResponse HTMLResponse HttpResponse HtmlResponse make_response""".split()
)
# A hostile handler may have any number of them.
_MAX_CALLS = 300


def sends_files(endpoint: Endpoint) -> bool:
    """Whether all that a route answers is a file as it is, or no page at all."""
    if endpoint.method == "OPTIONS":
        return True  # It says how a page may be asked for, and answers none.
    handler = endpoint.handler
    if handler is None:
        return False
    calls = list(islice((call for each in handler.everything() for call in each.calls), _MAX_CALLS))
    names = {call.name for call in calls}
    if _SENDS.isdisjoint(names) and (_READS.isdisjoint(names) or not _PUTS_IN.isdisjoint(names)):
        return False
    if any(call.name in _MAKES and not is_empty(call) for call in calls):
        return False
    handed = (value for call in calls for value in call.arguments)
    return not any(map(is_markup, (*handed, *handler.returns[:_MAX_CALLS])))
