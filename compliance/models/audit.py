"""What people did, for good."""

from __future__ import annotations

from django.db import models

from compliance.models.organization import Organization
from compliance.models.people import Person


class AuditEntry(models.Model):
    """One thing that somebody did: who, when, to what, before and after.

    The database refuses to change or delete one. People stand in it as references and never by
    name, in `before` and `after` too: who is reduced to a pseudonym is so in every entry, and the
    record stays whole. For the same reason the address that it was done from stands apart. `by` is
    None where no person of the organization did it; `on_behalf` says who or what then. `subject` is
    the kind of the thing and `subject_id` which one, as its primary key; `title` what it was
    called, where it is no person.
    """

    class Action(models.TextChoices):
        """What was done."""

        EXCUSE_ASKED = "excuse-asked", "Asked for a waiver or an attestation"
        EXCUSE_APPROVED = "excuse-approved", "Approved a waiver or an attestation"
        EXCUSE_REFUSED = "excuse-refused", "Refused a waiver or an attestation"
        EXCUSE_WITHDRAWN = "excuse-withdrawn", "Withdrew what they had asked for"
        EXCUSE_REVOKED = "excuse-revoked", "Revoked a waiver or an attestation"
        REQUEST_APPROVED = "request-approved", "Approved what a repository asks for"
        REQUEST_REFUSED = "request-refused", "Refused what a repository asks for"
        SETTINGS_CHANGED = "settings-changed", "Changed the settings"
        PROTOCOL_CHANGED = "protocol-changed", "Changed a protocol"
        ROLE_GIVEN = "role-given", "Gave a role"
        ROLE_TAKEN_BACK = "role-taken-back", "Took back a role that was given"
        ADMINISTRATOR_MADE = "administrator-made", "Made a local administrator"
        ADMINISTRATOR_SET = "administrator-set", "Set a local administrator's password"
        LINK_MADE = "link-made", "Made a link that signs a local administrator in"
        LINK_USED = "link-used", "Used a link that signs a local administrator in"
        SIGNED_IN = "signed-in", "Signed in"
        SIGNED_OUT = "signed-out", "Signed out"
        SESSION_ENDED = "session-ended", "Was signed out"
        SIGN_IN_FAILED = "sign-in-failed", "Failed to sign in"
        SIGN_IN_REFUSED = "sign-in-refused", "Was refused to sign in"
        FACTOR_SET = "factor-set", "Set up a second factor"
        FACTOR_REMOVED = "factor-removed", "Removed a second factor"
        CHECK_ASKED = "check-asked", "Had a repository checked again"
        PLAN_MADE = "plan-made", "Made an onboarding plan"
        PLAN_CHANGED = "plan-changed", "Changed an onboarding plan"
        PLAN_ENDED = "plan-ended", "Called off an onboarding plan"
        ITEM_CONFIRMED = "item-confirmed", "Confirmed an item of an onboarding plan"
        ITEM_SENT_BACK = "item-sent-back", "Sent back an item of an onboarding plan"
        TOKEN_MADE = "token-made", "Made a token for the doctor"
        TOKEN_REVOKED = "token-revoked", "Revoked a token for the doctor"
        CHANNEL_SET = "channel-set", "Set the channel of a team"
        CHANNEL_CHANGED = "channel-changed", "Changed when a team’s channel gets its digest"
        CHANNEL_TESTED = "channel-tested", "Had a test message posted to a team’s channel"
        CHANNEL_ASKED = "channel-asked", "Had the digest posted to a team’s channel at once"
        CHANNEL_PAUSED = "channel-paused", "Paused the channel of a team"
        CHANNEL_RESUMED = "channel-resumed", "Let a team’s channel have its digest again"
        CHANNEL_REMOVED = "channel-removed", "Removed the channel of a team"
        EXPORTED = "exported", "Exported a list"
        PERSON_REDUCED = "person-reduced", "Reduced somebody who has left to a pseudonym"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="audit_entries")
    at = models.DateTimeField()
    action = models.CharField(max_length=30, choices=Action)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=50)
    title = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, on_behalf="")
                | (models.Q(by=None) & ~models.Q(on_behalf="")),
                name="who_did_it_is_known",
            ),
        )
        indexes = (models.Index(fields=("organization", "-at"), name="audit_by_time"),)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title}"

    @property
    def address(self) -> str | None:
        """The IP address that it was done from; None: from no page, or it is no longer kept.

        Whoever reads it of many selects `origin` with them.
        """
        origin: AuditOrigin | None = getattr(self, "origin", None)
        return origin.address if origin else None


class AuditOrigin(models.Model):
    """The IP address that something was done from.

    The database refuses to change it, and to delete it before who did it is a pseudonym.
    """

    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="origin")
    address = models.GenericIPAddressField()

    def __str__(self) -> str:
        return f"{self.entry} from {self.address}"
