"""Every address of the dashboard."""

from __future__ import annotations

from django.urls import path

from dashboard.views import (
    accounts,
    asked,
    asking,
    audit,
    changes,
    checks,
    excuses,
    health,
    kept,
    local,
    organization,
    protocols,
    repositories,
    retention,
    roles,
    source,
    syncs,
    teams,
)
from dashboard.views import settings as settings_page

urlpatterns = [
    path("", organization.overview, name="organization"),
    path("changes/", changes.index, name="changes"),
    path("teams/", teams.index, name="teams"),
    path("teams/<str:slug>/", teams.detail, name="team"),
    path("repositories/", repositories.index, name="repositories"),
    path("repositories/<str:slug>/", repositories.detail, name="repository"),
    path("repositories/<str:slug>/read/", repositories.read_again, name="read-again"),
    path("repositories/<str:slug>/ask/<slug:key>/", asking.ask, name="ask"),
    path("repositories/<str:slug>/excuses/<int:pk>/", excuses.detail, name="excuse"),
    path("repositories/<str:slug>/excuses/<int:pk>/decide/", excuses.decide, name="decide"),
    path("repositories/<str:slug>/excuses/<int:pk>/withdraw/", excuses.withdraw, name="withdraw"),
    path("repositories/<str:slug>/excuses/<int:pk>/revoke/", excuses.revoke, name="revoke"),
    path("repositories/<str:slug>/requests/<int:pk>/", asked.detail, name="asked"),
    path("repositories/<str:slug>/requests/<int:pk>/decide/", asked.decide, name="decide-asked"),
    path("requests/", asked.index, name="requests"),
    path("checks/", checks.index, name="checks"),
    path("checks/<slug:key>/", checks.detail, name="check"),
    path("protocols/", protocols.index, name="protocols"),
    path("protocols/<slug:key>/", protocols.detail, name="protocol"),
    path("syncs/", syncs.index, name="syncs"),
    path("syncs/look/", syncs.look, name="look"),
    path("syncs/<int:pk>/", syncs.detail, name="sync"),
    path("source/", source.index, name="source"),
    path("audit/", audit.index, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
    path("roles/", roles.index, name="roles"),
    path("roles/<int:pk>/", roles.edit, name="role"),
    path("settings/", settings_page.edit, name="settings"),
    path("settings/retention/", retention.index, name="retention"),
    path("settings/retention/<int:pk>/", retention.reduce, name="reduce"),
    path("kept/", kept.index, name="kept"),
    path("kept/export/", kept.take, name="kept-export"),
    path("accounts/sign-in/", accounts.sign_in, name="sign-in"),
    path("accounts/password/", local.by_password, name="account_login"),
    path("accounts/link/", local.by_link, name="sign-in-link"),
    path("accounts/password/again/", local.again, name="account_reauthenticate"),
    path("accounts/code/", local.code, name="mfa_authenticate"),
    path("accounts/code/again/", local.code_again, name="mfa_reauthenticate"),
    path("accounts/two-factor/", local.second_factor, name="mfa_index"),
    path("accounts/two-factor/on/", local.second_factor_on, name="mfa_activate_totp"),
    path("accounts/two-factor/off/", local.second_factor_off, name="mfa_deactivate_totp"),
    path("accounts/two-factor/codes/", local.recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/demo/", accounts.choose, name="demo-people"),
    path("accounts/sign-out/", accounts.sign_out, name="sign-out"),
    path("accounts/github/login/", accounts.begin, name="github_login"),
    path("accounts/github/login/callback/", accounts.complete, name="github_callback"),
    path("healthz", health.health, name="health"),
]

handler403 = "dashboard.views.errors.forbidden"
handler404 = "dashboard.views.errors.not_found"
handler429 = "dashboard.limits.too_many"
handler500 = "dashboard.views.errors.server_error"
