"""`escalations` on the command line: what is asked, what is told, and the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.cli import main
from iam_report.frames.escalation_edges import ESCALATION_EDGES
from iam_report.frames.escalation_removals import ESCALATION_REMOVALS
from iam_report.frames.escalation_steps import ESCALATION_STEPS
from iam_report.frames.escalations import ESCALATIONS
from tests.goldens import golden
from tests.test_cli_questions import ALL, LEGACY, PRODUCTION, TINY, file
from tests.writers.test_escalations import CHAIN, HOP, REMOVAL, UNTOLD, made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Run

ANA = "arn:aws:iam::111122223333:user/ana"
BEN = "arn:aws:iam::111122223333:user/ben"
APP = "arn:aws:iam::111122223333:role/app"
STAFF = "arn:aws:iam::111122223333:group/staff"

DEVELOPMENT = "sample_data/development"

Asked = list[tuple[tuple[Any, ...], dict[str, Any]]]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a file with `ana`, `ben` and a role `app`."""
    return file(tmp_path, "details.json", TINY)


@pytest.fixture
def graph(tiny: Path) -> ir.EscalationGraph:
    """Return the graph of these."""
    return ir.escalation_graph(ir.load(tiny))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Any], Asked]:
    """Return a function that makes a public name answer so; it returns how it was asked."""

    def call(name: str, result: Any) -> Asked:
        asked: Asked = []

        def function(_: ir.Snapshot, *arguments: Any, **options: Any) -> Any:
            asked.append((arguments, options))
            return result

        monkeypatch.setattr(ir, name, function, raising=False)
        return asked

    return call


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("escalations.txt", [DEVELOPMENT], 1),
        (
            "escalation-ways.txt",
            [DEVELOPMENT, "--principal", "alma.newberth", "--to", "sandbox-cleaner", "--top", "5"],
            3,
        ),
    ],
)
def test_what_is_shown(run: Run, name: str, arguments: list[str], status: int) -> None:
    found, output, complaints = run("escalations", *arguments)

    assert (found, complaints) == (status, "")
    sentences = [line for line in output.splitlines() if "arn:" not in line]
    assert max(map(len, sentences)) <= 100
    golden(name, output)


@pytest.mark.parametrize("targets", ["administrators", "stronger"])
@pytest.mark.parametrize("source", [PRODUCTION, DEVELOPMENT, LEGACY])
def test_everybody_of_the_answer_is_named(run: Run, source: str, targets: str) -> None:
    frame = ir.escalations(ir.load(source).latest(), targets=targets)

    status, output, complaints = run("escalations", source, "--targets", targets)

    names = [
        line.split()[-1] for line in output.splitlines() if line.startswith(("  user ", "  role "))
    ]
    assert sorted(names) == sorted(frame["principal"].unique())
    assert complaints == ""
    words = set(frame["confidence"])
    assert status == (1 if "certain" in words else 3 if words else 0)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([], 0),
        ([{}], 1),
        ([{"confidence": "conditional"}, {"target": ANA}], 1),
        ([{"confidence": "conditional"}], 3),
        ([{"confidence": "needs"}], 3),
        ([UNTOLD], 3),
    ],
)
def test_exit_status(
    run: Run, tiny: Path, answer: Any, rows: list[dict[str, Any]], status: int
) -> None:
    frame = made(ESCALATIONS, CHAIN, *rows) if rows else ESCALATIONS.empty()
    asked = answer("escalations", frame)

    found, output, complaints = run("escalations", tiny)

    assert (found, complaints) == (status, "")
    assert " of 2 users and roles that are no administrators can become an administrator" in output
    options = {"targets": "administrators", "limit": 100, "service_control_policies": None}
    assert asked == [((None,), options)]


@pytest.mark.parametrize(("rows", "status", "complete"), [([], 3, 0), ([{}], 1, 1)])
def test_incomplete_input(
    run: Run, tmp_path: Path, tiny: Path, answer: Any, rows: list[Any], status: int, complete: int
) -> None:
    (tmp_path / "broken.json").write_text('{"UserDetailList": [')
    answer("escalations", made(ESCALATIONS, CHAIN, *rows) if rows else ESCALATIONS.empty())

    found, output, complaints = run("escalations", tiny.parent)
    partial, same, silence = run("escalations", tiny.parent, "--allow-partial")

    assert found == status
    assert "the input is incomplete" in complaints
    assert (partial, same, silence) == (complete, output, "")


