"""Pages of how sources are fetched."""

from django.urls import path

from products.imports.fetching import views

app_name = "fetching"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:source_id>/fetch/edit/", views.set_up, name="set_up"),
    path("<uuid:source_id>/fetch/run/", views.run, name="run"),
    path("<uuid:source_id>/fetch/pause/", views.pause, name="pause"),
    path("<uuid:source_id>/fetch/resume/", views.resume, name="resume"),
    path("<uuid:source_id>/fetch/forget-host-key/", views.forget_host_key, name="forget_host_key"),
    path("<uuid:source_id>/fetch/remove/", views.remove, name="remove"),
    path("<uuid:source_id>/runs/", views.run_list, name="runs"),
]
