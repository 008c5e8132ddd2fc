"""The escalation graph in other programs' formats: what goes in comes out, and names stay names."""

from __future__ import annotations

import re
import stat
import sys
from itertools import count
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import pytest

import iam_report as ir
from iam_report.graph.escalation_graph import EscalationGraph
from tests.access.written_accounts import HEAD, export, role, trust, user
from tests.graph.made_up_graphs import (
    ACCOUNT,
    MOMENT,
    OTHER,
    arn,
    edge,
    edges_of,
    graph_of,
    large_graph,
    nodes_of,
)
from tests.relations.written_policies import AS_OF, allow

if TYPE_CHECKING:
    from pathlib import Path

CHAIN = graph_of(
    "u:ana -iam-002-> u:bob",
    "u:ana -iam-015~> u:bob",
    "u:bob -sts-001?> r:Admin",
    "r:ci -iam-005-> !",
    admins=["r:Admin"],
)

#: Names that are markup, quotes or steering characters somewhere.
NAMES = (
    "a&b",
    "<script>alert(1)</script>",
    "]]>",
    '"><node id="n0">',
    "'--",
    'quote"',
    "back\\slash",
    "ends with \\",
    "two\\\\",
    "&amp;",
    "tab\tand\nlines\r\nof text",
    "  spaces  ",
    "%(x)s {0} $x",
    "\u202eevil",
    "漢字 😀",
    "\u00a0\u2028\x85\x7f",
    "",
)


def hostile(*names: str) -> EscalationGraph:
    """Return a graph with the names as ARNs, accounts, paths and explanations."""
    nodes = nodes_of(names).assign(account_id=list(names), kind=list(names))
    rows = [
        edge(name, name, "certain", "r:Admin", explanation=name, policies=name, needs=name)
        for name in names
    ]
    types = nodes_of([]).dtypes
    return EscalationGraph(nodes.astype(types), edges_of(rows))


def saved(graph: EscalationGraph, folder: Path) -> nx.MultiDiGraph:
    """Return what networkx reads of the saved graph."""
    path = folder / "graph.graphml"
    assert graph.to_graphml(path) is None
    return nx.read_graphml(path, force_multigraph=True)


def test_says_how_large_it_is() -> None:
    assert repr(CHAIN) == "<EscalationGraph: 4 nodes, 1 of them administrators, 4 edges>"


def test_keeps_its_frames() -> None:
    nodes, edges = nodes_of(["u:ana"]), edges_of([])
    graph = EscalationGraph(nodes, edges)
    assert graph.nodes is nodes
    assert graph.edges is edges


def test_networkx_has_every_row_with_its_columns() -> None:
    graph = CHAIN.to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert dict(graph.nodes(data=True)) == {
        arn(name): {
            "account_id": ACCOUNT,
            "as_of": MOMENT.isoformat(),
            "kind": kind,
            "is_admin": name == "r:Admin",
        }
        for name, kind in (
            ("u:ana", "user"),
            ("u:bob", "user"),
            ("r:Admin", "role"),
            ("r:ci", "role"),
        )
    }
    found = {
        (source, target, data["path_id"], data["yields"], data["confidence"])
        for source, target, data in graph.edges(data=True)
    }
    assert found == {
        (arn("u:ana"), arn("u:bob"), "iam-002", "target", "certain"),
        (arn("u:ana"), arn("u:bob"), "iam-015", "target", "conditional"),
        (arn("u:bob"), arn("r:Admin"), "sts-001", "target", "needs"),
        (arn("r:ci"), arn("r:ci"), "iam-005", "administrator", "certain"),
    }
    columns = set(CHAIN.edges.columns) - {"source", "target"}
    first = graph.edges[arn("u:ana"), arn("u:bob"), 0]
    assert set(first) == columns - {"target_class", "missing_context", "needs"}  # these are null


def test_networkx_is_an_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ir.MissingExtraError) as caught:
        CHAIN.to_networkx()
    assert caught.value.hint == "pip install 'iam_report[graph]'"
    CHAIN.to_graphml(tmp_path / "a.graphml")
    assert CHAIN.to_svg()
    assert CHAIN.to_dot()


