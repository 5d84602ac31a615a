"""Cases of what speaks of callers, keys and roles that are somebody else's: what a body says, what
is looked up, and what the service itself signs in with; and of who calls, known by a session.
"""

from tests.compliance.checks.access_cases import fastapi, node
from tests.compliance.checks.asking_cases import handled, unknown
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES = "authentication", "role-based-access"
NO_ROLE = "no route asks for a role"
NO_SIGN_IN = "no sign-in was found"

SHAPE = "from pydantic import BaseModel\nclass Job(BaseModel):\n    api_key: str\n    role: str\n"


def flask(body: str) -> Files:
    """A Flask service whose only handler does something first."""
    return {
        "requirements.txt": "flask\n",
        "shop.py": "from flask import Flask, jsonify, request, session\napp = Flask(__name__)\n"
        f"@app.route('/orders')\ndef orders():\n    {body}\n    return jsonify([])\n",
    }


def starlette(body: str) -> Files:
    """A Starlette service whose handler asks a function of its own."""
    return {
        "requirements.txt": "starlette\n",
        "shop.py": "from starlette.applications import Starlette\nfrom starlette.responses import JSONResponse\nfrom starlette.routing import Route\n"
        f"def may_change(request, name):\n    {body}\n"
        "async def orders(request):\n    may_change(request, request.path_params['name'])\n    return JSONResponse([])\n"
        "app = Starlette(routes=[Route('/{name}/orders', orders)])\n",
    }


CASES = (
    # What a body says is for somebody else's door.
    Case(SIGN_IN, "fail", "a key that a body brings for another service", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(request: Job):\n    return await model(request.api_key)\n"), NO_SIGN_IN),
    Case(SIGN_IN, "pass", "a key in a body that is checked", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(request: Job):\n    verify_token(request.api_key)\n    return []\n"), "verify_token"),
    Case(ROLES, "fail", "a role that a body tells", fastapi(f"{SHAPE}@app.post('/jobs')\nasync def make(job: Job, user=Depends(current_user)):\n    return keep(job.role)\n"), NO_ROLE),
    # What the service itself signs in with at others.
    *(
        Case(SIGN_IN, "fail", f"a key that is the service's own: {each}", unknown(f"const found = {each};"), NO_SIGN_IN)
        for each in ("maskApiKey(kept.model)", "resolve_api_key(kept, provider)", "ApiKeyProviderStatus(kept)", "_protect_custom_sections(order)", "encryptToken(kept)", "loadApiKeys(kept)")
    ),
    *(
        Case(SIGN_IN, "pass", f"a key of who calls: {each}", unknown(f"const found = {each};"), "routes ask who calls by")
        for each in ("resolveCurrentUser(req)", "protect(req)", "extractToken(req)", "loadAuthenticatedUser(req)", "parseAuthorization(req)")
    ),
    # People who are looked up, and clients that have every right.
    *(
        Case(ROLES, "fail", f"people, and clients: {each}", handled(f"const found = await {each};"), NO_ROLE)
        for each in ("library.fetchStaffById(7)", "people.findAdminByName(name)", "ipa_admin.user_find(name)", "keycloakAdmin.users.find(name)", "extractCompanyRole(text)", "Person.current_role.isnot(null)", "Person.current_role.astext.in_(rows)")
    ),
    *(
        Case(ROLES, "pass", f"people who call: {each}", handled(f"const found = await {each};"), "routes ask for more by")
        for each in ("getAdminByUserId(req.user.id)", "extractRoles(token)", "org_admin.check(req)", "getCompanyRole(req.user)")
    ),
    # Who calls, by what a session keeps of them.
    Case(SIGN_IN, "pass", "a name in a session of Starlette's", starlette("return request.session.get('username') == name"), "session.username"),
    Case(SIGN_IN, "pass", "a name in a session of Flask's", flask("who = session['username']"), "username"),
    Case(SIGN_IN, "pass", "somebody in a session of Express's", unknown("if (!req.session.user) return res.redirect('/');"), "session.user"),
    *(Case(SIGN_IN, "fail", f"a session that knows nobody: {each}", flask(f"kept = {each}"), NO_SIGN_IN) for each in ("session.get('basket')", "session['language']")),
    # An answer of 401 asks who calls where something of them is looked at.
    Case(SIGN_IN, "fail", "401 to what a body says wrongly", node("app.post('/talks', async (req, res) => {\n  const { sender, room } = req.body;\n  if (!rooms.holds(room, sender)) return res.status(401).send({ error: 'no' });\n  res.json([]);\n});\n"), NO_SIGN_IN),
    *(
        Case(SIGN_IN, "pass", f"401 by {each}", node(f"app.post('/talks', async (req, res) => {{\n  if (!{each}) return res.status(401).send({{ error: 'no' }});\n  res.json([]);\n}});\n"), "an answer of 401")
        for each in ("(await whose(req))", "known(req.headers['x-who'])", "known(req.cookies.who)", "known(res.locals.who)")
    ),
)  # fmt: skip
