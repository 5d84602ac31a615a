"""Cases of what a handler asks by what it calls: who somebody is, and what they may do; and of what
a framework sets by itself.
"""

from tests.compliance.checks.access_cases import node
from tests.compliance.repositories import Case, Files

SIGN_IN, ROLES, HEADERS = "authentication", "role-based-access", "security-headers"
NO_ROLE = "no route asks for a role"


def handled(body: str) -> Files:
    """An Express service whose handler knows who calls, and does something first."""
    return node(
        f"app.post('/orders', async (req, res) => {{\n  const user = req.user.id;\n  {body}\n  res.json([]);\n}});\n"
    )


def unknown(body: str) -> Files:
    """An Express service whose handler knows nobody, and does something first."""
    return node(f"app.post('/orders', async (req, res) => {{\n  {body}\n  res.json([]);\n}});\n")


def hapi(options: str) -> Files:
    """A Hapi service with these options of its server."""
    return {
        "package.json": '{"dependencies": {"@hapi/hapi": "^21.0.0"}}',
        "config.js": f"exports.server = {{ port: 80, {options} }};\n",
        "app.js": "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server(require('./config').server);\n"
        "server.route({ method: 'GET', path: '/orders', handler: () => [] });\n",
    }


CASES = (
    *(Case(HEADERS, "pass", f"Hapi's own: {told}", hapi(f"routes: {{ security: {told} }}"), "Hapi's own", (("config.js", 1),)) for told in ("true", "{ hsts: false }")),
    *(Case(HEADERS, "fail", f"Hapi's own, not for its routes: {told}", hapi(told)) for told in ("routes: { security: false }", "security: true", "routes: { cors: true }")),
    *(
        Case(ROLES, "pass", f"an action that is a constant: {asked}", handled(f"await {asked};"), "authorize")
        for asked in (
            "access.authorizeOrder(user, OrderAction.ShipIt)",
            "authorize(user, 'order', Permitted.DELETE_ORDER)",
            "this.gate.authorizeAction(user, Actions.Anything)",
        )
    ),
    *(
        Case(ROLES, "fail", f"a constant that is none: {asked}", handled(f"await {asked};"), NO_ROLE)
        for asked in (
            "payments.authorize(card, Currency.EUR)",
            "payments.authorize(card, order.action)",
            "ship(user, OrderAction.ShipIt)",
        )
    ),
    *(
        Case(ROLES, outcome, f"somebody who is looked up: {found}", handled(f"const found = await {found};"))
        for found, outcome in (
            ("settings.getPreferredAdmin()", "fail"),
            ("settings.getAdmin(req)", "pass"),
            ("req.session.getAdmin()", "pass"),
            ("people.getCurrentAdmin()", "pass"),
        )
    ),
    *(
        Case(SIGN_IN, "fail", f"what is made to sign in with: {made}", unknown(f"const made = await {made};"), "no sign-in")
        for made in (
            "settings.generateApiKey()",
            "settings.deleteAuthorization(1)",
            "settings.updateToken('text')",
            "signer.sign({ id: 1 })",
        )
    ),
    *(
        Case(SIGN_IN, "pass", f"what is asked: {asked}", unknown(f"const asked = await {asked};"), asked.partition("(")[0])
        for asked in ("keys.verifyApiKey(req)", "tokens.checkToken(req)", "requireUser(req)")
    ),
)  # fmt: skip
