"""The rows of a check's page: what it says of each repository, as `rows` writes those of lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from compliance.models import CheckResult, Excuse
from compliance.scoring import Standing
from dashboard.markup import markup, markup_of_each
from dashboard.templatetags.moments import day
from dashboard.templatetags.pieces import history_page, outcome_chip, repository_page
from dashboard.templatetags.plumbline import inline_code
from dashboard.templatetags.rows import owner_tags
from dashboard.views.standing import ShownTeam

register = template.Library()


@register.simple_tag
def check_rows(
    key: str,
    results: Iterable[CheckResult],
    owners: Mapping[int, Sequence[ShownTeam]],
    excused: Mapping[int, Sequence[Excuse]],
) -> SafeString:
    """The results of one check, each with those who own its repository and what it rests on."""
    rows = (
        (_row(key, each, owners.get(each.repository_id), excused.get(each.pk)),) for each in results
    )
    return markup_of_each("{}", rows)


def _row(
    key: str,
    result: CheckResult,
    owners: Sequence[ShownTeam] | None,
    excuses: Sequence[Excuse] | None,
) -> SafeString:
    repository = result.repository
    return markup(
        _ROW,
        _QUIET if result.standing == Standing.NOT_APPLICABLE else "",
        outcome_chip(result.standing),
        repository_page(repository.slug),
        key,
        repository.name,
        inline_code(result.message),
        _excuses(result, excuses) if excuses else "",
        owner_tags(owners),
        history_page(repository.slug, key),
        day(result.since),
    )


_ROW = """
<li{}>
  <span class="first">{}</span>
  <div class="grow">
    <a class="title" href="{}#{}">{}</a>
    <div class="small muted">{}</div>{}
  </div>
  <span class="tags optional">{}</span>
  <a class="when" href="{}">since {}</a>
</li>"""
_QUIET = SafeString(' class="is-quiet"')


def _excuses(result: CheckResult, excuses: Sequence[Excuse]) -> SafeString:
    """By a template, since few results rest on any."""
    return render_to_string("checks/_excuses.html", {"result": result, "excuses": excuses})
