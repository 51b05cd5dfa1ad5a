"""What is out of scope does not exist: no page, list, search, filter or button tells of it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from orders.models import Channel, Membership, Order, OrderEvent, Package, StockLocation
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import list_of, page_of, press, split_order
from tests.admin.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return factories.location(name="Here", time_zone="")


@pytest.fixture
def there():
    return factories.location(name="There", time_zone="")


@pytest.fixture
def clerk(here):
    return person("clerk", every_channel=True, locations=[here])


def every_permission():
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    return [f"{app}.{codename}" for app, codename in rows]


def test_a_store_sees_its_own_orders_and_packages_in_the_lists(clerk, here, there):
    mine = factories.order(channel=factories.channel(default_location=here))
    foreign = factories.order(channel=factories.channel(default_location=there))

    for model in (Order, Package):
        html = clerk.get(list_of(model)).content.decode()
        assert mine.code in html
        assert foreign.code not in html


@pytest.mark.parametrize("model", [Order, Package])
def test_a_foreign_page_answers_like_one_that_does_not_exist(clerk, there, model):
    order = factories.order(channel=factories.channel(default_location=there))
    foreign = model.objects.get(**{"pk" if model is Order else "order": order.pk})
    missing = model(pk=987_654_321)

    answers = [clerk.get(page_of(row), follow=True) for row in (foreign, missing)]
    texts = [a.content.decode().replace(str(987_654_321), str(foreign.pk)) for a in answers]

    assert [a.redirect_chain for a in answers] == [[("/admin/", 302)]] * 2
    assert order.number not in texts[0]
    assert [t.count("doesn’t exist. Perhaps it was deleted?") for t in texts] == [1, 1]


@pytest.mark.parametrize("search", ["number", "e-mail", "sku", "tracking", "package"])
def test_the_search_finds_no_foreign_order(clerk, here, there, search):
    for place, found in ((here, True), (there, False)):
        shop = factories.channel(default_location=place)
        order = factories.order(channel=shop)
        package = factories.package(state=PackageStatus.SHIPPED, order=order)
        named = {
            "number": order.number,
            "e-mail": order.customer.email,
            "sku": order.orderitem_set.get().product.sku,
            "tracking": package.tracking_number,
            "package": package.number,
        }
        html = clerk.get(list_of(Order), {"q": named[search]}).content.decode()
        assert (page_of(order) in html) is found


def test_the_filters_offer_only_what_the_person_may_see(there):
    mine, foreign = factories.channel(name="Mine"), factories.channel(name="Foreign")
    clerk = person("clerk", channels=[mine], locations=[mine.default_location])

    for model in (Order, Package):
        html = clerk.get(list_of(model)).content.decode()
        assert f">{mine.name}<" in html.replace("\n", "").replace("  ", "")
        assert foreign.name not in html
        assert there.name not in html
        assert foreign.default_location.name not in html


def test_a_filter_on_what_is_out_of_scope_shows_nothing(clerk, here, there):
    factories.order(channel=factories.channel(default_location=here))
    for query in ({"store": there.pk}, {"channel": 999}, {"state": "x"}, {"state": "９"}):
        response = clerk.get(list_of(Order), query)
        assert response.status_code == 200
        assert response.context["cl"].result_count == 0


def test_of_a_split_order_a_store_sees_its_own_part(clerk, boss, here, there):
    order, mine, foreign = split_order(here=here, there=there)
    skus = [item.product.sku for item in order.orderitem_set.order_by("pk")]

    page = clerk.get(page_of(order)).content.decode()
    row = clerk.get(list_of(Order)).content.decode()

    assert f"{mine.number}</a>" in page
    assert f"{skus[0]}</td>" in page
    assert foreign.number not in page
    assert f"{skus[1]}<" not in page
    assert there.name not in page + row
    full = boss.get(page_of(order)).content.decode()
    assert all(text in full for text in (mine.number, foreign.number, *skus, there.name))


def test_the_story_tells_a_store_nothing_of_the_packages_elsewhere(clerk, boss, here, there):
    order, mine, foreign = split_order(here=here, there=there)
    press(boss, foreign, foreign, "start")

    def told(client, page):
        return client.get(page_of(page)).content.decode().count("Preparation started")

    assert [told(clerk, order), told(clerk, mine), told(boss, mine)] == [0, 0, 0]
    assert [told(boss, order), told(boss, foreign)] == [1, 1]


def test_no_button_reaches_a_foreign_package(clerk, here, there):
    order, _mine, foreign = split_order(here=here, there=there)
    events = OrderEvent.objects.count()

    answers = [press(clerk, page, foreign, "start").status_code for page in (order, foreign)]

    foreign.refresh_from_db()
    assert answers == [404, 404]
    assert foreign.state == PackageStatus.WAITING
    assert OrderEvent.objects.count() == events


def test_no_bulk_action_reaches_a_foreign_package(clerk, here, there):
    factories.order(channel=factories.channel(default_location=here))
    order = factories.order(channel=factories.channel(default_location=there))
    foreign = Package.objects.get(order=order)

    for across in ("0", "1"):
        chosen = {"action": "start", "_selected_action": [foreign.pk], "select_across": across}
        clerk.post(list_of(Package), chosen)

    foreign.refresh_from_db()
    assert foreign.state == PackageStatus.WAITING


def test_a_button_takes_no_object_that_is_not_on_its_page(boss):
    one, other = factories.package(), factories.package()

    assert press(boss, one.order, other, "start").status_code == 404
    other.refresh_from_db()
    assert other.state == PackageStatus.WAITING


def test_the_first_page_counts_what_the_person_may_see(clerk, boss, here, there):
    for place in (here, there, there):
        factories.order(channel=factories.channel(default_location=place))

    counts = [client.get("/admin/").context["tiles"][0]["count"] for client in (clerk, boss)]

    assert counts == [1, 3]


def test_who_has_no_membership_sees_nothing():
    order = factories.order()
    nobody = person("nobody", permissions=every_permission())

    assert order.code not in nobody.get(list_of(Order)).content.decode()
    assert nobody.get(page_of(order)).status_code == 302
    assert {tile["count"] for tile in nobody.get("/admin/").context["tiles"]} == {0}


@pytest.mark.parametrize("field", ["channels", "locations"])
def test_what_is_offered_while_typing_is_in_scope(here, there, field):
    mine = factories.channel(name="Mine", default_location=here)
    factories.channel(name="Foreign", default_location=there)
    manager = person("m", permissions=every_permission(), channels=[mine], locations=[here])

    asked = {"app_label": "orders", "model_name": "membership", "field_name": field, "term": ""}
    found = manager.get(reverse("admin:autocomplete"), asked).json()["results"]

    names = {row["text"] for row in found}
    assert names == ({str(mine)} if field == "channels" else {str(here)})


def test_a_form_offers_and_takes_only_what_is_in_scope(here, there):
    mine = factories.channel(default_location=here)
    manager = person("m", permissions=every_permission(), channels=[mine], locations=[here])

    html = manager.get(page_of(mine)).content.decode()

    assert str(here) in html
    assert str(there) not in html


@pytest.mark.parametrize("model", [Channel, StockLocation])
def test_foreign_channels_and_locations_are_neither_listed_nor_shown(here, there, model):
    mine = factories.channel(name="Mine", default_location=here)
    foreign = factories.channel(name="Foreign", default_location=there)
    manager = person("m", permissions=every_permission(), channels=[mine], locations=[here])
    seen, hidden = (mine, foreign) if model is Channel else (here, there)

    html = manager.get(list_of(model)).content.decode()

    assert seen.name in html
    assert hidden.name not in html
    assert manager.get(page_of(hidden)).status_code == 302


@pytest.mark.parametrize("every", [{}, {"every_channel": True, "every_location": True}])
def test_only_who_sees_all_says_what_others_see(here, every):
    manager = person("m", permissions=every_permission(), locations=[here], **every)
    mine = Membership.objects.get(user__username="m")

    sent = {"user": mine.user_id, "role": "manager", "every_channel": "on"}
    answer = manager.post(page_of(mine), sent)

    mine.refresh_from_db()
    assert (answer.status_code, mine.role) == ((302, "manager") if every else (403, "store"))
