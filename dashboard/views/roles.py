"""The people of the organization, what each is here, and the role that an administrator gives."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from compliance import given_roles, sight
from compliance.given_roles import Given, RoleError
from compliance.models import AuditEntry, MailPreferences, Person, Poll
from compliance.roles import Role
from dashboard.access import Action, Thing
from dashboard.models import User
from dashboard.protection import protected, sight_of
from dashboard.requests import Request, asks_for_part, organization_of
from dashboard.role_forms import BY_SOURCE, WHAT_THEY_DO, PeopleFilter, RoleForm

PAGE = 50
_CHANGES = (AuditEntry.Action.ROLE_GIVEN, AuditEntry.Action.ROLE_TAKEN_BACK)


@require_safe
@protected(Action.SEE, Thing.SETTINGS)
def index(request: Request) -> HttpResponse:
    """Who belongs and what each is here, a page at a time; htmx gets the table alone."""
    form = PeopleFilter(request.GET)
    page = Paginator(form.apply(_people(request)), PAGE).get_page(request.GET.get("page"))
    part = asks_for_part(request)
    context = {"form": form, "page": page, "done": _done(request), "list": _list_query(request)}
    if not part:
        context["local"] = User.objects.filter(person=None).order_by("name")
        polls = organization_of(request).polls.filter(kind=Poll.Kind.PEOPLE)
        context["asked_at"] = polls.values_list("done_at", flat=True).first()
    return render(request, "roles/_results.html" if part else "roles/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@protected(Action.CHANGE, Thing.SETTINGS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Ask what somebody is to be, or store it; htmx gets a row of the table."""
    person = get_object_or_404(_people(request), pk=pk)
    now = given_roles.given_to(person)
    form = RoleForm(request.POST if request.method == "POST" else None, person, now)
    if not form.is_bound:
        return _asking(request, person, form)
    if not form.is_valid():
        return _asking(request, person, form, problem="Choose a role from the list.")
    if _is_own_administration(request, person, form):
        return _asking(request, person, form, confirms=True)
    if form.cleaned_data["was"] != str(now):
        gone = f"Somebody else changed the role of {person} meanwhile: this is what it is now."
        return _asking(request, person, RoleForm(None, person, now), problem=gone)
    try:
        entry = given_roles.change(person, form.chosen, now, sight_of(request).person)
    except RoleError as error:
        return _asking(request, person, form, problem=str(error))
    return _after(request, person, entry)


def _people(request: HttpRequest) -> QuerySet[Person]:
    return given_roles.listed(organization_of(request)).select_related("user")


def _is_own_administration(request: HttpRequest, person: Person, form: RoleForm) -> bool:
    """Whether somebody takes their own administration, and has not said that they mean it."""
    is_own = person == sight_of(request).person
    if not is_own or form.cleaned_data["confirmed"]:
        return False
    return given_roles.takes_administration(person, form.chosen)


def _asking(
    request: Request, person: Person, form: RoleForm, *, problem: str = "", confirms: bool = False
) -> HttpResponse:
    """The form, as a row for htmx; 422 where what was sent is not stored."""
    part = asks_for_part(request)
    role, _ = sight.by_source(person)
    context = {
        "person": person,
        "form": form,
        "choices": _choices(person, form.chosen, role),
        "ticked": form.chosen.teams,
        "problem": problem,
        "confirms": confirms,
        "list": _list_query(request),
        "in_table": part,
        "refused": MailPreferences.objects.filter(person=person)
        .exclude(refused_address="")
        .first(),
    }
    template = "roles/_edit_row.html" if part else "roles/edit.html"
    status = 422 if problem or confirms else 200
    response = render(request, template, context, status=status)
    return reswap(retarget(response, f"#person-{person.pk}"), "outerHTML") if part else response


def _after(request: Request, person: Person, entry: AuditEntry | None) -> HttpResponse:
    """To the list, as it was narrowed; who gave their own administration away has none."""
    if person == sight_of(request).person and sight.of(person).role is not Role.ADMINISTRATOR:
        messages.success(request, "You are no administrator any more.")
        part, home = asks_for_part(request), reverse("organization")
        return HttpResponseClientRedirect(home) if part else redirect(home)
    query = request.GET.copy()
    query.pop("changed", None)
    if entry is not None:
        query["changed"] = str(entry.pk)
    return redirect(f"{reverse('roles')}?{query.urlencode()}")


@dataclass(frozen=True)
class Choice:
    """A role that somebody can be given, as the form offers it."""

    value: str
    name: str
    text: str
    is_chosen: bool


def _choices(person: Person, chosen: Given, by_source: Role) -> list[Choice]:
    is_source = chosen.role is None
    offered = [Choice(BY_SOURCE, "What GitHub says", f"now {by_source.value}.", is_source)]
    if person.left_at is not None:
        return offered
    return offered + [
        Choice(role.value, role.value.capitalize(), text, chosen.role is role)
        for role, text in WHAT_THEY_DO.items()
    ]


@dataclass(frozen=True)
class Done:
    """A change that can be undone, since nothing was changed after it."""

    person: Person
    before: Given
    after: Given
    teams: list[str]
    entry: AuditEntry


def _done(request: HttpRequest) -> Done | None:
    """The change that an address says was just made."""
    asked = request.GET.get("changed", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 15:
        return None
    entries = organization_of(request).audit_entries.filter(action__in=_CHANGES, subject="person")
    entry = entries.filter(pk=int(asked)).first()
    person = organization_of(request).people.filter(pk=entry.subject_id).first() if entry else None
    if entry is None or person is None:
        return None
    before, after = (given_roles.from_audited(each) for each in (entry.before, entry.after))
    if given_roles.given_to(person) != after:
        return None
    teams = organization_of(request).teams.filter(slug__in=after.teams).order_by("name")
    return Done(person, before, after, [each.name for each in teams], entry)


def _list_query(request: HttpRequest) -> str:
    """How the list was narrowed, for the way back to it."""
    query = request.GET.copy()
    query.pop("changed", None)
    return query.urlencode()
