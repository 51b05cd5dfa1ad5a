"""Holds an answer against a published structure: keys, their order, types, and what may be null."""

import json
import re
from pathlib import Path

CONTRACTS = Path(__file__).parents[2] / "contracts"
TEXTS = {
    "text": "",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
    "decimal 2": r"-?\d+\.\d{2}",
    "decimal 3": r"-?\d+\.\d{3}",
    "decimal 8": r"-?\d+\.\d{8}",
}
TYPES = {"whole": int, "flag": bool, "object": dict, "list": list}


def contract(name):
    return json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))


def differences(value, shape, path="$"):
    """Return what in the value is not as the structure says; nothing when all is."""
    if isinstance(shape, dict) and "or null" in shape:
        return [] if value is None else differences(value, shape["or null"], path)
    if isinstance(shape, dict):
        return _in_object(value, shape, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{path} is not a list"]
        return [
            d for n, one in enumerate(value) for d in differences(one, shape[0], f"{path}[{n}]")
        ]
    if shape.endswith(" or null") and value is None:
        return []
    return (
        [] if _is(value, shape.removesuffix(" or null")) else [f"{path}: {value!r} is no {shape}"]
    )


def _in_object(value, shape, path):
    if not isinstance(value, dict):
        return [f"{path} is not an object"]
    if list(value) != list(shape):
        return [f"{path} has the keys {list(value)}, not {list(shape)}"]
    return [d for key in shape for d in differences(value[key], shape[key], f"{path}.{key}")]


def _is(value, kind):
    if kind == "any":
        return True
    if kind in TEXTS:
        return isinstance(value, str) and bool(
            re.match(f"{TEXTS[kind]}$" if TEXTS[kind] else "", value)
        )
    return type(value) is TYPES[kind]
