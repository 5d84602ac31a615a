"""What Django's views answer, and what stands before them."""

from __future__ import annotations

import pytest

from tests.compliance.extract.django_project import project
from tests.compliance.extract.python_routes_cases import (
    addresses,
    endpoints_of,
    guards_of,
    handlers_of,
)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("def v(request):\n    return render(request, 'a.html')", ["GET /v [a page]"]),
        ("def v(request):\n    return redirect('home')", ["GET /v [a redirect]"]),
        ("def v(request):\n    return JsonResponse({})", ["GET /v"]),
        (
            (
                "def v(request):\n    return answer(request)\ndef answer(request):\n"
                "    return JsonResponse({})"
            ),
            ["GET /v"],
        ),
        ("class Made(JsonResponse):\n    pass\ndef v(request):\n    return Made({})", ["GET /v"]),
        ("def v(request):\n    made = JsonResponse({})\n    return made", ["GET /v"]),
        (
            (
                "from django.http import HttpResponse\ndef v(request):\n"
                "    return HttpResponse(template.render({}))"
            ),
            ["GET /v [a page]"],
        ),
        (
            (
                "from django.http import HttpResponse\ndef v(request):\n"
                "    return HttpResponse(status=204)"
            ),
            ["GET /v"],
        ),
        (
            (
                "from django.http import FileResponse\ndef v(request):\n"
                "    return FileResponse(open('a'))"
            ),
            ["GET /v [static files]"],
        ),
        (
            (
                "def v(request):\n    kind = 'image/jpeg'\n    if request.none:\n"
                "        kind = 'image/gif'\n    made = HttpResponse(thumb, content_type=kind)\n"
                "    return made"
            ),
            ["GET /v [static files]"],
        ),
        ("def v(request):\n    return HttpResponse(b, 'image/png')", ["GET /v [static files]"]),
        ("def v(request):\n    return HttpResponse(b, content_type='text/csv')", ["GET /v"]),
        ("def v(request):\n    return HttpResponse(b, content_type=kind_of(b))", ["GET /v"]),
        (
            (
                "def v(request):\n    kind = 'image/png' if request.shown else other\n"
                "    if request.raw:\n        kind = 'application/json'\n"
                "    return HttpResponse(b, content_type=kind)"
            ),
            ["GET /v"],
        ),
        ("@require_POST\ndef v(request):\n    return JsonResponse({})", ["POST /v"]),
        ("@require_safe\ndef v(request):\n    return JsonResponse({})", ["GET /v"]),
        ("@api_require_POST\ndef v(request):\n    return JsonResponse({})", ["POST /v"]),
        (
            "@api_require_http_methods(['DELETE'])\ndef v(request):\n    return JsonResponse({})",
            ["DELETE /v"],
        ),
        ("@allowed_methods('put')\ndef v(request):\n    return JsonResponse({})", ["PUT /v"]),
        ("@require_methods('fast')\ndef v(request):\n    return JsonResponse({})", ["GET /v"]),
        ("@require_delete\ndef v(request):\n    return JsonResponse({})", ["GET /v"]),
        (
            (
                "@require_http_methods(['GET', 'DELETE'])\ndef v(request):\n"
                "    return JsonResponse({})"
            ),
            ["DELETE /v", "GET /v"],
        ),
        (
            (
                "def v(request):\n    if request.method == 'POST':\n        save()\n"
                "    return render(request, 'a.html')"
            ),
            ["GET /v [a page]", "POST /v [a page]"],
        ),
        (
            (
                "def v(request):\n    if request.method != 'POST':\n"
                "        return HttpResponseNotAllowed(['POST'])\n    return JsonResponse({})"
            ),
            ["POST /v"],
        ),
        (
            (
                "def v(request):\n    if request.method not in ('POST', 'PUT'):\n"
                "        return JsonResponse({}, status=405)\n    return JsonResponse({})"
            ),
            ["POST /v", "PUT /v"],
        ),
        (
            (
                "def v(request):\n    form = Form(request.POST or None)\n"
                "    return render(request, 'a.html')"
            ),
            ["* /v [a page]"],
        ),
        (
            "def v(request):\n    return JsonResponse({})\nv = login_required(v)",
            ["GET /v"],
        ),
        (
            "def v(request):\n    return render(request, 'a.html')\nv = require_POST(v)",
            ["POST /v [a page]"],
        ),
        ("v = login_required(v)", ["* /v [a page]"]),
        ("v = require_POST(data)", ["POST /v"]),
        (
            (
                "class V(View):\n    def get(self, request):\n"
                "        return render(request, 'a.html')\n"
                "    def delete(self, request):\n        return JsonResponse({})\nv = V.as_view()"
            ),
            ["DELETE /v", "GET /v [a page]"],
        ),
        (
            (
                "class Base(View):\n    def get(self, request):\n        return JsonResponse({})\n"
                "class V(Base):\n    def post(self, request):\n        return JsonResponse({})\n"
                "v = V.as_view()"
            ),
            ["GET /v", "POST /v"],
        ),
        (
            (
                "class V(Base):\n    http_method_names = ['get']\n    def get(self, request): ...\n"
                "    def post(self, request): ...\nv = V.as_view()"
            ),
            ["GET /v [a page]"],
        ),
        ("v = TemplateView.as_view(template_name='a.html')", ["GET /v [a page]"]),
        ("class V(generic.ListView):\n    model = Item\nv = V.as_view()", ["GET /v [a page]"]),
        (
            "class V(generic.CreateView):\n    model = Item\nv = V.as_view()",
            ["GET /v [a page]", "POST /v [a page]"],
        ),
        ("class V(generic.RedirectView):\n    url = '/'\nv = V.as_view()", ["GET /v [a redirect]"]),
        (
            "from django.contrib.auth.views import LogoutView\nv = LogoutView.as_view()",
            ["POST /v [a redirect]"],
        ),
        ("from two_factor.views import SetupView\nv = SetupView.as_view()", ["* /v [a page]"]),
        ("from django.views.static import serve as v", ["GET /v [static files]"]),
        (
            "from strawberry.django.views import GraphQLView\nv = GraphQLView.as_view(schema=s)",
            ["POST /v (GraphQL)"],
        ),
    ],
)
def test_views_say_what_they_answer(view: str, expected: list[str]) -> None:
    assert addresses(project("urlpatterns = [path('v', views.v)]", view), "django") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("health", "GET /health [a health check]"),
        ("metrics/", "GET /metrics [metrics]"),
        ("api/lookup", "GET /api/lookup"),
        ("lookup", "GET /lookup [a page]"),
    ],
)
def test_a_path_says_what_a_view_does_not(path: str, expected: str) -> None:
    patterns = f"urlpatterns = [path('{path}', views.v)]"

    assert addresses(project(patterns, "def v(request):\n    return other()"), "django") == [
        expected
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("stripe/webhook", "POST /stripe/webhook [a webhook receiver]"),
        ("webhooks/stripe", "POST /webhooks/stripe [a webhook receiver]"),
        ("webhooks", "POST /webhooks"),
    ],
)
def test_receivers_of_webhooks_are_no_management_of_them(path: str, expected: str) -> None:
    view = "@require_POST\ndef v(request):\n    return JsonResponse({})"
    files = project(f"urlpatterns = [path('{path}', views.v)]", view)

    assert addresses(files, "django") == [expected]


