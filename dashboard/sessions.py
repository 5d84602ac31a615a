"""That an open session ends when its person has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compliance import admission, clock
from compliance.models import Person
from dashboard import demo
from dashboard.admitting import unreachable
from dashboard.models import User
from dashboard.requests import organization_of
from integrations.github.errors import GitHubError

Answer = Callable[[HttpRequest], HttpResponse]
# So long a GitHub that did not answer is not asked again while what is known is recent enough.
_PAUSE = timedelta(minutes=1)


class State(Enum):
    """Whether somebody who signed in belongs to the organization now."""

    BELONGS = "belongs"
    LEFT = "left"
    UNKNOWN = "unknown"


def ending_with_belonging(answer: Answer) -> Answer:
    """Answer nobody who has left; a poll knows it, or GitHub, which is asked at most every ten
    minutes. Where GitHub has not answered for fifteen, nobody is shown anything.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or user.person is None:
            return answer(request)
        if _is_of_elsewhere(request, user.person):
            logout(request)
            return answer(request)
        match state(user, user.person, clock.now()):
            case State.BELONGS:
                return answer(request)
            case State.LEFT:
                login = user.person.login
                logout(request)
                context = {"login": login, "why": "left"}
                return render(request, "accounts/refused.html", context, status=403)
            case State.UNKNOWN:
                return unreachable(request)

    return middleware


def _is_of_elsewhere(request: HttpRequest, person: Person) -> bool:
    """Whether the session was begun with another source, or by choosing where nobody may choose."""
    if request.session.get(demo.CHOSEN) and not demo.is_open(request):
        return True
    return person.organization_id != organization_of(request).pk


def state(user: User, person: Person, now: datetime) -> State:
    """Whether the person of an account belongs, asking GitHub where what is known is too old."""
    if person.left_at is not None:
        return State.LEFT
    age = now - user.confirmed_at if user.confirmed_at else admission.LONGEST
    if age < admission.ASK_AFTER:
        return State.BELONGS
    is_recent = age < admission.LONGEST
    if is_recent and not _take_turn(user, now):
        return State.BELONGS
    try:
        belongs = admission.still_belongs(person)
    except GitHubError:
        return State.BELONGS if is_recent else State.UNKNOWN
    if not belongs:
        return State.LEFT
    User.objects.filter(pk=user.pk).update(confirmed_at=now)
    return State.BELONGS


def _take_turn(user: User, now: datetime) -> bool:
    """Whether it is this request that asks, of several at once."""
    waiting = User.objects.filter(pk=user.pk, asked_at__lte=now - _PAUSE)
    return waiting.update(asked_at=now) == 1
