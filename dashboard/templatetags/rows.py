"""The rows of lists that are long, and their cells: a template for each would take most of the time
that the page has.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from django import template
from django.utils.safestring import SafeString

from compliance.models import Repository
from compliance.scorecards.questions import Section
from compliance.scoring import Weights
from dashboard.markup import markup, markup_of_each
from dashboard.templatetags.figures import heat, percent, share_of
from dashboard.templatetags.moments import ago
from dashboard.templatetags.pieces import (
    level_mark,
    moved_by,
    repository_page,
    score_bar,
    stacked_bar,
    team_page,
)
from dashboard.templatetags.plumbline import icon
from dashboard.templatetags.words import stack_name
from dashboard.views.listed_repositories import ListedRepository
from dashboard.views.standing import ShownTeam, TeamRow, level_segments

register = template.Library()


@register.simple_tag
def owned_repository_row(
    repository: ListedRepository,
    owners: Iterable[ShownTeam] | None,
    names_visibility: bool,
) -> SafeString:
    """A row of a list of repositories, with those who own it."""
    return _row(repository, markup(_OWNERS, _tags(owners or ())), names_visibility=names_visibility)


@register.simple_tag
def repository_row(
    repository: ListedRepository,
    names_visibility: bool,
) -> SafeString:
    """A row of a list of repositories that are all of one team."""
    return _row(repository, "", names_visibility=names_visibility)


def _row(repository: ListedRepository, owners: str, *, names_visibility: bool) -> SafeString:
    level, judged_at = _level(repository), repository.judged_at
    return markup(
        _ROW,
        _named(repository, level, names_visibility=names_visibility),
        level,
        score_bar(repository.score) if judged_at else "",
        _of_week(repository) if repository.moved or repository.worse else "",
        percent(share_of(repository.covered, repository.judged)) if judged_at else "",
        _required_gaps(repository) if judged_at else "",
        owners,
        ago(judged_at) if judged_at else "Waiting",
    )


_ROW = """
<tr>
  <th scope="row">{}</th>
  <td class="optional">{}</td>
  <td>{}{}</td>
  <td class="end number roomy">{}</td>
  <td class="end number nowrap">{}</td>
  {}<td class="roomy small muted nowrap">{}</td>
</tr>"""
_OWNERS = '<td class="owners"><span class="tags">{}</span></td>'


def _named(
    repository: ListedRepository, level: SafeString, *, names_visibility: bool
) -> SafeString:
    """Its name, what it is written in, and on a narrow page its level."""
    said = []
    if repository.judged_at is not None:
        said.append(", ".join(map(stack_name, repository.stacks)) or "No backend component")
    if names_visibility and repository.visibility in _NOT_PUBLIC:
        said.append(_NOT_PUBLIC[repository.visibility])
    return markup(
        _NAMED,
        repository_page(repository.slug),
        repository.name,
        _trouble(repository) if repository.problem else "",
        " · ".join(said),
        markup(_EXCUSED, repository.excused) if repository.excused else "",
        level,
    )


_NAMED = (
    '<a href="{}">{}</a>{}<span class="under optional">{}{}</span><span class="narrow">{}</span>'
)
_NOT_PUBLIC = {key: name for key, name in Repository.Visibility.choices if key != "public"}
_EXCUSED = ' · <span class="is-excused nowrap">{} excused</span>'


def _trouble(repository: ListedRepository) -> SafeString:
    return markup(
        ' <span class="chip is-unknown" title="{}">{}{}</span>',
        repository.problem,
        icon("warning", 13),
        "Stale" if repository.judged_at else "Not read",
    )


def _level(repository: ListedRepository) -> SafeString:
    if repository.judged_at is None:
        return _NOT_JUDGED
    return level_mark(repository.level, repository.judged)


_NOT_JUDGED = SafeString('<span class="muted">Not judged yet</span>')


def _of_week(repository: ListedRepository) -> SafeString:
    """How its score moved in a week, and how many of its checks got worse."""
    page, worse = repository_page(repository.slug), repository.worse
    return markup(
        '<span class="week">{}{} <span class="visually-hidden">this week</span></span>',
        moved_by(repository.moved) if repository.moved else "",
        markup(_GOT_WORSE, page, worse) if worse else "",
    )


_GOT_WORSE = ' <a href="{}#history">{} worse</a>'


def _required_gaps(repository: ListedRepository) -> SafeString:
    """How many required checks fail, and of how many it is not known."""
    failing, undecided = repository.required_failures, repository.required_unknowns
    if not failing and not undecided:
        return _NONE
    page = repository_page(repository.slug)
    return markup(
        "{}{}",
        markup(_FAILING, page, failing) if failing else _NONE,
        markup(_UNDECIDED, page, undecided) if undecided else "",
    )


_FAILING = '<a href="{}?outcome=fail#checks">{}</a>'
_UNDECIDED = ' <a class="small muted under" href="{}?outcome=unknown#checks">{} unknown</a>'
_NONE = SafeString('<span class="muted">0</span>')


def _tags(owners: Iterable[ShownTeam]) -> SafeString:
    """The teams that own something, each as a link to its page; a dash where there is none."""
    tags = ((team_page(each.slug), each.name, each.name) for each in owners)
    return markup_of_each('<a class="tag" href="{}" title="{}">{}</a>', tags) or _NOBODY


_NOBODY = SafeString('<span class="muted">–</span>')


@register.simple_tag
def owner_tags(owners: Iterable[ShownTeam] | None) -> SafeString:
    """The teams that own something, each as a link to its page."""
    tags = ((team_page(each.slug), each.name) for each in owners or ())
    return markup_of_each('<a class="tag" href="{}">{}</a>', tags)


@register.simple_tag
def team_rows(rows: Iterable[TeamRow], changes_page: str, repositories_page: str) -> SafeString:
    """The rows of the list of teams: where each stands."""
    return markup_of_each("{}", ((_team(row, changes_page, repositories_page),) for row in rows))


def _team(row: TeamRow, changes_page: str, repositories_page: str) -> SafeString:
    standing, team = row.standing, row.team
    return markup(
        _TEAM_ROW,
        team_page(team.slug),
        team.name,
        score_bar(standing.weights.score),
        _week(row, changes_page),
        percent(standing.weights.coverage),
        stacked_bar(level_segments(standing), "is-small"),
        repositories_page,
        team.slug,
        standing.compliant,
        standing.repositories,
        markup(_NOT_ESTABLISHED, repositories_page, team.slug, standing.not_established)
        if standing.not_established
        else "",
    )


_TEAM_ROW = """
<tr>
  <th scope="row"><a href="{}">{}</a></th>
  <td>{}</td>
  <td class="small">{}</td>
  <td class="end number roomy">{}</td>
  <td class="optional is-bar">{}</td>
  <td class="end number nowrap"><a href="{}?team={}">{} of {}</a>{}</td>