def test_guards_are_decorators_mixins_and_wrappers() -> None:
    views = (
        "from django.contrib.auth.decorators import login_required\n"
        "@login_required\n@require_POST\ndef a(request):\n    return JsonResponse({})\n"
        "@method_decorator(login_required, name='dispatch')\n"
        "class B(LoginRequiredMixin, View):\n"
        "    permission_required = 'items.view'\n"
        "    @method_decorator(never_cache)\n    def get(self, request):\n"
        "        return JsonResponse({})\n"
    )
    patterns = (
        "urlpatterns = [path('a', views.a), path('b', views.B.as_view()),\n"
        "  path('c', cache_page(60)(login_required(views.data)))]"
    )

    assert guards_of(project(patterns, views), "django") == {
        "POST /a": ["login_required", "require_POST"],
        "GET /b": ["method_decorator()", "method_decorator()", "LoginRequiredMixin", "items.view"],
        "GET /c": ["cache_page()", "login_required"],
    }


def test_handlers_are_followed_to_functions_and_methods() -> None:
    views = (
        "class Base(View):\n    def get(self, request):\n        return JsonResponse({})\n"
        "class V(Base):\n    pass\n"
    )
    patterns = (
        "urlpatterns = [path('a', views.data), path('b', views.V.as_view()),\n"
        "  path('c', TemplateView.as_view())]\nfrom django.views.generic import TemplateView\n"
    )

    assert handlers_of(project(patterns, views), "django") == {
        "GET /a": "data",
        "GET /b": "Base.get",
        "GET /c": "",
    }
    (a, b, c) = endpoints_of(project(patterns, views), "django")
    assert [each.class_ and each.class_.name for each in (a, b, c)] == [None, "V", None]
    assert [each.line for each in (a, b, c)] == [3, 3, 4]
