"""The request as the views get it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request with what htmx says of it; true where a part of the page is asked for."""

    htmx: HtmxDetails
