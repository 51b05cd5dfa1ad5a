"""What the tests of partners in the back office press and read."""

import re

from tests.admin.arranged import filled
from tests.admin.conftest import person

ADD = "/admin/integrations/partner/add/"
RIGHTS = [
    f"integrations.{verb}_{model}"
    for model in ("partner", "credential", "accesstoken", "refreshtoken")
    for verb in ("view", "add", "change")
]


def shown(response):
    """Return what a page shows once, name by name."""
    return dict(re.findall(r'<div class="oms-pre" id="(\w+)">([^<]+)<', response.content.decode()))


def added(client, **typed):
    sent = {"name": "Our ERP", "dialect": "uniware", "is_active": "on", "configuration": "{}"}
    return client.post(ADD, {**sent, **typed})


def typed(client, partner):
    """Return what a browser sends when a person only presses save: of an empty list, nothing."""
    return {name: text for name, text in filled(client, partner).items() if text != ""}


def manager(**sees):
    return person("m", permissions=RIGHTS, **({"every_location": True} | sees))
