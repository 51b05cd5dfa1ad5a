"""A page of documentation for each dialect, beside the native one."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from integrations.schemas import PAGES, Page, generator


def doors(page: Page) -> list:
    """Return where a dialect's document and page are."""
    document = SpectacularAPIView.as_view(
        generator_class=generator(page),
        patterns=[path(page.root, include(f"integrations.{page.name}.urls"))],
    )
    shown = SpectacularSwaggerSplitView.as_view(
        url_name=f"schema-{page.name}", title=f"OMS: {page.title}"
    )
    return [
        path(f"schema/{page.name}/", document, name=f"schema-{page.name}"),
        path(f"docs/{page.name}/", shown, name=f"docs-{page.name}"),
    ]


urlpatterns = [door for page in PAGES for door in doors(page)]