</tr>"""
_NOT_ESTABLISHED = (
    ' <a class="small muted under" href="{}?team={}&amp;compliance=not_established">{} unknown</a>'
)


@register.simple_tag
def heat_rows(
    rows: Iterable[TeamRow],
    sections: Sequence[Section],
    heat: Mapping[int, Sequence[Weights]],
    changes_page: str,
    checks_page: str,
    own: Container[int],
) -> SafeString:
    """The rows of the table of teams by section; scores are links where there is a page of checks.
    The reader's `own` teams, by primary key, are marked.
    """
    return markup_of_each(
        "{}",
        (
            (_hot(row, _cells(row, sections, heat[row.team.pk], checks_page), changes_page, own),)
            for row in rows
        ),
    )


def _hot(row: TeamRow, cells: str, changes_page: str, own: Container[int]) -> SafeString:
    return markup(
        _HEAT_ROW,
        team_page(row.team.slug),
        row.team.name,
        _OWN if row.team.pk in own else "",
        percent(row.now.score_of(row.team.pk)),
        _week(row, changes_page),
        cells,
    )


def _cells(
    row: TeamRow, sections: Iterable[Section], weights: Iterable[Weights], checks_page: str
) -> SafeString:
    of_team = markup("{}?team={}&amp;section=", checks_page, row.team.slug) if checks_page else None
    scores = zip(sections, (each.score for each in weights), strict=True)
    return markup_of_each("{}", ((_cell(score, of_team, each),) for each, score in scores))


_OWN = markup(' <span class="tag">Yours</span>')
_HEAT_ROW = """
<tr>
  <th scope="row"><a href="{}">{}</a>{}</th>
  <td class="plain number"><strong>{}</strong></td>
  <td class="plain small">{}</td>
  {}
</tr>"""


def _week(row: TeamRow, changes_page: str) -> SafeString:
    """How a team's score moved in a week, and how many of its checks got worse and better."""
    counted = (("worse", row.worse), ("better", row.better))
    links = ((changes_page, kind, row.team.slug, count, kind) for kind, count in counted if count)
    return markup(
        '<span class="week">{}{}</span>', moved_by(row.moved), markup_of_each(_KIND, links)
    )


_KIND = ' <a href="{}?kind={}&amp;team={}">{} {}</a>'


def _cell(score: float | None, of_team: SafeString | None, section: Section) -> SafeString:
    if score is None:
        return _NO_SCORE
    if of_team is None:
        return markup(_CELL, heat(score), percent(score))
    return markup(_LINKED, heat(score), of_team, section.identity, percent(score))


_NO_SCORE = SafeString('<td><span class="cell is-empty">–</span></td>')
_CELL = '<td><span class="cell is-{}">{}</span></td>'
_LINKED = '<td><a class="cell is-{}" href="{}{}">{}</a></td>'
