"""Lists that Django REST framework makes by itself: of classes that only say what they list."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.extract.code.expressions import Constant, Table, Text
from compliance.extract.code.program import Program
from compliance.extract.python_settings import REST_FRAMEWORK, settings
from compliance.extract.routes import Endpoint
from compliance.extract.routes.python.names import Ancestry, ancestry

# Wagtail's cut pages out, whatever the settings say.
_OF_WAGTAIL = frozenset(
    """BaseAPIViewSet PagesAPIViewSet ImagesAPIViewSet DocumentsAPIViewSet
    RedirectsAPIViewSet""".split()
)
_LISTING = _OF_WAGTAIL | frozenset(
    "ListAPIView ListCreateAPIView ListModelMixin ModelViewSet ReadOnlyModelViewSet".split()
)


@dataclass(frozen=True)
class Defaults:
    """Whether a class that says nothing about pages has them, by the settings."""

    paginated: bool = False


def defaults(program: Program) -> Defaults:
    """What the settings of Django REST framework say."""
    for module in program.python_modules(b"DEFAULT_PAGINATION_CLASS"):
        for name, value, _ in settings(module):
            if name.startswith(REST_FRAMEWORK) and isinstance(value, Table):
                entries = value.entries
                named = entries.get("DEFAULT_PAGINATION_CLASS")
                if named is None or isinstance(named, Constant):
                    continue
                # The framework's own classes have no pages without a size, but for that which
                # takes a limit from whoever sends one.
                path = named.value if isinstance(named, Text) else ""
                limits = path.endswith(".LimitOffsetPagination")
                own = path.startswith("rest_framework.") and not limits
                return Defaults(not own or "PAGE_SIZE" in entries)
    return Defaults()


def of_framework(program: Program, endpoint: Endpoint, usual: Defaults) -> bool | None:
    """Whether the list that the framework makes for an endpoint is paginated; None where it makes
    none.
    """
    if endpoint.class_ is None or not endpoint.framework.startswith("Django REST"):
        return None
    known = ancestry(program, endpoint.class_)
    names = {each.rpartition(".")[2] for each in known.packages}
    if names.isdisjoint(_LISTING) or not _lists(endpoint, names):
        return None
    if endpoint.handler is not None and not _goes_on(endpoint):
        return False
    return not names.isdisjoint(_OF_WAGTAIL) or _paginated(known, usual)


def _lists(endpoint: Endpoint, names: set[str]) -> bool:
    """Whether it is the list, and not the route of one object or an action of its own."""
    handler = endpoint.handler
    if handler is not None and handler.name not in ("list", "get"):
        return False
    return not endpoint.path.endswith("}") or "ListAPIView" in names or handler is not None


def _goes_on(endpoint: Endpoint) -> bool:
    """Whether a method of its own leaves the list to the framework: `super().get(request)`."""
    handler = endpoint.handler
    return handler is not None and any(
        call.name in ("list", "paginate_queryset") or call.path == f"super().{handler.name}"
        for call in handler.calls
    )


def _paginated(known: Ancestry, usual: Defaults) -> bool:
    chosen = known.value("pagination_class")
    if chosen is None:
        return usual.paginated
    return not isinstance(chosen.expression, Constant)
