from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from rest_framework.test import APIClient

from parcels.models import Parcel


@pytest.fixture
def client(db):
    worker = User.objects.create_user("worker")
    worker.user_permissions.set(Permission.objects.filter(content_type__app_label="parcels"))
    client = APIClient()
    client.force_authenticate(worker)
    return client


def test_the_newest_parcel_comes_first(client):
    now = timezone.now()
    Parcel.objects.create(number="BQ0000000001", arrived_at=now, grams=500)
    Parcel.objects.create(number="BQ0000000002", arrived_at=now + timedelta(days=1), grams=900)

    answer = client.get("/api/parcels/")

    assert [each["number"] for each in answer.json()["results"]] == ["BQ0000000002", "BQ0000000001"]


def test_strangers_see_nothing(db):
    assert APIClient().get("/api/parcels/").status_code == 403
