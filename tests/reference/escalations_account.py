"""What an account holds, as plain data, and who of it is an administrator."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Final

from iam_report.catalog.actions import catalogue

Document = dict[str, Any]

#: The share of all actions that an administrator may do.
MOST: Final = 9 / 10

#: What AWS's policies for administrators are called.
_OF_AWS: Final = ("AdministratorAccess", "IAMFullAccess")

#: Levels of the actions of IAM that change principals or policies.
_CHANGES: Final = ("Write", "Permissions management")


@cache
def matched(pattern: str) -> frozenset[str]:
    """Return the actions that a pattern matches, in lower case."""
    text = "*:*" if pattern == "*" else pattern.lower()
    regex = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in text))
    return frozenset(name for name in catalogue().names if regex.fullmatch(name))


@cache
def every_action() -> frozenset[str]:
    """Return all actions."""
    return frozenset(catalogue().names)


@cache
def changing_actions() -> frozenset[str]:
    """Return the actions of IAM that change principals or policies."""
    names = zip(catalogue().names, catalogue().levels, strict=True)
    return frozenset(n for n, level in names if n.startswith("iam:") and level in _CHANGES)


def listed(value: Any) -> list[Any]:
    """Return an element of a policy as a list."""
    return value if isinstance(value, list) else [value]


def statements(documents: list[Document], effect: str) -> list[dict[str, Any]]:
    """Return the statements of an effect."""
    return [s for d in documents for s in listed(d.get("Statement", [])) if s["Effect"] == effect]


def on_everything(documents: list[Document], effect: str) -> set[str]:
    """Return the actions that policies allow, or deny, on every resource and always."""
    found: set[str] = set()
    for statement in statements(documents, effect):
        if statement.get("Condition") or "*" not in listed(statement.get("Resource", [])):
            continue
        named = statement["Action"] if "Action" in statement else statement["NotAction"]
        actions = frozenset().union(*(matched(pattern) for pattern in listed(named)))
        found |= actions if "Action" in statement else every_action() - actions
    return found


@dataclass(frozen=True)
class Node:
    """A user, role or group.

    Attributes:
        inline: Inline policies.
        attached: ARNs of attached policies.
        documents: The attached policies that the export has.
        groups: ARNs of the groups of a user.
        of_groups: The policies of these groups.
        boundary: The boundary; empty where the export lacks it, None for none.
        keys: How many access keys a user has; None where that is not known.
        password: Whether a user has one; None where that is not known.
        is_as_exported: Whether the export has it so.
        loosened: What it has taken away from itself.
        lacks_policies: Whether the export lacks some of its policies; a boundary gives nothing.
    """

    arn: str
    kind: str
    account: str
    inline: list[Document]
    attached: list[str]
    documents: list[Document]
    groups: list[str] = field(default_factory=list)
    of_groups: list[Document] = field(default_factory=list)
    boundary: list[Document] | None = None
    boundary_arn: str | None = None
    trust: Document | None = None
    is_service_linked: bool = False
    in_instance_profile: bool = False
    keys: int | None = None
    password: bool | None = None
    lacks_policies: bool = False
    is_as_exported: bool = True
    loosened: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """The partition of the ARN."""
        return self.arn.split(":")[1]

    @property
    def session(self) -> str:
        """The ARN of a session of the role."""
        return f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.arn.rpartition('/')[2]}/any"

    @property
    def policies(self) -> list[Document]:
        """The policies that give permissions."""
        return [*self.inline, *self.documents, *self.of_groups]

    @property
    def has_boundary(self) -> bool:
        """Whether there is a boundary."""
        return self.boundary is not None

    @property
    def has_denials(self) -> bool:
        """Whether a policy denies."""
        return bool(statements(self.policies, "Deny"))

    @property
    def resource_tags(self) -> dict[str, str]:
        """What a request on it has for the condition keys of tags."""
        return {
            f"{head}:ResourceTag/{k}": v for k, v in self.tags.items() for head in ("aws", "iam")
        }

    def freed(self, what: str) -> Node | None:
        """Return the principal without its boundary, or without the policies of its own that deny."""
        if what == "without_boundary":
            return replace(self, boundary=None) if self.has_boundary else None
        kept = [
            [d for d in ds if not statements([d], "Deny")] for ds in (self.inline, self.documents)
        ]
        return replace(self, inline=kept[0], documents=kept[1])

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """What tells it from others, and from itself in other groups, or less held back."""
        return self.arn, tuple(sorted(self.groups)), self.loosened

    def with_group(self, group: Node) -> Node:
        """Return a user that is in one more group."""
        if group.arn in self.groups:
            return self
        groups = [*self.groups, group.arn]
        of_groups = [*self.of_groups, *group.policies]
        return replace(self, groups=groups, of_groups=of_groups, is_as_exported=False)

    def new_user(self) -> Node:
        """Return a user that somebody makes for this group."""
        arn = f"arn:{self.partition}:iam::{self.account}:user/made-for-a-group"
        return Node(arn, "user", self.account, [], [], []).with_group(self)


def is_administrator(node: Node) -> bool:
    """Return whether policies let a principal do all of IAM, and nearly everything, for certain."""
    allowed = on_everything(node.policies, "Allow")
    caps = node.boundary
    if caps is not None:
        allowed &= on_everything(caps, "Allow")
    denied = on_everything([*node.policies, *(caps or [])], "Deny")
    return (
        matched("iam:*") <= allowed
        and len(allowed) >= MOST * len(every_action())
        and bool(changing_actions() - denied)
    )


def is_strong(document: Document) -> bool:
    """Return whether a policy gives all of IAM, by which one gives oneself the rest."""
    denied = on_everything([document], "Deny")
    allowed = on_everything([document], "Allow")
    return matched("iam:*") <= allowed and bool(changing_actions() - denied)


#: What a policy that a principal writes may say.
ANYTHING: Final[Document] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


class Accounts:
    """The users, roles, groups and policies of a snapshot."""

    def __init__(self, snapshot: Any) -> None:
        self._snapshot = snapshot
        self._managed = {r["arn"]: r for r in _rows(snapshot, "managed_policies")}
        self._versions = _rows(snapshot, "policy_versions")
        self._texts = {r["document"]: json.loads(r["text"]) for r in _rows(snapshot, "documents")}
        self._could: dict[Any, bool | None] = {}
        self._strong: dict[str, list[str]] = {}
        self._tags: dict[str, dict[str, str]] = {}
        for row in _rows(snapshot, "tags"):
            self._tags.setdefault(row["resource_arn"], {})[row["tag"]] = row["value"]

    @cached_property
    def groups(self) -> dict[str, Node]:
        """The groups, by ARN."""
        rows = _rows(self._snapshot, "groups")
        return {
            r["arn"]: Node(r["arn"], "group", r["account_id"], *self._own(r["arn"])) for r in rows
        }

    @cached_property
    def principals(self) -> dict[str, Node]:
        """The users and roles, by ARN."""
        users = {r["arn"]: self._user(r) for r in _rows(self._snapshot, "users")}
        return users | {r["arn"]: self._role(r) for r in _rows(self._snapshot, "roles")}

    @cached_property
    def _inline(self) -> dict[str, list[Document]]:
        return _grouped(
            (r["principal_arn"], self._texts[r["document"]])
            for r in _rows(self._snapshot, "inline_policies")
        )

    @cached_property
    def _attachments(self) -> dict[str, list[str]]:
        return _grouped(
            (r["principal_arn"], r["policy_arn"])
            for r in _rows(self._snapshot, "policy_attachments")
        )

    @cached_property
    def _report(self) -> dict[str, dict[str, Any]]:
        try:
            return {r["arn"]: r for r in _rows(self._snapshot, "credential_report")}
        except KeyError:
            return {}

    @cached_property
    def _memberships(self) -> dict[str, list[str]]:
        return _grouped(
            (r["user_arn"], r["group_arn"]) for r in _rows(self._snapshot, "group_memberships")
        )

    @cached_property
    def _in_profiles(self) -> set[str]:
        return {r["role_arn"] for r in _rows(self._snapshot, "instance_profiles")}

    def _own(self, arn: str) -> tuple[list[Document], list[str], list[Document]]:
        attached = self._attachments.get(arn, [])
        documents = [self.document(each) for each in attached]
        return self._inline.get(arn, []), attached, [d for d in documents if d is not None]

    def document(self, arn: str) -> Document | None:
        """Return the text of a managed policy, if the export has it."""
        row = self._managed.get(arn)
        return None if row is None else self._texts.get(row["document"])

    def _lacks_attached(self, arn: str) -> bool:
        return any(self.document(each) is None for each in self._attachments.get(arn, []))

    def _bounded(self, row: dict[str, Any]) -> list[Document] | None:
        arn = row["permissions_boundary"]
        if not arn:
            return None
        document = self.document(arn)
        return [] if document is None else [document]

    def _user(self, row: dict[str, Any]) -> Node:
        arn = row["arn"]
        named = self._memberships.get(arn, [])
        groups = [g for g in self._memberships.get(arn, []) if g in self.groups]
        report = self._report.get(arn, {})
        return Node(
            arn,
            "user",
            row["account_id"],
            *self._own(arn),
            groups=groups,
            lacks_policies=self._lacks_attached(arn)
            or any(g not in self.groups or self._lacks_attached(g) for g in named),
            of_groups=[d for g in groups for d in self.groups[g].policies],
            boundary=self._bounded(row),
            boundary_arn=row["permissions_boundary"],
            keys=_keys(report),
            password=report.get("password_enabled"),
            tags=self._tags.get(row["arn"], {}),
        )

    def _role(self, row: dict[str, Any]) -> Node:
        return Node(
            row["arn"],
            "role",
            row["account_id"],
            *self._own(row["arn"]),
            boundary=self._bounded(row),
            boundary_arn=row["permissions_boundary"],
            lacks_policies=self._lacks_attached(row["arn"]),
            trust=self._texts[row["trust_document"]],
            is_service_linked=bool(row["is_service_linked"]),
            in_instance_profile=row["arn"] in self._in_profiles,
            tags=self._tags.get(row["arn"], {}),
        )

    @cached_property
    def _administrators(self) -> dict[str, bool]:
        return {arn: is_administrator(node) for arn, node in self.principals.items()}

    def is_administrator(self, node: Node) -> bool:
        """Return whether a principal is an administrator."""
        if self.principals.get(node.arn) is node:
            return self._administrators[node.arn]
        return is_administrator(node)

    def can_become_administrator(self, node: Node) -> bool | None:
        """Return whether a policy that allows everything would make a principal an administrator.

        That is not known of a boundary that is not in the export.
        """
        if node.key not in self._could:
            could = is_administrator(replace(node, inline=[*node.inline, ANYTHING]))
            self._could[node.key] = None if node.boundary == [] else could
        return self._could[node.key]

    def could_without_boundary(self, node: Node) -> bool:
        """Return whether that would be so, were there no boundary."""
        return is_administrator(replace(node, inline=[*node.inline, ANYTHING], boundary=None))

    def groups_of(self, node: Node) -> list[Node]:
        """Return the groups of a principal."""
        return [self.groups[arn] for arn in node.groups]

    def attached_to(self, node: Node) -> list[str]:
        """Return the customer managed policies of a principal and its groups."""
        arns = [*node.attached, *(a for g in self.groups_of(node) for a in g.attached)]
        return [a for a in arns if f"::{node.account}:" in a]

    def strong_policies(self, node: Node) -> list[str]:
        """Return the policies that make whoever gets them an administrator."""
        account = node.account
        if account not in self._strong:
            self._strong[account] = self._strong_of(account)
        return [
            *(f"arn:{node.partition}:iam::aws:policy/{name}" for name in _OF_AWS),
            *self._strong[account],
        ]

    def _strong_of(self, account: str) -> list[str]:
        return [
            arn
            for arn, row in self._managed.items()
            if f"::{account}:" in arn
            and row["document"] in self._texts
            and is_strong(self._texts[row["document"]])
        ]

    def has_strong_version(self, arn: str) -> bool:
        """Return whether a version that is not in force would make an administrator."""
        documents = [
            self._texts[r["document"]]
            for r in self._versions
            if r["policy_arn"] == arn and not r["is_default"]
        ]
        return any(map(is_strong, documents))


def _rows(snapshot: Any, name: str) -> list[dict[str, Any]]:
    frame = snapshot[name].astype(object)
    rows: list[dict[str, Any]] = frame.where(frame.notna(), None).to_dict("records")
    return rows


def _grouped(pairs: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _keys(report: dict[str, Any]) -> int | None:
    """Return how many keys a user has: also one that is not active was made at some time."""
    slots = [
        (report.get(f"access_key_{n}_active"), report.get(f"access_key_{n}_last_rotated"))
        for n in (1, 2)
    ]
    if any(active is None for active, _ in slots):
        return None
    return sum(bool(active) or rotated is not None for active, rotated in slots)
