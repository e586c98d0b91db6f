"""Signing in and out, and a person's API tokens."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from product_importer.accounts import views
from product_importer.accounts.forms import StaffSignInForm

urlpatterns = [
    path("login/", LoginView.as_view(authentication_form=StaffSignInForm), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("tokens/", views.token_list, name="tokens"),
    path("tokens/revoke-all/", views.revoke_all, name="revoke_all_tokens"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
]
