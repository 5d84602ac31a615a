"""Routers of Django REST framework that are included together with other patterns."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses
from tests.compliance.repositories import Files

BASE: Files = {
    "manage.py": "",
    "shop/settings.py": "import django\nROOT_URLCONF = 'shop.urls'\n",
    "shop/__init__.py": "",
    "shop/views.py": "from rest_framework import viewsets\n"
    "from rest_framework.views import APIView\n"
    "class Items(viewsets.ReadOnlyModelViewSet):\n    pass\n"
    "class Totals(APIView):\n    def get(self, request):\n        return Response({})\n",
}
URLS = (
    "from django.urls import include, path\nfrom rest_framework import routers\n"
    "from . import views\nrouter = routers.DefaultRouter()\n"
    "router.register('items', views.Items)\n"
)
TOTALS = "path('totals', views.Totals.as_view())"
ITEMS = ["GET /api/items", "GET /api/items/{pk}"]


@pytest.mark.parametrize(
    ("included", "expected"),
    [
        (f"[{TOTALS}] + router.urls", [*ITEMS, "GET /api/totals"]),
        (f"router.urls + [{TOTALS}]", [*ITEMS, "GET /api/totals"]),
        (f"([{TOTALS}] + router.urls, 'api')", [*ITEMS, "GET /api/totals"]),
        (f"[{TOTALS}, *router.urls]", [*ITEMS, "GET /api/totals"]),
        ("[*router.urls]", ITEMS),
        ("(router.urls, 'api')", ITEMS),
        (f"[{TOTALS}] + more()", ["GET /api/totals"]),
        (f"[{TOTALS}] * 1", []),
    ],
)
def test_a_router_is_included_with_other_patterns(included: str, expected: list[str]) -> None:
    urls = f"{URLS}urlpatterns = [path('api/', include({included}))]\n"

    found = addresses({**BASE, "shop/urls.py": urls}, "django", "djangorestframework")
    assert found == expected
