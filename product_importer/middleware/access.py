"""Staff only: everything is closed unless a view says `login_not_required`."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from product_importer.accounts.forms import NOT_STAFF
from product_importer.lib.errors import error_json, is_api, refuse


class StaffOnlyMiddleware(LoginRequiredMiddleware):
    """Programs get JSON and are never sent to the sign-in page."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return error_json(401) if is_api(request) else self.handle_no_permission(request, view_func)
        return None if request.user.is_staff else refuse(request, 403, "not_staff", NOT_STAFF)
