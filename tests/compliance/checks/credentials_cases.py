"""Credentials that a service only has, makes, fetches or hands on: who calls is asked by none."""

from tests.compliance.checks.access_cases import ORDERS, fastapi, node
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES = "authentication", "role-based-access"


def calling(*lines: str, parameters: str = "") -> Files:
    """A FastAPI service whose one handler runs some lines."""
    body = "\n".join(f"    {each}" for each in lines)
    return fastapi(f"@app.post('/orders')\ndef place({parameters}):\n{body}\n    return []\n")


def handling(body: str) -> Files:
    """An Express service whose one handler runs something."""
    return node(f"app.post('/orders', async (req, res) => {{ {body} res.json([]); }});\n")


CONSOLE = (
    "const basicAuth = require('express-basic-auth');\nconst { console } = require('queue-console');\n"
    "const made = console({ queues });\nconst requireAuth = basicAuth({ users });\n"
)
NINJA = (
    "from ninja import NinjaAPI\nfrom ninja.security import HttpBasicAuth\n"
    "class Basic{name}(HttpBasicAuth):\n    def __init__(self, asked):\n        self.asked = asked\n"
    "    def authenticate(self, request, username, password):\n"
    "        user = find(username, password)\n        {body}\n        return user\n"
    "api = NinjaAPI()\n@api.get('/orders', auth=BasicAuth({told}))\ndef orders(request):\n    return []\n"
)


def ninja(told: str, body: str = "pass") -> Files:
    """A service of Django Ninja with a guard of its own."""
    return {
        "requirements.txt": "django\ndjango-ninja\n",
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line()\n",
        "shop/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\n",
        "shop/urls.py": "from django.urls import path\nfrom shop.api import api\nurlpatterns = [path('api/', api.urls)]\n",
        "shop/api.py": NINJA.format(name="Auth", told=told, body=body),
    }


FORWARDING = (
    "app.get('/orders', async (req, res) => {{ const token = req.get('Authorization');\n"
    "  const found = await fetch(url, {{ headers: {{ Authorization: {value} }} }});\n"
    "  res.json(await found.json()); }});\n"
)

CASES: tuple[Case, ...] = (
    *(
        Case(SIGN_IN, "fail", f"the service's own token, by {call}", calling(f"token = {call}"))
        for call in ("Rest.get_service_account_token()", "fetch_access_token(ID, KEY)", "get_client_token()")
    ),
    Case(SIGN_IN, "pass", "a token that is fetched out of the request", calling("token = get_access_token(request)", parameters="request: Request")),
    *(
        Case(SIGN_IN, "fail", f"what another service answered, by {call}", handling(call))
        for call in ("const tokenRes = await fetch(url); await tokenRes.json();", "const answer = 1; if (requiresAuth(response)) { log(); }", "setAuthCookie(res, 1);", "setHeadersIfAuthenticated(res);")
    ),
    Case(SIGN_IN, "pass", "what is kept of who calls", handling("if (!res.locals.user) { throw new UnauthorizedError(); }")),
    *(
        Case(SIGN_IN, "fail", f"somebody is signed in, by {call}", handling(f"await {call};"))
        for call in ("authLogin(req.body.name, req.body.word)", "authRegister(req.body.name)", "authService.login(req.body)", "loginUser(req.body)", "supabase.auth.signInWithPassword(req.body)")
    ),
    Case(SIGN_IN, "fail", "where people sign in", calling("url = get_login_url()")),
    Case(SIGN_IN, "fail", "a row that is found by the session of a database", calling("user = db.session.query(User).first()", "kept = user.id")),
    *(
        Case(SIGN_IN, outcome, f"a guard under {at}, before {last}", node(f"{CONSOLE}app.use('{at}', requireAuth, {last});\n{ORDERS}"))
        for at, last, outcome in (
            ("/queues", "made.router", "fail"), ("/queues", "console.pages()", "fail"),
            ("/orders", "made.router", "pass"), ("/graphql", "graphqlHTTP({})", "pass"),
            ("/queues", "own", "pass"),
        )
    ),
    Case(ROLES, "pass", "a guard that is told a permission", ninja("'orders.view_order'"), "BasicAuth"),
    Case(ROLES, "pass", "a guard that asks for a permission itself", ninja("1", "user.has_perm(self.asked)"), "BasicAuth"),
    Case(ROLES, "fail", "a guard that is told who asks", ninja("'orders.example.com'")),
    Case(SIGN_IN, "fail", "a middleware that takes a key, and lets everybody on", node("const requireApiKey = (req, res, next) => { req.kept = req.get('X-Kept'); next(); };\napp.get('/orders', requireApiKey, (req, res) => res.json([]));\n")),
    Case(SIGN_IN, "pass", "a middleware that takes a key, and turns some away", node("const requireApiKey = (req, res, next) => { if (!req.get('X-Kept')) return res.sendStatus(401); next(); };\napp.get('/orders', requireApiKey, (req, res) => res.json([]));\n")),
    Case(ROLES, "unknown", "what callers sign in with is handed on", node(FORWARDING.format(value="token")), "Authorization is handed on to another service"),
    Case(ROLES, "fail", "the service signs in with a token of its own", node(FORWARDING.format(value="process.env.TOKEN"))),
    Case(SIGN_IN, "not_applicable", "events that a broker pushes", calling("event = queue.get_simple_cloud_event(request, wrapped=True)", parameters="request: Request"), "no route that answers data"),
)  # fmt: skip
