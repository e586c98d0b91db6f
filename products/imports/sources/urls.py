"""Pages of sources."""

from django.urls import path

from products.imports.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.source_list, name="list"),
    path("<uuid:source_id>/", views.detail, name="detail"),
    path("<uuid:source_id>/edit/", views.edit, name="edit"),
    path("<uuid:source_id>/delete/", views.delete, name="delete"),
]
