"""The package as it is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

import iam_report as ir


def run(code: str) -> str:
    return subprocess.check_output([sys.executable, "-c", code], text=True).strip()  # noqa: S603


def test_every_public_name_is_there() -> None:
    assert all(getattr(ir, name) is not None for name in ir.__all__)
    assert set(ir.__all__) <= set(dir(ir))
    assert sorted(ir.__all__) == list(ir.__all__)


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module `iam_report` has no attribute `lod`"):
        ir.lod  # noqa: B018  (that is the test)


def test_importing_loads_nothing() -> None:
    loaded = run(
        "import sys, iam_report; print(sorted({'pandas', 'pyarrow', 'numpy'} & set(sys.modules)))"
    )

    assert loaded == "[]"


def test_evaluating_loads_nothing_optional() -> None:
    code = (
        "import sys, iam_report as ir\n"
        "ir.evaluate(ir.load('sample_data')).scorecard()\n"
        "optional = {'jinja2', 'itables', 'tqdm', 'matplotlib', 'openpyxl', 'fsspec', 'dask'}\n"
        "print(sorted(optional & set(sys.modules)))"
    )

    assert run(code) == "[]"


def test_names_stay_functions_whatever_is_imported_first() -> None:
    code = (
        "import iam_report.rule, iam_report.rules, iam_report.evaluate, iam_report as ir\n"
        "from iam_report.rules.mfa import console_user_without_mfa\n"
        "print(ir.rule.__name__, ir.rules.__name__, ir.evaluate.__name__)"
    )

    assert run(code) == "RuleInfo rules evaluate"


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that reads or judges opens a socket."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)

    report = ir.evaluate(ir.load("sample_data"))

    assert len(report.findings) > 0
