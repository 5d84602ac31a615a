"""The routes of Django REST framework and Django Ninja."""

from __future__ import annotations

import pytest

from compliance.facts.routes import Routes
from tests.compliance.extract.python_routes_cases import addresses, guards_of, handlers_of
from tests.compliance.repositories import Files, facts_of

VIEWS = (
    "from rest_framework import generics, mixins, viewsets\n"
    "from rest_framework.decorators import action, api_view\n"
    "from rest_framework.views import APIView\n"
)
BASE: Files = {
    "manage.py": "",
    "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
    "shop/__init__.py": "",
}
ALL = [
    "DELETE /items/{pk}", "GET /items", "GET /items/{pk}", "PATCH /items/{pk}", "POST /items",
    "PUT /items/{pk}",
]  # fmt: skip


def with_router(viewset: str, registering: str = "router.register(r'items', views.Items)") -> Files:
    return {
        **BASE,
        "shop/views.py": VIEWS + viewset,
        "shop/urls.py": "from django.urls import include, path\n"
        "from rest_framework import routers\n"
        f"from . import views\nrouter = routers.DefaultRouter()\n{registering}\n"
        "urlpatterns = [path('', include(router.urls))]\n",
    }


def with_view(view: str) -> Files:
    return {
        **BASE,
        "shop/views.py": VIEWS + view,
        "shop/urls.py": "from django.urls import path\nfrom .views import V\n"
        "urlpatterns = [path('v', V)]\n",
    }


@pytest.mark.parametrize(
    ("table", "loop"),
    [
        (
            "[{'at': r'items', 'view': views.Items}]",
            "for each in NEAR + FAR:\n    router.register(each['at'], each['view'], basename='x')",
        ),
        ("[('items', views.Items)]", "for at, view in NEAR + FAR:\n    router.register(at, view)"),
        ("[('items', views.Items)]", "for each in NEAR:\n    router.register(*each)"),
    ],
)
def test_view_sets_that_a_loop_takes_from_a_table(table: str, loop: str) -> None:
    viewset = "class Items(viewsets.ReadOnlyModelViewSet):\n    pass"

    found = addresses(with_router(viewset, f"NEAR = {table}\nFAR = []\n{loop}"), "django")

    assert found == ["GET /items", "GET /items/{pk}"]


@pytest.mark.parametrize(
    ("viewset", "expected"),
    [
        ("class Items(viewsets.ModelViewSet):\n    pass", ALL),
        ("class Base(viewsets.ModelViewSet):\n    pass\nclass Items(Base):\n    pass", ALL),
        (
            "class Items(viewsets.ReadOnlyModelViewSet):\n    pass",
            ["GET /items", "GET /items/{pk}"],
        ),
        (
            (
                "class Items(mixins.CreateModelMixin, mixins.ListModelMixin,\n"
                "            viewsets.GenericViewSet):\n"
                "    pass"
            ),
            ["GET /items", "POST /items"],
        ),
        (
            (
                "class Items(viewsets.ViewSet):\n    def list(self, request): ...\n"
                "    def destroy(self, request, pk): ..."
            ),
            ["DELETE /items/{pk}", "GET /items"],
        ),
        (
            "class Items(viewsets.ModelViewSet):\n    http_method_names = ['get']",
            ["GET /items", "GET /items/{pk}"],
        ),
        (
            "class Items(viewsets.ReadOnlyModelViewSet):\n    lookup_field = 'slug'",
            ["GET /items", "GET /items/{slug}"],
        ),
        (
            (
                "class Items(viewsets.ReadOnlyModelViewSet):\n    lookup_field = 'a'\n"
                "    lookup_url_kwarg = 'name'"
            ),
            ["GET /items", "GET /items/{name}"],
        ),
        (
            (
                "class Items(viewsets.GenericViewSet):\n"
                "    @action(detail=True, methods=['post', 'delete'])\n"
                "    def archive(self, request, pk): ..."
            ),
            ["DELETE /items/{pk}/archive", "POST /items/{pk}/archive"],
        ),
        (
            (
                "class Items(viewsets.GenericViewSet):\n"
                "    @action(detail=False, url_path='by-name/(?P<name>[^/.]+)')\n"
                "    def named(self, request, name): ..."
            ),
            ["GET /items/by-name/{name}"],
        ),
        (
            (
                "class Items(viewsets.GenericViewSet):\n    @action(['GET'], True)\n"
                "    def parts(self, request, pk): ..."
            ),
            ["GET /items/{pk}/parts"],
        ),
        (
            (
                "class Items(viewsets.GenericViewSet):\n    @action(detail=True)\n"
                "    def lock(self, request, pk): ...\n    @lock.mapping.delete\n"
                "    def unlock(self, request, pk): ..."
            ),
            ["DELETE /items/{pk}/lock", "GET /items/{pk}/lock"],
        ),
        (
            (
                "class Mixin:\n    @action(detail=False)\n    def recent(self, request): ...\n"
                "class Items(Mixin, viewsets.GenericViewSet):\n    pass"
            ),
            ["GET /items/recent"],
        ),
        (
            (
                "class Items(viewsets.ReadOnlyModelViewSet):\n"
                "    renderer_classes = [TemplateHTMLRenderer]"
            ),
            ["GET /items [a page]", "GET /items/{pk} [a page]"],
        ),
    ],
)
def test_a_viewset_has_the_actions_of_what_it_extends(viewset: str, expected: list[str]) -> None:
    assert addresses(with_router(viewset), "django", "djangorestframework") == expected


