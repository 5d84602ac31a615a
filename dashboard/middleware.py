"""What every answer of the dashboard has in common."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


def vary_on_htmx(answer: Answer) -> Answer:
    """Say that a page differs for htmx, so that no cache shows a part where the whole belongs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("HX-Request",))
        return response

    return middleware
