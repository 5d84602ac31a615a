"""Tells the routes that others call to tell of an event (JavaScript and TypeScript)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.extract.code.expressions import Call, Expression, Item, Text, path_of
from compliance.extract.code.model import Function

_WEBHOOK = re.compile(
    r"web[-_]?hooks?(?:[-_]?(?:callback|endpoint|handler|listener|receiver))?$|^hooks?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"constructEvent|verify\w{0,20}(?:Signature|Webhook)|unwrapWebhook|validate\w{0,10}Signature"
    r"|isValidSignature|webhooks?\.verify|timingSafeEqual",
    re.IGNORECASE,
)
# Of these each is by its own name for events that others tell of.
_EVENTS = re.compile(
    r"\bconstructEvent(?:Async)?$|(?:verify|unwrap)\w{0,20}Webhook(?:Signature)?$"
    r"|(?:^|\.)webhooks?\.verify$",
    re.IGNORECASE,
)
# What such a sender says of the event in a header: `x-shopify-topic`, `x-github-event`.
_OF_EVENT = re.compile(r"x-[a-z]{2,30}(?:-[a-z]{2,30}){0,3}-(?:topic|event)", re.IGNORECASE)
# What somebody builds that runs when it is told of an event: `/webhooks/{flowId}`.
_OF_FLOW = re.compile(
    r"[:{]?(?:automation|bot|flow|pipeline|recipe|scenario|trigger|workflow|zap)_?(?:uu)?id\}?",
    re.IGNORECASE,
)
_PROVIDERS = frozenset(
    """stripe github gitlab paypal shopify twilio sendgrid mailgun postmark slack discord telegram
    clerk resend paddle lemonsqueezy lemon-squeezy polar plaid square razorpay svix bitbucket linear
    jira hubspot intercom whatsapp facebook messenger meta line zoom calendly typeform docusign
    mailchimp brevo ses sns aws braintree adyen mollie paystack flutterwave workos auth0 supabase
    vercel sentry revenuecat chargebee recurly wise gocardless inngest trigger qstash
    replicate""".split()
)


def starts_a_flow(parts: list[str]) -> bool:
    """Whether others call a route, by whatever method, to start something built of steps."""
    before, last = parts[-2:] if len(parts) > 1 else ("", "")
    return bool(_WEBHOOK.search(before) and _OF_FLOW.fullmatch(last))


def is_webhook(
    parts: list[str], handler: Function | None, calls: list[Call], guards: tuple[Expression, ...]
) -> bool:
    """Whether others call a route to tell of an event: not the management of one's own webhooks.
    `parts` are those of its path, `calls` what its handler calls.
    """
    signed = any(
        _SIGNED.search(each) for each in (*map(path_of, guards), *(each.path for each in calls))
    )
    named = [bool(_WEBHOOK.search(part)) for part in parts]
    said = handler is not None and bool(re.search("webhook", handler.name, re.IGNORECASE))
    if any(named):
        # `/stripe/webhook`, `/webhooks/stripe`; `/webhooks` alone, or one of them by its id, is
        # how people manage theirs.
        single = not parts[-1].lower().endswith("s") and named[-1]
        of_any = said and any("provider" in part.lower() for part in parts)
        return signed or single or of_any or _is_of_provider(parts, named)
    return (signed and said) or (handler is not None and _takes_events(handler, calls))


def _takes_events(handler: Function, calls: list[Call]) -> bool:
    """Whether a handler holds what it is sent to the signature of a webhook, by its library: that
    of Stripe, or Svix's `new Webhook(secret).verify(body, headers)`; or reads in a header which
    event it is told of.
    """
    made = any(call.constructs and call.path == "Webhook" for call in calls)
    return any(
        _EVENTS.search(call.path) or (made and call.name == "verify") for call in calls
    ) or any(map(_OF_EVENT.fullmatch, _headers_read(handler, calls)))


def _headers_read(handler: Function, calls: list[Call]) -> Iterator[str]:
    """The texts by which a handler reads something: those of headers are among them."""
    for call in calls:
        key = call.argument(0) if call.name in ("get", "header", "getHeader") else None
        if isinstance(key, Text):
            yield key.value
    for each in handler.everything():
        for read in each.reads:
            key = read.value.key if isinstance(read.value, Item) else None
            if isinstance(key, Text):
                yield key.value


def _is_of_provider(parts: list[str], named: list[bool]) -> bool:
    """`/webhooks/stripe`, `/stripe-webhooks`."""
    receiving = (part for part, is_named in zip(parts, named, strict=True) if is_named)
    if any(_WEBHOOK.sub("", each).rstrip("-_").lower() in _PROVIDERS for each in receiving):
        return True
    # `/webhooks/stripe`, `/webhooks/replicate/:id`, where one part more says of what.
    behind = parts[named.index(True) + 1 :]
    return 0 < len(behind) < 3 and behind[0].lower() in _PROVIDERS
