"""The pages, and the bare one that they are compared with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from compliance.models import Team
from dashboard import urls
from dashboard.access import Action, Thing
from dashboard.protection import protected

handler404, handler500 = urls.handler404, urls.handler500


@protected(Action.SEE, Thing.LISTS)
def bare(request: HttpRequest) -> HttpResponse:
    """What surrounds every page, with one query."""
    return render(request, "base.html", {"count": Team.objects.count()})


urlpatterns = [*urls.urlpatterns, path("bare/", bare, name="bare")]
