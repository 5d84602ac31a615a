"""Who leaves the organization has no session any more, as soon as GitHub is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from compliance import admission, clock
from compliance.models import Person
from dashboard.models import User
from dashboard.sessions import State, state
from tests.compliance.sync.on_github import OnGitHub
from tests.dashboard.signing_in.conftest import MEMBER, SignIn, who
from tests.github_simulator import faults

pytestmark = pytest.mark.django_db


class TestWhoLeaves:
    @pytest.fixture
    def user(self, sign_in: SignIn) -> User:
        sign_in(MEMBER)
        return User.objects.get()

    def remove(self, plumbline: OnGitHub) -> None:
        world = plumbline.simulator.world
        with plumbline.simulator.changing():
            world.members = [each for each in world.members if each.login != MEMBER]

    def later(self, user: User, by: timedelta) -> None:
        """Let that much time have passed since GitHub was asked."""
        assert user.confirmed_at
        assert user.asked_at
        User.objects.filter(pk=user.pk).update(
            confirmed_at=user.confirmed_at - by, asked_at=user.asked_at - by
        )

    def test_an_open_session_ends_when_github_is_asked_again(
        self, user: User, client: Client, plumbline: OnGitHub
    ) -> None:
        self.remove(plumbline)
        assert client.get("/").status_code == 200

        self.later(user, admission.ASK_AFTER)
        answer = client.get("/")

        assert answer.status_code == 403
        assert "You do not belong to the organization any more" in answer.content.decode()
        assert who(client) == ""

    def test_an_open_session_ends_when_a_poll_finds_it(self, user: User, client: Client) -> None:
        Person.objects.update(left_at=clock.now())

        assert client.get("/").status_code == 403
        assert who(client) == ""

    def test_all_sessions_end_when_one_signs_in_again(
        self, user: User, client: Client, sign_in: SignIn, plumbline: OnGitHub
    ) -> None:
        self.remove(plumbline)
        assert sign_in(MEMBER, Client()).status_code == 403

        assert client.get("/").status_code == 403

    def test_github_is_asked_once_in_ten_minutes(
        self, user: User, client: Client, plumbline: OnGitHub
    ) -> None:
        self.later(user, admission.ASK_AFTER)
        before = plumbline.simulator.log.api_requests()
        for _ in range(3):
            assert client.get("/").status_code == 200

        assert plumbline.simulator.log.api_requests() - before == 1

    def test_where_github_does_not_answer_nobody_is_shown_anything_after_fifteen_minutes(
        self, user: User, client: Client, plumbline: OnGitHub
    ) -> None:
        name = "GET /orgs/{org}/memberships/{username}"
        plumbline.simulator.faults.add(faults.bad_gateway(), on=name, times=None)

        self.later(user, admission.ASK_AFTER)
        assert client.get("/").status_code == 200
        self.later(user, admission.LONGEST)
        answer = client.get("/")

        assert answer.status_code == 503
        assert "GitHub does not answer" in answer.content.decode()
        plumbline.simulator.faults.clear()
        assert client.get("/").status_code == 200
        assert who(client) == MEMBER

    def test_of_several_requests_at_once_one_asks(self, user: User, plumbline: OnGitHub) -> None:
        self.later(user, admission.ASK_AFTER)
        waiting = User.objects.get()
        assert waiting.person
        User.objects.update(asked_at=clock.now())
        before = plumbline.simulator.log.api_requests()

        assert state(waiting, waiting.person, clock.now()) is State.BELONGS
        assert plumbline.simulator.log.api_requests() == before