@pytest.mark.parametrize(
    ("registering", "expected"),
    [
        ("router.register('v1/items', views.Items, basename='i')", ["GET /v1/items"]),
        ("from other import inner\nrouter.registry.extend(inner.registry)", ["GET /others"]),
        (
            (
                "from rest_framework_nested.routers import NestedDefaultRouter\n"
                "parts = NestedDefaultRouter(router, 'items', lookup='item')\n"
                "parts.register('parts', views.Items)\n"
                "urlpatterns = [path('', include(parts.urls))]"
            ),
            ["GET /items/{item_pk}/parts"],
        ),
        (
            (
                "inner = router.register('items', nowhere.Items)\n"
                "inner.register('parts', views.Items, parents_query_lookups=['item_id'])"
            ),
            ["GET /items/{parent_lookup_item_id}/parts"],
        ),
        (
            "router.register('items', nowhere.Items).register('parts', views.Items)",
            ["GET /items/{parent_lookup_item}/parts"],
        ),
        ("PREFIX = 'a/'\nrouter.register(PREFIX + 'items', views.Items)", ["GET /a/items"]),
        ("router.register(name(), views.Items)", ["GET / ~"]),
        ("router.register('items', nowhere.Items)", []),
    ],
)
def test_what_is_registered_with_a_router(registering: str, expected: list[str]) -> None:
    viewset = "class Items(viewsets.ViewSet):\n    def list(self, request): ...\n"
    files = {
        **with_router(viewset, registering),
        "other.py": "from rest_framework.routers import SimpleRouter\n"
        "from shop.views import Items\n"
        "inner = SimpleRouter()\ninner.register('others', Items)\n",
    }

    assert addresses(files, "django", "djangorestframework") == expected


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("@api_view(['GET', 'PUT'])\ndef V(request): ...", ["GET /v", "PUT /v"]),
        ("@api_view()\ndef V(request): ...", ["GET /v"]),
        ("class A(APIView):\n    def patch(self, request): ...\nV = A.as_view()", ["PATCH /v"]),
        (
            (
                "class A(generics.ListCreateAPIView):\n    pass\n"
                "V = A.as_view(http_method_names=['post'])"
            ),
            ["POST /v"],
        ),
        ("class A(generics.ListCreateAPIView):\n    pass\nV = A.as_view()", ["GET /v", "POST /v"]),
        (
            (
                "class A(generics.RetrieveUpdateDestroyAPIView):\n"
                "    http_method_names = ['get', 'patch']\n"
                "V = A.as_view()"
            ),
            ["GET /v", "PATCH /v"],
        ),
        (
            "class A(generics.GenericAPIView):\n    def get(self, request): ...\nV = A.as_view()",
            ["GET /v"],
        ),
        (
            (
                "class A(viewsets.ModelViewSet):\n    pass\n"
                "V = A.as_view({'get': 'list', 'post': 'add'})"
            ),
            ["GET /v", "POST /v"],
        ),
        (
            (
                "class A(viewsets.ModelViewSet):\n    pass\n"
                "of_list = {'get': 'list', 'post': 'create'}\n"
                "V = A.as_view(of_list)"
            ),
            ["GET /v", "POST /v"],
        ),
        (
            "class A(viewsets.ModelViewSet):\n    pass\nV = A.as_view(actions_of('list'))",
            ["* /v"],
        ),
        (
            (
                "from rest_framework_simplejwt.views import TokenObtainPairView\n"
                "V = TokenObtainPairView.as_view()"
            ),
            ["POST /v"],
        ),
        (
            (
                "from drf_spectacular.views import SpectacularAPIView\n"
                "V = SpectacularAPIView.as_view()"
            ),
            ["GET /v [static files]"],
        ),
    ],
)
def test_views_of_the_framework_answer_data(view: str, expected: list[str]) -> None:
    assert addresses(with_view(view), "django", "djangorestframework") == expected


def test_guards_and_handlers() -> None:
    viewset = (
        "class Items(LoginRequiredMixin, viewsets.ReadOnlyModelViewSet):\n"
        "    permission_classes = [IsAuthenticated, IsOwner | IsAdmin]\n"
        "    def get_permissions(self): ...\n"
        "    def list(self, request): ...\n"
        "    @action(detail=False, permission_classes=[])\n    def recent(self, request): ...\n"
    )
    files = with_router(viewset)
    around = ["LoginRequiredMixin", "IsAuthenticated", "?", "get_permissions"]

    assert handlers_of(files, "django", "djangorestframework") == {
        "GET /items": "Items.list",
        "GET /items/{pk}": "",
        "GET /items/recent": "Items.recent",
    }
    assert guards_of(files, "django", "djangorestframework") == {
        "GET /items": around,
        "GET /items/{pk}": around,
        "GET /items/recent": ["action()", *around],
    }


