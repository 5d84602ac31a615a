"""Every case of every check, and that every check has the cases it needs."""

import pytest

from compliance.checks import CATALOGUE
from compliance.extract import VERSIONS, extract
from compliance.facts import Phase, RepositoryFacts, Today
from compliance.facts.encoding import decode, encode
from tests.compliance.checks import (
    access_cases,
    adonisjs_cases,
    api_documents_cases,
    asking_cases,
    beyond_cases,
    caching_cases,
    callers_cases,
    command_line_cases,
    controllers_cases,
    credentials_cases,
    database_cases,
    described_cases,
    environment_cases,
    errors_cases,
    forge_security_cases,
    found_tests_cases,
    generic_views_cases,
    git_flow_cases,
    handed_bodies_cases,
    lasting_cases,
    layers_cases,
    lists_cases,
    loops_cases,
    lucid_cases,
    markup_cases,
    markup_made_cases,
    markup_named_cases,
    markup_pages_cases,
    packages_cases,
    performance_cases,
    permissions_cases,
    proven_cases,
    quality_cases,
    queries_cases,
    rest_cases,
    reviews_cases,
    runtime_cases,
    schema_cases,
    secrets_cases,
    serializers_cases,
    services_cases,
    setup_cases,
    small_servers_cases,
    small_servers_http_cases,
    small_servers_queries_cases,
    testing_cases,
    validation_cases,
)
from tests.compliance.repositories import Case, extractors_of, judge_facts, tree_of

CASES: tuple[Case, ...] = (
    *runtime_cases.CASES,
    *packages_cases.CASES,
    *setup_cases.CASES,
    *environment_cases.CASES,
    *quality_cases.CASES,
    *services_cases.CASES,
    *errors_cases.CASES,
    *markup_cases.CASES,
    *markup_made_cases.CASES,
    *markup_named_cases.CASES,
    *markup_pages_cases.CASES,
    *caching_cases.CASES,
    *callers_cases.CASES,
    *command_line_cases.CASES,
    *controllers_cases.CASES,
    *credentials_cases.CASES,
    *handed_bodies_cases.CASES,
    *validation_cases.CASES,
    *rest_cases.CASES,
    *access_cases.CASES,
    *adonisjs_cases.CASES,
    *asking_cases.CASES,
    *beyond_cases.CASES,
    *api_documents_cases.CASES,
    *database_cases.CASES,
    *described_cases.CASES,
    *queries_cases.CASES,
    *lasting_cases.CASES,
    *lists_cases.CASES,
    *loops_cases.CASES,
    *lucid_cases.CASES,
    *layers_cases.CASES,
    *permissions_cases.CASES,
    *serializers_cases.CASES,
    *generic_views_cases.CASES,
    *schema_cases.CASES,
    *performance_cases.CASES,
    *small_servers_cases.CASES,
    *small_servers_http_cases.CASES,
    *small_servers_queries_cases.CASES,
    *proven_cases.CASES,
    *testing_cases.CASES,
    *found_tests_cases.CASES,
    *git_flow_cases.CASES,
    *reviews_cases.CASES,
    *secrets_cases.CASES,
    *forge_security_cases.CASES,
)


@pytest.fixture(
    scope="module",
    params=CASES,
    ids=lambda case: f"{case.check}: {case.outcome}: {case.name}",
)
def case(request: pytest.FixtureRequest) -> Case:
    """Each of them in turn."""
    found: Case = request.param
    return found


@pytest.fixture(scope="module")
def read(case: Case) -> RepositoryFacts:
    """What its files say, for all tests of it, since reading takes longest."""
    return extract(tree_of(case.files), extractors_of(case.check))


def test_case(case: Case, read: RepositoryFacts) -> None:
    result = judge_facts(
        case.check,
        read.knowing(Today(case.today), Phase(case.phase)),
        parameters=case.parameters,
        facts=case.facts,
    )

    assert (result.outcome, case.message in result.message) == (case.outcome, True), result.message
    if case.evidence is not None:
        assert tuple((place.path, place.line) for place in result.evidence) == case.evidence


def test_its_facts_come_back_from_the_database_equal(case: Case, read: RepositoryFacts) -> None:
    made = {each.fact for each in extractors_of(case.check)}
    versions = {fact: version for fact, version in VERSIONS.items() if fact in made}

    assert decode(encode(read, versions), versions) == read


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_check_has_a_passing_a_failing_and_a_not_applicable_case(key: str) -> None:
    outcomes = {case.outcome for case in CASES if case.check == key}

    assert outcomes >= {"pass", "fail", "not_applicable"}
