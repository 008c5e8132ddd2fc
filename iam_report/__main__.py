"""Run the command line: `python -m iam_report`."""

from __future__ import annotations

import sys

from iam_report.cli import main

if __name__ == "__main__":
    sys.exit(main())
