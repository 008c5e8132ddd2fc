"""Report: what the rules say of a snapshot, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from iam_report.display import report_html
from iam_report.evaluate import judge
from iam_report.evaluate.choose import check_options, choose
from iam_report.evaluate.compliance import compliance
from iam_report.evaluate.scorecard import scorecard
from iam_report.frames.exports import EXPORTS
from iam_report.frames.findings import FINDINGS
from iam_report.snapshot import Snapshot
from iam_report.writers.csv_text import to_csv
from iam_report.writers.digest import Digest
from iam_report.writers.json_lines import to_jsonl
from iam_report.writers.json_text import to_json
from iam_report.writers.markdown import to_markdown
from iam_report.writers.parquet import to_parquet
from iam_report.writers.plain import count
from iam_report.writers.tables import Tables
from iam_report.writers.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iam_report.rule import Rule
    from iam_report.writers.files import PathLike


def evaluate(
    snapshot: Snapshot | Mapping[str, pd.DataFrame],
    rules: Iterable[Rule] | None = None,
    *,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    suppressions: Mapping[str, str] | None = None,
) -> Report:
    """Judge a snapshot.

    Args:
        snapshot: What `load` returned, or frames by name.
        rules: The rules to choose from; by default those of the package and of installed entry
            points (group `iam_report.rules`).
        select: Codes, names, practices or severities of the rules to ask; `all` for every rule.
            Rules that are off by default are asked only when their code or name is selected, or
            `all`.
        ignore: Codes, names, practices or severities of rules not to ask.
        options: Options by rule, such as `{"access_key_not_rotated": {"max_age_days": 60}}`.
        suppressions: Reasons by finding ID; such findings stay, with the reason in
            `suppressed_by`.

    Returns:
        A Report.

    Raises:
        RuleError: A rule, option, practice or severity is not known.
    """
    frames = snapshot if isinstance(snapshot, Snapshot) else Snapshot(snapshot)
    chosen = choose(rules, select, ignore)
    checked = check_options(options, chosen)
    findings, checks = judge(frames, chosen, checked)
    if suppressions:
        reasons = pd.Series(suppressions, dtype=FINDINGS.dtypes["suppressed_by"])
        findings["suppressed_by"] = findings["finding_id"].map(reasons).astype(reasons.dtype)
    return Report(frames, findings, checks, chosen, checked)


class Report:
    """What the rules say of one snapshot.

    Attributes:
        snapshot: The frames that were judged.
        findings: What fails, and what is not known (`findings` frame): worst rules first.
        checks: What every rule says of every account (`checks` frame).
        rules: The rules that were asked.
        options: Their options, where they differ from the defaults.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        findings: pd.DataFrame,
        checks: pd.DataFrame,
        rules: tuple[Rule, ...],
        options: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.snapshot = snapshot
        self.findings = findings
        self.checks = checks
        self.rules = rules
        self.options = options

    @property
    def problems(self) -> pd.DataFrame:
        """What could not be read, or was read with a doubt (`problems` frame)."""
        return self.snapshot.problems

    def summary(self) -> pd.DataFrame:
        """Return the rules with findings, worst first.

        Returns:
            A frame with a row per rule and the columns `code`, `rule`, `practice`, `severity` (of
            its worst finding), `title`, `failed` and `unknown` (findings), `accounts` (with a
            finding that fails).
        """
        grouped = self.checks.groupby("rule", observed=True)
        counts = grouped.agg(
            severity=("severity", "max"), failed=("failed", "sum"), unknown=("unknown", "sum")
        )
        failing = self.checks[self.checks["failed"] > 0]
        accounts = failing.groupby("rule", observed=True)["account_id"].nunique()
        about = pd.DataFrame(
            [(r.info.code, r.name, r.practice, r.info.title) for r in self.rules],
            columns=["code", "rule", "practice", "title"],
        )
        found = about.join(counts, on="rule").join(accounts.rename("accounts"), on="rule")
        found = found[(found["failed"] > 0) | (found["unknown"] > 0)]
        found["accounts"] = found["accounts"].fillna(0).astype("int64")
        names = ["code", "rule", "practice", "severity", "title", "failed", "unknown", "accounts"]
        found["fails"] = found["failed"] > 0
        order = found.sort_values(
            ["fails", "severity", "failed", "code"], ascending=[False, False, False, True]
        )
        return order[names].reset_index(drop=True)

    def scorecard(self, *, per_account: bool = False) -> pd.DataFrame:
        """Return the best practices and how far they are followed (`scorecard` frame).

        Args:
            per_account: Whether to have a row for each account; else one for all of them.
        """
        return scorecard(self.checks, self.snapshot, self.rules, per_account=per_account)

    def compliance(self, framework: str) -> pd.DataFrame:
        """Return the controls of a framework and whether they are met (`compliance` frame).

        Each control is judged by the rules that map to it, with the thresholds of the control, and
        also by rules that are off by default or were not asked for.

        Args:
            framework: A name such as `cis_7.0`, `fsbp`, `aws_config` or `trusted_advisor`.

        Raises:
            RuleError: There is no such framework.
        """
        return compliance(framework, self.snapshot)

    def to_csv(
        self,
        path: PathLike | None = None,
        *,
        table: str = "findings",
        spreadsheet_safe: bool = True,
        overwrite: bool = False,
    ) -> str | None:
        """Write one table as CSV, its rows in a fixed order.

        Args:
            path: The file to write, for its owner only; without it the text is returned.
            table: `findings`, `checks`, `scorecard` or `problems`.
            spreadsheet_safe: Put a `'` in front of text that a spreadsheet could take for a
                formula, and leave out control characters. Names in IAM may begin with `=`, `+`,
                `-` or `@`. The quotes stay when the file is read back: for that, write raw text
                with `spreadsheet_safe=False`.
            overwrite: Whether to replace a file that exists.

        Raises:
            IamReportError: There is no such table, or the file exists or cannot be written.
        """
        return to_csv(
            self._tables(),
            path,
            table=table,
            spreadsheet_safe=spreadsheet_safe,
            overwrite=overwrite,
        )

    def to_json(self, path: PathLike | None = None, *, overwrite: bool = False) -> str | None:
        """Write the report as one JSON object, rows in a fixed order.

        Its keys are `version` (of iam_report), `accounts`, `scorecard`, `checks`, `findings` and
        `problems`, each a list of rows. Moments are ISO 8601, `evidence` is an object.

        Args:
            path: The file to write, for its owner only; without it the text is returned.
            overwrite: Whether to replace a file that exists.

        Raises:
            IamReportError: The file exists or cannot be written.
        """
        return to_json(self._tables(), path, overwrite=overwrite)

    def to_jsonl(self, path: PathLike | None = None, *, overwrite: bool = False) -> str | None:
        """Write the findings as JSON Lines: one finding per line, as in `to_json`.

        Args:
            path: The file to write, for its owner only; without it the text is returned.
            overwrite: Whether to replace a file that exists.

        Raises:
            IamReportError: The file exists or cannot be written.
        """
        return to_jsonl(self._tables(), path, overwrite=overwrite)

    def to_parquet(self, folder: PathLike, *, overwrite: bool = False) -> None:
        """Write findings.parquet, checks.parquet, scorecard.parquet and problems.parquet.

        Rows are in a fixed order. `pandas.read_parquet` reads them back; the field metadata says
        what each column means.

        Args:
            folder: The folder to write to; it is made if its parent exists.
            overwrite: Whether to replace files that exist.

        Raises:
            IamReportError: A file exists or cannot be written.
        """
        to_parquet(self._tables(), folder, overwrite=overwrite)

    def to_markdown(self, path: PathLike | None = None, *, overwrite: bool = False) -> str | None:
        """Write a digest as Markdown, short enough for a pull request comment.

        Args:
            path: The file to write, for its owner only; without it the text is returned.
            overwrite: Whether to replace a file that exists.

        Raises:
            IamReportError: The file exists or cannot be written.
        """
        return to_markdown(self._tables(), path, overwrite=overwrite)

    def to_text(
        self, path: PathLike | None = None, *, color: bool = False, overwrite: bool = False
    ) -> str | None:
        """Write a digest as text: the scorecard, what to fix first, what is not known, problems.

        Args:
            path: The file to write, for its owner only; without it the text is returned.
            color: Whether to color severities and statuses, for a terminal.
            overwrite: Whether to replace a file that exists.

        Raises:
            IamReportError: The file exists or cannot be written.
        """
        return to_text(self._tables(), path, color=color, overwrite=overwrite)

    def _tables(self) -> Tables:
        """Return what writers need."""
        exports = self.snapshot.frames.get(EXPORTS.name, EXPORTS.empty())
        return Tables(
            findings=self.findings,
            checks=self.checks,
            scorecard=self.scorecard(),
            problems=self.problems,
            accounts=self.snapshot.accounts,
            rules=self.rules,
            files=exports["file"].nunique(),
        )

    def _repr_html_(self) -> str:
        return report_html(self._tables())

    def __repr__(self) -> str:
        digest = Digest(self._tables())
        return (
            f"<Report of {digest.what}; {digest.findings}; {count(len(self.problems), 'problem')}>"
        )
