"""To which address somebody's mail goes: the one that GitHub says they have confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from allauth.account.models import EmailAddress
from django.db import transaction

from compliance import organizations
from compliance.digests import choosing
from compliance.models import Person
from dashboard.models import User
from integrations.mail import is_address


def addresses_of(people: Collection[int]) -> Mapping[int, str]:
    """The confirmed address of each of some people who has one that mail can be sent to."""
    rows = EmailAddress.objects.filter(user__person__in=people, verified=True)
    # Of several the one that they chose comes last, and stays.
    found = rows.order_by("primary", "pk").values_list("user__person_id", "email")
    known = {person: address for person, address in found if is_address(address)}
    return {**_of_the_demo(people), **known} if organizations.is_demo() else known


def _of_the_demo(people: Collection[int]) -> Mapping[int, str]:
    """Addresses of the demo's people that reach nobody (RFC 2606), so that its outbox shows what
    they would get; its mail stays on this machine.
    """
    rows = Person.objects.filter(pk__in=people).values_list("pk", "login")
    return {person: demo_address(login) for person, login in rows}


def demo_address(login: str) -> str:
    """The address of one of the demo's people."""
    return f"{login}@example.com"


def address_of(person: Person) -> str | None:
    """The confirmed address of one of them."""
    return addresses_of([person.pk]).get(person.pk)


@transaction.atomic
def store(user: User, address: str | None) -> None:
    """Let it be the one address of an account, as GitHub says that it is confirmed; what is no
    address takes it away, and None changes nothing.

    One at a time has an address there, so whoever had it before has it no more.
    """
    if address is None:
        return
    is_one = is_address(address)
    if user.person is not None:
        choosing.follow_address(user.person, address if is_one else "")
    if not is_one:
        EmailAddress.objects.filter(user=user).delete()
        return
    EmailAddress.objects.filter(email__iexact=address).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email__iexact=address).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=address.lower(), defaults={"verified": True, "primary": True}
    )
