"""Cases of the checks in `compliance.checks.forge_security`."""

from compliance.facts.forge import SecretScanning
from tests.compliance.checks.forge_facts import PAGE, case, withheld

SCANNING = "secret-scanning-enabled"

CASES = (
    case(SCANNING, "pass", "both are on", SecretScanning(True, True, url=PAGE), message="secret scanning and push protection are on", evidence=("Settings of security",)),
    case(SCANNING, "fail", "no push protection", SecretScanning(True, False), message="push protection is off", evidence=()),
    case(SCANNING, "fail", "no scanning", SecretScanning(False, True), message="secret scanning is off"),
    case(SCANNING, "fail", "neither", SecretScanning(False, False, url=PAGE), message="secret scanning and push protection are off", evidence=("Settings of security",)),
    case(SCANNING, "unknown", "only an administrator sees it", withheld(SecretScanning, "needs Administration, read"), message="needs Administration, read"),
    case(SCANNING, "not_applicable", "the plan does not have it", SecretScanning(False, False, in_plan=False), message="the plan has no secret scanning for this repository"),
)  # fmt: skip
