"""Pages of bulk work. Their addresses are older than this room."""

from django.urls import path

from products.bulk import views

app_name = "bulk"
urlpatterns = [
    path("selection/", views.act, name="selection"),
    path("delete-all/", views.delete_all, name="delete_all"),
]
activity_urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("edit-many/", views.edit_many, name="edit_many"),
]
