"""Cases of `multi-writes-in-transaction` where a framework of Django's saves what a class names."""

from tests.compliance.checks.queries_cases import WRITES, django
from tests.compliance.repositories import Case, Files

_TAKEN = (
    "from django import forms\nfrom django.db import transaction\nfrom django.views import generic as pages\n"
    "from rest_framework import generics, serializers\nfrom orders.models import Line, Order\n"
    "class Shape(serializers.ModelSerializer):\n    class Meta:\n        model = Order\n{}"
    "class OrderForm(forms.ModelForm):\n    class Meta:\n        model = Order\n        fields = ['number']\n"
)
_LINE = "        Line.objects.create(order=order)\n"


def view(method: str, base: str = "generics.CreateAPIView") -> Files:
    """A view of the REST framework, or of Django, with a method of its own."""
    names = "    serializer_class = Shape\n    form_class = OrderForm\n"
    return django(f"{_TAKEN.format('')}class Orders({base}):\n{names}{method}")


def shape(method: str) -> Files:
    """A serializer with a method of its own."""
    return django(_TAKEN.format(method))


def made_of_model() -> Files:
    """A view that names a model, of which Django makes the form."""
    method = f"    def form_valid(self, form):\n        order = form.save()\n{_LINE}"
    return django(f"{_TAKEN.format('')}class Orders(pages.CreateView):\n    model = Order\n    fields = ['number']\n{method}")  # fmt: skip


def recursive(call: str) -> Files:
    """A function that writes two tables and calls itself, and the view that calls it."""
    return django(
        "from django.db import transaction\nfrom orders.models import Line, Order\n"
        "def evict(user, more):\n    Line.objects.filter(order__owner=user).delete()\n    Order.objects.filter(owner=user).delete()\n"
        f"    if more:\n        evict(user, False)\ndef orders(request):\n{call}    return 1\n"
    )


CASES = (
    Case(WRITES, "fail", "what a view's serializer saves, and another table", view(f"    def perform_create(self, serializer):\n        order = serializer.save()\n{_LINE}"), "perform_create writes Order, Line"),
    Case(WRITES, "fail", "the same where the view makes the serializer", view(f"    def create(self, request):\n        shape = self.get_serializer(data=request.data)\n        order = shape.save()\n{_LINE}"), "create writes Order, Line"),
    Case(WRITES, "fail", "what a view's form saves, and another table", view(f"    def form_valid(self, form):\n        order = form.save()\n{_LINE}", "pages.CreateView"), "form_valid writes Order, Line"),
    Case(WRITES, "fail", "what the framework saves for a serializer, and another table", shape(f"    def create(self, given):\n        order = super().create(given)\n{_LINE}"), "Shape.create writes Order, Line"),
    Case(WRITES, "fail", "the model of the serializer's own Meta", shape(f"    def create(self, given):\n        order = self.Meta.model.objects.create(**given)\n{_LINE}"), "Shape.create writes Order, Line"),
    Case(WRITES, "fail", "the object that a serializer is handed to update", shape(f"    def update(self, order, given):\n        order.number = given['number']\n        order.save()\n{_LINE}"), "Shape.update writes Order, Line"),
    Case(WRITES, "pass", "what a serializer is told beside it", shape(f"    def update(self, order, given):\n        given.save()\n{_LINE}"), "no function writes two or more tables"),
    Case(WRITES, "fail", "what a form that a view makes of its model saves, and another table", made_of_model(), "form_valid writes Order, Line"),
    Case(WRITES, "pass", "in a transaction", view(f"    @transaction.atomic\n    def perform_create(self, serializer):\n        order = serializer.save()\n{_LINE}"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "pass", "a view that answers each request in a transaction", view(f"    def perform_create(self, serializer):\n        order = serializer.save()\n{_LINE}", "AtomicRequestMixin, generics.CreateAPIView"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a view that is about transactions", view(f"    def perform_create(self, serializer):\n        order = serializer.save()\n{_LINE}", "TransactionMixin, generics.CreateAPIView"), "perform_create writes Order, Line"),
    Case(WRITES, "pass", "a function that calls itself, and whose first caller has a transaction", recursive("    with transaction.atomic():\n        evict(request.user, True)\n"), "the one function that writes two or more tables does so in a transaction"),
    Case(WRITES, "fail", "a function that calls itself, and whose first caller has none", recursive("    evict(request.user, True)\n"), "evict writes Line, Order"),
    Case(WRITES, "pass", "what makes rows for tests", {**django("def orders(request):\n    return 1\n"), "orders/factories.py": "from orders.models import Line, Order\ndef make():\n    order = Order.objects.create()\n    return Line.objects.create(order=order)\n"}, "no function writes two or more tables"),
    Case(WRITES, "pass", "only what the serializer saves", view("    def perform_create(self, serializer):\n        serializer.save(owner=self.request.user)\n"), "no function writes two or more tables"),
    Case(WRITES, "pass", "something else that is called serializer", view(f"    def export(self, serializer):\n        serializer.save()\n{_LINE.replace('order=order', '')}"), "no function writes two or more tables"),
    Case(WRITES, "pass", "what a form only makes", view(f"    def form_valid(self, form):\n        order = form.save(commit=False)\n{_LINE}", "pages.CreateView"), "no function writes two or more tables"),
)  # fmt: skip
