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


@pytest.mark.parametrize(
    "registering",
    [
        "router.register(prefix='lines', viewset=views.Items, basename='lines')\n",
        "router.register('lines', viewset=views.Items)\n",
        "router.register('lines', views.Items)\n",
    ],
)
@pytest.mark.parametrize(
    "nested",
    [
        "(router, 'items', lookup='item')",
        "(parent_router=router, parent_prefix='items', lookup='item')",
    ],
)
def test_what_is_registered_by_the_names_of_parameters(registering: str, nested: str) -> None:
    urls = (
        f"{URLS}from rest_framework_nested.routers import NestedSimpleRouter\n{registering}"
        f"inner = NestedSimpleRouter{nested}\n"
        "inner.register(prefix=r'parts', viewset=views.Items)\n"
        "urlpatterns = router.urls + inner.urls\n"
    )

    found = addresses({**BASE, "shop/urls.py": urls}, "django", "djangorestframework")
    assert found == [
        "GET /items",
        "GET /items/{item_pk}/parts",
        "GET /items/{item_pk}/parts/{pk}",
        "GET /items/{pk}",
        "GET /lines",
        "GET /lines/{pk}",
    ]


@pytest.mark.parametrize(
    "included", ["slashless(include('shop.parts'))", "guarded(staff, include(arg='shop.parts'))"]
)
def test_what_is_included_may_be_handed_on(included: str) -> None:
    files = {
        **BASE,
        "shop/urls.py": "from django.urls import include, path\n"
        "from .paths import guarded, slashless\n"
        f"urlpatterns = [path('api/', {included})]\n",
        "shop/paths.py": "def slashless(urls):\n    return urls\n",
        "shop/parts.py": f"{URLS}urlpatterns = router.urls\n",
    }

    assert addresses(files, "django", "djangorestframework") == ITEMS
