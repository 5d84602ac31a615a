from rest_framework.test import APIClient


def test_strangers_see_no_plan(db):
    assert APIClient().get("/plans/").status_code == 401
