"""Where somebody asks for a waiver or an attestation of a check of a repository."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from compliance import waivers
from compliance.excusable import ExcuseError
from compliance.models import CheckResult, Excuse, Repository
from dashboard.access import Action
from dashboard.excuse_forms import AskForm
from dashboard.protection import REPOSITORY, protected, sight_of
from dashboard.requests import Request, asks_for_part
from dashboard.views import excused

NOBODY = (
    "You are signed in as a local administrator, who is nobody of the organization: "
    "only its people ask and decide."
)


@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.ASK, REPOSITORY)
def ask(request: Request, repository: Repository, key: str) -> HttpResponse:
    """Ask what is to be excused and why, or store it; htmx gets what stands in the check."""
    if repository.left_out or repository.gone_since:
        raise Http404
    result = get_object_or_404(repository.results, key=key)
    form = AskForm(request.POST if request.method == "POST" else None, result, request.GET.dict())
    person = sight_of(request).person
    if person is None:
        return _shown(request, repository, result, form, problem=NOBODY)
    if not form.is_bound:
        return _shown(request, repository, result, form)
    if not form.is_valid():
        return _shown(request, repository, result, form)
    try:
        made = waivers.ask(repository, form.wanted, person)
    except ExcuseError as error:
        return _shown(request, repository, result, form, problem=str(error))
    if asks_for_part(request):
        return _shown(request, repository, result, made=made)
    messages.success(request, f"Asked for. The {made.kind} counts once somebody approves it.")
    return redirect("excuse", slug=repository.slug, pk=made.pk)


def _shown(
    request: Request,
    repository: Repository,
    result: CheckResult,
    form: AskForm | None = None,
    *,
    made: Excuse | None = None,
    problem: str = "",
) -> HttpResponse:
    """The form, or for htmx what was made with it; 422 where what was sent is not stored."""
    part = asks_for_part(request)
    template = "repositories/_excused.html" if part else "repositories/ask.html"
    context = {
        "repository": repository,
        "result": result,
        "form": form,
        "made": made,
        "problem": problem,
        "may_ask": True,
        "of_check": excused.of_repository(repository, key=result.key).by_key.get(result.key),
    }
    is_refused = form is not None and form.is_bound
    return render(request, template, context, status=422 if is_refused else 200)
