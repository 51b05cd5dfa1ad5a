"""The sandbox's memory between two runs: one JSON file, replaced as a whole."""

import json
import os
from pathlib import Path


def load(path: Path | None) -> dict | None:
    """Return what was saved, or None when nothing was."""
    if path is None or not path.exists():
        return None
    return json.loads(path.read_text())


def save(path: Path, memory: dict) -> None:
    """Replace the file; whoever kills us in the middle finds the old one whole."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w") as file:
        json.dump(memory, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