def test_django_ninja() -> None:
    files = {
        **BASE,
        "shop/urls.py": "from django.urls import path\nfrom .api import api\n"
        "urlpatterns = [path('api/', api.urls)]\n",
        "shop/api.py": "from ninja import NinjaAPI\nfrom shop.items import router as items\n"
        "api = NinjaAPI(auth=django_auth)\napi.add_router('/items/', items, auth=token)\n"
        "api.add_router('/texts', 'shop.texts.router')\n"
        "@api.get('/me')\ndef me(request): ...\n"
        "@api.api_operation(['PATCH', 'PUT'], '/me')\ndef change(request): ...\n",
        "shop/items.py": "from ninja import Router\nrouter = Router()\n"
        "@router.get('/{int:item_id}')\n@paginate\ndef one(request, item_id: int): ...\n",
        "shop/texts.py": "from ninja import Router\nrouter = Router()\n"
        "@router.post('')\ndef add(request): ...\n",
    }

    assert guards_of(files, "django", "django-ninja") == {
        "GET /api/me": ["django_auth"],
        "PATCH /api/me": ["django_auth"],
        "PUT /api/me": ["django_auth"],
        "GET /api/items/{item_id}": ["django_auth", "token", "paginate"],
        "POST /api/texts": ["django_auth"],
    }


def test_controllers_of_ninja_extra() -> None:
    files = {
        **BASE,
        "shop/urls.py": "from django.urls import path\nfrom .api import api\n"
        "urlpatterns = [path('api/', api.urls)]\n",
        "shop/api.py": "from ninja_extra import NinjaExtraAPI, api_controller, http_get\n"
        "@api_controller('/users', auth=token)\nclass Users:\n"
        "    @http_get('/{user_id}')\n    def one(self, user_id: int): ...\n"
        "api = NinjaExtraAPI()\napi.register_controllers(Users)\n",
    }

    assert addresses(files, "django", "django-ninja-extra") == ["GET /api/users/{user_id}"]
    assert guards_of(files, "django", "django-ninja-extra") == {
        "GET /api/users/{user_id}": ["token"]
    }


@pytest.mark.parametrize("patterns", ["[path('', include(router.urls))]", "router.urls"])
def test_a_router_that_the_settings_choose(patterns: str) -> None:
    files = {
        **BASE,
        "shop/views.py": VIEWS + "class Items(viewsets.ModelViewSet):\n    pass",
        "shop/api.py": "from django.conf import settings\nfrom django.urls import include, path\n"
        "from rest_framework.routers import DefaultRouter, SimpleRouter\nfrom . import views\n"
        "router = DefaultRouter() if settings.DEBUG else SimpleRouter()\n"
        f"router.register('items', views.Items)\nurlpatterns = {patterns}\n",
        "shop/urls.py": "from django.urls import include, path\n"
        "urlpatterns = [path('api/', include('shop.api'))]\n",
    }

    assert addresses(files, "django", "djangorestframework") == [
        each.replace("/items", "/api/items") for each in ALL
    ]


def test_wagtail_s_router_serves_view_sets_of_its_own_and_of_the_repository() -> None:
    api = (
        "from wagtail.api.v2.router import WagtailAPIRouter\n"
        "from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet\n"
        "class People(BaseAPIViewSet):\n    name = 'people'\n"
        "api = WagtailAPIRouter('api')\n"
        "api.register_endpoint('pages', PagesAPIViewSet)\n"
        "api.register_endpoint('people', People)\n"
        "jobs.register_endpoint('jobs', PagesAPIViewSet)\n"
    )
    urls = (
        "from django.urls import path\nfrom .api import api\n"
        "urlpatterns = [path('v2/', api.urls)]\n"
    )

    assert addresses({**BASE, "shop/api.py": api, "shop/urls.py": urls}, "wagtail") == [
        "GET /v2/pages", "GET /v2/pages/{pk}", "GET /v2/people", "GET /v2/people/{pk}",
    ]  # fmt: skip


def test_a_router_that_registers_what_was_noted_elsewhere_leaves_open_what_there_is() -> None:
    noted = (
        "class Noted(routers.DefaultRouter):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        for each in NOTED:\n            self.register(each['name'], each['class'])\n"
        "router = Noted()\n"
    )
    registered = with_router("class Items(viewsets.ModelViewSet):\n    pass\n")

    assert "shop/urls.py" in more_of(with_router("", noted))[0]
    assert not more_of(registered)


def more_of(files: Files) -> tuple[str, ...]:
    facts = facts_of({"requirements.txt": "django\ndjangorestframework\n", **files})
    ((_, values),) = facts.by_component
    found = values[Routes]
    assert isinstance(found, Routes)
    return found.more
