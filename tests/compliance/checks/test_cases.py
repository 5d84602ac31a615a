"""Every case of every check, and that every check has the cases it needs."""

import pytest

from compliance.checks import CATALOGUE
from tests.compliance.checks import (
    access_cases,
    api_documents_cases,
    caching_cases,
    controllers_cases,
    database_cases,
    environment_cases,
    errors_cases,
    forge_security_cases,
    generic_views_cases,
    git_flow_cases,
    layers_cases,
    loops_cases,
    markup_cases,
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
from tests.compliance.repositories import Case, judge

CASES: tuple[Case, ...] = (
    *runtime_cases.CASES,
    *packages_cases.CASES,
    *setup_cases.CASES,
    *environment_cases.CASES,
    *quality_cases.CASES,
    *services_cases.CASES,
    *errors_cases.CASES,
    *markup_cases.CASES,
    *caching_cases.CASES,
    *controllers_cases.CASES,
    *validation_cases.CASES,
    *rest_cases.CASES,
    *access_cases.CASES,
    *api_documents_cases.CASES,
    *database_cases.CASES,
    *queries_cases.CASES,
    *loops_cases.CASES,
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
    *git_flow_cases.CASES,
    *reviews_cases.CASES,
    *secrets_cases.CASES,
    *forge_security_cases.CASES,
)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.check}: {case.outcome}: {case.name}"
)
def test_case(case: Case) -> None:
    result = judge(
        case.check,
        case.files,
        today=case.today,
        phase=case.phase,
        parameters=case.parameters,
        facts=case.facts,
    )

    assert (result.outcome, case.message in result.message) == (case.outcome, True), result.message
    if case.evidence is not None:
        assert tuple((place.path, place.line) for place in result.evidence) == case.evidence


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_check_has_a_passing_a_failing_and_a_not_applicable_case(key: str) -> None:
    outcomes = {case.outcome for case in CASES if case.check == key}

    assert outcomes >= {"pass", "fail", "not_applicable"}
