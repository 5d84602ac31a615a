"""Cases of routes that a framework's own views serve: there is no query of the repository's behind
them, and none that is hidden.
"""

from tests.compliance.checks.queries_cases import LOOPS, WRITES, django
from tests.compliance.checks.schema_cases import FIELDS
from tests.compliance.repositories import Case, Files

LISTS = "lists-paginated"
_TAKEN = (
    "from rest_framework import generics, serializers, viewsets\nfrom orders.models import Order\n"
    "class Shape(serializers.ModelSerializer):\n    class Meta:\n        model = Order\n        fields = '__all__'\n"
)
_GENERIC = "class V{}(viewsets.ModelViewSet):\n    queryset = Order.objects.{}\n    serializer_class = Shape\n"
_OWN = "class V{}(viewsets.ViewSet):\n" + "".join(
    f"    def {name}(self, request, pk=None):\n        return crud.{name}(request, pk)\n"
    for name in ("list", "create", "retrieve", "update")
)


def viewsets(kind: str, number: int, rows: str = "all()") -> Files:
    """A service whose routes are those of so many view sets."""
    views = "".join(kind.format(each, rows) for each in range(number))
    urls = "".join(f"router.register('orders{each}', views.V{each})\n" for each in range(number))
    return {
        **django(f"{_TAKEN}from shop import crud\n{views}"),
        "requirements.txt": "django\ndjangorestframework\npsycopg\n",
        "shop/urls.py": "from django.urls import include, path\nfrom rest_framework.routers import DefaultRouter\n"
        f"from orders import views\nrouter = DefaultRouter()\n{urls}urlpatterns = [path('', include(router.urls))]\n",
    }


def chosen(field: str) -> Files:
    """A view set with rows of its own and a field that says by what they may be filtered."""
    files = viewsets(_GENERIC, 1)
    return {**files, "orders/views.py": f"{files['orders/views.py']}    {field}\n"}


def api_views(number: int) -> Files:
    """The same with generic views, each with its own path."""
    views = "".join(
        f"class V{each}(generics.ListCreateAPIView):\n    queryset = Order.objects.all()\n    serializer_class = Shape\n"
        for each in range(number)
    )
    paths = ", ".join(f"path('o{each}/', views.V{each}.as_view())" for each in range(number))
    return {
        **viewsets(_GENERIC, 1),
        "orders/views.py": _TAKEN + views,
        "shop/urls.py": f"from django.urls import path\nfrom orders import views\nurlpatterns = [{paths}]\n",
    }


# A view that leaves to its base how it answers rows.
_BASE = (
    "from rest_framework.response import Response\nfrom rest_framework.views import APIView\n"
    "class Base(APIView):\n"
    "    def listed(self, request, rows):\n        cut = Cut()\n        return cut.get_paginated_response(cut.paginate_queryset(rows, request))\n"
    "    def whole(self, request, rows):\n        return Response(Shape(rows, many=True).data)\n"
)


def based(answer: str) -> Files:
    """A view that answers by a method of its base."""
    view = f"class V(Base):\n    def get(self, request):\n        rows = mine(request.user)\n        {answer}\n"
    urls = "from django.urls import path\nfrom orders import views\nurlpatterns = [path('api/orders/', views.V.as_view()), path('api/orders/<int:pk>/', views.V.as_view())]\n"
    return {**viewsets(_GENERIC, 1), "orders/views.py": _TAKEN + _BASE + view, "shop/urls.py": urls}


def inherited(rows: str, base: str = "Base") -> Files:
    """A view set whose base orders the rows that it has."""
    ordered = "class Base(viewsets.ModelViewSet):\n    def get_queryset(self):\n        rows = self.queryset\n        return rows.order_by('-number')\n"
    view = f"class V0({base}):\n    {rows}\n    serializer_class = Shape\n"
    return {**viewsets(_GENERIC, 1), "orders/views.py": _TAKEN + ordered + view}


def answering(*lines: str) -> Files:
    """A view that answers by itself, in so many lines."""
    view = "from django.http import JsonResponse\nfrom auth import Options\nclass V(Base):\n    def get(self, request):\n"
    files = based("")
    return {
        **files,
        "orders/views.py": _TAKEN + _BASE + view + "".join(f"        {each}\n" for each in lines),
    }


_READ = "rows = Order.objects.filter(number=1)"
_SHAPED = "return JsonResponse({'data': Shape(rows, many=True).data})"
WAGTAIL = {
    **viewsets(_GENERIC, 1),
    "requirements.txt": "wagtail\n",
    "shop/api.py": "from wagtail.api.v2.router import WagtailAPIRouter\nfrom wagtail.api.v2.views import BaseAPIViewSet\nclass Orders(BaseAPIViewSet):\n    name = 'orders'\napi = WagtailAPIRouter('api')\napi.register_endpoint('orders', Orders)\n",
    "shop/urls.py": "from django.urls import path\nfrom shop.api import api\nurlpatterns = [path('v2/', api.urls)]\n",
}

