"""The front doors, one line each."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from oms import monitor
from orders.invoices.views import by_link

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("live", monitor.live),
    path("ready", monitor.ready),
    path("metrics", monitor.metrics),
    path("documents/invoices/<str:token>", by_link, name="invoice_by_link"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/", include("integrations.docs")),
    path("whisperer/", include("webhooks.whisperer_urls")),
    path("", include("integrations.uniware.urls")),
    path("", include("integrations.xstak.urls")),
    path("api/vs/v1/", include("integrations.vijaysales.urls")),
    # This order: after orders.urls, orders/<pk>/ would swallow orders/pull_from_omnitron/.
    path("api/v1/oms/", include("integrations.omnitron.urls")),
    path("api/v1/oms/", include("webhooks.urls")),
    path("api/v1/oms/", include("orders.urls")),
]

handler400 = "oms.errors.bad_request"
handler403 = "oms.errors.permission_denied"
handler404 = "oms.errors.not_found"
handler500 = "oms.errors.server_error"
