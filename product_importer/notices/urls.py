"""The page of a person's notices."""

from django.urls import path

from product_importer.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("stop-mails/<uuid:mail_key>/", views.stop_mails, name="stop_mails"),
    path("<uuid:notice_id>/open/", views.open_notice, name="open"),
]
