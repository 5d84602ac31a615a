"""The routes of Django, through all that its lists of patterns include."""

from __future__ import annotations

import pytest

from tests.compliance.extract.django_project import project
from tests.compliance.extract.python_routes_cases import (
    addresses,
    endpoints_of,
)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("urlpatterns = [path('', views.page)]", ["GET / [a page]"]),
        ("urlpatterns = [path('items/<int:pk>/', views.data)]", ["GET /items/{pk}"]),
        ("urlpatterns = [path('items/<slug>/', views.data)]", ["GET /items/{slug}"]),
        (r"urlpatterns = [re_path(r'^a/(?P<pk>\d+)/$', views.data)]", ["GET /a/{pk}"]),
        (r"urlpatterns = [re_path(r'^a/(\d{1,3})/?$', views.data)]", ["GET /a/{pattern}"]),
        (
            r"urlpatterns = [re_path(r'^a/(?:b/)?(?P<x>[^/]+)\.json$', views.data)]",
            ["GET /a/{x}.json"],
        ),
        (
            r"urlpatterns = [re_path(r'^(?i)v[12]/a/.*\Z', views.data)]",
            ["GET /v{pattern}/a/{pattern}"],
        ),
        ("urlpatterns = [path('a', views.data)] + [path('b', views.data)]", ["GET /a", "GET /b"]),
        (
            "urlpatterns = [path('a', views.data)]\nurlpatterns += [path('b', views.data)]",
            ["GET /a", "GET /b"],
        ),
        (
            "more = [path('b', views.data)]\nurlpatterns = [path('a', views.data), *more]",
            ["GET /a", "GET /b"],
        ),
        (
            (
                "urlpatterns = []\nurlpatterns.append(path('a', views.data))\n"
                "urlpatterns.extend([path('b', views.data)])"
            ),
            ["GET /a", "GET /b"],
        ),
        ("if True:\n    urlpatterns = [path('a', views.data)]", ["GET /a"]),
        ("urlpatterns = [path('v1/', include([path('a', views.data)]))]", ["GET /v1/a"]),
        (
            (
                "inner = [path('a', views.data)]\n"
                "urlpatterns = [path('v1/', include((inner, 'v1'), namespace='v1'))]"
            ),
            ["GET /v1/a"],
        ),
        (
            "inner = ([path('a', views.data)], 'v1')\nurlpatterns = [path('v1/', inner)]",
            ["GET /v1/a"],
        ),
        (
            (
                "inner = ([path('a', views.data)], 'v1')\n"
                "urlpatterns = [path('v1/', include(inner, namespace='v1'))]"
            ),
            ["GET /v1/a"],
        ),
        (
            (
                "listed = [path('a', views.data)]\ninner = (listed, 'v1')\n"
                "urlpatterns = [path('v1/', include(inner))]"
            ),
            ["GET /v1/a"],
        ),
        (
            (
                "inner = [path('a', views.data), path('b', views.data)]\n"
                "urlpatterns = [path('v1/', include(inner))]"
            ),
            ["GET /v1/a", "GET /v1/b"],
        ),
        ("urlpatterns = [path('v1/', include('items.urls'))]", ["GET /v1/items/{pk}"]),
        (
            "from items import urls\nurlpatterns = [path('v1/', include(urls))]",
            ["GET /v1/items/{pk}"],
        ),
        (
            "import items.urls\nurlpatterns = [path('v1/', include(items.urls))]",
            ["GET /v1/items/{pk}"],
        ),
        (
            (
                "from items.urls import urlpatterns as inner\n"
                "urlpatterns = [path('v1/', include(inner))]"
            ),
            ["GET /v1/items/{pk}"],
        ),
        (
            "urlpatterns = [path('a/', include('items.urls')), path('b/', include('items.urls'))]",
            ["GET /a/items/{pk}", "GET /b/items/{pk}"],
        ),
        (
            (
                "from django.conf.urls.i18n import i18n_patterns\n"
                "urlpatterns = i18n_patterns(path('a', views.page), prefix_default_language=False)"
            ),
            ["GET /{language}/a [a page]"],
        ),
        (
            (
                "from rest_framework.urlpatterns import format_suffix_patterns\n"
                "urlpatterns = format_suffix_patterns([path('a', views.data)])"
            ),
            ["GET /a"],
        ),
        (
            (
                "from django.conf import settings\n"
                "urlpatterns = [path(settings.BASE, include([path('a', views.data)]))]"
            ),
            ["GET /a"],
        ),
        ("PREFIX = 'v2/'\nurlpatterns = [path(PREFIX + 'a', views.data)]", ["GET /v2/a"]),
        ("urlpatterns = [path(f'{prefix()}/a', views.data)]", ["GET /a ~"]),
        (
            (
                "from django.contrib import admin\n"
                "urlpatterns = [path('admin/', admin.site.urls), path('a', views.data)]"
            ),
            ["GET /a"],
        ),
        (
            (
                "from django.conf.urls.static import static\n"
                "urlpatterns = [path('a', views.data)] + static('/media/', document_root='m')"
            ),
            ["GET /a"],
        ),
        ("urlpatterns = [path('a', lambda request: JsonResponse({}))]", ["GET /a"]),
        ("urlpatterns = [path('x', include('items.nowhere')), path('a', views.data)]", ["GET /a"]),
        ("urlpatterns = [path('a', include('shop.urls'))]", []),
        (
            "def patterns():\n    return [path('a', views.data)]\nurlpatterns = patterns()",
            ["GET /a"],
        ),
        ("urlpatterns = [path(f'{kind}/new', views.data) for kind in KINDS]", ["GET /new ~"]),
        (
            (
                "urlpatterns = [path('a', views.data)]\n"
                "urlpatterns = [path('', include((urlpatterns, 'shop')))]\n"
                "urlpatterns += [path('b', views.data)]\n"
                "if DEBUG:\n    urlpatterns = [path('', include(urlpatterns))]"
            ),
            ["GET /a", "GET /b"],
        ),
    ],
)
def test_patterns_are_read_as_they_are_put_together(patterns: str, expected: list[str]) -> None:
    inner = (
        "from django.urls import path\nfrom . import views\n"
        "urlpatterns = [path('items/<int:pk>', views.data)]\n"
    )

    files = project(patterns, **({"items__urls": inner} if "items.urls" in patterns or
                                 "items import urls" in patterns else {}))  # fmt: skip

    assert addresses(files, "django") == expected


