"""Mounts the apps."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from product_importer import health
from product_importer.accounts.sign_in.views import SignIn
from product_importer.api import api
from product_importer.monitoring import views as monitoring
from products.bulk.urls import activity_urlpatterns
from products.imports.urls import dashboard_urlpatterns

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Product Importer"
admin.site.index_title = "Administration"

urlpatterns = [
    *dashboard_urlpatterns,
    path("products/imports/", include("products.imports.urls")),
    path("products/imports/", include("products.bulk.urls")),
    path("products/sources/", include("products.imports.sources.urls")),
    path("products/sources/", include("products.imports.fetching.urls")),
    path("products/fields/", include("products.own_fields.urls")),
    path("products/", include(activity_urlpatterns)),
    path("products/", include("products.urls")),
    path("webhooks/", include("webhooks.urls")),
    path("accounts/notices/", include("products.imports.notice_choices.urls")),
    path("accounts/", include("product_importer.accounts.urls")),
    path("notices/", include("product_importer.notices.urls")),
    path("admin/login/", SignIn.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    path("system/", monitoring.system, name="system"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("health/", health.alive, name="health"),
    path("health/ready/", health.ready, name="ready"),
    path("", api.urls),
]

handler400 = "product_importer.lib.errors.bad_request"
handler403 = "product_importer.lib.errors.permission_denied"
handler404 = "product_importer.lib.errors.not_found"
handler500 = "product_importer.lib.errors.server_error"