CASES = (
    Case(LISTS, "pass", "rows that the base of a view cuts pages out of", based("return self.listed(request, rows)"), "the one list endpoint answers page by page"),
    Case(LISTS, "pass", "view sets of Wagtail's, which cut pages out by themselves", WAGTAIL, "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "rows that the base of a view answers", based("return self.whole(request, rows)"), "1 of 1 list endpoints"),
    Case(LISTS, "unknown", "a page that is made and not answered", based("self.listed(request, rows)\n        return self.whole(request, rows)")),
    Case(LISTS, "pass", "rows of which a part is kept some lines below", answering(_READ, "rows = rows.order_by('id')[start : start + length]", _SHAPED), "the one list endpoint answers page by page"),
    Case(LISTS, "fail", "rows that are only ordered below", answering(_READ, "rows = rows.order_by('id')", _SHAPED), "1 of 1 list endpoints"),
    Case(LISTS, "fail", "one of the rows that is taken beside them", answering(_READ, "newest = rows[0]", _SHAPED), "1 of 1 list endpoints"),
    Case(LISTS, "unknown", "rows that something else is made with", answering("data = Options([each.key for each in Order.objects.filter(number=1)], challenge).as_dict", "return JsonResponse(data)")),
    Case(LISTS, "fail", "the data of what is made of rows", answering("data = Options([each.key for each in Order.objects.filter(number=1)], True).data", "return JsonResponse(data, safe=False)"), "1 of 1 list endpoints"),
    Case(LOOPS, "pass", "view sets of the framework's own methods", viewsets(_GENERIC, 6), "all 6 queries run once for all rows"),
    Case(LOOPS, "pass", "generic views of the framework's own methods", api_views(8), "all 8 queries run once for all rows"),
    Case(LOOPS, "unknown", "view sets whose own methods ask something that is not seen", viewsets(_OWN, 6), "of the queries behind 24 routes only 0 can be seen"),
    Case(WRITES, "pass", "view sets that write by the framework's own methods", viewsets(_GENERIC, 6), "no function writes two or more tables"),
    Case(WRITES, "unknown", "view sets whose own methods write by something that is not seen", viewsets(_OWN, 6), "no function is seen to write, and 12 routes change data"),
    Case(FIELDS, "pass", "rows of the framework's own views, which nobody filters", viewsets(_GENERIC, 6), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "fail", "rows that a view set orders by a column without an index", viewsets(_GENERIC, 6, "order_by('number')"), "1 of 1 filtered column has no index: order.number", (("orders/views.py", 9),)),
    Case(FIELDS, "unknown", "view sets whose own methods ask something that is not seen", {**viewsets(_OWN, 6), "orders/jobs.py": "from orders.models import Order\ndef f():\n    return Order.objects.filter(number='1')\n"}, "of the queries behind them only 0 can be seen"),
    Case(FIELDS, "fail", "a column that a view set lets the client filter by", chosen("filterset_fields = ['id', 'number']"), "1 of 2 filtered columns have no index: order.number", (("orders/views.py", 11),)),
    Case(FIELDS, "fail", "a column by which a view set looks one up", chosen("lookup_field = 'number'"), "1 of 1 filtered column has no index: order.number"),
    Case(FIELDS, "pass", "a key by which it does", chosen("lookup_field = 'pk'"), "the one filtered column has an index"),
    Case(FIELDS, "fail", "the same with how it compares", chosen("filterset_fields = {'number': ['exact', 'gte']}"), "1 of 1 filtered column has no index: order.number"),
    Case(FIELDS, "fail", "the column that a view set orders by where nobody says how", chosen("ordering = ('-number',)"), "1 of 1 filtered column has no index: order.number"),
    Case(FIELDS, "fail", "the same where a method answers the rows", {**viewsets(_GENERIC, 1), "orders/views.py": f"{_TAKEN}class V0(viewsets.ModelViewSet):\n    serializer_class = Shape\n    ordering = ['-number']\n    def get_queryset(self):\n        return Order.objects.all()\n"}, "1 of 1 filtered column has no index: order.number"),
    *(Case(FIELDS, outcome, f"what pages of a base's rows go on by: {pages}", {**viewsets(_GENERIC, 1), "orders/views.py": f"from rest_framework import pagination\n{_TAKEN}class Pages(pagination.{pages}):\n    ordering = '-number'\nclass Small(Pages):\n    page_size = 5\nclass Base(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\n    pagination_class = Small\nclass V0(Base):\n    serializer_class = Shape\n"}, message) for outcome, pages, message in (
        ("fail", "CursorPagination", "1 of 1 filtered column has no index: order.number"),
        ("pass", "PageNumberPagination", "no query filters or orders by a column that needs an index"),
    )),
    Case(FIELDS, "fail", "rows that a base orders for the view that says which they are", inherited("queryset = Order.objects.all()"), "1 of 1 filtered column has no index: order.number"),
    Case(FIELDS, "pass", "a base that no view extends", inherited("queryset = Order.objects.all()", base="viewsets.ModelViewSet"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "rows that are no answer of the view", {**viewsets(_GENERIC, 1), "orders/views.py": f"{_TAKEN}class V0(viewsets.ModelViewSet):\n    serializer_class = Shape\n    ordering = ['-number']\n    def perform_create(self, made):\n        return Order.objects.all()\n"}, "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "columns that a view set lets the client order by", chosen("ordering_fields = ['number']"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "columns in which a view set searches for a part", chosen("search_fields = ['number']"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "a column that is only compared by what no index serves", chosen("filterset_fields = {'number': ['icontains']}"), "no query filters or orders by a column that needs an index"),
    Case(FIELDS, "pass", "a model's field of that name beside a query", {**django(f"{_TAKEN}class V(generics.ListAPIView):\n    queryset = Order.objects.all()\n    serializer_class = Shape\nclass Form:\n    filterset_fields = ['number']\n    orders = Order.objects.all()\n"), "requirements.txt": "django\ndjangorestframework\npsycopg\n", "shop/urls.py": "from django.urls import path\nfrom orders import views\nurlpatterns = [path('orders/', views.V.as_view())]\n"}, "no query filters or orders by a column that needs an index"),
)  # fmt: skip
