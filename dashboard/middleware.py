"""What every answer of the dashboard has in common."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from compliance import audit
from dashboard.models import User
from dashboard.requests import address_of
from dashboard.views.errors import not_allowed

Answer = Callable[[HttpRequest], HttpResponse]


def vary_on_htmx(answer: Answer) -> Answer:
    """Say that a page differs for htmx, so that no cache shows a part where the whole belongs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("HX-Request",))
        return response

    return middleware


def kept_by_nobody(answer: Answer) -> Answer:
    """Let no cache and no browser keep a page: the next reader may be somebody else. Static files
    are answered before this.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def capped(answer: Answer) -> Answer:
    """Take nothing that is larger than a form can be; Django reads no more than is announced."""

    def middleware(request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return HttpResponse("This is too large.\n", status=413, content_type="text/plain")
        return answer(request)

    return middleware


def at_a_possible_address(answer: Answer) -> Answer:
    """Let nothing be at an address with a NUL in it, which PostgreSQL's texts cannot hold."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        return answer(request)

    return middleware


def explained(answer: Answer) -> Answer:
    """Show a page to who opens an address that only forms are sent to; Django says nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code == 405 and request.method in ("GET", "HEAD"):
            return not_allowed(request, response["Allow"])
        return response

    return middleware


def known_address(answer: Answer) -> Answer:
    """Let what a request does be written down with the address that it came from, and with the
    local administrator who does it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with audit.acting_from(address_of(request), _on_behalf(request)):
            return answer(request)

    return middleware


def _on_behalf(request: HttpRequest) -> str:
    user = request.user
    if isinstance(user, User) and user.person is None:
        return f"local administrator {user.name}"
    return audit.THIS_MACHINE
