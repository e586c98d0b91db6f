"""Pages of own fields."""

from django.urls import path

from products.own_fields import views

app_name = "fields"
urlpatterns = [
    path("", views.field_list, name="list"),
    path("new/", views.create, name="create"),
    path("order/", views.order, name="order"),
    path("ready-made/", views.add_ready_made, name="add_ready_made"),
    path("<slug:key>/edit/", views.edit, name="edit"),
    path("<slug:key>/archive/", views.archive, name="archive"),
    path("<slug:key>/restore/", views.restore, name="restore"),
    path("<slug:key>/erase/", views.erase, name="erase"),
]