@pytest.mark.parametrize(
    "graph",
    [
        CHAIN,
        graph_of(),
        graph_of(others=["u:ana"], admins=["r:Admin"]),
        graph_of("u:a -iam-002-> u:a", "u:a -iam-002-> u:b", "u:b -iam-002-> u:a"),
        large_graph(50, 400),
        hostile(*(name for name in NAMES if name)),
    ],
    ids=["chain", "empty", "no edges", "rings", "large", "hostile"],
)
def test_graphml_is_read_as_the_same_graph(graph: EscalationGraph, tmp_path: Path) -> None:
    expected, found = graph.to_networkx(), saved(graph, tmp_path)
    assert dict(found.nodes(data=True)) == dict(expected.nodes(data=True))
    assert list(found.edges(keys=True, data=True)) == list(expected.edges(keys=True, data=True))
    assert len(found.edges) == len(graph.edges)


@pytest.mark.parametrize("name", NAMES)
def test_graphml_keeps_a_name(name: str, tmp_path: Path) -> None:
    graph = saved(hostile(name, "u:other"), tmp_path)
    assert name in graph
    assert graph.nodes[name]["account_id"] == name
    (data,) = [d for source, _, d in graph.edges(data=True) if source == name]
    assert [data[c] for c in ("path_id", "explanation", "policies")] == [name] * 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nul\x00", "nul\\x00"),
        ("escape\x1b[31m", "escape\\x1b[31m"),
        ("\x0b\x0c", "\\x0b\\x0c"),
        ("\ufffe\uffff", "\\ufffe\\uffff"),
    ],
)
def test_graphml_spells_out_what_xml_cannot_hold(name: str, expected: str, tmp_path: Path) -> None:
    graph = saved(hostile(name), tmp_path)
    assert expected in graph
    assert graph.nodes[expected]["kind"] == expected


def test_graphml_never_makes_one_node_of_two(tmp_path: Path) -> None:
    names = ["a\x00", "a\\x00", "b\\x00"]
    graph = saved(hostile(*names), tmp_path)
    assert len(graph) == len(names) + 1
    assert len({source for source, _ in graph.edges()}) == len(names)


def test_graphml_says_what_type_a_column_has() -> None:
    text = CHAIN.to_graphml()
    assert text is not None
    types = dict(re.findall(r'attr.name="(\w+)" attr.type="(\w+)"', text))
    assert types["is_admin"] == "boolean"
    assert types["path_id"] == types["as_of"] == "string"


def test_a_hop_without_a_target_leads_to_a_node_of_its_own() -> None:
    rows = [
        edge(
            "u:ana",
            "lambda-003",
            "needs",
            "r:x",
            target=None,
            target_type=None,
            target_account=None,
        )
    ]
    graph = EscalationGraph(nodes_of(["u:ana"]), edges_of(rows))
    assert list(graph.to_networkx().edges()) == [(arn("u:ana"), "not in the exports")]
    assert "The exports do not name the target of 1 hop" in str(graph.to_svg())


def test_principals_that_only_edges_know_are_nodes() -> None:
    rows = [edge("u:ana", "sts-001", "certain", f"r:far@{OTHER}")]
    graph = EscalationGraph(nodes_of(["u:ana"]), edges_of(rows)).to_networkx()
    assert graph.nodes[arn(f"r:far@{OTHER}")] == {"account_id": OTHER, "kind": "role"}


def test_only_the_latest_moment_of_an_account_is_shown() -> None:
    late = graph_of("u:ana -iam-002-> r:Admin", admins=["r:Admin"])
    early = graph_of(
        "u:old -iam-004-> r:Admin", f"u:eve@{OTHER} -sts-001-> r:Admin", admins=["r:Admin"]
    )
    day = pd.Timedelta(days=1)
    both = EscalationGraph(
        pd.concat([early.nodes.assign(as_of=early.nodes["as_of"] - day), late.nodes]),
        pd.concat([early.edges.assign(as_of=early.edges["as_of"] - day), late.edges]),
    )
    graph = both.to_networkx()
    assert sorted(graph.nodes) == sorted(map(arn, ["u:ana", "r:Admin", f"u:eve@{OTHER}"]))
    assert {source for source, _ in graph.edges()} == {arn("u:ana"), arn(f"u:eve@{OTHER}")}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("arn:aws:iam::111122223333:user/team/ana", "ana"),
        ('a"b', r"a\"b"),
        ("a\\", r"a\\"),
        ("a\\N\\G", r"a\\N\\G"),
        ("a&lt;", "a&amp;lt;"),
        ("a\nb\x00", r"a\\nb\\x00"),
        ("<b>x<", "<b>x<"),
    ],
)
def test_dot_shows_a_name_as_it_is(name: str, label: str) -> None:
    text = hostile(name).to_dot()
    assert text is not None
    assert f'[label="{label}", ' in text


