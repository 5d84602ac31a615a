"""The configuration of the process, from the environment only; `.env.example` explains each one.

What an organization chooses (ownership, which protocol judges what) is data, and not here.
`dashboard.checks` says what is wrong with a setting.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from integrations.github.errors import SettingsError
from integrations.github.settings import from_environment
from integrations.github.sign_in import origin, sign_in_from_environment
from integrations.mail import MailSettingsError, settings_from_environment
from integrations.notion.settings import NotionSettingsError
from integrations.notion.settings import settings_from_environment as notion_from_environment

BASE_DIR = Path(__file__).resolve().parent.parent


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _flag(name: str) -> bool:
    return _text(name).lower() in ("1", "true", "yes", "on")


def _count(name: str) -> int:
    text = _text(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _list(name: str, default: str) -> list[str]:
    return [item.strip() for item in _text(name, default).split(",") if item.strip()]


def _database(url: str) -> dict[str, Any]:
    """How to reach the PostgreSQL of that address, which may hold a password: it is not shown.

    Raises:
        ImproperlyConfigured: it is no such address.
    """
    try:
        found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        found = {}
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a PostgreSQL: "
            "expected postgresql://user:password@host:5432/name"
        )
    # What pages ask for is found by indexes: to start workers for it takes longer than they save.
    options = {"options": "-c max_parallel_workers_per_gather=0", **found.get("OPTIONS", {})}
    return {**found, "OPTIONS": options}


def _own_address() -> str:
    """Where the dashboard is, as far as the other settings tell."""
    named = [host for host in ALLOWED_HOSTS if not host.startswith(("*", "."))]
    if PLUMBLINE_HTTPS and named:
        return f"https://{named[0]}"
    reached_at = PLUMBLINE_PUBLISHED_ON or PLUMBLINE_HOST
    host = f"[{reached_at}]" if ":" in reached_at else reached_at
    return f"http://{host}:{PLUMBLINE_PORT}"


# Plumbline
PLUMBLINE_HOST = _text("PLUMBLINE_HOST", "127.0.0.1")
PLUMBLINE_PUBLISHED_ON = _text("PLUMBLINE_PUBLISHED_ON")
PLUMBLINE_PORT = _text("PLUMBLINE_PORT", "8000")
PLUMBLINE_DATA = Path(_text("PLUMBLINE_DATA", str(BASE_DIR / "data")))
PLUMBLINE_SOURCE = _text("PLUMBLINE_SOURCE")
PLUMBLINE_DEMO = _flag("PLUMBLINE_DEMO")
PLUMBLINE_DEMO_SIGN_IN = _flag("PLUMBLINE_DEMO_SIGN_IN")
PLUMBLINE_PROTOCOLS = _text("PLUMBLINE_PROTOCOLS")
PLUMBLINE_HTTPS = _flag("PLUMBLINE_HTTPS")
PLUMBLINE_PROXIES = _count("PLUMBLINE_PROXIES")

try:
    GITHUB = from_environment(os.environ)
    SIGN_IN = sign_in_from_environment(os.environ)
except SettingsError:
    GITHUB = SIGN_IN = None  # What is wrong with it is said by a system check.

try:
    NOTION = notion_from_environment(os.environ)
except NotionSettingsError:
    NOTION = None  # Likewise.

# Who says which address each person confirmed.
CONFIRMED_ADDRESSES = "dashboard.mails.addresses.addresses_of"

try:
    MAIL = settings_from_environment(os.environ)
except MailSettingsError:
    MAIL = None  # Likewise.

# So many proxies of one's own stand in front, each of which adds to X-Forwarded-For whom it serves.
ALLAUTH_TRUSTED_PROXY_COUNT = PLUMBLINE_PROXIES

# Django
SECRET_KEY = _text("PLUMBLINE_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = _list("PLUMBLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# Where people open the dashboard, for links in mail.
PLUMBLINE_URL = (_text("PLUMBLINE_URL") or _own_address()).rstrip("/")
CSRF_TRUSTED_ORIGINS = (
    [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if PLUMBLINE_HTTPS else []
)
ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "dashboard.storage.StaticConfig",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "compliance",
    "dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dashboard.middleware.kept_by_nobody",
    "dashboard.middleware.capped",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.middleware.vary_on_htmx",
    "allauth.account.middleware.AccountMiddleware",
    "dashboard.sessions.ending_with_belonging",
    "dashboard.middleware.at_a_possible_address",
    "dashboard.middleware.known_address",
    "dashboard.middleware.explained",
    "dashboard.limits.Limited",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dashboard.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "dashboard.templatetags.plumbline",
                "dashboard.templatetags.words",
                "dashboard.templatetags.figures",
                "dashboard.templatetags.places",
                "dashboard.templatetags.moments",
                "dashboard.templatetags.people",
                "dashboard.templatetags.pieces",
                "dashboard.templatetags.rows",
                "dashboard.templatetags.check_rows",
            ],
        },
    }
]
# Widgets too are written by our templates where there is one.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Messages live in a signed cookie, so that nobody needs a session for them.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# People sign in with GitHub; their tokens are used while they do, and dropped. Local administrators
# have a password.
AUTH_USER_MODEL = "dashboard.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "organization"
ACCOUNT_ADAPTER = "dashboard.admitting.Accounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Failed attempts: ten a minute from an address, five in five minutes for a name, of wrong codes for
# an account. More limits are in dashboard.limits.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SOCIALACCOUNT_ADAPTER = "dashboard.admitting.SignIn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_PROVIDERS = {
    "github": {
        "APPS": [{"client_id": SIGN_IN.client_id, "secret": SIGN_IN.secret}] if SIGN_IN else [],
        "SCOPE": ["read:org", "user:email"],
        "OAUTH_PKCE_ENABLED": True,
    }
}
MFA_ADAPTER = "dashboard.two_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "dashboard.session_store"
SESSION_SERIALIZER = "dashboard.sealing.Sealed"

# Data
DATABASES = {
    "default": _database(_text("DATABASE_URL", "postgresql://plumbline@localhost/plumbline"))
}
REDIS_URL = _text("REDIS_URL", "redis://localhost:6379/0")
# What all processes have to count together: attempts to sign in.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "plumbline",
    }
}

# Language and time
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Static files: hashed names, compressed once, served by WhiteNoise.
STATIC_URL = "/static/"
STATIC_ROOT = PLUMBLINE_DATA / "static"
WHITENOISE_USE_FINDERS = True
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dashboard.storage.StaticFiles"},
}

# Security
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PLUMBLINE_HTTPS
SESSION_COOKIE_SECURE = PLUMBLINE_HTTPS
SECURE_SSL_REDIRECT = PLUMBLINE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PLUMBLINE_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PLUMBLINE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PLUMBLINE_HTTPS
SECURE_HSTS_PRELOAD = PLUMBLINE_HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The picture of what an authenticator takes over stands in the page, and at no address.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # What is sent to begin signing in is answered with a redirect to GitHub.
        "form-action": [SELF, *([origin(GITHUB.web_url)] if GITHUB and SIGN_IN else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redacted": {"()": "dashboard.log_redaction.Redacted"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redacted"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "compliance": {"level": "INFO"},
        "dashboard": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
    },
}
