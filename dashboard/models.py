"""Who has signed in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from compliance.models import Person


class User(AbstractBaseUser):
    """An account, which begins when somebody who belongs to the organization first signs in.

    `name` is its identity, and not what it is called: that is its person's login. `confirmed_at` is
    when GitHub last said that the person belongs, and `asked_at` when it was last asked. It has no
    password.
    """

    name = models.CharField(max_length=100, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, related_name="user")
    confirmed_at = models.DateTimeField()
    asked_at = models.DateTimeField()

    USERNAME_FIELD = "name"
    objects: ClassVar[BaseUserManager[User]] = BaseUserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.person)