def test_dot_has_a_line_for_each_node_and_edge() -> None:
    text = CHAIN.to_dot()
    assert text is not None
    lines = text.splitlines()
    assert lines[0] == "digraph escalations {"
    assert lines[-1] == "}"
    number = {f"n{n}": name for n, name in zip(count(), sorted(CHAIN.nodes["arn"]), strict=False)}
    nodes = re.findall(
        r"^  (n\d) \[.*tooltip=\"(.*?)\", shape=(\w+), peripheries=(\d)", text, re.MULTILINE
    )
    assert {(number[n], tip, shape, border) for n, tip, shape, border in nodes} == {
        (arn(name), arn(name), shape, border)
        for name, shape, border in (
            ("u:ana", "ellipse", "1"),
            ("u:bob", "ellipse", "1"),
            ("r:ci", "hexagon", "1"),
            ("r:Admin", "hexagon", "2"),
        )
    }
    edges = re.findall(r"^  (n\d) -> (n\d) \[label=\"(.*?)\".*style=(\w+)\];$", text, re.MULTILINE)
    assert {(number[a], number[b], label, style) for a, b, label, style in edges} == {
        (arn("u:ana"), arn("u:bob"), "iam-002", "solid"),
        (arn("u:ana"), arn("u:bob"), "iam-015", "dashed"),
        (arn("u:bob"), arn("r:Admin"), "sts-001", "dotted"),
        (arn("r:ci"), arn("r:ci"), "iam-005", "solid"),
    }


FORMATS = pytest.mark.parametrize("name", ["to_graphml", "to_dot", "to_svg"])


@FORMATS
def test_a_file_holds_the_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    save = getattr(hostile(*NAMES), name)
    assert save(path) is None
    assert path.read_bytes().decode("utf-8") == save()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert [p.name for p in tmp_path.iterdir()] == ["graph"]


@FORMATS
def test_a_file_is_not_replaced_unless_asked(name: str, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    path.write_text("mine")
    save = getattr(CHAIN, name)
    with pytest.raises(ir.IamReportError, match="exists") as caught:
        save(path)
    assert path.read_text() == "mine"
    assert "overwrite=True" in (caught.value.hint or "")
    save(path, overwrite=True)
    assert path.read_text() == save()


@FORMATS
def test_a_file_needs_a_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ir.IamReportError, match="cannot be written: no such file") as caught:
        getattr(CHAIN, name)(tmp_path / "missing" / "graph")
    assert "make the folder" in (caught.value.hint or "")


@FORMATS
def test_a_file_is_no_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ir.IamReportError, match="cannot be written: it is a folder"):
        getattr(CHAIN, name)(tmp_path, overwrite=True)


@pytest.mark.parametrize(
    ("focus", "hint"),
    [
        ("administrator", "did you mean `administrators`?"),
        ("x", "use one of administrators, stronger"),
        (None, "use one of administrators, stronger"),
    ],
)
def test_an_unknown_focus_is_refused(focus: str, hint: str) -> None:
    with pytest.raises(ir.IamReportError, match="unknown focus `") as caught:
        CHAIN.to_svg(focus=focus)
    assert caught.value.hint == hint


def test_graph_of_one_principal_goes_on_from_whom_it_can_become() -> None:
    """A picture of one must not look as if there were no way where there is one of two hops."""
    snapshot = ir.load(
        export(
            user("ann", allow("sts:AssumeRole", f"{HEAD}role/mid")),
            user("bob", allow("iam:PutUserPolicy", f"{HEAD}user/bob")),
            role("mid", allow("iam:PutRolePolicy"), trust=trust({"AWS": f"{HEAD}root"})),
        ),
        as_of=AS_OF,
    )

    graph = ir.escalation_graph(snapshot, "ann")

    assert set(graph.edges["source"]) == {f"{HEAD}user/ann", f"{HEAD}role/mid"}
    assert "None of these hops" not in str(graph.to_svg())
