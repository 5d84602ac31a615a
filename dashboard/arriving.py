"""Where somebody arrives who signed in and asked for no page of their own accord."""

from __future__ import annotations

from django.urls import reverse

from compliance.models import Person, Plan


def first_page(person: Person | None) -> str:
    """Their own plan while it goes on, else the overview; a local administrator is no person."""
    plan = Plan.objects.open().filter(person=person).first() if person else None
    return reverse("plan", kwargs={"pk": plan.pk}) if plan else reverse("organization")


def page_asked_for(address: str) -> str:
    """The address that somebody wanted; empty where it is the overview's, at which everybody comes
    in who opens the dashboard.
    """
    return "" if address == reverse("organization") else address
