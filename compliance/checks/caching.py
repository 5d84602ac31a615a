"""Clause backend:3.4, caching: what is expensive to find out is kept for a while."""

from __future__ import annotations

from compliance.checks.base import HEURISTIC, Finding, check, failed, listed, not_applicable, passed
from compliance.checks.no_routes import no_routes
from compliance.facts.caching import Caching
from compliance.facts.routes import Answer, Route, Routes

# What else is answered says how the service is now, or hands out files.
_KEEPABLE = (Answer.DATA, Answer.PAGE)


@check("caching", title="Expensive data is cached", confidence=HEURISTIC, attestable=True)
def data_is_cached(routes: Routes, caching: Caching) -> Finding:
    """Keep what expensive queries answer in Redis or in memory, with an age.

    - Django: `cache.get_or_set(key, query, timeout)` or `@cache_page(60)`.
    - FastAPI: a Redis client with an expiry, or `cachetools`.
    - Flask: Flask-Caching, with `@cache.cached(timeout=60)`.
    - NestJS: `CacheModule` of `@nestjs/cache-manager`, with `CacheInterceptor` and `@CacheTTL(…)`.
    - Next.js: `unstable_cache` or `revalidate`.
    - Node.js: `lru-cache`, `cache-manager` or Redis with an expiry.

    A `Cache-Control: max-age=…` on an endpoint that answers data does it too.
    """
    if not routes.own:
        return no_routes(routes)
    if not any(each.answer in _KEEPABLE for each in routes.own):
        return not_applicable("no route answers data or a page: nothing could be kept")
    if caching.places:
        names = listed(dict.fromkeys(each.by for each in caching.places))
        return passed(f"data is cached by {names}", *(each.where for each in caching.places))
    if caching.idle:
        names = listed(dict.fromkeys(each.by for each in caching.idle))
        return failed(
            f"{names} is there, and caches no data that could be seen",
            *(each.where for each in caching.idle),
        )
    return failed(
        "nothing caches data: no cache client or store, no framework's cache, no Cache-Control "
        "with an age",
        *(each.where for each in sorted(routes.own, key=_is_cheap)[:3]),
    )


def _is_cheap(route: Route) -> bool:
    """Whether nobody would keep what a route answers: it is no data, or something is done."""
    return route.answer is not Answer.DATA or route.method not in ("GET", "QUERY", "*")
