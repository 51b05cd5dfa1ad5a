"""What OpenAPI says of us: one document for the native API, and one for each dialect."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator

from integrations.defaults import table

NATIVE = ("/api/v1/oms/", "/whisperer/")


@dataclass(frozen=True)
class Page:
    """
    What the documentation says of a dialect, whose doors hang at `root` in the URLs.

    `more` names functions that return what else is to be said, as Markdown.
    """

    name: str
    title: str
    text: str
    root: str = ""
    more: tuple[str, ...] = ()


PAGES = [
    Page(
        "uniware",
        "Uniware",
        "What clients of Uniware call: log in at `/oauth/token`, then POST. An answer is HTTP 200 "
        "also when what was asked cannot be done: read `successful` and `errors`.",
        more=("integrations.uniware.described.more", "integrations.pos.described.text"),
    ),
    Page(
        "xstak",
        "XStak",
        "What clients of XStak call: a token, which lives for some minutes, and with it in the "
        "header `token` the sales orders of one location.",
    ),
    Page(
        "vijaysales",
        "Vijay Sales",
        "What partners of Vijay Sales call, from serviceability to invoices. Send the two X-Parse"
        " headers, and a bearer token or the partner key. Over plain HTTP every request, a POST"
        " too, is answered 301 and not processed. In a body null is as good as absent, and a field"
        " that we do not know is ignored.",
        "api/vs/v1/",
        ("integrations.vijaysales.codes.table",),
    ),
]


class NativePaths(EndpointEnumerator):
    def should_include_endpoint(self, path, callback):
        """Leave the dialects to their own pages."""
        return path.startswith(NATIVE) and super().should_include_endpoint(path, callback)


class Linked(SchemaGenerator):
    """Adds to a document where the others are."""

    name = ""

    def get_schema(self, request=None, public=False):
        """Return the document."""
        schema = super().get_schema(request, public)
        schema["info"] |= self.info(schema["info"])
        return schema

    def info(self, info):
        """Return what the document says of itself."""
        return {"description": "\n\n".join([info.get("description", ""), links(self.name)])}


class Native(Linked):
    endpoint_inspector_cls = NativePaths


def links(here: str) -> str:
    """Return links to the pages that are not `here`; the native one has no name."""
    pages = [("", "Native", "/api/docs/")]
    pages += [(page.name, page.title, f"/api/docs/{page.name}/") for page in PAGES]
    told = [f"[{title}]({address})" for name, title, address in pages if name != here]
    return f"Other pages: {', '.join(told)}."


def generator(page: Page) -> Callable:
    """Return what writes the document of one dialect, with the table of its defaults."""

    class OfDialect(Linked):
        name = page.name

        def info(self, info):
            defaults = import_string(f"integrations.{page.name}.defaults.DEFAULTS")
            more = [import_string(name)() for name in page.more]
            facts = f"## Fields for which we have no fact\n\n{table(defaults)}"
            description = "\n\n".join([page.text, links(page.name), *more, facts])
            return {"title": f"OMS: {page.title}", "description": description}

    return OfDialect
