"""The pages for what is not there and what went wrong."""

from __future__ import annotations

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this is not understood; who asks is not known, where the name is not answered to."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing at this address."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that who asks may see this, and not do it."""
    return render(request, "403.html", status=403)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """Say that only forms are sent to this address, and lead to the page that it belongs to.
    `methods` are those that it takes, as the header `Allow` has them.
    """
    page = render(request, "405.html", {"above": _above(request)}, status=405)
    page["Allow"] = methods
    return page


# What is above others, and takes only forms, too.
_NO_PAGES = ("plan-item", "make-token")


def _above(request: HttpRequest) -> str:
    """The address of the nearest page above the one that is asked for; empty where there is none
    but the overview.
    """
    mounted_at, path = request.path.removesuffix(request.path_info), request.path_info
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            found = resolve(f"{path}/")
        except Resolver404:
            continue
        if hasattr(found.func, "protected") and found.url_name not in _NO_PAGES:
            return f"{mounted_at}{path}/"
    return ""


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, without asking the database for anything."""
    return HttpResponseServerError(render_to_string("500.html"))
