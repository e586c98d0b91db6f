"""Pages of webhooks."""

from django.urls import path

from webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhook_list, name="list"),
    path("new/", views.create, name="create"),
    path("test/", views.test_url, name="test_url"),
    path("<uuid:webhook_id>/", views.detail, name="detail"),
    path("<uuid:webhook_id>/edit/", views.edit, name="edit"),
    path("<uuid:webhook_id>/delete/", views.delete, name="delete"),
    path("<uuid:webhook_id>/enable/", views.enable, name="enable"),
    path("<uuid:webhook_id>/disable/", views.disable, name="disable"),
    path("<uuid:webhook_id>/pause/", views.pause, name="pause"),
    path("<uuid:webhook_id>/resume/", views.resume, name="resume"),
    path("<uuid:webhook_id>/test/", views.test, name="test"),
    path("<uuid:webhook_id>/secret/", views.reveal, name="reveal"),
    path("<uuid:webhook_id>/secret/rotate/", views.rotate, name="rotate"),
    path("<uuid:webhook_id>/resend/", views.resend_failed, name="resend_failed"),
    path("<uuid:webhook_id>/deliveries/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path("<uuid:webhook_id>/deliveries/<uuid:delivery_id>/resend/", views.resend, name="resend"),
]
