"""The paths of privilege escalation: how a principal gets the rights of another one, or any rights.

They stand in escalation_paths.toml, with the actions that each takes, the resource of each action,
and what the target has to be like. What is not listed is not known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.errors import IamReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Where the rights come from that a path gives.
CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "self-escalation": "The caller's own permissions are enough.",
        "principal-access": "Another principal, or a new one, which the exports show.",
        "new-passrole": "A role that the caller passes to a service.",
        "existing-passrole": "A role that a resource has which IAM exports do not show.",
    }
)

#: Whose rights a path leads to.
TARGETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "self": "The caller.",
        "user": "Another user.",
        "role": "Another role.",
        "group": "A group.",
        "new": "A principal that the caller makes.",
    }
)

#: What the caller gets.
YIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "target": "The rights that the target has.",
        "administrator": "Any permission, as the target gets it.",
        "without_boundary": "What its permissions boundary keeps from the caller, or the target.",
        "without_deny": "What its own policies deny to the caller.",
    }
)

#: What has to be so of the target beyond its trust policy, and of which targets each can be so.
FACTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "fewer_than_two_keys": ("user",),
        "two_keys": ("user",),
        "no_password": ("user",),
        # Whether it has one or not.
        "any_password": ("user",),
        "has_password": ("user",),
        # The role is in an instance profile.
        "in_instance_profile": ("role",),
        # The caller has written itself into the trust policy, so that no grant is needed any more.
        "trust_rewritten": ("role",),
        # A version of the policy that is not its default allows what the path yields.
        "stronger_version": ("self", "user", "role"),
        "has_boundary": ("self", "user", "role"),
        # A deny in a policy of the caller itself, or of its group, keeps something from it.
        "held_back_by_deny": ("self",),
    }
)

#: The words for resources that are no resource types of a service.
ON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "target": "The user, role or group that the path leads to.",
        "self": "The caller.",
        "own_group": "One group that the caller is in.",
        "target_group": "One group that the target is in.",
        "admin_group": "A group whose policies make administrators of its members.",
        "boundary": "The customer managed policy that is the permissions boundary of the caller.",
        "policy": "A customer managed policy that is attached to the target, or to its group.",
        "new_user": "A user that does not exist, of any name.",
        "new_role": "A role that does not exist, of any name.",
        "*": "The action takes no resource.",
    }
)

_CALLERS: Final = ("user", "role")

#: The placeholder of the target in `how`.
_TARGET: Final = "{target}"

_TEXT: Final = ("id", "name", "category", "target", "yields", "how", "exists", "needs")
_LISTS: Final = ("caller", "trusts", "facts", "references")
_OPTIONAL: Final = frozenset({"caller", "trusts", "facts", "exists", "needs"})
_FIELDS: Final = frozenset({*_TEXT, *_LISTS, "steps"})

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+", re.ASCII)
_ACTION: Final = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]*", re.ASCII)
_COMMAND: Final = re.compile(r"aws [a-z0-9-]+ [a-z0-9-]+", re.ASCII)
_SERVICE: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com", re.ASCII)
_DOCUMENTATION: Final = "https://docs.aws.amazon.com/"


class EscalationStep(NamedTuple):
    """An action that a path takes."""

    action: str
    """The action as AWS writes it, such as `iam:PassRole`."""
    on: tuple[str, ...]
    """A word of ON, or resource types of the action's service, each of which has to be allowed."""


class EscalationPath(NamedTuple):
    """A way in which a principal gets the rights of another one, or any rights."""

    id: str
    name: str
    category: str
    """One of CATEGORIES."""
    caller: tuple[str, ...]
    """`user`, `role` or both: who can take the path."""
    target: str
    """One of TARGETS."""
    yields: str
    """One of YIELDS."""
    how: str
    """What the caller does, as a phrase behind `can`; `{target}` stands for the target's name."""
    trusts: tuple[str, ...]
    """Services of which the target's trust policy must admit one; iam:PassedToService is the same.

    None where it does not matter.
    """
    facts: tuple[str, ...]
    """What has to be so of the target, of FACTS."""
    exists: str
    """What has to exist that no IAM export shows; empty for nothing."""
    needs: str
    """The commands of the AWS CLI that would show it, `; ` between; empty for none."""
    references: tuple[str, ...]
    """Pages of AWS's documentation."""
    steps: tuple[EscalationStep, ...]


@cache
def escalation_paths() -> Mapping[str, EscalationPath]:
    """Return the paths of privilege escalation by ID, those that are published first.

    Examples:
        >>> [step.action for step in escalation_paths()["lambda-001"].steps]
        ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']
    """
    return parse_escalation_paths(
        files(__package__).joinpath("escalation_paths.toml").read_text("utf-8")
    )


def parse_escalation_paths(text: str) -> Mapping[str, EscalationPath]:
    """Return the paths of privilege escalation that a TOML text holds, by ID, in its order.

    Whether an action exists is not asked here, as the catalogue of actions can be another one.

    Raises:
        IamReportError: The text is no TOML, or a path in it is not as this module describes it.
    """
    try:
        entries = tomllib.loads(text).get("path")
    except tomllib.TOMLDecodeError as error:
        raise IamReportError(f"the escalation paths are no TOML: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise IamReportError(
            "the escalation paths have no tables `path`", hint="begin each path with `[[path]]`"
        )
    found: dict[str, EscalationPath] = {}
    for place, entry in enumerate(entries):
        name = entry.get("id", place)
        path = _read(name, entry)
        for problem in _problems(path):
            raise _bad(name, problem)
        if path.id in found:
            raise _bad(name, "there are two of them")
        found[path.id] = path
    return MappingProxyType(found)


