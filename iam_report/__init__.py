"""Offline analysis of AWS IAM exports with pandas.

    >>> import iam_report as ir
    >>> report = ir.evaluate(ir.load("sample_data"))
    >>> report.scorecard()  # doctest: +SKIP

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from iam_report._version import __version__

if TYPE_CHECKING:
    from iam_report.access.can import can
    from iam_report.access.permissions import permissions
    from iam_report.access.who import who_can
    from iam_report.catalog.actions import use_catalog
    from iam_report.catalog.info import catalog_info
    from iam_report.errors import (
        ExportError,
        ExportWarning,
        FrameError,
        IamReportError,
        MissingExtraError,
        RuleError,
    )
    from iam_report.graph.edges import escalation_edges
    from iam_report.graph.escalation_graph import EscalationGraph
    from iam_report.graph.escalations import escalations
    from iam_report.graph.network import escalation_graph
    from iam_report.graph.paths import paths
    from iam_report.graph.removals import escalation_removals
    from iam_report.policy.action_sets import expand_actions
    from iam_report.policy.comparison import check_access_not_granted, compare_policies
    from iam_report.policy.decisions import Decision
    from iam_report.policy.public_access import check_no_public_access
    from iam_report.policy.simulate import simulate
    from iam_report.readers.authorization_details import read_authorization_details
    from iam_report.readers.credential_report import read_credential_report
    from iam_report.readers.policy import read_policy
    from iam_report.report import Report, evaluate
    from iam_report.rule import Rule, Severity, rule
    from iam_report.rules import rules
    from iam_report.snapshot import Snapshot, load

#: Public name -> the module that defines it.
_HOMES: Final = {
    "Decision": "iam_report.policy.decisions",
    "EscalationGraph": "iam_report.graph.escalation_graph",
    "ExportError": "iam_report.errors",
    "ExportWarning": "iam_report.errors",
    "FrameError": "iam_report.errors",
    "IamReportError": "iam_report.errors",
    "MissingExtraError": "iam_report.errors",
    "Report": "iam_report.report",
    "Rule": "iam_report.rule",
    "RuleError": "iam_report.errors",
    "Severity": "iam_report.rule",
    "Snapshot": "iam_report.snapshot",
    "can": "iam_report.access.can",
    "catalog_info": "iam_report.catalog.info",
    "check_access_not_granted": "iam_report.policy.comparison",
    "check_no_public_access": "iam_report.policy.public_access",
    "compare_policies": "iam_report.policy.comparison",
    "escalation_edges": "iam_report.graph.edges",
    "escalation_graph": "iam_report.graph.network",
    "escalation_removals": "iam_report.graph.removals",
    "escalations": "iam_report.graph.escalations",
    "evaluate": "iam_report.report",
    "expand_actions": "iam_report.policy.action_sets",
    "load": "iam_report.snapshot",
    "paths": "iam_report.graph.paths",
    "permissions": "iam_report.access.permissions",
    "read_authorization_details": "iam_report.readers.authorization_details",
    "read_credential_report": "iam_report.readers.credential_report",
    "read_policy": "iam_report.readers.policy",
    "rule": "iam_report.rule",
    "rules": "iam_report.rules",
    "simulate": "iam_report.policy.simulate",
    "use_catalog": "iam_report.catalog.actions",
    "who_can": "iam_report.access.who",
}

__all__ = [
    "Decision",
    "EscalationGraph",
    "ExportError",
    "ExportWarning",
    "FrameError",
    "IamReportError",
    "MissingExtraError",
    "Report",
    "Rule",
    "RuleError",
    "Severity",
    "Snapshot",
    "__version__",
    "can",
    "catalog_info",
    "check_access_not_granted",
    "check_no_public_access",
    "compare_policies",
    "escalation_edges",
    "escalation_graph",
    "escalation_removals",
    "escalations",
    "evaluate",
    "expand_actions",
    "load",
    "paths",
    "permissions",
    "read_authorization_details",
    "read_credential_report",
    "read_policy",
    "rule",
    "rules",
    "simulate",
    "use_catalog",
    "who_can",
]


class _Package(ModuleType):
    """The package, in which a public name always is the function and never the module.

    Importing `iam_report.rule` makes Python set `rule` on the package to the module. The decorator
    has that name too, and it is the one that is public.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `iam_report` has no attribute `{name}`")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
