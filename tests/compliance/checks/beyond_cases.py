"""Cases of what only speaks of roles, of what asks whose something is under another name, and of what
is asked where no route is seen to lead to.
"""

from tests.compliance.checks.access_cases import fastapi, node
from tests.compliance.checks.asking_cases import handled, unknown
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES = "authentication", "role-based-access"
NO_ROLE = "no route asks for a role"
NO_SIGN_IN = "no sign-in was found"


def called(function: str, name: str = "checkEditPermission") -> Files:
    """An Express service whose handler knows who calls, and asks a function of its own."""
    return node(
        f"{function}\napp.post('/orders/:id', async (req, res) => {{\n  const user = req.user.id;\n"
        f"  await {name}(req.params.id, user);\n  res.json([]);\n}});\n"
    )


def guarded(name: str, body: str) -> Files:
    """A Flask service whose route stands behind a decorator of its own."""
    return {
        "requirements.txt": "flask\nflask-login\n",
        "shop.py": "from flask import Flask, abort, current_app, jsonify\nfrom flask_login import current_user, login_required\n"
        f"app = Flask(__name__)\ndef {name}(func):\n    def inner(*args):\n{body}        return func(*args)\n    return inner\n"
        f"@app.route('/orders', methods=['POST'])\n@login_required\n@{name}\ndef orders():\n    return jsonify([])\n",
    }


def viewed(condition: str, otherwise: str = "abort(403)") -> Files:
    """A Flask service whose view asks something of who calls."""
    return {
        "requirements.txt": "flask\nflask-login\n",
        "shop.py": "from flask import Flask, abort, jsonify\nfrom flask_login import current_user, login_required\napp = Flask(__name__)\n"
        f"@app.route('/orders')\n@login_required\ndef orders():\n    if {condition}:\n        return jsonify([])\n    return {otherwise}\n",
    }


def layered(asking: str, path: str = "controllers/orders.js") -> Files:
    """An Express service whose routes come out of a table that is not followed, behind sign-in."""
    routes = "app.use(authenticate);\nuse(app, require('./controllers'));\napp.get('/', authenticate, (q, r) => r.json([]));\n"
    return {
        **node(f"const {{ authenticate }} = require('./who');\n{routes}"),
        "who.js": "exports.authenticate = (req, res, next) => (req.user ? next() : res.sendStatus(401));\n",
        "controllers/index.js": f"exports.orders = require('../{path}');\n",
        path: f"{asking}\n",
    }


def described(code: str) -> Files:
    """A FastAPI service with one route, and a router that is not seen to be put on."""
    return {
        **fastapi(
            "import orders\n@app.get('/version')\ndef version():\n    return {'version': 1}\nregister(app, orders)\n"
        ),
        "orders.py": code,
    }


TWICE = "exports.list = (req) => {{ if (!{0}) return null; }};\nexports.add = (req) => {{ if (!{0}) return null; }};\n"
WHOSE = "async function checkEditPermission(id, user) {\n  const order = await find(id);\n  if (order.customer !== user) throw new Error('You have no permission, ask an admin');\n}\n"
HELD = "async function checkEditPermission(id, user) {\n  const { role } = await find(user);\n  if (role !== 'clerk') throw new Error('no');\n}\n"
# A service layer that no route is seen to lead to, and what keeps somebody out of it.
KEPT_OUT = "exports.list = async (id) => {{\n  const held = await find(id);\n  if ({0}) {{\n    throw new HttpException('no', {1});\n  }}\n}};\n"
PAGES = "from flask_admin import BaseView\nclass Orders(BaseView):\n    def is_accessible(self):\n        return {0}\n    def admins(self):\n        return []\n"
SESSION = "const session = await {0}; if (!session?.user?.admin) return res.json(null);"
TOKEN = "import jwt\nfrom fastapi.security import HTTPBearer\n"