def _read(name: object, entry: Mapping[str, Any]) -> EscalationPath:
    """Return a path whose fields have the right types."""
    for field in sorted(_FIELDS - _OPTIONAL - {*entry}):
        raise _bad(name, f"no `{field}`")
    for field in sorted({*entry} - _FIELDS):
        raise _bad(name, f"an unknown field `{field}`")
    for field in _TEXT:
        if type(entry.get(field, "")) is not str:
            raise _bad(name, f"`{field}` is no text")
    for field in _LISTS:
        if not _is_list(entry.get(field, [])):
            raise _bad(name, f"`{field}` is no list of texts")
    fields: dict[str, Any] = {field: entry.get(field, "") for field in _TEXT}
    fields.update((field, tuple(entry.get(field, ()))) for field in _LISTS)
    fields["caller"] = fields["caller"] or _CALLERS
    return EscalationPath(**fields, steps=tuple(_read_steps(name, entry["steps"])))


def _read_steps(name: object, entries: object) -> Iterator[EscalationStep]:
    if not isinstance(entries, list) or not entries:
        raise _bad(name, "`steps` is no list of steps")
    for entry in entries:
        if not isinstance(entry, dict) or {*entry} != {"action", "on"}:
            raise _bad(name, "a step is no table of `action` and `on`")
        on = [entry["on"]] if type(entry["on"]) is str else entry["on"]
        if type(entry["action"]) is not str or not _is_list(on) or not on:
            raise _bad(name, "a step is no table of texts")
        yield EscalationStep(entry["action"], tuple(on))


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is str for each in value)


def _problems(path: EscalationPath) -> Iterator[str]:
    """Yield what is wrong with a path, the first first."""
    for field, known in (("category", CATEGORIES), ("target", TARGETS), ("yields", YIELDS)):
        if getattr(path, field) not in known:
            yield f"no {field} is `{getattr(path, field)}`"
    for caller in path.caller:
        if caller not in _CALLERS:
            yield f"no caller is `{caller}`"
    yield from _problems_of_text(path)
    yield from _problems_of_sources(path)
    yield from _problems_of_target(path)
    yield from _problems_of_steps(path)


def _problems_of_text(path: EscalationPath) -> Iterator[str]:
    if not _ID.fullmatch(path.id):
        yield "an ID is words in lower case with hyphens between"
    if not path.name[:1].isupper() or path.name.endswith("."):
        yield "`name` is no title"
    if not path.how[:1].islower() or path.how.endswith("."):
        yield "`how` is no phrase that can stand behind `can`"
    if (_TARGET in path.how) is (path.target in {"self", "new"}):
        yield "`how` names the target if and only if it is another principal that exists"
    if {"{", "}"} & {*path.how.replace(_TARGET, "")}:
        yield "`how` has another placeholder than `{target}`"


def _problems_of_sources(path: EscalationPath) -> Iterator[str]:
    if bool(path.exists) is not bool(path.needs):
        yield "`exists` and `needs` go together"
    if path.category == "existing-passrole" and not path.exists:
        yield "`exists` says which resource has the role"
    for command in path.needs.split("; ") if path.needs else ():
        if not _COMMAND.fullmatch(command):
            yield f"no command of the AWS CLI is `{command}`"
    if not path.references:
        yield "no page of AWS's documentation is named"
    for page in path.references:
        if not page.startswith(_DOCUMENTATION):
            yield f"no page of AWS's documentation is `{page}`"


def _problems_of_target(path: EscalationPath) -> Iterator[str]:
    for fact in path.facts:
        if path.target not in FACTS.get(fact, ()):
            yield f"no fact of the target is `{fact}`"
    for service in path.trusts:
        if not _SERVICE.fullmatch(service):
            yield f"no service principal is `{service}`"
    if path.trusts and path.target != "role":
        yield "only a role trusts a service"
    if path.category.endswith("-passrole") and not path.trusts:
        yield "a service gets only a role that trusts it"
    yield from _problems_of_yields(path)


def _problems_of_yields(path: EscalationPath) -> Iterator[str]:
    if path.yields == "without_deny" and path.target != "self":
        yield "`without_deny` is of the caller itself"
    if path.yields == "without_boundary" and path.target not in {"self", "user", "role"}:
        yield "only a user or role has a boundary"
    if path.yields == "target" and path.target in {"self", "new"}:
        yield "the caller has its own rights already"
    if path.yields == "administrator" and path.target == "group" and path.caller != ("user",):
        yield "only a user joins a group"


def _problems_of_steps(path: EscalationPath) -> Iterator[str]:
    for action, on in path.steps:
        if not _ACTION.fullmatch(action):
            yield f"no action is `{action}`"
        if len(on) > 1 and {*on} & {*ON}:
            yield f"`{action}` is on a list that has more than resource types"
        if action == "iam:PassRole" and on != ("target",):
            yield "the role that is passed is the target"
    words = {word for step in path.steps for word in step.on}
    if "own_group" in words and path.caller != ("user",):
        yield "only a user is in a group"
    if "target_group" in words and path.target != "user":
        yield "only a user is in a group"
    if "target" in words and path.target in {"self", "new"}:
        yield "`target` is another principal that exists"
    if path.target == "new" and not words & {"new_user", "new_role"} and not path.exists:
        yield "nothing new is made"


def _bad(name: object, problem: str) -> IamReportError:
    return IamReportError(f"the escalation path `{name}` is wrong: {problem}")
