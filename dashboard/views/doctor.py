"""The doctor, for whoever asks, and what it reports from a laptop, which has no session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from compliance.onboarding import report_format, reports, tokens
from compliance.onboarding.report_format import MAX_BYTES, ReportError
from compliance.onboarding.reports import Taken
from compliance.onboarding.tokens import EndedError, PastError, TokenError
from dashboard import limits
from integrations.doctor import script

_SCHEME = "bearer "
_LONGEST_TOKEN = 200


@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """The file as plain text, with the address written in that it was fetched from. Django has
    compared the host with those that it serves.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    return HttpResponse(script(origin), content_type="text/plain; charset=utf-8")


# The token stands for who sends it, and no browser adds that by itself.
@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a report into the plan whose token comes with it; what it came to, in one sentence."""
    token = _token(request)
    if not token:
        return _said("Send the token of your onboarding plan with it.", 401)
    if not limits.is_within_token_limit(request, token):
        return _said("Wait a minute before you report again.", 429)
    if len(request.body) > MAX_BYTES:
        return _said(f"A report has {MAX_BYTES} bytes at most.", 413)
    if request.content_type != "application/json":
        return _said("A report is sent as application/json.", 415)
    try:
        plan = tokens.plan_of(token)
        taken = reports.take(plan, report_format.read(request.body))
    except EndedError as error:
        return _said(str(error), 410)
    except PastError as error:
        return _said(str(error), 403)
    except TokenError as error:
        return _said(str(error), 401)
    except ReportError as error:
        return _said(str(error), 422)
    return _said(_sentence(taken), 200)


def _token(request: HttpRequest) -> str:
    said = request.headers.get("Authorization", "")
    if said[: len(_SCHEME)].lower() != _SCHEME:
        return ""
    token = said[len(_SCHEME) :].strip()
    return token if len(token) <= _LONGEST_TOKEN else ""


def _sentence(taken: Taken) -> str:
    if not taken.of:
        return "Your plan has nothing that the doctor looks at."
    if not taken.next:
        return f"All {taken.of} items that the doctor looks at are done."
    return (
        f"{taken.done} of {taken.of} items that the doctor looks at are done. Next: {taken.next}."
    )


def _said(message: str, status: int) -> JsonResponse:
    answer = JsonResponse({"message": message}, status=status)
    answer["Cache-Control"] = "no-store"
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer["Retry-After"] = str(limits.WAIT)
    return answer
