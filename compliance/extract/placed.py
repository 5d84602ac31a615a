"""What files look like that a framework knows as routes by their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

_EXPORTED = r"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const|let)\s{1,9}"
# Taken out of what another function makes, or named behind: `export const { GET } = signIn(set)`.
_NAMED = r"\bexport\s{1,9}(?:(?:const|let)\s{1,9})?\{[^{}]{0,200}\b"

NEXT_ROUTES = r"(?:.*/)?(?:pages/api/.+|app/(?:.+/)?route)\.(?:ts|tsx|js|jsx|mjs)"
SVELTE_ROUTES = r"(?:.*/)?src/routes/(?:.+/)?\+server\.(?:ts|js)"
# A module of Nuxt's keeps what it adds to applications of others in `src/runtime`.
NITRO_ROUTES = r"(?!(?:.*/)?src/(?:.+/)?runtime/)(?:.*/)?(?:api|routes)/.+\.(?:ts|js|mjs)"
NITRO_ENTRY = (
    r"\bexport\s{1,9}default\s{1,9}\w{0,60}[hH]andler\s{0,9}(?:<[^>\n]{0,200}>)?\s{0,9}\("
    r"|\b(?:const|let)\s{1,9}\w{1,60}\s{0,9}=\s{0,9}\w{0,60}ventHandler\s{0,9}[(<]"
)
# An endpoint of Astro is a file when the site is built, unless it takes what is sent or says so.
ASTRO_ROUTES = r"(?:.*/)?src/pages/(?:.+/)?[^_/][^/]{0,200}\.(?:ts|js)"
ASTRO_ENTRY = (
    rf"{_EXPORTED}(?:POST|PUT|PATCH|DELETE|ALL|post|put|patch|del|all)\b"
    rf"|{_NAMED}(?:POST|PUT|PATCH|DELETE|ALL)\b"
    r"|\bexport\s{1,9}const\s{1,9}prerender\s{0,9}=\s{0,9}false\b"
)
ASTRO_ASKED = re.compile(rf"{_EXPORTED}(?:GET|get)\b|{_NAMED}GET\b".encode())
_ASTRO_ON_REQUEST = re.compile(rb"\boutput\s{0,9}:\s{0,9}['\"]server['\"]")
_ASTRO_MADE_BEFORE = re.compile(rb"\bprerender\s{0,9}=\s{0,9}true\b")
# Without a component, which these files cannot have, they answer data. React Router's settings may
# put them anywhere in the folder of the application.
REMIX_ROUTES = r"(?:.*/)?app/(?!.*\.server\.).+\.(?:ts|js)"
REMIX_ENTRY = r"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const)\s{1,9}(?:loader|action)\b"
REDWOOD_FUNCTIONS = r"(?:.*/)?src/functions/.+\.(?:ts|js)"
REDWOOD_ENTRY = r"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const)\s{1,9}handler\b"
SOLID_ROUTES = r"(?:.*/)?src/routes/.+\.(?:ts|tsx|js|jsx)"
SOLID_ENTRY = rf"{_EXPORTED}(?:GET|POST|PUT|PATCH|DELETE)\b|{_NAMED}(?:GET|POST|PUT|PATCH|DELETE)\b"
# Pages are routes there too; those that answer data say what they do with each method.
TANSTACK_ROUTES = r"(?:.*/)?(?:src|app)/routes/.+\.(?:ts|tsx|js|jsx)"
TANSTACK_ENTRY = (
    r"\bcreate(?:Server|API)FileRoute\s{0,9}\("
    r"|\bserver\s{0,9}:\s{0,9}\{[^{}]{0,300}\bhandlers\s{0,9}:"
)


def answers_on_request(contents: Mapping[str, bytes], path: str) -> bool:
    """Whether a file of Astro answers when somebody asks, and is not made before: by the settings
    beside the folder of the sources, unless it says otherwise itself.
    """
    before = path.partition("src/pages/")[0]
    settings = (f"{before}astro.config.{suffix}" for suffix in ("mjs", "ts", "js", "mts", "cjs"))
    asked = any(_ASTRO_ON_REQUEST.search(contents.get(each, b"")) for each in settings)
    return asked and not _ASTRO_MADE_BEFORE.search(contents.get(path, b""))
