"""Holds an answer against a golden file: its keys, in any order, and the type of every value."""

import json
from decimal import Decimal
from pathlib import Path

CONTRACTS = Path(__file__).parents[2] / "contracts"
TYPES = {
    "text": str,
    "whole": int,
    "moment": int,
    "number": (int, Decimal),
    "flag": bool,
    "null": type(None),
}
AGE_OF_MILLISECONDS = 10**12  # 2001, and seconds do not get there before 33658


def golden(name):
    return json.loads((CONTRACTS / f"uniware_{name}.json").read_text(encoding="utf-8"))


def exact(answer):
    """Read an answer, with numbers that have a fraction as Decimal."""
    return json.loads(answer.content, parse_float=Decimal)


def differences(value, shape, path="$"):
    """Return what in the value is not as the golden file says; nothing when all is."""
    match shape:
        case {"or null": inner}:
            return [] if value is None else differences(value, inner, path)
        case {"by key": inner}:
            return _each(value.items(), inner, path) if isinstance(value, dict) else [path]
        case dict():
            return _object(value, shape, path)
        case []:
            return [] if value == [] else [f"{path} is not an empty list"]
        case [inner]:
            return _each(enumerate(value), inner, path) if isinstance(value, list) else [path]
    return [] if _fits(value, shape) else [f"{path}: {value!r} is no {shape}"]


def _each(pairs, inner, path):
    return [said for key, one in pairs for said in differences(one, inner, f"{path}[{key}]")]


def _object(value, shape, path):
    if not isinstance(value, dict):
        return [f"{path} is not an object"]
    wrong = [f"{path}.{key} is missing" for key in shape.keys() - value.keys()]
    wrong += [f"{path}.{key} is not in the contract" for key in value.keys() - shape.keys()]
    both = [key for key in shape if key in value]
    return wrong + [said for k in both for said in differences(value[k], shape[k], f"{path}.{k}")]


def _fits(value, shape):
    kind = shape.removesuffix(" or null")
    if value is None:
        return kind != shape or kind == "null"
    if kind == "moment" and not (type(value) is int and value > AGE_OF_MILLISECONDS):
        return False
    return isinstance(value, TYPES[kind]) and (kind == "flag") is isinstance(value, bool)
