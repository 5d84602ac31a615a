"""The doctor, for whoever asks: a laptop has no session, and there is nothing secret in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from integrations.doctor import script


@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """The file as plain text, with the address written in that it was fetched from. Django has
    compared the host with those that it serves.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    return HttpResponse(script(origin), content_type="text/plain; charset=utf-8")
