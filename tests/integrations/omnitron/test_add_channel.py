"""add_channel: tested, told about, and never for the worse."""

import io

import pytest
from django.core.management import CommandError, call_command

from integrations.models import PullCursor
from orders.models import CargoCompany, Channel, StockLocation
from webhooks.models import Webhook

FIRST = "2291090711512921"


def run(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def add(hub, *more, server=None, password="sandbox", key=1):
    access = ["--server", server or hub.omnitron_url, "--username", "omnitron"]
    key = ["--omnitron-id", str(key), "--password", password]
    return run("add_channel", "Web Shop", *key, *access, *more)


def test_a_channel_is_added_tested_and_told_about(db, hub):
    said = add(hub, "--location", "WH-BHW")

    assert said == (
        "Channel Web Shop (Omnitron id 1) is connected: 5 carriers, 7 stores and warehouses. "
        "Orders that name no store go to WH-BHW Bhiwandi Warehouse."
    )
    channel = Channel.objects.get()
    assert (channel.name, channel.omnitron_id, channel.is_active) == ("Web Shop", 1, True)
    assert channel.default_location == StockLocation.objects.get(erp_code="WH-BHW")
    assert CargoCompany.objects.count() == 5
    assert PullCursor.objects.get().channel == channel


def test_a_channels_hub_is_told_how_its_orders_fare_and_may_send_us_hooks(db, hub):
    add(hub, "--hook-secret", "whisper")
    add(hub)

    channel = Channel.objects.get()
    assert channel.hook_secret == "whisper"
    told = Webhook.objects.get()
    assert (told.owner.username, told.target, told.event_type) == ("oms", "omnitron", "*")
    assert (told.channel, told.target_url) == (channel, f"{hub.omnitron_url}/channel/1")


def test_adding_it_again_changes_the_one_channel_and_needs_no_login(db, hub):
    add(hub, "--location", "WH-BHW")
    hub.forget_requests()

    add(hub)

    channel = Channel.objects.get()
    assert channel.default_location.erp_code == "WH-BHW"
    assert [request.path for request in hub.requests] == [
        "/api/v1/cargos/",
        "/api/v1/retail_stores/",
    ]


def test_new_credentials_are_tried_out(db, hub):
    add(hub)

    with pytest.raises(CommandError, match="refuses the user name and password"):
        add(hub, password="wrong")

    kept = Channel.objects.get()
    assert (kept.password, bool(kept.auth_token)) == (hub.password, True)


def test_a_number_that_no_channel_has_is_refused(db, hub):
    with pytest.raises(CommandError, match="is the number that Omnitron gave"):
        add(hub, key=0)

    assert not Channel.objects.exists()


def test_a_channel_that_cannot_be_tested_is_kept_and_the_command_fails(db, hub):
    hub.stop()

    with pytest.raises(CommandError, match=r"Web Shop is kept, but could not be tested\. Omnitron"):
        add(hub, server="http://127.0.0.1:9/api/v1")

    assert Channel.objects.get().server == "http://127.0.0.1:9/api/v1"


def test_an_unknown_location_is_refused_with_the_known_ones(db, hub):
    with pytest.raises(CommandError, match="no location X1; the channel is kept.*BLR01, DEL01"):
        add(hub, "--location", "X1")


def test_a_second_channel_of_the_same_hub_is_welcome(db, hub):
    add(hub)
    add(hub, key=2, server=hub.omnitron_url.replace("/api/v1", "/api/i1/"))

    assert Channel.objects.count() == 2


def test_a_channel_of_another_hub_is_refused(db, hub):
    add(hub)

    with pytest.raises(CommandError, match="One installation mirrors one Omnitron"):
        add(hub, key=2, server="https://other.example.com/api/v1")

    assert Channel.objects.count() == 1


@pytest.mark.parametrize("server", ["shop.example.com", "ftp://shop.example.com", "https://"])
def test_a_server_is_an_address(server, db, hub):
    with pytest.raises(CommandError, match="The server is an address"):
        add(hub, server=server)
