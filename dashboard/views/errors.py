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


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this is not understood; who asks is not known, where the name is not answered to."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing at this address."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that who asks may see this, and not do it."""
    return render(request, "403.html", status=403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, without asking the database for anything."""
    return HttpResponseServerError(render_to_string("500.html"))
