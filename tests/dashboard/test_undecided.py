"""What a repository's page says of checks that could not be decided."""

from __future__ import annotations

from django.test import Client

from compliance.models import Organization
from tests.dashboard.reading import text_of
from tests.factories import make_repository, make_result


def test_what_is_undecided_says_what_decides_it(client: Client, organization: Organization) -> None:
    repository = make_repository(organization, "pickup-points")
    make_result(repository, "caching", "unknown", attestable=True)
    make_result(repository, "lockfile-in-sync", "unknown", attestable=False)
    make_result(repository, "dev-branch", "fail", attestable=True)
    attested_by = {"standing": "attested", "excuses": [1], "attestable": True}
    make_result(repository, "load-tests", "unknown", **attested_by)

    text = text_of(client, "/repositories/pickup-points/")

    attested = "This is unknown, for the reason above. Who knows that it holds can attest it,"
    read = "This is unknown, for the reason above, and judged anew once that is gone."
    assert f"{attested} with what shows it; if it does not: Remedy of caching." in text
    assert f"{read} Should it fail then: Remedy of lockfile-in-sync." in text
    assert "What to do Remedy of dev-branch." in text
    assert "What to do Remedy of load-tests." in text, "somebody has attested it"