@pytest.mark.parametrize(
    ("arguments", "principals", "targets", "limit", "total"),
    [
        (["--principal", "ben"], ["ben"], "administrators", 100, "the principal that is asked about can become an administrator: certainly"),
        (["--principal", "ana", "--principal", BEN], ["ana", BEN], "administrators", 100, "1 of 2 users and roles that are asked about can become an administrator: 1 certainly; administrators already: 1"),
        (["--top", "1"], None, "administrators", 1, "1 of 2 users and roles that are no administrators can become an administrator: 1 certainly"),
        (["--targets", "stronger"], None, "stronger", 100, "1 of 2 users and roles that are no administrators can become stronger: 1 certainly"),
        # the target may be none of the best
        (["--to", "ana"], None, "administrators", None, f"none of 2 users and roles that are no administrators can become {ANA}"),
        (["--to", "ben"], None, "stronger", None, f"1 of 2 users and roles that are no administrators can become {BEN} and gain by it: 1 certainly"),
        (["--to", "app"], None, "stronger", None, f"none of 2 users and roles that are no administrators can become {APP} and gain by it"),
    ],
)  # fmt: skip
def test_what_is_asked(
    run: Run,
    tiny: Path,
    answer: Any,
    arguments: list[str],
    principals: list[str] | None,
    targets: str,
    limit: int | None,
    total: str,
) -> None:
    rows = made(ESCALATIONS, CHAIN, {"principal": ANA, "target": BEN}, {"target": "boss"})
    if "--to" not in arguments:
        rows = rows.head(1)
    asked = answer("escalations", rows)

    _, output, complaints = run("escalations", tiny, *arguments)

    assert complaints == ""
    assert " ".join(output.rpartition("\n\n")[2].split()) == total
    options = {"targets": targets, "limit": limit, "service_control_policies": None}
    assert asked == [((principals,), options)]


@pytest.mark.parametrize("name", ["escalations", "escalation_edges", "escalation_removals", "paths", "escalation_graph"])  # fmt: skip
def test_policies_of_the_organization(
    run: Run, tmp_path: Path, tiny: Path, answer: Any, graph: ir.EscalationGraph, name: str
) -> None:
    scp = file(tmp_path, "scp.json", ALL)
    answer("escalations", ESCALATIONS.empty())
    schema = {"escalation_edges": ESCALATION_EDGES, "escalation_removals": ESCALATION_REMOVALS, "paths": ESCALATION_STEPS}.get(name, ESCALATIONS)  # fmt: skip
    asked = answer(name, graph if name == "escalation_graph" else schema.empty())
    more: dict[str, list[Any]] = {
        "escalation_edges": ["--edges"],
        "escalation_removals": ["--removals"],
        "paths": ["--principal", "ben", "--to", "app"],
        "escalation_graph": ["--graph", tmp_path / "g.svg"],
    }

    levels = ["--scp", f"{scp},{scp}", "--scp", scp]
    run("escalations", tiny, *levels, *more.get(name, []))

    assert asked
    for _, options in asked:
        assert [len(level) for level in options["service_control_policies"]] == [2, 1]


@pytest.mark.parametrize(
    ("more", "limit"), [([], 20), (["--top", "5"], 5)], ids=["by default", "given"]
)
def test_ways(run: Run, tiny: Path, answer: Any, more: list[str], limit: int) -> None:
    step = {"path": 1, "hop": 1, **HOP}
    asked = answer(
        "paths",
        made(ESCALATION_STEPS, step, {"confidence": "needs"}, {"hop": 2, "source": "c"}),
    )

    status, output, complaints = run("escalations", tiny, "--principal", "ben", "--to", APP, *more)

    # a way is no surer than its least sure hop
    assert (status, complaints) == (3, "")
    assert output.startswith("way 1: needs, 2 hops\n")
    assert output.endswith(f"1 way from {BEN} to {APP}\n")
    assert asked == [((BEN, APP), {"limit": limit, "service_control_policies": None})]


@pytest.mark.parametrize(
    ("rows", "status"), [([], 0), ([{}], 1), ([{"confidence": "needs"}, {"path": 2}], 1)]
)
def test_exit_status_of_ways(
    run: Run, tiny: Path, answer: Any, rows: list[dict[str, Any]], status: int
) -> None:
    step = {"path": 1, "hop": 1, **HOP}
    answer("paths", made(ESCALATION_STEPS, step, *rows) if rows else ESCALATION_STEPS.empty())

    assert run("escalations", tiny, "--principal", "ben", "--to", "app")[0] == status


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--principal", "ana"], "the principal that is asked about is an administrator already"),
        (["--principal", "ana", "--to", "app"], f"{ANA} is an administrator already"),
        (["--principal", "ana", "--targets", "stronger"], "is an administrator already"),
        (["--principal", "ben", "--principal", ANA], "; administrators already: 1"),
    ],
)
def test_who_is_an_administrator_already(
    run: Run, tiny: Path, arguments: list[str], told: str
) -> None:
    status, output, _ = run("escalations", tiny, *arguments)

    assert status == 1
    assert " ".join(output.split()).endswith(told)


