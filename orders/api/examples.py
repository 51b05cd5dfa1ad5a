"""The examples of the OpenAPI document, one file each."""

import json
from pathlib import Path

from drf_spectacular.utils import OpenApiExample

FILES = Path(__file__).with_name("examples")


def example(name: str, title: str) -> OpenApiExample:
    """Return the example that the file holds."""
    value = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    return OpenApiExample(title, value=value, response_only=True)
