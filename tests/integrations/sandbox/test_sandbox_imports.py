"""The sandbox shares no line with what it tests, so that it shares no mistake."""

import ast
import sys
from pathlib import Path

import pytest

import integrations.sandbox

FILES = sorted(Path(integrations.sandbox.__file__).parent.glob("*.py"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_the_standard_library_and_itself_are_imported(file):
    names = set(imported(ast.parse(file.read_text())))

    foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not f"{name}.".startswith("integrations.sandbox.")} == set()
