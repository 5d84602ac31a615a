"""A Django project to put patterns and views into."""

from __future__ import annotations

from tests.compliance.repositories import Files

BASE: Files = {
    "manage.py": "",
    "shop/__init__.py": "",
    "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
    "items/__init__.py": "",
}
URLS = "from django.urls import include, path, re_path\nfrom items import views\n"
VIEWS = (
    "from django.http import JsonResponse\nfrom django.shortcuts import redirect, render\n"
    "from django.views import generic\nfrom django.views.generic import TemplateView, View\n"
    "from django.views.decorators.http import *\n"
    "def data(request):\n    return JsonResponse({})\n"
    "def page(request):\n    return render(request, 'a.html')\n"
)


def project(patterns: str, views: str = "", **more: str) -> Files:
    return {
        **BASE,
        "shop/urls.py": URLS + patterns,
        "items/views.py": VIEWS + views,
        **{path.replace("__", "/") + ".py": content for path, content in more.items()},
    }
