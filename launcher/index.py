"""Where packages come from: what pip is told on this machine, in uv's words.

uv reads neither pip's configuration nor its variables, so a company's own index, set for pip once,
would be passed by.
"""

import ast
from collections.abc import Mapping
from pathlib import Path

_VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}
_SECTIONS = ("global", "install", ":env:")
_OWN = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_CONFIG_FILE")


def for_uv(pip_settings: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that tell uv what `pip config list` printed.

    Nothing is told to a uv that has an index of its own in `environment` or in its configuration
    file, and no variable that is set already is changed.
    """
    if any(environment.get(name) for name in _OWN) or _has_configuration(environment):
        return {}
    variables = {}
    for option, value in _parse(pip_settings).items():
        variable = _VARIABLES.get(option)
        if variable and value and not environment.get(variable):
            separator = "," if variable == "UV_FIND_LINKS" else " "
            variables[variable] = separator.join(value.split())
    if "UV_INDEX" in variables:
        # As pip does. Every file is pinned by its hash, so no index can slip in another.
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return variables


def _parse(pip_settings: str) -> dict[str, str]:
    """Option to value; pip's variables win over its `install` section, that over `global`."""
    found: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for line in pip_settings.splitlines():
        name, equals, quoted = line.partition("=")
        section, _, option = name.partition(".")
        if equals and section in found and quoted[:1] in {"'", '"'}:
            found[section][option] = ast.literal_eval(quoted)
    return found["global"] | found["install"] | found[":env:"]


def _has_configuration(environment: Mapping[str, str]) -> bool:
    home = environment.get("XDG_CONFIG_HOME") or f"{environment.get('HOME', '')}/.config"
    return any(Path(folder, "uv", "uv.toml").is_file() for folder in (home, "/etc"))
