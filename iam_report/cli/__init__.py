"""The command line: arguments in, the library asked, its answer out.

Nothing is imported here that takes time, so that `--help` and `--version` answer at once: each
command has a module, which is imported when it is used.
"""

from __future__ import annotations

import os
import traceback
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from iam_report.cli.arguments import build_parser
from iam_report.cli.statuses import INTERNAL_ERROR, INTERRUPTED, UNUSABLE
from iam_report.cli.streams import complain, flush, open_closed_streams
from iam_report.errors import IamReportError
from iam_report.writers.plain import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: An environment variable; where it is 1, the place of an unexpected error is shown.
DEBUG: Final = "IAM_REPORT_DEBUG"

#: Command -> the module that has a function of that name, with `_` for `-`.
_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "scan": "iam_report.cli.scan",
        "rules": "iam_report.cli.scan",
        "can": "iam_report.cli.questions",
        "who-can": "iam_report.cli.questions",
        "escalations": "iam_report.cli.escalations",
        "compare-policies": "iam_report.cli.comparison",
        "check-policy": "iam_report.cli.comparison",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments, without the name of the program; by default those of the process.

    Returns:
        The exit status.

    Raises:
        SystemExit: After `--help` and `--version`, and where arguments are wrong.
    """
    open_closed_streams()
    try:
        return _run(arguments)
    except IamReportError as exc:
        complain("error", exc.message, exc.hint)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:  # noqa: BLE001  (who did not ask for a traceback is not to see one)
        return _internal_error(exc)
    finally:
        flush()


def _run(arguments: Sequence[str] | None) -> int:
    args = build_parser().parse_args(arguments)
    module = import_module(_HOMES[args.command])
    status: int = getattr(module, args.command.replace("-", "_"))(args)
    return status


def _internal_error(exc: Exception) -> int:
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(exc)
    what = f"{type(exc).__name__}: {exc}" if str(exc) else type(exc).__name__
    complain(
        "internal error",
        cut(what, 200),
        f"this is a fault of iam-report; {DEBUG}=1 shows where, which belongs in a bug report "
        "together with `iam-report --version`, but without names from your exports",
    )
    return INTERNAL_ERROR
