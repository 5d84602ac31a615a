"""Ends mail for whoever has the link of one: by a mail program with one POST, or on a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from compliance import clock
from compliance.digests import choosing
from compliance.models import MailPreferences, Person
from dashboard import limits
from dashboard.mails import links
from dashboard.requests import organization_of


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Ask whether mail is to end, or end it. Opening it ends nothing: scanners open links.

    RFC 8058 sends the POST with no session and no cookie; what it may do is in the signed token.
    """
    # In the query, since paths are written to logs.
    token = request.GET.get("for", "")
    meant = links.meant_by(token)
    if not _is_within_limits(request, token, is_ours=meant is not None):
        return limits.too_many(request)
    people = organization_of(request).people.filter(left_at=None)
    person: Person | None = people.filter(pk=meant.person).first() if meant else None
    if meant is None or person is None:
        return render(request, "digest/no_such_link.html", status=404)
    is_done = request.method == "POST"
    if is_done and meant.kinds:
        choosing.end_notices(person, organization_of(request), clock.now(), meant.kinds)
    elif is_done:
        choosing.end_digest(person, organization_of(request), clock.now())
    kinds = [MailPreferences.Notice(each) for each in meant.kinds]
    context = {"kinds": kinds, "is_all": len(kinds) == len(choosing.NOTICES), "is_done": is_done}
    return render(request, "digest/unsubscribe.html", context)


def _is_within_limits(request: HttpRequest, token: str, *, is_ours: bool) -> bool:
    if not is_ours:
        return limits.is_within_limit_of_wrong_links(request)
    return request.method != "POST" or limits.is_within_token_limit(request, token)
