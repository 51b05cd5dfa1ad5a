"""What a partner's dialect says where we have no fact, and the table that tells its readers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Default:
    """The `value` that stands in a field for which we have no fact, and `why` it is that one."""

    value: object
    why: str


def table(defaults: Mapping[str, Default]) -> str:
    """Render `defaults`, field path to Default, as a Markdown table in the given order."""
    rows = [(f"`{path}`", f"`{_json(one.value)}`", one.why) for path, one in defaults.items()]
    head = [("Field", "Stands there", "Why"), ("---", "---", "---")]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in [*head, *rows])


def _json(value):
    return json.dumps(value, ensure_ascii=False, default=str)


def _cell(text):
    return text.replace("|", "\\|").replace("\n", " ")
