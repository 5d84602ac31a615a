"""What each check says of each repository of the demo organization, read out of the repositories by
hand beside the catalogue of rules.
"""

from __future__ import annotations

# Repository and component; what a check says of a repository as a whole stands in all its columns.
COLUMNS = (
    ("payments-ledger", "."),
    ("tracking-hub", "apps/api"),
    ("tracking-hub", "apps/scans"),
    ("invoice-gateway", "."),
    ("rate-engine", "."),
    ("depot-console", "."),
    ("shipping-schemas", "."),
    ("storefront-api", "."),
    ("returns-service", "."),
    ("billing-plans", "."),
    ("customer-portal", "."),
    ("notifications", "."),
    ("customs-broker", "."),
    ("pickup-points", "."),
    ("platform-infra", "."),
    ("label-printer", "."),
    ("depot-map", "."),
)
TABLE = """
                               ledger hub:api hub:scans invoice rate depot schemas store returns billing portal notify customs pickup infra label map
node-version-pinned            P      P       P         F       -    -     -       P     -       -       -      F      F       -      -     F     -
python-version-pinned          -      -       -         -       P    P     -       -     P       P       -      -      -       P      -     -     -
package-manager-pnpm           P      P       P         F       -    -     -       P     -       -       -      P      P       -      -     F     -
package-manager-poetry-or-pip  -      -       -         -       P    P     -       -     P       P       -      -      -       F      -     -     -
compose-services               P      P       P         F       P    P     -       P     P       P       -      F      P       P      -     -     -
vscode-extensions              P      P       P         F       F    P     -       P     F       P       -      P      F       F      -     F     -
biome-configured               P      P       P         F       -    -     -       P     -       -       -      P      F       -      -     F     -
submodules-initialise          -      -       -         -       -    P     -       -     -       -       -      -      F       -      -     -     -
lockfile-in-sync               P      P       F         P       P    P     -       P     P       P       -      F      P       -      -     -     -
migrate-command                P      P       -         F       P    P     -       P     P       P       -      P      F       -      -     -     -
dev-command                    P      P       F         F       P    P     -       P     P       P       -      P      F       P      -     F     -
migrations-present             P      P       -         F       P    P     -       P     P       P       -      P      F       -      -     -     -
api-documented                 P      F       F         F       P    P     -       P     P       P       -      F      P       P      -     F     -
input-validated                P      P       P         F       P    P     -       P     F       P       -      P      F       P      -     F     -
unit-tests                     P      P       F         F       P    P     -       P     P       P       -      F      F       F      -     F     -
integration-tests              P      F       F         F       P    P     -       P     P       P       -      F      P       F      -     F     -
load-tests                     P      F       F         F       F    F     -       F     F       P       -      F      F       F      -     F     -
lint-in-ci                     P      P       P         F       P    P     ?       P     P       P       P      F      F       P      -     F     -
formatter-before-commit        P      P       P         F       P    F     P       P     P       P       P      F      F       F      -     F     -
tests-in-ci                    P      P       P         F       P    P     ?       P     P       P       P      F      F       F      -     F     -
"""
OWNERS = {
    "payments-ledger": ("payments",),
    "tracking-hub": ("logistics",),
    "invoice-gateway": ("payments",),
    "rate-engine": ("logistics",),
    "depot-console": ("platform",),
    "shipping-schemas": ("platform",),
    "storefront-api": ("storefront",),
    "returns-service": ("logistics",),
    "billing-plans": ("billing",),
    "customer-portal": ("storefront",),
    "notifications": ("platform",),
    "customs-broker": ("logistics",),
    "pickup-points": ("storefront",),
    "platform-infra": ("platform",),
    "label-printer": (),
    "depot-map": (),
}

# What is judged by what GitHub knows; the archived repository and the empty one do not count. A
# full stop: the check is not in the protocol that the repository's custom property names.
GITHUB_COLUMNS = (
    "payments-ledger",
    "tracking-hub",
    "invoice-gateway",
    "rate-engine",
    "depot-console",
    "shipping-schemas",
    "storefront-api",
    "returns-service",
    "billing-plans",
    "customer-portal",
    "notifications",
    "customs-broker",
    "pickup-points",
    "platform-infra",
    "depot-map",
)
GITHUB_TABLE = """
                          ledger hub invoice rate depot schemas store returns billing portal notify customs pickup infra map
dev-branch                P      F   F       P    P     P       P     F       P       P      P      P       F      F      F
branches-protected        P      F   F       P    P     P       P     P       P       P      F      F       F      P      F
branch-names              P      F   F       P    F     P       P     F       P       F      F      F       P      P      -
conventional-commits      P      F   F       P    P     P       P     F       P       P      F      P       P      P      F
pull-requests-target-dev  P      -   -       P    F     P       F     -       P       P      P      P       -      -      -
pull-requests-linked      P      F   F       P    F     P       P     F       P       F      F      F       P      P      -
pull-requests-reviewed    P      F   F       P    P     P       F     F       P       P      F      F       P      P      -
ci-green                  P      P   F       P    P     P       P     P       P       P      P      P       P      P      -
secret-scanning-enabled   P      F   F       P    P     .       P     F       P       .      F      F       P      .      .
"""
