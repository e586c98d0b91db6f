"""Pages of the catalogue."""

from django.urls import path

from products import export_views, pin_views, views

app_name = "products"
urlpatterns = [
    path("", views.product_list, name="list"),
    path("columns/", views.columns, name="columns"),
    path("export/", export_views.export, name="export"),
    path("new/", views.create, name="create"),
    path("<uuid:product_id>/", views.detail, name="detail"),
    path("<uuid:product_id>/edit/", views.edit, name="edit"),
    path("<uuid:product_id>/pins/", pin_views.change_pin, name="pins"),
    path("<uuid:product_id>/row/", views.row, name="row"),
    path("<uuid:product_id>/toggle/", views.toggle, name="toggle"),
    path("<uuid:product_id>/delete/", views.delete, name="delete"),
]