def test_who_can_become_one_is_told_however_many_there_are(run: Run) -> None:
    target = "arn:aws:iam::444455556666:user/employees/runa.kelderoy"
    frame = ir.escalations(ir.load(DEVELOPMENT), limit=None)
    expected = set(frame.loc[frame["target"] == target, "principal"])

    _, output, _ = run("escalations", DEVELOPMENT, "--to", "runa.kelderoy", "--format", "jsonl")

    rows = [json.loads(line) for line in output.splitlines()]
    assert {row["principal"] for row in rows} == expected
    assert {row["target"] for row in rows} == {target}


def test_fewer_targets_are_listed_on_demand(run: Run) -> None:
    _, output, _ = run("escalations", DEVELOPMENT, "--top", "1", "--format", "jsonl")
    status, text, _ = run("escalations", DEVELOPMENT, "--top", "1")

    rows = [json.loads(line) for line in output.splitlines()]
    assert status == 1
    assert len({row["principal"] for row in rows}) == len(rows)
    (count,) = {row["reachable"] for row in rows}
    assert f"    and {count - 1} more administrators, beyond --top\n" in text


@pytest.mark.parametrize("document", [ALL, {"Statement": []}])
def test_groups(run: Run, tmp_path: Path, document: dict[str, Any]) -> None:
    (group,) = TINY["GroupDetailList"]
    join = {"Effect": "Allow", "Action": "iam:AddUserToGroup", "Resource": STAFF}
    ana, ben = (
        {**user, "UserPolicyList": [{"PolicyName": "join", "PolicyDocument": policy}]}
        for user, policy in zip(TINY["UserDetailList"], (ALL, {"Statement": join}), strict=True)
    )
    staff = {**group, "GroupPolicyList": [{"PolicyName": "g", "PolicyDocument": document}]}
    all_of_it = {**TINY, "UserDetailList": [ana, ben], "GroupDetailList": [staff]}
    path = file(tmp_path, "groups.json", all_of_it)

    status, chains, complaint = run("escalations", path, "--to", STAFF)
    _, ways, _ = run("escalations", path, "--to", STAFF, "--principal", "ben")
    _, edges, _ = run("escalations", path, "--to", STAFF, "--edges")

    assert ways.endswith(f"1 way from {BEN} to {STAFF}\n")
    assert edges.endswith("1 hop by 1 user or role\n")
    if document == ALL:
        # the group makes ben an administrator, and is none itself
        total = f"1 of 2 users and roles that are no administrators can become {STAFF}: 1 certainly"
        assert (status, " ".join(chains.rpartition("\n\n")[2].split())) == (1, total)
    else:
        assert (status, chains) == (2, "")
        assert f"`{STAFF}` is a group that makes nobody an administrator\nhelp: " in complaint


def test_edges_and_removals_are_no_verdict(run: Run, tiny: Path, answer: Any) -> None:
    edges = made(ESCALATION_EDGES, HOP, {"target": APP}, {"target": None, "target_class": "a role"})
    answer("escalation_edges", edges)
    asked = answer("escalation_removals", made(ESCALATION_REMOVALS, REMOVAL, {}))

    status, all_edges, _ = run("escalations", tiny, "--edges")
    _, to_app, _ = run("escalations", tiny, "--edges", "--principal", "ben", "--to", "app")
    same, removals, _ = run("escalations", tiny, "--removals", "--top", "3")

    assert (status, same) == (0, 0)
    assert all_edges.endswith("2 hops by 1 user or role\n")
    assert to_app.endswith("1 hop by 1 user or role\n")
    assert removals.startswith("1. take statement 0 out of policy p")
    assert asked == [((), {"top": 3, "service_control_policies": None})]


