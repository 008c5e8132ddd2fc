"""Pictures of made-up escalation graphs, taken apart as a program that shows them does."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np

from iam_report.graph.escalation_graph import EscalationGraph
from tests.graph.made_up_graphs import OTHER, edge, edges_of, graph_of, large_graph, nodes_of

SVG = "{http://www.w3.org/2000/svg}"
ADMIN = "r:Admin"


class Box(NamedTuple):
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two rectangles have more than a border in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Node(NamedTuple):
    """A node as it is drawn."""

    title: str
    subtitle: str
    tooltip: str
    box: Box
    outlines: list[str]


class Picture:
    """Nodes, edges and texts of a picture, as a program that shows it finds them."""

    def __init__(self, text: str | None) -> None:
        assert text is not None
        self.text = text
        self.root = ET.fromstring(text)  # noqa: S314  (our own text)
        self.elements = {e.tag.removeprefix(SVG) for e in self.root.iter()}
        self.attributes = {name for e in self.root.iter() for name in e.attrib}
        self.ids = [e.attrib["id"] for e in self.root.iter() if "id" in e.attrib]
        self.title, self.description = (
            self.root.findtext(SVG + n) or "" for n in ("title", "desc")
        )
        self.lines = [e.text or "" for e in self.root.findall(SVG + "text")]
        self.nodes: list[Node] = []
        self.dashes: list[tuple[str, str]] = []
        self.labels: list[tuple[str, Box]] = []
        for group in self.root.iterfind(f"{SVG}g[{SVG}g]"):
            for each in group:
                self._take(each)

    def _take(self, group: ET.Element) -> None:
        texts = group.findall(SVG + "text")
        tooltip = group.findtext(SVG + "title")
        paths = group.findall(SVG + "path")
        if tooltip is None:
            return
        if paths:
            self.dashes.append((tooltip, paths[0].get("stroke-dasharray", "")))
        elif len(texts) == 1:
            self.labels.append((texts[0].text or "", _box(group.find(SVG + "rect"))))
        else:
            shapes = [e for e in group if e.tag in {SVG + "rect", SVG + "polygon"}]
            names = [_outline(e) for e in shapes]
            boxes = [_box(shape) for shape in shapes]
            box = Box(
                *(min(b[n] for b in boxes) for n in (0, 1)),
                *(max(b[n] for b in boxes) for n in (2, 3)),
            )
            title, subtitle = (text.text or "" for text in texts)
            self.nodes.append(Node(title, subtitle, tooltip, box, names))

    @property
    def columns(self) -> list[list[str]]:
        """Titles of the nodes of each column, from left to right, sorted."""
        middles = {n.title: round((n.box.left + n.box.right) / 2 / 40) for n in self.nodes}
        return [
            sorted(t for t, m in middles.items() if m == each)
            for each in sorted(set(middles.values()))
        ]

    def node(self, title: str) -> Node:
        """Return the only node with a title."""
        (found,) = [node for node in self.nodes if node.title == title]
        return found


def _outline(shape: ET.Element) -> str:
    """Return what an outline looks like, by its corners."""
    if "points" not in shape.attrib:
        return "round"
    numbers = [float(n) for n in shape.attrib["points"].split()]
    box = _box(shape)
    if len(numbers) == 16:
        return "cut"
    return "pointed" if abs(numbers[1] - (box.top + box.bottom) / 2) < 1 else "with a tab"


def _box(element: ET.Element | None) -> Box:
    assert element is not None
    if "points" in element.attrib:
        numbers = [float(n) for n in element.attrib["points"].split()]
        return Box(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    x, y, wide, high = (float(element.attrib[n]) for n in ("x", "y", "width", "height"))
    return Box(x, y, x + wide, y + high)


def drawn(
    *lines: str, admins: tuple[str, ...] = (ADMIN,), focus: str = "administrators"
) -> Picture:
    """Return the picture of a graph written as lines."""
    return Picture(graph_of(*lines, admins=admins).to_svg(focus=focus))


SMALL = (
    "u:ana -iam-002-> u:bob",
    "u:ana -iam-015~> u:bob",
    "u:bob -sts-001~> r:Admin",
    "u:cem -lambda-001?> r:Admin",
    "r:ci -iam-005-> !",
    "u:dora -iam-008-> u:eve!",
    "u:fay -iam-013-> g:Admins",
)
RINGS = (
    "u:a -iam-002-> u:b",
    "u:b -iam-002-> u:c",
    "u:c -iam-002-> u:a",
    "u:c -sts-001-> r:x",
    "r:x -sts-001-> r:Admin",
    "r:x -iam-012~> u:a",
    "u:d -iam-002-> u:c",
    "u:d -iam-004-> u:b",
    "u:a -sts-001?> r:z",
    "r:z -sts-001-> r:Admin",
    "r:z -lambda-001-> r:x",
    "r:x -lambda-001-> r:z",
    "u:far -iam-002-> u:d",
    "r:z -iam-002-> u:far",
)
ACROSS = (
    f"u:ana -sts-001-> r:ops@{OTHER}",
    f"r:ops@{OTHER} -iam-005-> !",
    "u:ana -iam-007~> !",
    f"r:Admin -sts-001-> r:Admin@{OTHER}",
)
HOSTILE = (
    '"><script>alert(1)</script>',
    "]]><!--",
    "&lt;b&gt;",
    "'onload='x()",
    "\u202eevil\x00\x1b[31m\ud7ff\ufffe",
    "W" * 5000,
    "漢字" * 200,
    "é" * 50,
    " ",
)


def sixty() -> EscalationGraph:
    """Return a graph of sixty nodes with names of all lengths."""
    random = np.random.default_rng(3)
    names = [f"u:person-{n}" for n in range(30)]
    names += [f"r:role-with-a-long-name-{n}-production" for n in range(24)]
    admins = [ADMIN, "r:OrganizationAccountAccessRole", "u:zed", "r:break-glass", "u:q", "r:deploy"]
    paths = ("iam-002", "sts-001", "lambda-001", "iam-set-default-policy-version")
    lines = set()
    for number, name in enumerate(names):
        for _ in range(random.integers(1, 4)):
            targets = admins + names[max(0, number - 12) : number] * (number > 20)
            target, path = random.choice(targets), random.choice(paths)
            lines.add(f"{name} -{path}{random.choice(['->', '~>', '?>'])} {target}")
    return graph_of(*sorted(lines), admins=admins)


def hostile() -> EscalationGraph:
    """Return a graph whose texts are all hostile."""
    rows = [
        edge(
            name,
            name,
            "conditional",
            ADMIN,
            explanation=name,
            missing_context=name,
            account_id=name,
        )
        for name in HOSTILE
    ]
    nodes = (
        nodes_of(HOSTILE, [ADMIN]).assign(account_id=[*HOSTILE, "x"]).astype(nodes_of([]).dtypes)
    )
    return EscalationGraph(nodes, edges_of(rows))


GRAPHS = {
    "empty": graph_of(),
    "no edges": graph_of(others=["u:ana"], admins=[ADMIN]),
    "small": graph_of(*SMALL, admins=[ADMIN, "g:Admins"]),
    "rings": graph_of(*RINGS, admins=[ADMIN]),
    "across": graph_of(*ACROSS, admins=[ADMIN, f"{ADMIN}@{OTHER}"]),
    "sixty": sixty(),
    "hostile": hostile(),
    "large": large_graph(2000, 5000),
    "dense": large_graph(300, 20_000),
    "steep": graph_of(
        *(f"r:role-with-a-very-long-name-{n:02} -p{n}-> r:Admin" for n in range(55)),
        "u:a -q-> r:Admin",
        admins=[ADMIN],
    ),
    "chain": graph_of(*(f"u:{n} -iam-002-> u:{n + 1}" for n in range(200)), admins=["u:200"]),
}


def moved(picture: Picture) -> tuple[float, float]:
    """Return where the graph begins in the picture."""
    for group in picture.root.iterfind(f"{SVG}g"):
        if group.find(f"{SVG}g/{SVG}title") is not None:
            x, y = re.findall(r"[\d.]+", group.attrib["transform"])
            return float(x), float(y)
    return 0.0, 0.0
