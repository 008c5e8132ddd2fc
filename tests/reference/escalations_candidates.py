"""Candidates for a thing of a type: what the patterns of a principal's policies stand for, and fresh names."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from tests.reference.escalations_account import listed, statements

if TYPE_CHECKING:
    from tests.reference.escalations_account import Node

#: A name that no policy has.
FRESH: Final = "zz0fresh"
REGION: Final = "eu-west-1"

_FIXED: Final = {"Partition": "{partition}", "Account": "{account}"}
_VARIABLE: Final = re.compile(r"\$\{(\w+)\}")


def candidates(node: Node, form: str) -> list[str]:
    """Return ARNs of a type, in the account of a principal.

    Args:
        node: The principal.
        form: The format of the ARNs, such as `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}`.
    """
    known = {"Partition": node.partition, "Account": node.account}
    form = _VARIABLE.sub(lambda m: known.get(m[1], m[0]), form)
    shape = re.compile("".join(_parts(form)))
    fresh = _VARIABLE.sub(lambda m: REGION if m[1] == "Region" else FRESH, form)
    found = [fresh, fresh.replace(REGION, "us-east-1")]
    patterns = [_with_values(pattern, node) for pattern in _patterns(node)]
    pieces = sorted(
        {piece for p in patterns for piece in re.split(r"[*?:/]", p) if piece} | {FRESH}
    )
    for pattern in patterns:
        found += [arn for arn in _filled(pattern, fresh, pieces) if shape.fullmatch(arn)]
    return list(dict.fromkeys(found))


def _with_values(pattern: str, node: Node) -> str:
    """Return a pattern with the name and the tags of a principal in place of variables."""
    pattern = pattern.replace("${aws:username}", node.arn.rpartition("/")[2])
    for tag, value in node.tags.items():
        pattern = pattern.replace(f"${{aws:PrincipalTag/{tag}}}", value)
    return pattern


def _parts(form: str) -> list[str]:
    """Return the regular expression for a format, piece by piece."""
    pieces = re.split(r"(\$\{\w+\})", form)
    return [("[a-z0-9-]+" if "Region" in p else ".+") if p.startswith("${") else re.escape(p) for p in pieces]  # fmt: skip


def _patterns(node: Node) -> set[str]:
    """Return the patterns of resources in all that bears on a principal."""
    documents: list[Any] = [*node.policies, *(node.boundary or [])]
    every = [*statements(documents, "Allow"), *statements(documents, "Deny")]
    return {
        p for s in every for name in ("Resource", "NotResource") for p in listed(s.get(name, []))
    }


def _filled(pattern: str, fresh: str, pieces: list[str]) -> list[str]:
    """Return what a pattern stands for: its wildcards filled with pieces of others."""
    heads, given = fresh.split(":", 5), pattern.split(":", 5)
    if len(given) < len(heads):
        return []
    first = [_head(mine, theirs) for mine, theirs in zip(heads[:5], given[:5], strict=True)]
    rest = given[5].replace("?", "q")
    stars = rest.count("*")
    fills = ["", *pieces] if stars < 3 else [FRESH]
    out = []
    for values in product(fills, repeat=stars):
        text = rest
        for value in values:
            text = text.replace("*", value, 1)
        out.append(":".join([*first, text]))
    return [*out, ":".join([*first, heads[5]])]


def _head(mine: str, theirs: str) -> str:
    """Return one of the first five parts of an ARN: what the pattern says, else what is usual."""
    return mine if set(theirs) & set("*?") else theirs