@pytest.mark.parametrize(
    ("arguments", "name", "schema", "common"),
    [
        ([], "escalations", ESCALATIONS, CHAIN),
        (["--edges"], "escalation_edges", ESCALATION_EDGES, HOP),
        (["--removals"], "escalation_removals", ESCALATION_REMOVALS, REMOVAL),
        (["--principal", "ben", "--to", "app"], "escalation_steps", ESCALATION_STEPS, {"path": 1, "hop": 1, **HOP}),
    ],
)  # fmt: skip
def test_every_format(
    run: Run,
    tmp_path: Path,
    tiny: Path,
    answer: Any,
    arguments: list[str],
    name: str,
    schema: Any,
    common: dict[str, Any],
) -> None:
    frame = made(schema, common, {"account_id": "012345678901"})
    answer("paths" if name == "escalation_steps" else name, frame)
    for form in ("txt", "csv", "json", "jsonl"):
        status, output, _ = run("escalations", tiny, *arguments, "--output", tmp_path / f"a.{form}")
        word = "text" if form == "txt" else form
        same, printed, _ = run("escalations", tiny, *arguments, "--format", word)
        assert (status, output) == (same, "")
        assert (tmp_path / f"a.{form}").read_text("utf-8") == printed

    of_csv = pd.read_csv(tmp_path / "a.csv", dtype={"account_id": str})
    (of_json,) = json.loads((tmp_path / "a.json").read_text("utf-8"))[name]
    of_line = json.loads((tmp_path / "a.jsonl").read_text("utf-8"))
    assert list(of_csv.columns) == list(of_line) == list(frame.columns)
    assert of_csv["account_id"].tolist() == ["012345678901"] == [of_json["account_id"]]
    assert of_json == of_line


@pytest.mark.parametrize("suffix", ["svg", "dot", "graphml", "SVG"])
def test_graph(
    run: Run, tmp_path: Path, tiny: Path, answer: Any, graph: ir.EscalationGraph, suffix: str
) -> None:
    answer("escalations", ESCALATIONS.empty())
    asked = answer("escalation_graph", graph)
    path = tmp_path / f"g.{suffix}"

    status, output, _ = run("escalations", tiny, "--graph", path, "--principal", "ben")
    again, _, complaints = run("escalations", tiny, "--graph", path)
    overwritten, _, _ = run("escalations", tiny, "--graph", path, "--overwrite")

    assert (status, again, overwritten) == (0, 2, 0)
    assert output
    assert "exists" in complaints
    assert path.read_text("utf-8") == getattr(graph, f"to_{suffix.lower()}")()
    assert path.stat().st_mode & 0o077 == 0
    assert ((["ben"],), {"service_control_policies": None}) in asked


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["nowhere"], "`nowhere` cannot be read", None),
        ([f"{LEGACY}/credential_report.csv"], "the exports hold no policies", "get-account-authorization-details"),
        ([PRODUCTION, "--to", "build-servr"], "no user or role `build-servr`", "did you mean `build-server`?"),
        ([PRODUCTION, "--principal", "build-servr", "--to", "build-server"], "no user or role `build-servr`", "did you mean `build-server`?"),
        (["sample_data", "--to", "backup-agent"], "is the name of several", "give the ARN"),
        ([LEGACY, "--removals", "--principal", "NA"], "`--removals` is about everybody", "--principal"),
        ([LEGACY, "--removals", "--to", "NA"], "`--removals` is about everybody", "--to"),
        ([LEGACY, "--principal", "NA", "--principal", "www", "--to", "www"], "of one principal", "--principal once"),
        ([LEGACY, "--targets", "stronger", "--to", "www"], "`--targets` does not go with", "leave it out"),
        ([LEGACY, "--targets", "stronger", "--edges"], "`--targets` does not go with", "leave it out"),
        ([LEGACY, "--top", "3", "--to", "www"], "`--top` does not go with", "leave it out"),
        ([LEGACY, "--top", "3", "--edges", "--principal", "NA", "--to", "www"], "`--top` does not go with", "leave it out"),
        ([LEGACY, "--graph", "a.png"], "no format for the graph `a.png`", ".svg, .dot, .graphml"),
        ([LEGACY, "--scp", "nowhere.json"], "`nowhere.json` cannot be read", None),
        ([LEGACY, "--scp", ","], "`,` names no file", "FILE"),
        ([LEGACY, "--output", "x.md"], "no format `markdown`", "text, csv, json, jsonl"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_in_two_lines(
    run: Run, answer: Any, arguments: list[str], message: str, hint: str | None
) -> None:
    answer("escalations", ESCALATIONS.empty())

    status, output, complaints = run("escalations", *arguments)

    lines = complaints.splitlines()
    assert (status, output) == (2, "")
    assert lines[0].startswith("iam-report: error: ")
    assert message in lines[0]
    assert hint is None or (lines[1].startswith("help: ") and hint in lines[1])
    assert len(lines) <= 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: PATH"),
        ([LEGACY, "--edges", "--removals"], "not allowed with argument"),
        ([LEGACY, "--top", "0"], "`0` is no number from 1"),
        ([LEGACY, "--top", "-1"], "`-1` is no number from 1"),
        ([LEGACY, "--top", "many"], "`many` is no number from 1"),
        ([LEGACY, "--top", "\u0663"], "is no number from 1"),
        ([LEGACY, "--targets", "weaker"], "invalid choice"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as info:
        main(["escalations", *arguments])

    assert info.value.code == 2
    assert message in capsys.readouterr().err
