"""The views that Django and Django REST framework bring, and what each of them answers."""

from __future__ import annotations

import re

from compliance.facts.routes import Answer

# Of Django's own views, by the ends of their names: methods and answer.
PAGES: dict[str, tuple[tuple[str, ...], Answer]] = {
    **dict.fromkeys(
        """TemplateView ListView DetailView ArchiveIndexView YearArchiveView MonthArchiveView
        WeekArchiveView DayArchiveView TodayArchiveView DateDetailView PasswordResetDoneView
        PasswordResetCompleteView PasswordChangeDoneView TemplateResponseMixin""".split(),
        (("GET",), Answer.PAGE),
    ),
    **dict.fromkeys(
        """FormView CreateView UpdateView DeleteView DeletionMixin ProcessFormView LoginView
        PasswordResetView PasswordResetConfirmView PasswordChangeView""".split(),
        (("GET", "POST"), Answer.PAGE),
    ),
    "RedirectView": (("GET",), Answer.REDIRECT),
    "LogoutView": (("POST",), Answer.REDIRECT),
    "JavaScriptCatalog": (("GET",), Answer.STATIC),
    "JSONCatalog": (("GET",), Answer.STATIC),
    "Feed": (("GET",), Answer.STATIC),
}
FUNCTIONS: dict[str, tuple[tuple[str, ...], Answer]] = {
    "django.views.static.serve": (("GET",), Answer.STATIC),
    "django.contrib.staticfiles.views.serve": (("GET",), Answer.STATIC),
    "django.contrib.sitemaps.views.sitemap": (("GET",), Answer.STATIC),
    "django.contrib.sitemaps.views.index": (("GET",), Answer.STATIC),
    "django.views.i18n.set_language": (("POST",), Answer.REDIRECT),
    "django.views.i18n.javascript_catalog": (("GET",), Answer.STATIC),
    "rest_framework.authtoken.views.obtain_auth_token": (("POST",), Answer.DATA),
}
# Of Django REST framework's classes, by their names: the methods that they answer.
REST_METHODS: dict[str, tuple[str, ...]] = {
    "CreateAPIView": ("POST",),
    "ListAPIView": ("GET",),
    "RetrieveAPIView": ("GET",),
    "DestroyAPIView": ("DELETE",),
    "UpdateAPIView": ("PUT", "PATCH"),
    "ListCreateAPIView": ("GET", "POST"),
    "RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "RetrieveDestroyAPIView": ("GET", "DELETE"),
    "RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
    **dict.fromkeys(
        """TokenObtainPairView TokenRefreshView TokenVerifyView TokenObtainSlidingView
        TokenBlacklistView ObtainAuthToken LoginView LogoutView""".split(),
        ("POST",),
    ),
    **dict.fromkeys(("SpectacularAPIView", "SpectacularJSONAPIView"), ("GET",)),
}
DOCUMENTATION = re.compile(r"Spectacular|Swagger|Redoc|SchemaView|schema_view", re.IGNORECASE)
GRAPHQL = re.compile(r"GraphQL(?:Http)?View$|GraphQLView")
