"""Who has signed in, and how local administrators do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from compliance.models import Person


class _WithPerson(BaseUserManager["User"]):
    """Finds accounts together with their people and the organization of those."""

    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().select_related("person__organization")


class User(AbstractBaseUser):
    """An account, which begins when somebody who belongs to the organization first signs in.

    `name` is its identity, and not what it is called: that is its person's login. `confirmed_at` is
    when GitHub last said that the person belongs, and `asked_at` when it was last asked. It has no
    password.

    A local administrator has no `person`, and none of those moments, but a password. `name` is what
    they sign in with.
    """

    name = models.CharField(max_length=100, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="user")
    confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "name"
    # The first is what finds who asks for a page, and every page asks what they are.
    with_person: ClassVar[BaseUserManager[User]] = _WithPerson()
    objects: ClassVar[BaseUserManager[User]] = BaseUserManager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person=None, confirmed_at=None, asked_at=None)
                | models.Q(
                    person__isnull=False, confirmed_at__isnull=False, asked_at__isnull=False
                ),
                name="people_are_confirmed",
            ),
        )

    def __str__(self) -> str:
        return str(self.person or self.name)


class SignInLink(models.Model):
    """A link that signs a local administrator in once, `until` a moment soon.

    Of its key only the digest is kept, so that nobody signs in with what the database holds.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"a link for {self.user}"
