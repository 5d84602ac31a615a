"""The mails that would have been sent, where there is no mail server: for administrators, on this
machine.
"""

from __future__ import annotations

from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from compliance.models import LocalMail
from dashboard.access import Action, Thing
from dashboard.demo import is_from_this_machine
from dashboard.mails import transport
from dashboard.protection import protected
from dashboard.requests import organization_of
from dashboard.views.digest import FRAMED, FRAMING, framed

PAGE = 25


@require_safe
@protected(Action.SEE, Thing.OUTBOX)
def index(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    page = Paginator(_mails(request), PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/index.html", {"page": page})


@csp_update(FRAMING)
@require_safe
@protected(Action.SEE, Thing.OUTBOX)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, in both its forms."""
    return render(
        request, "outbox/detail.html", {"local": get_object_or_404(_mails(request), pk=pk)}
    )


@xframe_options_sameorigin
@csp_replace(FRAMED)
@require_safe
@protected(Action.SEE, Thing.OUTBOX)
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them as HTML, for a frame."""
    return framed(get_object_or_404(_mails(request), pk=pk).html)


def is_open(request: HttpRequest) -> bool:
    """Whether there is an outbox for who asks: with no mail server, and from this machine alone.
    The settings could be right and a proxy stand in front, so each request is looked at.
    """
    return transport.has_outbox() and is_from_this_machine(request)


def _mails(request: HttpRequest) -> QuerySet[LocalMail]:
    """What is in the outbox.

    Raises:
        Http404: there is none, or who asks is not at this machine.
    """
    if not is_open(request):
        raise Http404
    found = LocalMail.objects.filter(mail__organization=organization_of(request))
    return found.select_related("mail__person").order_by("-pk")
