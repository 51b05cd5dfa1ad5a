"""Whatever is sent to whichever native route, the answer is clear JSON and nothing happens."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from orders.models import Order, OrderEvent, Package
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.orders.api.routes import native_routes
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db
ROUTES = native_routes()
RIGHTS = ("read", "command", "pull", "hooks")
JSON = "application/json"
# A channel is no secret between stores, nor a store between channels; carriers are nobody's.
SEEN_BY_ALL = {
    "channels": {"cargo_companies/", "stocklocations/list-simple/"},
    "locations": {"cargo_companies/", "channels/"},
}
OWN = {"channels": {"channels/"}, "locations": {"stocklocations/list-simple/"}}


@pytest.fixture
def keys():
    """One order with its package and a message about it: the keys of every path."""
    owner = get_user_model().objects.create_user("receiver")
    address = "https://hooks.example.com/"
    Webhook.objects.create(owner=owner, event_type="order.created", target_url=address)
    package = factories.package()
    while relay_pending():
        pass
    message = WebhookEvent.objects.get(order=package.order)
    return {"order": package.order_id, "package": package.pk, "webhook_event_id": message.pk}


def path_of(route, keys):
    kind = "package" if route.pattern.startswith("packages/") else "order"
    return route.path(pk=keys[kind], webhook_event_id=keys["webhook_event_id"])


def send(client, route, path, **options):
    """Ask in the way that the route knows: with a harmless body where it takes one."""
    if route.writes:
        return client.post(path, data="{}", content_type=JSON, **options)
    return client.get(path, **options)


def body_of(answer, status):
    """Return the body, which is JSON and has the native shape of an error."""
    asked = answer.request["REQUEST_METHOD"], answer.request["PATH_INFO"]
    assert answer.status_code == status, (*asked, answer.status_code, answer.content[:200])
    assert answer["Content-Type"] == JSON
    body = answer.json()
    assert isinstance(body["code"], str)
    assert all(isinstance(value, str | list) for value in body.values())
    return body


def test_malformed_json(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for text in ["{", "{'slug': 1}", '{"a": NaN}', '{"a": 1, "a": 2}', "\ufeff{}", "[" * 2000]:
            answer = client.post(path_of(route, keys), data=text.encode(), content_type=JSON)
            told = body_of(answer, 400 if route.writes else 405)
            assert told["code"] == ("malformed" if route.writes else "method_not_allowed")


def test_json_of_the_wrong_type(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for text in ["[]", "1", "null", '"x"', '{"slug": [], "order_numbers": {}}', ""]:
            answer = client.post(path_of(route, keys), data=text, content_type=JSON)
            body_of(answer, 400 if route.writes else 405)


def test_a_body_of_another_type(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for kind in ["text/plain", "application/json; charset=klingon", "text/html", ""]:
            answer = client.generic("POST", path_of(route, keys), b"{}", content_type=kind)
            body_of(answer, 415 if route.writes else 405)


def test_an_unknown_id(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for key in [999_999, 10**18, 10**30]:
            answer = send(client, route, path_of(route, dict.fromkeys(keys, key)))
            if route.about_one:
                assert body_of(answer, 404) == {"detail": "Not found.", "code": "not_found"}
        if route.many and not route.about_one:
            body_of(client.get(f"{path_of(route, keys)}?id__in={10**30}"), 400)
            found = client.get(f"{path_of(route, keys)}?id__in=999999").json()
            assert (found["count"], found["results"]) == (0, [])


@pytest.mark.parametrize("limit", ["channels", "locations"])
def test_what_is_foreign_does_not_exist(api, keys, limit):
    """Neither another channel's nor another store's rows are seen, counted or moved."""
    foreign = {"channels": factories.channel, "locations": factories.location}[limit]().pk
    stranger = api(rights=RIGHTS, **{limit: [foreign]})
    events = OrderEvent.objects.count()
    for route in ROUTES:
        answer = send(stranger, route, path_of(route, keys))
        if route.about_one:
            missing = send(stranger, route, path_of(route, dict.fromkeys(keys, 999_999)))
            assert (answer.status_code, answer.content) == (404, missing.content), route
        elif route.many and route.pattern not in SEEN_BY_ALL[limit]:
            nothing = {"count": 0, "next": None, "previous": None, "results": []}
            expected = [foreign] if route.pattern in OWN[limit] else []
            body = answer.json()
            assert [row["id"] for row in body["results"]] == expected, route
            assert body["count"] == len(expected)
            assert expected or body == nothing
    assert OrderEvent.objects.count() == events


@pytest.mark.parametrize("token", ["missing", "expired", "garbled", "in the query"])
def test_no_good_token(api, keys, token):
    client, query = api(rights=RIGHTS), ""
    header = client.defaults["HTTP_AUTHORIZATION"]
    if token == "expired":
        client = api(rights=RIGHTS, age=timedelta(days=7, seconds=1))
    else:
        client.defaults["HTTP_AUTHORIZATION"] = f"{header}x" if token == "garbled" else ""
    if token == "in the query":
        query = f"?token={header.removeprefix('Token ')}"
    for route in ROUTES:
        answer = send(client, route, path_of(route, keys) + query)
        assert body_of(answer, 401)["code"] == "not_authenticated"
        assert answer["WWW-Authenticate"] == "Token"


def test_a_page_of_the_wrong_size(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        if route.pattern == "state-transition-logs/<int:pk>/":
            continue  # one move, by a key of its own
        long = "list-simple" in route.pattern or route.pattern == "orders/changes/"
        most = 1000 if long else 100
        for limit in ["0", "-5", str(most + 1), "1000000000", "abc", "", "５", "1.5"]:
            answer = send(client, route, f"{path_of(route, keys)}?limit={limit}")
            if route.many:
                assert "limit" in body_of(answer, 400)
            else:
                sizes = route.writes or route.pattern == "orders/changes/"
                assert answer.status_code == (400 if sizes else 200), route.pattern
                assert answer["Content-Type"] == JSON
        if route.many:
            assert client.get(f"{path_of(route, keys)}?limit={most}").status_code == 200


def test_a_page_that_is_not_there(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for page in ["0", "-1", "abc", "2", "9" * 15, "9" * 30]:
            if route.many:
                body_of(client.get(f"{path_of(route, keys)}?page={page}&limit=100"), 404)


def test_an_unknown_path_below_and_a_post_without_the_slash(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        path = path_of(route, keys)
        body_of(send(client, route, f"{path}nonsense/"), 404)
        bare = path.removesuffix("/")
        answer = client.post(bare, data="{}", content_type=JSON)
        assert f"{bare}/" in body_of(answer, 404)["detail"]


def test_another_method(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "FOO"]:
            answer = client.generic(method, path_of(route, keys), b"{}", content_type=JSON)
            body_of(answer, 405)
            assert answer["Allow"].split(", ")[0] == ("POST" if route.writes else "GET")


def test_an_answer_that_is_not_json(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        path = path_of(route, keys)
        body_of(send(client, route, f"{path}?format=xml"), 406)
        body_of(send(client, route, path, headers={"accept": "application/xml"}), 406)


def test_an_unknown_parameter_or_sort_says_which_there_are(api, keys):
    client = api(rights=RIGHTS)
    for route in ROUTES:
        if route.many:
            path = path_of(route, keys)
            (text,) = body_of(client.get(f"{path}?nonsense=1&format=json"), 400)["nonsense"]
            names = text.removeprefix("Unknown parameter. Allowed: ").strip(".").split(", ")
            assert {"format", "id__in", "limit", "page", "sort"} <= set(names)
            for sort in ["password", "id,number", "--id", "customer__email", "?", ""]:
                (text,) = body_of(client.get(f"{path}?sort={sort}"), 400)["sort"]
                assert text.startswith("One of id, created_date" if sort else "One value")


@pytest.mark.parametrize(
    ("kind", "slug"), [("package", "start"), ("package", "cancel"), ("order", "plan")]
)
def test_without_the_right_nothing_happens(api, keys, kind, slug):
    path = f"/api/v1/oms/{kind}s/{keys[kind]}/command/"
    events = OrderEvent.objects.count()

    answer = api(rights=["read", "pull", "hooks"]).post(path, {"slug": slug}, content_type=JSON)

    assert body_of(answer, 403)["code"] == "permission_denied"
    assert OrderEvent.objects.count() == events
    assert Package.objects.get().state == PackageStatus.WAITING
    assert Order.objects.get().packages.count() == 1


def test_without_the_right_what_is_foreign_is_still_missing(api, keys):
    reader = api(rights=["read"], channels=[])
    for kind in ("package", "order"):
        path = f"/api/v1/oms/{kind}s/{keys[kind]}/command/"
        body_of(reader.post(path, {"slug": "start"}, content_type=JSON), 404)
    body_of(api(rights=["command"]).get("/api/v1/oms/orders/"), 403)
