"""What a caller asks, wherever it wrote it: in the query, in JSON, or in a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import RequestDataTooBig
from django.http import QueryDict
from django.utils.http import parse_header_parameters

from integrations.xstak.envelope import Refused
from oms import strictjson

LARGEST_READING_BODY = 64 * 1024
FORM = "application/x-www-form-urlencoded"

Texts = Mapping[str, list[str]]


@dataclass(frozen=True)
class Sent:
    """The parameters of a request, each with every value that it was given."""

    query: Texts
    body: Texts = field(default_factory=dict)

    def names(self) -> set[str]:
        return {*self.query, *self.body}

    def agreed(self, *names: str) -> str:
        """Return the one value that stands under these names anywhere; two of them are refused."""
        return _only(names[0], _under(names, self.query) | _under(names, self.body))

    def first(self, name: str) -> str:
        """Return the value in the query, or else the one in the body."""
        return _only(name, _under([name], self.query)) or _only(name, _under([name], self.body))


def sent(request) -> Sent:
    """Read the query and the raw body: what a framework would make of it is not what was sent."""
    query = {name: request.GET.getlist(name) for name in request.GET}
    raw, kind = _raw(request), request.META.get("CONTENT_TYPE", "")
    if raw:
        strictjson.refuse_encoding(kind, request)
    found = Sent(query, _of_body(raw, kind))
    for name, values in [*found.query.items(), *found.body.items()]:
        if "\x00" in "".join([name, *values]):
            raise Refused("A text holds a NUL character.")
    return found


def _raw(request):
    reading = request.method != "POST"
    try:
        raw = request.body
    except RequestDataTooBig:
        if not reading:
            raise
        raw = None
    if reading and (raw is None or len(raw) > LARGEST_READING_BODY):
        raise Refused("The body of a GET holds no more than 64 KiB.")
    return raw.strip()


def _of_body(raw, content_type) -> Texts:
    if raw.startswith(b"{"):  # whatever the content type says: `curl -d` calls it a form
        return _of_object(strictjson.loads(raw))
    if not raw:
        return {}
    if parse_header_parameters(content_type)[0] != FORM:
        raise Refused("Send the parameters in the query, as a JSON object, or as a form.")
    form = QueryDict(raw)
    return {name: form.getlist(name) for name in form}


def _of_object(body) -> Texts:
    return {name: [_text(value)] for name, value in body.items() if value is not None}


def _text(value):
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused("A parameter is a text or a whole number.")
    return str(value)


def _under(names: Iterable[str], texts: Texts) -> set[str]:
    return {value for name in names for value in texts.get(name, []) if value}


def _only(name, values: set[str]) -> str:
    if len(values) > 1:
        raise Refused(f"{name} is given more than once, with different values.")
    return next(iter(values), "")
