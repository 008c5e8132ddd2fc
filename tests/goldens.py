"""Golden files: output that a person has read, and that is to stay as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare a text with what is kept of it; see `make golden`."""
    path = _FOLDER / name
    if os.environ.get("IAM_REPORT_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