CASES = (
    # What only speaks of roles.
    *(
        Case(ROLES, "fail", f"what only speaks of roles: {each}", handled(f"const found = await {each};"), NO_ROLE)
        for each in (
            "rag.getPolicyPromptState()", "cloud.assumeRole({ name: 'backup' })", "getAdminRecord('orders')",
            "listAdminSummaries()", "listSummariesForAdmins()", "new Admin(api)", "params.scope.split(' ')", "tracer.scope.active()",
            "usage.deployedByScope()", "bucketPolicy.generate()", "talk.message.role",
            "cloud.assume(settings.IAM_ROLE)", "req.body.get('permissions')",
        )
    ),
    *(
        Case(ROLES, "pass", f"what asks for roles: {each}", handled(f"const found = await {each};"), "routes ask for more by")
        for each in (
            "getUserRole(req)", "loadPermissions(req)", "policy.check(req)", "checkPolicies(req)", "verifyAdmin(req)",
            "req.auth.scopes.includes('orders')", "token.scope.includes('orders')", "getTokenScopes(req)", "getCurrentAdmin(req)",
            "getPermissionsForUser(req.user)", "load_roles_of(req.user)", "getMemberRoleInTeam(req.user)", "findRolesByUserId(1)",
        )
    ),
    Case(SIGN_IN, "fail", "a role that the service takes itself", unknown("const found = await cloud.assumeRole({ name: 'backup' });"), NO_SIGN_IN),
    *(
        Case(SIGN_IN, "fail", f"a token that nobody has shown: {each}", unknown(f"const made = {each};"), NO_SIGN_IN)
        for each in ("new AccessToken(key, secret)", "made.toJwt()", "TAG_TOKEN_REGEX.match(text)", "list.join(TOKEN_SEPARATOR)")
    ),
    *(
        Case(SIGN_IN, "pass", f"a token that somebody has shown: {each}", unknown(f"const made = {each};"), "routes ask who calls by")
        for each in ("VerifyToken(req)", "CheckAccessToken(req)")
    ),
    *(Case(ROLES, outcome, f"a dependency: {each}", fastapi(f"from shop import current_user, {each}\n@app.get('/orders')\ndef orders(user=Depends(current_user), policy=Depends({each})):\n    return []\n")) for each, outcome in (("provide_retry_order_policy", "fail"), ("load_policies", "fail"), ("check_policy", "pass"), ("get_current_admin", "pass"))),
    # What is called after permissions may ask whose something is.
    Case(ROLES, "fail", "a permission that asks whose something is", called(WHOSE), NO_ROLE),
    Case(ROLES, "pass", "a permission that asks for a role", called(HELD), "checkEditPermission"),
    Case(ROLES, "pass", "an administrator who is asked for", called("async function checkKeyAdmin(id, user) {\n  return isGod(user);\n}\n", "checkKeyAdmin"), "checkKeyAdmin"),
    Case(ROLES, "fail", "what something asks for", layered(TWICE.format("requiredEventPermissions()")), NO_ROLE),
    Case(ROLES, "pass", "a permission that is not seen", called("const { checkEditPermission } = require('acme');"), "checkEditPermission"),
    # A kind of people.
    Case(ROLES, "pass", "a decorator for a kind of people", guarded("worker_required", "        if current_user.name not in current_app.config['WORKERS']:\n            abort(403)\n"), "worker_required"),
    Case(ROLES, "fail", "a decorator that keeps nobody out", guarded("worker_required", "        current_app.logger.info('called')\n"), NO_ROLE),
    *(Case(ROLES, "fail", f"a decorator for everybody: {name}", guarded(name, "        if not current_user:\n            abort(403)\n"), NO_ROLE) for name in ("session_required", "verified_required", "check_read_only", "json_required")),
    Case(ROLES, "pass", "a kind of people that is asked for", viewed("current_user.is_white_team"), "a role that is compared"),
    *(Case(ROLES, "fail", f"no kind of people: {each}", viewed(f"current_user.{each}"), NO_ROLE) for each in ("is_active", "is_verified", "is_authenticated", "is_owner_of(1)", "is_premium")),
    Case(ROLES, "fail", "a kind of people who are only told something else", viewed("current_user.is_white_team", "jsonify({})"), NO_ROLE),
    # Where no route is seen to lead to.
    *(Case(ROLES, "pass", f"a layer that asks: {each}", layered(TWICE.format(each)), each.partition("(")[0].rpartition(".")[2]) for each in ("hasPermission(req, 'orders')", "verify_order_permission(req)", "requireAdmin(req)", "access.checkUserRole(req)")),
    *(Case(ROLES, "fail", f"a layer that asks something else: {each}", layered(TWICE.format(each)), NO_ROLE) for each in ("checkFilePermissions('/tmp')", "ensureDirectoryWithPermissions('/tmp')", "channel.hasPermission(bot)", "checkLocationPermission(req)")),
    Case(ROLES, "fail", "one place alone", layered("exports.list = (req) => { if (!hasPermission(req, 'orders')) return null; };\n"), NO_ROLE),
    Case(ROLES, "fail", "functions that nobody calls", layered("exports.hasPermission = 1;\nfunction checkRole(a) {\n  return a.role;\n}\nclass Who {\n  async hasPermission(a) {\n    return a.role;\n  }\n}\n"), NO_ROLE),
    Case(ROLES, "fail", "what somebody runs by hand", layered(TWICE.format("hasPermission(req, 'orders')"), "scripts/orders.js"), NO_ROLE),
    Case(ROLES, "fail", "a layer that asks whose something is", layered("function checkPermission(order, user) {\n  return order.customer === user;\n}\n" + TWICE.format("checkPermission(order, user)")), NO_ROLE),
    *(
        Case(ROLES, "pass", f"who is kept out by {each}", layered(KEPT_OUT.format(each, status)), "a role that is compared")
        for each, status in (
            ("!held.isSystemAdmin", "HttpStatus.FORBIDDEN"), ("![Rank.creator, Rank.admin].includes(held.rank)", "HttpStatus.FORBIDDEN"),
            ("held.permission === 'read_orders' && !isPublic", "403"), ("held['scope'] !== 'orders'", "403"),
        )
    ),
    Case(ROLES, "unknown", "an order that only some are told of", layered(KEPT_OUT.format("!held.isSystemAdmin", "404")), "but .isSystemAdmin compares one"),
    *(
        Case(ROLES, "fail", f"nobody is kept out by {each}", layered(KEPT_OUT.format(each, status)), NO_ROLE)
        for each, status in (
            ("![Rank.creator, Rank.other].includes(held.rank)", "HttpStatus.FORBIDDEN"),
            ("held.permission === 'denied'", "403"), ("message.role === 'assistant'", "403"), ("held.owner === 'me'", "403"),
        )
    ),
    *(
        Case(ROLES, outcome, f"pages of Flask-Admin for {who}", {**viewed("current_user.is_authenticated"), "pages.py": PAGES.format(who)})
        for who, outcome in (
            ("current_user.name in current_app.config['ADMINS']", "pass"), ("current_user.has_role('clerk')", "pass"),
            ("current_user.is_authenticated", "fail"),
        )
    ),
    *(
        Case(ROLES, outcome, f"a role of the session that is known by {by}", handled(SESSION.format(by)))
        for by, outcome in (("getServerSession(authOptions)", "pass"), ("auth()", "pass"), ("getSession()", "pass"), ("getSession(id)", "unknown"), ("find(id)", "unknown"))
    ),
    Case(SIGN_IN, "pass", "a router behind sign-in that is not seen to be put on", described(f"{TOKEN}def one(token):\n    return jwt.decode(token)\ndef two(token):\n    return jwt.decode(token)\n"), "jwt.decode"),
    Case(SIGN_IN, "fail", "a package that is only taken in", described(f"{TOKEN}def one(token):\n    return token\n"), NO_SIGN_IN),
    Case(SIGN_IN, "fail", "no package for it", described("def one(token):\n    return jwt.decode(token) or jwt.decode(token)\n"), NO_SIGN_IN),
    # What sets headers names those by which callers sign in.
    Case(SIGN_IN, "fail", "headers that other sites may send", fastapi("from starlette.middleware.cors import CORSMiddleware\napp.add_middleware(CORSMiddleware, allow_headers=['Authorization'])\n@app.get('/orders')\ndef orders():\n    return []\n"), NO_SIGN_IN),
)  # fmt: skip
