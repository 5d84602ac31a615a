"""What Django's views answer to the scripts of their own pages, and files to keep, is no API."""

from __future__ import annotations

import pytest

from tests.compliance.extract.python_routes_cases import addresses

PAGE = "def page(request):\n    return render(request, 'a.html')\n"
NAMED = """\
class Spreadsheet(HttpResponse):
    def __init__(self, name, **more):
        super().__init__(**more)
        self['Content-Disposition'] = f'attachment; filename="{name}"'
"""
MARKED = (
    "    made = HttpResponse(rows(), content_type='text/csv')\n"
    "    made['Content-Disposition'] = 'attachment; filename=a.csv'\n    return made\n"
)


def routes_of(view: str, page: str = PAGE) -> list[str]:
    files = {
        "shop/settings.py": "from django.conf import global_settings\nROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": (
            "from django.urls import path\nfrom shop.views import page, view\n"
            "urlpatterns = [path('page', page), path('view', view)]\n"
        ),
        "shop/views.py": f"from django.http import HttpResponse, JsonResponse\n{page}{view}",
    }
    return [each for each in addresses(files, "django") if "/view" in each]


@pytest.mark.parametrize(
    "view",
    [
        "def view(request):\n    return HttpResponse()\n",
        "def view(request):\n    return HttpResponse(status=204)\n",
        "def view(request):\n    return HttpResponse('')\n",
        "def view(request):\n    return HttpResponse(Path('a.html').read_text())\n",
        (
            "def view(request):\n    if no(request):\n        return HttpResponse(status=403)\n"
            "    return done()\ndef done():\n    return HttpResponse('done')\n"
        ),
        (
            "class Nothing(HttpResponse):\n    status_code = 204\n    def __init__(self):\n"
            "        super().__init__()\n        del self['Content-Type']\n"
            "def view(request):\n    return Nothing()\n"
        ),
        f"{NAMED}def view(request):\n    return Spreadsheet('a', content_type='text/csv')\n",
        f"def view(request):\n{MARKED}",
    ],
)
def test_what_pages_alone_ask_for_is_theirs(view: str) -> None:
    assert routes_of(view) == ["GET /view [a page]"]


@pytest.mark.parametrize(
    "view",
    [
        "def view(request):\n    return JsonResponse({})\n",
        "def view(request):\n    return HttpResponse(json.dumps({}))\n",
        "def view(request):\n    said = json.dumps({})\n    return HttpResponse(said)\n",
        "def view(request):\n    return HttpResponse(serializers.serialize('json', all_of()))\n",
        "def view(request):\n    return HttpResponse(text(), content_type='application/json')\n",
        "def view(request):\n    return HttpResponse(text(), 'application/json')\n",
        (
            "def view(request):\n    made = HttpResponse(text())\n"
            "    made['Content-Type'] = 'application/json'\n    return made\n"
        ),
    ],
)
def test_what_says_that_it_is_data_is_data(view: str) -> None:
    assert routes_of(view) == ["GET /view"]


def test_beside_an_api_an_empty_answer_is_one_of_it() -> None:
    view = "def view(request):\n    return HttpResponse(status=204)\n"

    assert routes_of(view, "def page(request):\n    return JsonResponse({})\n") == ["GET /view"]
