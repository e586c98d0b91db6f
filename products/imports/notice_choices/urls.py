"""The page on which a person says what they hear of."""

from django.urls import path

from products.imports.notice_choices import views

urlpatterns = [
    path("", views.choices, name="notice_choices"),
    path("test/", views.send_test, name="test_mail"),
]