def test_old_releases() -> None:
    urls = (
        "from django.conf.urls import patterns, include, url\n"
        "urlpatterns = patterns('',\n"
        "    url(r'^a/(?P<pk>[0-9]+)$', 'items.views.data'),\n"
        "    (r'^ignored$', 'items.views.data'),\n"
        "    url(r'^b/', include('items.urls')),\n)\n"
    )
    files = {
        **project(""),
        "shop/urls.py": urls,
        "items/urls.py": "from django.conf.urls.defaults import url\nfrom items.views import page\n"
        "urlpatterns = [url(r'^$', page)]\n",
    }

    assert addresses(files, "django") == ["GET /a/{pk}", "GET /b [a page]"]


def test_a_list_that_nobody_includes_has_an_open_beginning() -> None:
    files = project(
        "urlpatterns = [path('a', views.data)]",
        items__urls="from django.urls import path\nfrom items import views\n"
        "urlpatterns = [path('b', views.data)]\n",
    )

    assert addresses(files, "django") == ["GET /a", "GET /b ~"]


def test_a_project_in_a_folder_of_its_own() -> None:
    """Its modules are named from the folder of `manage.py` on."""
    files = {f"backend/{path}": content for path, content in project(
        "urlpatterns = [path('v1/', include('items.urls'))]",
        items__urls="from django.urls import path\nfrom items.views import data\n"
        "urlpatterns = [path('b', data)]\n",
    ).items()}  # fmt: skip

    assert addresses(files, "django") == ["GET /v1/b"]


def test_a_package_gives_what_its_own_file_names() -> None:
    files = {
        **project("urlpatterns = [path('b', views.V.as_view())]"),
        "items/views.py": "",
        "items/views/__init__.py": "from .base import Base\nfrom .v import V\n",
        "items/views/base.py": "from rest_framework.views import APIView\n"
        "class Base(APIView):\n    pass\n",
        "items/views/v.py": "from . import Base\nclass V(Base):\n    def get(self, request): ...\n",
    }
    del files["items/views.py"]

    (found,) = endpoints_of(files, "django", "djangorestframework")
    assert found.framework == "Django REST framework"


def test_lists_that_are_joined_from_a_list_of_lists() -> None:
    files = project(
        "from functools import reduce\nfrom operator import add\n"
        "pages = [path('a', views.data)]\napi = [path('v1/', include('items.urls'))]\n"
        "groups = [pages, api]\nif DEBUG:\n    groups.append([path('c', views.data)])\n"
        "urlpatterns = reduce(add, groups)",
        items__urls="from django.urls import path\nfrom items.views import data\n"
        "urlpatterns = [path('b', data)]\n",
    )

    assert addresses(files, "django") == ["GET /a", "GET /c", "GET /v1/b"]


@pytest.mark.parametrize(
    "root",
    [
        "NAME = 'shop'\nROOT_URLCONF = '{}.urls'.format(NAME)\n",
        "NAME = 'shop'\nROOT_URLCONF = f'{NAME}.urls'\n",
        "import os\nROOT_URLCONF = os.environ['SHOP_URLS']\n",
    ],
)
def test_what_is_included_stands_only_where_it_is_included(root: str) -> None:
    """Whether the root of all is known or not."""
    files = {
        **project(
            "urlpatterns = [path('v1/', include(('items.urls', 'items')))]",
            items__urls="from django.urls import path\nfrom items.views import data\n"
            "urlpatterns = [path('b', data)]\n",
        ),
        "shop/settings.py": root,
        "shop/wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
        "application = get_wsgi_application()\n",
    }

    assert [each.removesuffix(" ~") for each in addresses(files, "django")] == ["GET /v1/b"]
