"""Signing in and out, one's own account and API tokens, colleagues, the audit log."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from product_importer.accounts import views
from product_importer.accounts.audit_log import views as audit_log
from product_importer.accounts.confirmation.views import confirm
from product_importer.accounts.own_account import views as own_account
from product_importer.accounts.people import password_views
from product_importer.accounts.people import views as people
from product_importer.accounts.sign_in.views import SignIn, sign_in_code

urlpatterns = [
    path("", own_account.account, name="account"),
    path("login/", SignIn.as_view(), name="login"),
    path("login/code/", sign_in_code, name="sign_in_code"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("confirm/", confirm, name="confirm"),
    path("forgotten/", password_views.forgotten, name="forgotten"),
    path("choose-password/<uidb64>/<token>/", password_views.ChoosePassword.as_view(), name="choose_password"),
    path("password/", own_account.PasswordChange.as_view(), name="password"),
    path("second-factor/", own_account.second_factor, name="second_factor"),
    path("second-factor/codes/", own_account.recovery_codes, name="recovery_codes"),
    path("second-factor/off/", own_account.second_factor_off, name="second_factor_off"),
    path("tokens/", views.token_list, name="tokens"),
    path("tokens/revoke-all/", views.revoke_all, name="revoke_all_tokens"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/deactivate/", people.deactivate, name="deactivate_person"),
    path("people/<int:person_id>/activate/", people.activate, name="activate_person"),
    path("people/<int:person_id>/link/", people.new_link, name="new_link"),
    path("audit/", audit_log.audit_log, name="audit_log"),
    path("audit.csv", audit_log.audit_file, name="audit_file"),
]
