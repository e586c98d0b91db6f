"""Pages of imports, and the dashboard at `/`."""

from django.urls import path

from products.imports import views
from products.imports.mapping.views import mapping
from products.imports.mending.views import rejected
from products.imports.review.views import review
from products.imports.undo import views as undoing

app_name = "imports"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("recent/", views.recent, name="recent"),
    path("<uuid:job_id>/", views.detail, name="detail"),
    path("<uuid:job_id>/superseded/", views.superseded, name="superseded"),
    path("<uuid:job_id>/skipped/", views.skipped, name="skipped"),
    path("<uuid:job_id>/conflicts/", views.conflicts, name="conflicts"),
    path("<uuid:job_id>/mapping/", mapping, name="mapping"),
    path("<uuid:job_id>/review/", review, name="review"),
    path("<uuid:job_id>/undo/", undoing.undo, name="undo"),
    path("<uuid:job_id>/undo/conflicts/", undoing.conflicts, name="undo_conflicts"),
    path("<uuid:job_id>/rejected/", rejected, name="rejected"),
    path("<uuid:job_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:job_id>/resume/", views.resume, name="resume"),
    path("<uuid:job_id>/apply/", views.apply, name="apply"),
    path("<uuid:job_id>/again/", views.again, name="again"),
]
dashboard_urlpatterns = [path("", views.dashboard, name="dashboard")]
