"""The table of event types is complete."""

import ast
import re
from pathlib import Path

from orders import commands
from webhooks.event_types import REGISTRY, WIRE_TYPES


def _kinds_in_the_commands():
    for path in Path(commands.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(r"^(?:order|package)\.[a-z_]+$", node.value)


def test_every_kind_that_a_command_records_has_its_wire_types_and_no_other_has():
    assert set(_kinds_in_the_commands()) == set(WIRE_TYPES)


def test_the_registry_names_each_wire_type_once():
    assert REGISTRY == (
        "order.cancelled",
        "order.created",
        "order.status.transitioned",
        "order.updated",
        "package.created",
        "package.shipment.awb_number",
        "package.status.cancelled",
        "package.status.packed",
        "package.status.shipped",
        "package.status.transitioned",
    )
