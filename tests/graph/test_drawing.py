"""The picture of an escalation graph: what is where, what is left out, and that it is only a picture."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from iam_report.graph._drawing_layout import gridded
from iam_report.graph._drawing_sketch import Edge
from iam_report.graph._drawing_text import clean, shortened, width
from iam_report.graph._drawing_wires import on
from iam_report.graph.escalation_graph import EscalationGraph
from tests.graph.made_up_graphs import OTHER, arn
from tests.graph.pictures import (
    ADMIN,
    GRAPHS,
    HOSTILE,
    RINGS,
    SMALL,
    SVG,
    Node,
    Picture,
    drawn,
    hostile,
    moved,
)

ELEMENTS = {"svg", "title", "desc", "g", "rect", "polygon", "path", "text"}
ATTRIBUTES = {
    *("xmlns", "width", "height", "viewBox", "role", "aria-labelledby", "aria-describedby", "id"),
    *(
        "style",
        "x",
        "y",
        "rx",
        "d",
        "points",
        "transform",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
    ),
    *(
        "stroke-opacity",
        "stroke-dasharray",
        "font-family",
        "font-size",
        "font-weight",
        "text-anchor",
    ),
}

EVERY = pytest.mark.parametrize("name", GRAPHS)
FOCUSES = pytest.mark.parametrize("focus", ["administrators", "stronger"])


@EVERY
@FOCUSES
def test_is_only_a_picture(name: str, focus: str) -> None:
    picture = Picture(GRAPHS[name].to_svg(focus=focus))
    assert picture.elements <= ELEMENTS
    assert picture.attributes <= ATTRIBUTES
    assert picture.root.get("role") == "img"
    wide, high = picture.root.attrib["width"], picture.root.attrib["height"]
    assert picture.root.get("viewBox") == f"0 0 {wide} {high}"
    first = picture.root.find(SVG + "rect")
    assert first is not None
    assert (first.get("width"), first.get("height"), first.get("fill")) == (wide, high, "#ffffff")


def test_ids_are_of_one_picture() -> None:
    pictures = [Picture(graph.to_svg()) for graph in GRAPHS.values()]
    ids = [each for picture in pictures for each in picture.ids]
    assert len(ids) == len(set(ids)) == 2 * len(pictures)
    for picture in pictures:
        names = [picture.root.attrib[n] for n in ("aria-labelledby", "aria-describedby")]
        assert names == picture.ids


@EVERY
@FOCUSES
def test_nothing_overlaps_or_is_clipped(name: str, focus: str) -> None:
    picture = Picture(GRAPHS[name].to_svg(focus=focus))
    boxes = [box for _, box in picture.labels] + [node.box for node in picture.nodes]
    clashes = [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)]
    assert clashes == []
    wide, high = (float(picture.root.attrib[n]) for n in ("width", "height"))
    margin, top = moved(picture)
    for box in boxes:
        assert box.left + margin >= 0
        assert box.top + top >= 0
        assert box.right + margin <= wide
        assert box.bottom + top <= high
    for node in picture.nodes:
        room = node.box.right - node.box.left
        assert width(node.title, 13) < room - 20
        assert width(node.subtitle, 11) < room - 20
    for text, box in picture.labels:
        assert width(text, 10.5) < box.right - box.left
    for line in picture.lines:
        assert width(line, 12) < wide - 20


@EVERY
@FOCUSES
def test_lines_go_around_nodes(name: str, focus: str) -> None:
    picture = Picture(GRAPHS[name].to_svg(focus=focus))
    for line in picture.root.iter(SVG + "path"):
        if line.get("stroke-opacity") is None:
            continue
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", line.attrib["d"])]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for start in range(0, len(points) - 1, 3):
            for part in np.linspace(0, 1, 33):
                x, y = on(tuple(points[start : start + 4]), float(part))
                for node in picture.nodes:
                    inside = node.box.left + 1 < x < node.box.right - 6
                    assert not (inside and node.box.top + 1 < y < node.box.bottom - 6)


@pytest.mark.parametrize("name", [n for n in GRAPHS if n != "dense"])
def test_every_edge_has_its_label(name: str) -> None:
    picture = Picture(GRAPHS[name].to_svg())
    assert len(picture.labels) == len(picture.dashes)


@EVERY
def test_the_order_of_rows_does_not_matter(name: str) -> None:
    graph = GRAPHS[name]
    shuffled = EscalationGraph(
        graph.nodes.sample(frac=1, random_state=1), graph.edges.sample(frac=1, random_state=2)
    )
    assert shuffled.to_svg() == graph.to_svg() == graph._repr_svg_()


def test_hostile_names_stay_text() -> None:
    picture = Picture(hostile().to_svg())
    tooltips = "\n".join(node.tooltip for node in picture.nodes)
    for name in HOSTILE:
        assert clean(name)[:250] in tooltips
    assert "script" not in picture.elements
    assert "<script" not in picture.text
    assert picture.text.isprintable() or set(
        filter(lambda c: not c.isprintable(), picture.text)
    ) == {"\n"}


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (SMALL, [["ana"], ["bob", "cem", "ci", "dora"], ["Admin", "becomes administrator", "eve"]]),
        (RINGS, [["far"], ["b", "d"], ["a", "c"], ["x", "z"], ["Admin"]]),
        (["u:a -x-> u:b", "u:b -x-> r:Admin", "u:a -x-> r:Admin"], [["a", "b"], ["Admin"]]),
        (["u:a -x-> u:b", "u:b -x-> u:a", "u:c -x-> u:c", "u:d -x-> u:e"], []),
        (["u:a -x-> r:Admin!"], [["a"], ["Admin"]]),
        (["u:a -x-> u:b!", "u:b -x-> r:Admin"], [["a", "b"], ["Admin", "b"]]),
    ],
    ids=[
        "small",
        "rings",
        "shortest",
        "nobody",
        "an administrator stays one",
        "made and on its own",
    ],
)
def test_columns_are_hops_to_an_administrator(lines: list[str], columns: list[list[str]]) -> None:
    picture = drawn(*lines)
    by_place: dict[int, list[str]] = {}
    for node in picture.nodes:
        by_place.setdefault(_place(picture, node), []).append(node.title)
    assert [sorted(by_place[key], key=str.lower) for key in sorted(by_place)] == [
        sorted(column, key=str.lower) for column in columns
    ]


def _place(picture: Picture, node: Node) -> int:
    """Return the column of a node: that of the heading nearest to it."""
    margin, _ = moved(picture)
    heads = sorted(
        float(e.attrib["x"]) for e in picture.root.findall(SVG + "text") if e.get("text-anchor")
    )
    middle = (node.box.left + node.box.right) / 2 + margin
    return min(range(len(heads)), key=lambda n: abs(heads[n] - middle))


def test_columns_are_named() -> None:
    assert drawn(*RINGS).lines[3:8] == ["administrators", "1 hop", "2 hops", "3 hops", "4 hops"]


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (["u:a -x-> u:b", "u:b -x-> r:c", "r:d -x-> r:c"], ["a", "b d", "c"]),
        (["u:a -x-> u:b", "u:b -x-> u:a"], ["a b"]),
        (["u:a -x-> u:b", "u:b -x-> r:Admin", "u:b -x-> u:c"], ["a", "b c", "Admin"]),
    ],
    ids=["dead end", "ring", "both"],
)
def test_stronger_shows_what_leads_to_no_administrator(
    lines: list[str], columns: list[str]
) -> None:
    picture = drawn(*lines, focus="stronger")
    found: dict[float, list[str]] = {}
    for node in sorted(picture.nodes):
        found.setdefault(round((node.box.left + node.box.right) / 2), []).append(node.title)
    assert [" ".join(found[key]) for key in sorted(found)] == columns
    assert picture.title == "Who can become whom"


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (["u:a -iam-015-> r:Admin", "u:a -iam-002-> r:Admin"], ["iam-002, iam-015"]),
        (["u:a -iam-002~> r:Admin", "u:a -iam-015-> r:Admin"], ["iam-015, iam-002"]),
        (["u:a -iam-002-> r:Admin", "u:a -iam-002~> r:Admin"], ["iam-002"]),
        ([f"u:a -p-{n}-> r:Admin" for n in range(5)], ["p-0, p-1 +3"]),
        (
            [f"u:a -a-path-with-a-long-name-{n}-> r:Admin" for n in range(3)],
            ["a-path-with-a-long-name-0 +2"],
        ),
        (
            ["u:a -iam-create-user-add-user-to-group-> r:Admin"],
            ["iam-create-user-add-user-to-group"],
        ),
        (["u:a -x-> u:b", "u:b -y-> u:a", "u:b -z-> r:Admin"], ["x", "y", "z"]),
        (["u:a -x-> !", "u:a -y-> r:Admin"], ["x", "y"]),
    ],
    ids=[
        "merged",
        "certain first",
        "once",
        "many",
        "no room for two",
        "long",
        "both ways",
        "itself",
    ],
)
def test_labels_name_the_paths(lines: list[str], labels: list[str]) -> None:
    assert sorted(text for text, _ in drawn(*lines).labels) == labels


@pytest.mark.parametrize(
    ("arrows", "dashed", "words"),
    [
        (["->"], "", "certain"),
        (["~>"], "7 4", "if conditions are met"),
        (["?>"], "1.5 4", "if another export shows it"),
        (["?>", "~>"], "7 4", "if conditions are met"),
        (["?>", "~>", "->"], "", "certain"),
    ],
)
def test_dashes_say_how_sure_an_edge_is(arrows: list[str], dashed: str, words: str) -> None:
    picture = drawn(*(f"u:a -p{n}{arrow} r:Admin" for n, arrow in enumerate(arrows)))
    assert [dashes for _, dashes in picture.dashes] == [dashed]
    assert f">{words}</text>" in picture.text


def test_tooltips_explain() -> None:
    picture = drawn(*SMALL[:4])
    explained = {first.partition(":")[0]: text for text, _ in picture.dashes for first in [text]}
    assert set(explained) == {
        "iam-002, certain",
        "sts-001, conditional on aws",
        "lambda-001, needs aws iam list-access-keys",
    }
    both = explained["iam-002, certain"].splitlines()
    key = f"{arn('u:ana')} can make an access key of {arn('u:bob')}."
    assert both == [
        f"iam-002, certain: {key}",
        f"iam-015, conditional on aws:MultiFactorAuthPresent: {key}",
    ]
    assert picture.node("bob").tooltip == f"{arn('u:bob')}\n1 hop from an administrator"
    assert picture.node("Admin").tooltip == f"{arn(ADMIN)}\nAdministrator"


def test_kinds_have_shapes_and_administrators_two_borders() -> None:
    picture = Picture(GRAPHS["small"].to_svg())
    shapes = {node.title: node.outlines for node in picture.nodes}
    assert shapes["ana"] == ["round"]
    assert shapes["ci"] == ["pointed"]
    assert shapes["Admin"] == ["pointed", "pointed"]
    assert shapes["Admins"] == ["with a tab", "with a tab"]
    assert shapes["eve"] == ["round", "round"]
    assert shapes["becomes administrator"] == ["cut", "cut"]


@pytest.mark.parametrize(
    ("title", "subtitle"),
    [
        ("ana", "user"),
        ("ci", "role"),
        ("Admin", "administrator (role)"),
        ("Admins", "administrator (group)"),
        ("eve", "becomes administrator"),
        ("becomes administrator", "gives itself any permission"),
    ],
)
def test_nodes_say_what_they_are(title: str, subtitle: str) -> None:
    assert Picture(GRAPHS["small"].to_svg()).node(title).subtitle == subtitle


def test_accounts_are_named_where_there_are_several() -> None:
    picture = Picture(GRAPHS["across"].to_svg())
    assert sorted((n.title, n.subtitle) for n in picture.nodes) == [
        ("Admin", "administrator (role) in 111122223333"),
        ("Admin", f"administrator (role) in {OTHER}"),
        ("ana", "user in 111122223333"),
        ("becomes administrator", "in 111122223333"),
        ("becomes administrator", f"in {OTHER}"),
        ("ops", f"role in {OTHER}"),
    ]
    assert picture.lines[2] == "2 accounts, as of 2026-01-31."


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (SMALL[:4], "3 principals can become administrator, none of them certainly."),
        (SMALL[:1], "None of these hops leads to an administrator."),
        (RINGS, "7 principals can become administrator, all of them certainly."),
        (
            [*SMALL[:4], SMALL[4]],
            "4 principals can become administrator, 1 of them certainly.",
        ),
        (["u:a -x-> r:Admin"], "1 principal can become administrator, certainly."),
        (["u:a -x?> r:Admin"], "1 principal can become administrator, but not certainly."),
        (["u:a -x-> g:g"], "None of these hops leads to an administrator."),
    ],
)
def test_says_how_many_can(lines: list[str], sentence: str) -> None:
    picture = drawn(*lines)
    assert picture.lines[1] == sentence
    assert sentence in picture.description


DEVS = [f"u:dev-{n:02} -iam-002-> u:ops" for n in range(12)]
OPS = "u:ops -sts-001-> r:Admin"


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        ([*DEVS, OPS], {"12 users like dev-*", "ops", "Admin"}),
        ([*DEVS[:3], OPS], {"dev-00", "dev-01", "dev-02", "ops", "Admin"}),
        (
            [*DEVS[:4], OPS, "u:dev-00 -iam-004-> u:ops"],
            {"dev-00", "dev-01", "dev-02", "dev-03", "ops", "Admin"},
        ),
        (
            [*DEVS[:4], OPS, "u:dev-00 -iam-002~> u:ops"],
            {"dev-00", "dev-01", "dev-02", "dev-03", "ops", "Admin"},
        ),
        (
            [*DEVS[:5], OPS, "u:x -p-> u:dev-00"],
            {"x", "dev-00", "4 users like dev-0*", "ops", "Admin"},
        ),
        (
            [*DEVS[:4], *(line.replace("u:dev", "r:dev") for line in DEVS[:4]), OPS],
            {"4 users like dev-0*", "4 roles like dev-0*", "ops", "Admin"},
        ),
        ([*DEVS[:4], OPS, "u:dev-00 -p-> u:dev-01"], {"4 users like dev-0*", "ops", "Admin"}),
        ([f"u:{n} -p-> r:Admin" for n in ("ana", "bob", "cem", "dora")], {"4 users", "Admin"}),
        ([f"u:h -p-> u:person-{n}!" for n in range(10, 20)], {"h", "10 users like person-1*"}),
        (
            [f"u:h -p{n % 2}-> u:person-{n}!" for n in range(10, 20)],
            {"h", "10 users like person-1*"},
        ),
        ([f"u:h -p-> u:person-{n}" for n in range(10, 20)], set()),
    ],
    ids=[
        "many",
        "few",
        "another path",
        "less sure",
        "reached by others",
        "kinds",
        "each other",
        "no prefix",
        "made",
        "made in several ways",
        "of no use",
    ],
)
def test_those_that_are_alike_are_one_node(lines: list[str], titles: set[str]) -> None:
    assert {node.title for node in drawn(*lines).nodes} == titles


def test_a_node_for_many_says_who_they_are() -> None:
    node = drawn(*DEVS, OPS, "u:dev-00 -p-> u:dev-01").node("12 users like dev-*")
    assert node.subtitle == "dev-00, dev-01, dev-02 +9"
    assert node.outlines == ["round", "round"]
    assert node.tooltip.splitlines() == [
        *(arn(f"u:dev-{n:02}") for n in range(6)),
        "and 6 more",
        "2 hops from an administrator",
        "Some of them can become one another",
    ]
    (text,) = [t for t, _ in drawn(*DEVS, OPS).dashes if t.startswith("iam-002")]
    assert text.endswith("(and 11 more like it)")


def test_folding_goes_on_where_there_are_too_many() -> None:
    lines = [f"u:person-{n:03} -iam-002-> r:role-{n:03}" for n in range(500)]
    lines += [f"r:role-{n:03} -sts-001-> r:Admin" for n in range(500)]
    picture = drawn(*lines)
    assert {n.title for n in picture.nodes} == {
        "500 users like person-*",
        "500 roles like role-*",
        "Admin",
    }
    assert not any("Not shown" in line for line in picture.lines)


@pytest.mark.parametrize("name", ["large", "dense", "chain"])
def test_large_graphs_are_cut_and_say_so(name: str) -> None:
    graph = GRAPHS[name]
    picture = Picture(graph.to_svg())
    assert len(picture.nodes) <= 60
    assert len(picture.dashes) <= 150
    (note,) = [line for line in picture.lines if line.startswith("Not shown")]
    assert note in picture.description
    shown = sum(
        int(found[1]) if (found := re.match(r"(\d+) users", n.title)) else 1 for n in picture.nodes
    )
    (hidden,) = re.findall(r"([\d,]+) principals?", note)
    assert shown + int(hidden.replace(",", "")) == _on_chains(graph)


def _on_chains(graph: EscalationGraph) -> int:
    """Return how many nodes stand on chains to administrators, counted one by one."""
    into: dict[str, set[str]] = {}
    for source, target in zip(graph.edges["source"], graph.edges["target"], strict=True):
        if source != target:
            into.setdefault(target, set()).add(source)
    reached = {a for a in graph.nodes["arn"][graph.nodes["is_admin"]] if a in into}
    border = list(reached)
    while border:
        border = [s for target in border for s in into.get(target, ()) if s not in reached]
        border = list(dict.fromkeys(border))
        reached |= set(border)
    return len(reached)


@pytest.mark.parametrize("name", ["large", "dense", "sixty", "chain"])
def test_every_principal_that_is_shown_goes_on(name: str) -> None:
    picture = Picture(GRAPHS[name].to_svg())
    lines = [line for line in picture.root.iter(SVG + "path") if line.get("stroke-opacity")]
    starts = [tuple(map(float, re.findall(r"-?[\d.]+", line.attrib["d"])[:2])) for line in lines]
    for node in picture.nodes:
        if "administrator" not in node.subtitle:
            assert any(
                x >= node.box.right - 5 and node.box.top < y < node.box.bottom for x, y in starts
            )


def test_what_matters_to_most_is_shown() -> None:
    lines = [f"u:user-{n} -p{n}-> r:role-{n % 70}" for n in range(300)]
    lines += [f"r:role-{n} -q{n}-> r:Admin" for n in range(70)]
    lines += [f"u:crowd-{n} -sts-001-> r:busy" for n in range(40)]
    picture = drawn(*lines, "r:busy -sts-001-> r:Admin")
    titles = [node.title for node in picture.nodes]
    assert "busy" in titles
    assert "40 users like crowd-*" in titles


@pytest.mark.parametrize(
    ("ranks", "ends", "columns"),
    [
        ([0, 0, 1, 1], [(2, 1), (3, 0)], [[3, 2], [0, 1]]),
        ([0, 0, 0, 1, 1, 1], [(3, 2), (4, 1), (5, 0)], [[5, 4, 3], [0, 1, 2]]),
        ([0, 1, 2, 2, 1], [(2, 4), (3, 1), (1, 0), (4, 0)], [[3, 2], [1, 4], [0]]),
    ],
)
def test_rows_are_in_an_order_without_crossings(
    ranks: list[int], ends: list[tuple[int, int]], columns: list[list[int]]
) -> None:
    grid = gridded(ranks, [Edge(a, b, "", "", "certain") for a, b in ends])
    assert grid.columns == columns


def test_long_edges_have_a_lane_in_each_column() -> None:
    grid = gridded([0, 1, 2, 3], [Edge(1, 3, "", "", "certain"), Edge(3, 2, "", "", "certain")])
    assert grid.column[4:] == [1]
    assert grid.chains == [[1, 4, 3], [3, 2]]


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("short", 200, "short"),
        ("a-very-long-name-of-a-role-in-production", 130, "a-very-lo…roduction"),
        ("x" * 100_000, 60, "xxx…xxx"),
        ("", 10, ""),
    ],
)
def test_long_names_are_shortened_in_the_middle(text: str, room: float, expected: str) -> None:
    found = shortened(text, room, 12)
    assert width(found, 12) <= room
    assert found == expected


def test_pictures_are_the_same_for_either_type_of_text() -> None:
    graph = GRAPHS["small"]
    plain = EscalationGraph(graph.nodes.astype(object), pd.DataFrame(graph.edges.astype(object)))
    assert plain.to_svg() == graph.to_svg()
    assert Counter(plain.to_dot() or "") == Counter(graph.to_dot() or "")
