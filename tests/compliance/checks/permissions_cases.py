"""Cases of what the permissions of Django REST framework ask: a role, or only who calls."""

from tests.compliance.checks.layers_cases import permitted
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES = "authentication", "role-based-access"
NONE = "no route asks for a role"

ROUTER = "from rest_framework.routers import SimpleRouter\nfrom orders.views import Orders\nrouter = SimpleRouter()\nrouter.register('orders', Orders, basename='orders')\nurlpatterns = router.urls\n"
SHOWN = "from rest_framework.viewsets import ViewSet\nfrom rest_framework.decorators import action, api_view, permission_classes\nfrom rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated\nfrom rest_framework.response import Response\nfrom orders.who import Own\n"
ANSWER = "        return Response({})\n"


def own(body: str, base: str = "permissions.BasePermission", method: str = "has_object_permission") -> Files:  # fmt: skip
    """A Django service whose view asks a permission of its own."""
    given = "self, request, view, order" if "object" in method else "self, request, view"
    who = f"from rest_framework import permissions\nclass Own({base}):\n    def {method}({given}):\n{body}"
    return {**permitted("Own"), "orders/views.py": str(permitted("Own")["orders/views.py"]).replace("Chiefs, Authors", "Own"), "orders/who.py": who}  # fmt: skip


def viewed(members: str) -> Files:
    """A Django service with a view set behind a router, which lists no permission of its own."""
    views = f"{SHOWN}class Orders(ViewSet):\n{members}    def list(self, request):\n{ANSWER}"
    owner = own("        return order.owner == request.user\n")
    return {**owner, "orders/views.py": views, "shop/urls.py": ROUTER}


def decorated(permission: str) -> Files:
    """A Django service with a function for a view."""
    views = f"{SHOWN}@api_view(['GET'])\n@permission_classes([{permission}])\ndef orders(request):\n    return Response({{}})\n"
    urls = "from django.urls import path\nfrom orders.views import orders\nurlpatterns = [path('api/orders/', orders)]\n"
    settings = str(viewed("")["shop/settings.py"]).partition("REST_FRAMEWORK")[0]
    return {**viewed(""), "orders/views.py": views, "shop/urls.py": urls, "shop/settings.py": settings}  # fmt: skip


def extending(body: str) -> Files:
    """A service whose view asks a permission, and extends it, too."""
    files = own(body)
    views = str(files["orders/views.py"]).replace("class Orders(APIView)", "class Orders(APIView, Own)")  # fmt: skip
    return {**files, "orders/views.py": views}


OWNER = "        # Read permissions are for everybody.\n        if request.method in permissions.SAFE_METHODS:\n            return True\n        return order.owner == request.user\n"
CASES = (
    Case(ROLES, "fail", "an object's owner", own(OWNER), NONE),
    Case(SIGN_IN, "pass", "an object's owner", own(OWNER), "Own"),
    Case(ROLES, "fail", "a view that extends its permission", extending(OWNER), NONE),
    Case(ROLES, "fail", "an owner by number", own("        return order.customer_id == request.user.id\n"), NONE),
    Case(ROLES, "fail", "an owner whose field has a name", own("        return getattr(order, self.field) == request.user\n"), NONE),
    Case(ROLES, "fail", "an owner who is signed in", own("        return super().has_permission(request, view) and order.user == request.user\n", "permissions.IsAuthenticated"), NONE),
    Case(ROLES, "fail", "who is signed in, by a permission of one's own", own("        return bool(request.user and request.user.is_authenticated)\n", method="has_permission"), NONE),
    Case(ROLES, "fail", "methods that change nothing", own("        return request.method in permissions.SAFE_METHODS\n", method="has_permission"), NONE),
    *(
        Case(ROLES, "pass", f"what more a permission asks: {asked}", own(f"        return {asked}\n"), "Own")
        for asked in (
            "request.user.is_staff",
            "order.owner == request.user or request.user.is_staff",
            "request.user.kind == 'vendor'",
            "request.user.groups.filter(name='clerks').exists()",
            "hasattr(request.user, 'clerk')",
            "getattr(request.user, 'is_clerk')",
            "getattr(self, request.method.lower())(request.user)",
            "may_change(request.user, order)",
            "request.auth['scope'] == 'orders'",
        )
    ),
    Case(ROLES, "pass", "somebody by another name", own("        user = request.user\n        return user.kind == 'vendor'\n"), "Own"),
    Case(ROLES, "pass", "an owner, of a base that asks for more", own(OWNER, "permissions.DjangoModelPermissions"), "Own"),
    Case(ROLES, "fail", "who is signed in, by a decorator", decorated("IsAuthenticated"), NONE),
    Case(ROLES, "pass", "an administrator, by a decorator", decorated("IsAdminUser"), "by IsAdminUser"),
    Case(SIGN_IN, "pass", "who is signed in, by a decorator", decorated("IsAuthenticated"), "by IsAuthenticated"),
    Case(SIGN_IN, "fail", "everybody, by a decorator", decorated("AllowAny")),
    Case(ROLES, "fail", "who is signed in, for one action", viewed(f"    @action(detail=False, permission_classes=[IsAuthenticated])\n    def recent(self, request):\n{ANSWER}"), NONE),
    Case(ROLES, "pass", "an administrator, for one action", viewed(f"    @action(detail=False, permission_classes=[IsAdminUser])\n    def recent(self, request):\n{ANSWER}"), "by IsAdminUser"),
    Case(ROLES, "fail", "permissions that are listed, of who is signed in", viewed("    def get_permissions(self):\n        permission_classes = [AllowAny] if self.action == 'list' else [IsAuthenticated, Own]\n        return [permission() for permission in permission_classes]\n"), NONE),
    Case(ROLES, "pass", "permissions that are listed, of an administrator in one", viewed("    def get_permissions(self):\n        return [IsAdminUser()] if self.action == 'destroy' else [IsAuthenticated()]\n"), "get_permissions"),
    Case(ROLES, "pass", "permissions that are looked up", viewed("    def get_permissions(self):\n        return [permission() for permission in self.by_action[self.action]]\n"), "get_permissions"),
)  # fmt: skip
