"""The pages of webhooks. Each loads, makes one call and shows what came of it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.accounts.confirmation.session import is_confirmed
from product_importer.lib.actor import Actor, actor_of, tell_of, user_of
from product_importer.lib.keyset import InvalidCursor
from webhooks import actions, presenters, rules
from webhooks.delivery_log import LogPage, log_page
from webhooks.events import EventType
from webhooks.forms import LogForm, ResendForm, WebhookForm
from webhooks.models import Delivery, DeliveryQuerySet, TooManyRotations, Webhook
from webhooks.sending import trial

MAY_ADD, MAY_CHANGE, MAY_DELETE = (f"webhooks.{verb}_webhook" for verb in ("add", "change", "delete"))
JUST_MADE = "webhook_just_made"
"""The webhook whose secret this session's next page shows."""

TOO_MANY_TESTS = "You have sent too often in the last minute. Wait a moment, then try again."
UNDER_WAY = "It is being sent right now. The result will appear below."


@require_safe
def webhook_list(request: HttpRequest) -> HttpResponse:
    return render(request, "webhooks/list.html", {"cards": presenters.cards(), **_may(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ADD, raise_exception=True)
def create(request: HttpRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None, initial={"event_types": [*EventType.values]})
    if request.method == "POST" and form.is_valid() and (webhook := actions.save(form, actor=actor_of(request))):
        request.session[JUST_MADE] = str(webhook.pk)
        return _gone_to(request, webhook)
    return render(request, "webhooks/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
def edit(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    form = WebhookForm(request.POST or None, instance=webhook)
    if request.method == "POST" and form.is_valid() and actions.save(form, actor=actor_of(request)):
        return _gone_to(request, webhook)
    status = 422 if form.is_bound else 200
    return render(request, "webhooks/form.html", {"form": form, "webhook": webhook}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_DELETE, raise_exception=True)
def delete(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.with_waiting(), pk=webhook_id)
    if request.method == "POST":
        actions.delete(webhook, actor=actor_of(request))
        messages.success(request, f"The webhook {webhook.url} was deleted.")
        return redirect("webhooks:list")
    return render(request, "webhooks/delete.html", {"webhook": webhook})


@require_safe
def detail(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    is_new = request.session.get(JUST_MADE) == str(webhook_id)
    if is_new and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        del request.session[JUST_MADE]
    return _detail(request, webhook_id, shows_secret=is_new and request.user.has_perm(MAY_CHANGE))


@require_safe
def delivery(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    return _delivery(request, webhook_id, delivery_id)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def enable(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    def enabled(webhook: Webhook, actor: Actor) -> bool:
        return actions.switch(webhook, enabled=True, held=_held(request), actor=actor)

    return _changed(request, webhook_id, enabled)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def disable(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    return _changed(request, webhook_id, lambda webhook, actor: actions.switch(webhook, enabled=False, actor=actor))


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def pause(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    return _changed(request, webhook_id, lambda webhook, actor: actions.pause(webhook, actor=actor))


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def resume(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    def resumed(webhook: Webhook, actor: Actor) -> bool:
        return actions.resume(webhook, held=_held(request), actor=actor)

    return _changed(request, webhook_id, resumed)


@require_POST
@permission_required(MAY_ADD, raise_exception=True)
def test_url(request: HttpRequest) -> HttpResponse:
    """The test button of the form: nothing is saved."""
    form = WebhookForm(request.POST)
    context: dict[str, object] = {"form": form}
    try:
        url = rules.check_url(request.POST.get("url", ""))
        outcome = trial.try_url(url, sent_by=user_of(request).get_username(), user_id=user_of(request).pk)
        context["trial"] = presenters.result_of(outcome)
    except ValidationError as error:
        context["trial_error"] = error.messages[0]
    except trial.TooManyTests:
        context["trial_error"] = TOO_MANY_TESTS
    return render(request, "webhooks/form.html", context, status=422 if "trial_error" in context else 200)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def test(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    try:
        outcome = trial.try_webhook(webhook, sent_by=user_of(request).get_username(), user_id=user_of(request).pk)
    except trial.TooManyTests:
        return _detail(request, webhook_id, status=429, trial_error=TOO_MANY_TESTS)
    return _detail(request, webhook_id, trial=presenters.result_of(outcome))


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
@confirmed_first()
def reveal(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    tell_of(request)
    return _detail(request, webhook_id, shows_secret=True)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
@confirmed_first()
def rotate(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    try:
        actions.rotate_secret(webhook, actor=actor_of(request))
    except TooManyRotations as error:
        messages.error(request, str(error))
        return redirect(webhook)
    request.session[JUST_MADE] = str(webhook_id)
    messages.success(request, "The secret was rotated. For 24 hours, requests are signed with the previous one too.")
    return redirect(webhook)


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def resend(request: HttpRequest, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Sends at once; what came of it stands on the page."""
    found = get_object_or_404(Delivery.objects.select_related("webhook"), pk=delivery_id, webhook_id=webhook_id)
    try:
        trial.spend_one(user_of(request).pk)
    except trial.TooManyTests:
        return _delivery(request, webhook_id, delivery_id, status=429, trial_error=TOO_MANY_TESTS)
    outcome = actions.resend_now(found)
    if outcome is None:
        return _delivery(request, webhook_id, delivery_id, trial_error=UNDER_WAY)
    return _delivery(request, webhook_id, delivery_id, trial=presenters.result_of(outcome))


@require_POST
@permission_required(MAY_CHANGE, raise_exception=True)
def resend_failed(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    form = ResendForm(request.POST)
    if not form.is_valid():
        return _detail(request, webhook_id, status=422, resend_form=form)
    again = actions.resend_failed(webhook, since=form.cleaned_data["since"])
    messages.info(request, f"{again:,} failed {'delivery is' if again == 1 else 'deliveries are'} being sent again.")
    return redirect(webhook)


def _delivery(
    request: HttpRequest, webhook_id: UUID, delivery_id: UUID, *, status: int = 200, **context: object
) -> HttpResponse:
    found = get_object_or_404(
        Delivery.objects.select_related("event", "webhook"), pk=delivery_id, webhook_id=webhook_id
    )
    shown = {
        "delivery": found,
        "webhook": found.webhook,
        "body": presenters.indented(found.event.body),
        "attempts": [(each, presenters.result_of_attempt(each)) for each in found.attempts.order_by("-number")],
        **_may(request),
    }
    return render(request, "webhooks/delivery.html", shown | context, status=status)


def _detail(
    request: HttpRequest, webhook_id: UUID, *, status: int = 200, shows_secret: bool = False, **context: object
) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.with_waiting(), pk=webhook_id)
    filters = LogForm(request.GET)
    page = _log(filters.chosen_from(webhook.deliveries.all()), request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    shown = {
        "webhook": webhook,
        "card": presenters.card(webhook),
        "secret": webhook.secret if shows_secret else "",
        "filters": filters,
        "rows": presenters.log_rows(page.rows),
        "older": page.next_cursor,
        "query": query.urlencode(),
        "is_first_page": "before" not in request.GET,
        "is_confirmed": is_confirmed(request),
        "resend_form": ResendForm(initial={"since": timezone.now() - timedelta(days=1)}),
        "failed": webhook.deliveries.filter(state="failed").exists(),
        **_may(request),
    }
    return render(request, "webhooks/detail.html", shown | context, status=status)


def _log(deliveries: DeliveryQuerySet, cursor: str) -> LogPage:
    try:
        return log_page(deliveries, cursor=cursor)
    except InvalidCursor:
        return log_page(deliveries)


def _changed(request: HttpRequest, webhook_id: UUID, change: Callable[[Webhook, Actor], bool]) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    if not change(webhook, actor_of(request)):
        messages.info(request, f"Nothing changed: the webhook is {webhook.state}.")
    return redirect(webhook)


def _gone_to(request: HttpRequest, webhook: Webhook) -> HttpResponse:
    """Go to the webhook's page; a form in a dialog is only told where that is."""
    if request.headers.get("X-Requested-With") == "dialog":
        return HttpResponse(status=204, headers={"Location": webhook.get_absolute_url()})
    return redirect(webhook)


def _held(request: HttpRequest) -> actions.Held:
    return "discard" if request.POST.get("held") == "discard" else "send"


def _may(request: HttpRequest) -> dict[str, bool]:
    names = {"may_add": MAY_ADD, "may_change": MAY_CHANGE, "may_delete": MAY_DELETE}
    return {name: request.user.has_perm(permission) for name, permission in names.items()}
