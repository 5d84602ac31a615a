"""What people did is written down with who, when, from where, before and after, and stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from compliance import approvals, audit, clock, waivers
from compliance.excusable import Wanted
from compliance.models import AuditEntry, AuditOrigin, Organization, Person, Repository
from compliance.scoring import ExcuseKind
from tests.factories import NOW, make_asked, make_repository, make_result, signed_in

Action = AuditEntry.Action


@pytest.fixture
def repository(organization: Organization) -> Repository:
    made = make_repository(organization)
    make_result(made, "dev-command", "fail")
    return made


def entries() -> list[tuple[str, str | None, dict[str, str], dict[str, str]]]:
    """What was written down, the oldest first: what, by whom, before and after."""
    found = AuditEntry.objects.order_by("pk").select_related("by")
    return [
        (each.action, each.by.login if each.by else None, each.before, each.after) for each in found
    ]


def wanted() -> Wanted:
    until = (clock.now() + timedelta(days=30)).date()
    return Wanted(ExcuseKind.WAIVER, "dev-command", until, "It is being replaced.")


class TestWhatIsWritten:
    def test_of_a_waiver_from_being_asked_for_until_it_is_revoked(
        self, repository: Repository, alice: Person, bob: Person
    ) -> None:
        asked = waivers.ask(repository, wanted(), alice)
        waivers.approve(asked, bob)
        waivers.revoke(asked, alice, "No longer true.")

        said = {"component": "", "until": str(asked.until)}
        assert entries() == [
            (Action.EXCUSE_ASKED, "alice", {}, {"state": "asked", **said}),
            (
                Action.EXCUSE_APPROVED,
                "bob",
                {"state": "asked", **said},
                {"state": "approved", **said},
            ),
            (
                Action.EXCUSE_REVOKED,
                "alice",
                {"state": "approved", **said},
                {"state": "revoked", **said},
            ),
        ]
        entry = AuditEntry.objects.first()
        assert entry is not None
        assert (entry.subject, entry.subject_id) == ("excuse", str(asked.pk))
        assert entry.title == "Waiver of dev-command in orders"

    def test_of_what_is_withdrawn_and_refused(
        self, repository: Repository, alice: Person, bob: Person
    ) -> None:
        waivers.withdraw(waivers.ask(repository, wanted(), alice), alice)
        waivers.refuse(waivers.ask(repository, wanted(), alice), bob)

        assert [each[0] for each in entries()] == [
            Action.EXCUSE_ASKED,
            Action.EXCUSE_WITHDRAWN,
            Action.EXCUSE_ASKED,
            Action.EXCUSE_REFUSED,
        ]

    def test_of_what_a_repository_asks_for(self, repository: Repository, alice: Person) -> None:
        asked = make_asked(repository)
        approvals.approve(asked, alice)
        approvals.refuse(asked, alice)

        assert entries() == [
            (Action.REQUEST_APPROVED, "alice", {"verdict": ""}, {"verdict": "approved"}),
            (Action.REQUEST_REFUSED, "alice", {"verdict": "approved"}, {"verdict": "refused"}),
        ]

    def test_what_is_refused_writes_nothing(self, repository: Repository, alice: Person) -> None:
        asked = waivers.ask(repository, wanted(), alice)
        with pytest.raises(waivers.ExcuseError):
            waivers.approve(asked, alice)

        assert [each[0] for each in entries()] == [Action.EXCUSE_ASKED]

    def test_of_the_settings_what_changed_and_from_which_address(
        self, organization: Organization, own_queues: None
    ) -> None:
        rules = {"protocol_rules": "web-* = fullstack"}
        sent = {"name": organization.name, "time_zone": "UTC", **rules}
        client = signed_in(None)
        client.post("/settings/", sent, REMOTE_ADDR="192.0.2.7")
        client.post("/settings/", sent, REMOTE_ADDR="192.0.2.7")

        entry = AuditEntry.objects.get()
        assert (entry.action, entry.by, entry.on_behalf, entry.address) == (
            Action.SETTINGS_CHANGED,
            None,
            "local administrator admin",
            "192.0.2.7",
        )
        assert entry.before == {"protocol_rules": []}
        assert entry.after == {"protocol_rules": [["web-*", "fullstack"]]}

    def test_what_is_called_by_a_name_of_a_secret_is_masked(
        self, organization: Organization, alice: Person
    ) -> None:
        organization.name = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
        entry = audit.record(
            Action.SETTINGS_CHANGED, organization, organization=organization, by=alice
        )

        assert "0123456789" not in entry.title


class TestTheDatabase:
    @pytest.fixture
    def entry(self, organization: Organization, alice: Person) -> AuditEntry:
        return audit.record(
            Action.SETTINGS_CHANGED, organization, organization=organization, by=alice
        )

    def test_refuses_to_change_one(self, entry: AuditEntry) -> None:
        with pytest.raises(IntegrityError, match="neither changed nor deleted"):
            AuditEntry.objects.update(title="x")

    def test_refuses_to_delete_one(self, entry: AuditEntry) -> None:
        with pytest.raises(IntegrityError, match="neither changed nor deleted"):
            AuditEntry.objects.all().delete()

    def test_refuses_to_empty_the_log(self, entry: AuditEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE compliance_auditentry ENABLE TRIGGER audit_is_not_emptied")
            with pytest.raises(DatabaseError, match="neither changed nor deleted"):
                cursor.execute("TRUNCATE compliance_auditentry CASCADE")

    def test_keeps_from_where_it_was_done(
        self, organization: Organization, alice: Person, bob: Person
    ) -> None:
        for person in (alice, bob):
            with audit.acting_from("192.0.2.7"):
                audit.record(
                    Action.SETTINGS_CHANGED, organization, organization=organization, by=person
                )
        alice.left_at = alice.reduced_at = NOW
        alice.login = alice.key = alice.pseudonym
        alice.save()

        for change in (
            lambda: AuditOrigin.objects.update(address="192.0.2.8"),
            lambda: AuditOrigin.objects.filter(entry__by=bob).delete(),
        ):
            with transaction.atomic(), pytest.raises(IntegrityError, match="is kept until"):
                change()
        AuditOrigin.objects.filter(entry__by=alice).delete()
        assert [each.address for each in AuditEntry.objects.order_by("pk")] == [None, "192.0.2.7"]

    def test_keeps_who_is_named_in_it(self, entry: AuditEntry, alice: Person) -> None:
        with pytest.raises(IntegrityError):
            alice.delete()

    def test_wants_to_know_who_did_it(self, organization: Organization) -> None:
        with pytest.raises(IntegrityError, match="who_did_it_is_known"):
            AuditEntry.objects.create(
                organization=organization, at=NOW, action=Action.SETTINGS_CHANGED, subject="x"
            )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_of_a_transaction(organization: Organization) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(Action.SETTINGS_CHANGED, organization, organization=organization, by=None)


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_not_written_down(organization: Organization) -> None:
    def fail() -> None:
        with transaction.atomic():
            audit.record(Action.SETTINGS_CHANGED, organization, organization=organization, by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not AuditEntry.objects.exists()
