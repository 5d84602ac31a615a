import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from plans.models import Plan


@pytest.fixture
def client(db):
    client = APIClient()
    client.force_authenticate(User.objects.create_user("clerk"))
    return client


def test_strangers_see_no_plan(db):
    assert APIClient().get("/plans/").status_code == 401


def test_plans_come_in_the_order_of_their_names(client):
    for name in ("Small", "Large"):
        Plan.objects.create(
            name=name, monthly_cents=4900, parcels_included=100, cents_per_further_parcel=35
        )

    answer = client.get("/plans/")

    assert [each["name"] for each in answer.json()["results"]] == ["Large", "Small"]
