"""Django's admin: API tokens to list and revoke, the audit log to read, and users and groups as Django has them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from product_importer.accounts.confirmation.asking import confirmed_first
from product_importer.accounts.models import ApiToken, AuditEntry
from product_importer.lib.admin import DeclaredLookups, ReadOnlyAdmin


@admin.register(ApiToken)
class ApiTokenAdmin(DeclaredLookups):
    """Only owners make their tokens: the text is shown once, to whoever makes it."""

    list_display = ("name", "prefix", "user", "may_write", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("may_write",)
    list_select_related = ("user",)
    ordering = ("-created_at", "-id")
    search_fields = ("name", "prefix", "user__username")
    readonly_fields = ("user", "prefix", "created_at", "last_used_at", "revoked_at")
    exclude = ("digest",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Revoke the selected tokens")
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        revoked = sum(token.revoke() for token in tokens)
        self.message_user(request, f"{revoked} {'token was' if revoked == 1 else 'tokens were'} revoked.")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "username", "token", "action", "subject", "address")
    ordering = ("-at", "-id")
    sortable_by = ()
    search_fields = ("username", "action", "subject")
    search_help_text = "Search by user, action or id."


admin.site.unregister([User, Group])


confirmed = method_decorator(confirmed_first())


@admin.register(User)
class DeclaredUserAdmin(DeclaredLookups, UserAdmin):  # type: ignore[type-arg]  # not generic at run time
    """As on our own pages, changing people wants the password again."""

    changelist_view = confirmed(UserAdmin.changelist_view)
    changeform_view = confirmed(UserAdmin.changeform_view)
    delete_view = confirmed(UserAdmin.delete_view)
    user_change_password = confirmed(UserAdmin.user_change_password)


@admin.register(Group)
class DeclaredGroupAdmin(DeclaredLookups, GroupAdmin):
    pass
