"""The dashboard's addresses, and some protected ones that the tests alone have."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from compliance.models import Repository, Team
from dashboard import urls
from dashboard.access import Action, Thing
from dashboard.protection import REPOSITORY, TEAM, protected


@protected(Action.SEE, Thing.ORGANIZATION)
def whole(request: HttpRequest) -> HttpResponse:
    return HttpResponse("whole")


@protected(Action.CHANGE, Thing.SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    return HttpResponse("settings")


@protected(Action.SEE, REPOSITORY)
def repository(request: HttpRequest, repository: Repository) -> HttpResponse:
    return HttpResponse(repository.name)


@protected(Action.DECIDE, REPOSITORY)
def decide(request: HttpRequest, repository: Repository) -> HttpResponse:
    return HttpResponse(repository.name)


@protected(Action.SEE, TEAM)
def team(request: HttpRequest, team: Team) -> HttpResponse:
    return HttpResponse(team.name)


urlpatterns = [
    path("protected/whole/", whole),
    path("protected/settings/", settings),
    path("protected/repositories/<str:slug>/", repository),
    path("protected/repositories/<str:slug>/decide/", decide),
    path("protected/teams/<str:slug>/", team),
    *urls.urlpatterns,
]
handler403, handler404 = urls.handler403, urls.handler404
