"""Who becomes an administrator once its boundary, or policies of its own that deny, are gone."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.escalation_removals import ESCALATION_REMOVALS
from iam_report.frames.escalations import ESCALATIONS
from iam_report.graph._freeing import freeing_paths
from iam_report.graph._graph import graph_of
from tests.access.written_accounts import FULL, HEAD, account, role, rows, trust, user
from tests.graph.labelled_paths import ADMIN_POLICY
from tests.relations.written_policies import allow, deny, document, managed, owner

Entries = list[dict[str, Any]]

EDGE: Final = f"{HEAD}policy/edge"
NO: Final = f"{HEAD}policy/no"
ANN: Final = f"{HEAD}user/ann"
HERE: Final = {"AWS": f"{HEAD}root"}
LAMBDA: Final = {"Service": "lambda.amazonaws.com"}

PUT: Final = "iam:PutUserPolicy"
DELETE: Final = "iam:DeleteUserPolicy"
DETACH: Final = "iam:DetachUserPolicy"
LEAVE: Final = "iam:RemoveUserFromGroup"
LIFT: Final = "iam:DeleteUserPermissionsBoundary"
REWRITE: Final = "iam:CreatePolicyVersion"
ASSUME: Final = "sts:AssumeRole"
START: Final = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]

ADMIN: Final = managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY)
BOSS: Final = role("boss", trust=trust(LAMBDA), attached=[ADMIN_POLICY])
DENYING: Final = managed("no", document(deny(PUT)))

UNTIE: Final = "iam-delete-user-permissions-boundary"


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    """Return a condition, as further elements of a statement."""
    return {"Condition": {operator: {key: value}}}


def inline(name: str = "ann", kind: str = "user", **policies: Any) -> Entries:
    """Return a principal with inline policies."""
    texts = {key: document(*each) for key, each in policies.items()}
    return [owner(kind, name, inline=texts)]


def bounded(rights: Any, *edge: Any, boundary: Any = EDGE) -> Entries:
    """Return ann with a boundary, and its policy."""
    return [managed("edge", document(*edge)), user("ann", *rights, boundary=boundary)]


def grouped(rights: Any, *groups: Any) -> Entries:
    """Return ann in groups."""
    names = [each["GroupName"] for each in groups]
    return [*groups, user("ann", allow(rights), GroupList=names)]


def group(name: str, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a group with one inline policy."""
    return owner("group", name, inline={"d": document(*statements)}, **more)


class Case(NamedTuple):
    """An account, and the paths by which somebody becomes an administrator."""

    entries: Entries
    path: str | None
    sure: str = "certain"
    name: str = "ann"
    scps: Any = None


MFA: Final = when("Bool", "aws:MultiFactorAuthPresent", "true")
THIS: Final = when("ArnEquals", "iam:PolicyARN", NO)
WITHIN: Final = when("StringEquals", "iam:PermissionsBoundary", EDGE)
ROLE_ADMIN: Final = ["iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:DetachRolePolicy"]

CASES: Final = {
    # Inline policies.
    "inline": Case(inline(a=[allow([PUT, DELETE])], d=[deny(PUT)]), "iam-delete-user-policy > iam-007"),
    "inline: the deletion is denied too": Case(inline(a=[allow([PUT, DELETE])], d=[deny([PUT, DELETE])]), None),
    "inline: that of another user": Case([*inline(a=[allow(PUT), allow(DELETE, f"{HEAD}user/zed")], d=[deny(PUT)]), user("zed")], None),
    "inline: nothing is left that helps": Case(inline(a=[allow([DELETE, "s3:*"])], d=[deny(PUT)]), None),
    "inline: it also allows what is needed": Case(inline(a=[allow(DELETE)], d=[deny(PUT), allow(PUT)]), None),
    "inline: only one of them is deleted": Case(inline(a=[allow(DELETE)], d=[deny(PUT)], e=[allow(PUT), deny("iam:CreateUser")]), "iam-delete-user-policy > iam-007"),
    "inline: all of them are deleted": Case(inline(a=[allow([PUT, DELETE])], d=[deny(PUT), allow("s3:*")], e=[deny(PUT), allow("s3:*")]), "iam-delete-user-policy > iam-007"),
    "inline: what it denies does not matter": Case(inline(a=[allow(DELETE)], d=[deny("s3:*")]), None),
    "inline: of a role": Case(inline("web", "role", a=[allow(ROLE_ADMIN)], d=[deny("iam:PutRolePolicy")]), "iam-delete-role-policy > iam-005", name="web"),
    "inline: a policy of AWS's organization denies": Case(inline(a=[allow([PUT, DELETE])], d=[deny(PUT)]), None, scps=[[FULL], [FULL, document(deny(PUT))]]),
    "inline: deleted with MFA": Case(inline(a=[allow(PUT), allow(DELETE, **MFA)], d=[deny(PUT)]), "iam-delete-user-policy > iam-007", "conditional"),
    "inline: put with MFA": Case(inline(a=[allow(DELETE), allow(PUT, **MFA)], d=[deny(PUT)]), "iam-delete-user-policy > iam-007", "conditional"),
    # Attached policies.
    "attached": Case([DENYING, user("ann", allow([PUT, DETACH]), attached=[NO])], "iam-detach-user-policy > iam-007"),
    "attached: it may be deleted if inline": Case([DENYING, user("ann", allow([PUT, DELETE]), attached=[NO])], None),
    "attached: this one may be detached": Case([DENYING, user("ann", allow(PUT), allow(DETACH, **THIS), attached=[NO])], "iam-detach-user-policy > iam-007"),
    "attached: this one may not be detached": Case([DENYING, user("ann", allow([PUT, DETACH]), deny(DETACH, **THIS), attached=[NO])], None),
    "attached: of a role": Case([managed("no", document(deny("iam:PutRolePolicy"))), role("web", allow(ROLE_ADMIN), attached=[NO])], "iam-detach-role-policy > iam-005", name="web"),
    "attached: to another as well": Case([DENYING, user("zed", attached=[NO]), user("ann", allow(PUT), allow(DETACH, f"{HEAD}user/zed"), attached=[NO])], None),
    # Groups.
    "group: left": Case(grouped([PUT, LEAVE], group("no", deny(PUT))), "iam-remove-user-from-group > iam-007"),
    "group: left, managed policy": Case([DENYING, *grouped([PUT, LEAVE], owner("group", "no", attached=[NO]))], "iam-remove-user-from-group > iam-007"),
    "group: it gives what is needed": Case(grouped(LEAVE, group("no", deny(PUT, f"{HEAD}user/ann"), allow(PUT))), None),
    "group: another is left": Case([*grouped([PUT], group("no", deny(PUT)), group("so", allow("s3:*"))), user("eve", allow(LEAVE))], None),
    "group: only the other may be left": Case([group("no", deny(PUT)), group("so", deny(PUT)), user("ann", allow(PUT), allow(LEAVE, f"{HEAD}group/so"), GroupList=["no", "so"])], None),
    "group: both are left": Case(grouped([PUT, LEAVE], group("no", deny(PUT)), group("so", deny(PUT))), "iam-remove-user-from-group > iam-007"),
    "group: one is left, one is needed": Case(grouped(LEAVE, group("no", deny(PUT)), group("so", allow(PUT), deny("iam:CreateUser"))), "iam-remove-user-from-group > iam-007"),
    "group: its inline policy": Case(grouped([PUT, "iam:DeleteGroupPolicy"], group("no", deny(PUT))), "iam-delete-group-policy > iam-007"),
    "group: its inline policy, hers stays": Case([*grouped("iam:DeleteGroupPolicy", group("no", allow("s3:*")))[:1], owner("user", "ann", GroupList=["no"], inline={"a": document(allow([PUT, "iam:DeleteGroupPolicy"])), "d": document(deny(PUT))})], None),
    "group: its managed policy": Case([DENYING, *grouped([PUT, "iam:DetachGroupPolicy"], owner("group", "no", attached=[NO]))], "iam-detach-group-policy > iam-007"),
    "group: its inline policy, hers denies everything": Case([group("so", allow("s3:*")), owner("user", "ann", GroupList=["so"], inline={"a": FULL, "d": document(deny(None, NotAction=["iam:DeleteGroupPolicy"]))})], None),
    "group: that of others": Case([user("ann", allow(PUT), deny("iam:Put*"), allow("iam:DeleteGroupPolicy")), group("no", deny(PUT))], None),
    # Boundaries.
    "boundary": Case(bounded([allow([PUT, LIFT])], allow(LIFT)), f"{UNTIE} > iam-007"),
    "boundary: replaced": Case(bounded([allow([PUT, "iam:PutUserPermissionsBoundary"])], allow("iam:PutUserPermissionsBoundary")), "iam-put-user-permissions-boundary > iam-007"),
    "boundary: rewritten": Case(bounded([allow([PUT, REWRITE])], allow(REWRITE)), "iam-create-policy-version-boundary > iam-007"),
    "boundary: another policy is rewritten": Case(bounded([allow(PUT), allow(REWRITE, NO)], allow(REWRITE)), None),
    "boundary: of a role": Case([managed("edge", document(allow("iam:DeleteRole*"))), role("web", allow(["iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"]), boundary=EDGE)], "iam-delete-role-permissions-boundary > iam-005", name="web"),
    "boundary: it stays": Case(bounded([allow([PUT, LIFT])], allow("s3:*")), None),
    "boundary: it denies that": Case(bounded([allow([PUT, LIFT])], allow("*"), deny(["iam:Put*", LIFT])), None),
    "boundary: it denies something else": Case(bounded([allow([PUT, LIFT])], allow("*"), deny("iam:Put*")), f"{UNTIE} > iam-007"),
    "boundary: of another user": Case([user("zed", boundary=EDGE), *bounded([allow(PUT), allow(LIFT, f"{HEAD}user/zed")], allow(LIFT))], None),
    "boundary: nothing behind it": Case(bounded([allow([LIFT, "s3:*"])], allow(LIFT)), None),
    "boundary: a deny stays": Case(bounded([allow([PUT, LIFT]), deny(PUT)], allow(LIFT)), None),
    "boundary: demanded": Case(bounded([allow(LIFT), allow(PUT, **WITHIN)], allow(LIFT)), None),
    "boundary: demanded, and rewritten": Case(bounded([allow(REWRITE), allow(PUT, **WITHIN)], allow(REWRITE)), "iam-create-policy-version-boundary > iam-007"),
    "boundary: demanded, and replaced": Case(bounded([allow("iam:PutUserPermissionsBoundary"), allow(PUT, **WITHIN)], allow("iam:PutUserPermissionsBoundary")), None),
    "boundary: lacks a step": Case([ADMIN, BOSS, *bounded([allow([*START, LIFT])], allow([*START[1:], LIFT]))], f"{UNTIE} > lambda-001"),
    "boundary: lacks no step": Case([ADMIN, BOSS, *bounded([allow([*START, LIFT])], allow([*START, LIFT]))], "lambda-001"),
    "boundary: lacks a step, may not be lifted": Case([ADMIN, BOSS, *bounded([allow([*START, LIFT])], allow(START[1:]))], None),
    "boundary: not in the export": Case([user("ann", allow([PUT, LIFT]), boundary=EDGE)], "iam-007", "needs"),
    "boundary: lifted with MFA": Case(bounded([allow(PUT), allow(LIFT, **MFA)], allow(LIFT)), f"{UNTIE} > iam-007", "conditional"),
    # Further hops.
    "hops: behind it": Case([*bounded([allow([ASSUME, LIFT])], allow(LIFT)), role("web", allow("iam:PutRolePolicy"), trust=trust(HERE))], f"{UNTIE} > sts-001 > iam-005"),
    "hops: behind it, to a dead end": Case([*bounded([allow([ASSUME, LIFT])], allow(LIFT)), role("web", allow("s3:*"), trust=trust(HERE))], None),
    "hops: before it": Case([*bounded([allow([PUT, LIFT])], allow(LIFT)), role("web", allow("iam:CreateAccessKey"), trust=trust(HERE)), user("zed", allow(ASSUME))], f"sts-001 > iam-002 > {UNTIE} > iam-007", "needs", name="zed"),
    "hops: a role frees itself": Case([managed("edge", document(allow("iam:Delete*"))), role("web", allow("iam:*"), boundary=EDGE, trust=trust(HERE)), user("zed", allow(ASSUME))], "sts-001 > iam-delete-role-permissions-boundary > iam-005", name="zed"),
    "hops: both, the boundary keeps the other": Case([managed("edge", document(allow([LIFT, DELETE]))), owner("user", "ann", inline={"a": document(allow([PUT, LIFT, DELETE])), "d": document(deny(LIFT))}, boundary=EDGE)], f"iam-delete-user-policy > {UNTIE} > iam-007"),
    "hops: both, the other may not be deleted": Case([managed("edge", document(allow(LIFT))), owner("user", "ann", inline={"a": document(allow([PUT, LIFT, DELETE])), "d": document(deny(LIFT))}, boundary=EDGE)], None),
}  # fmt: skip


def found_by(case: Case) -> pd.DataFrame:
    """Return the rows of the principal of a case."""
    snapshot = account(*case.entries)
    return ESCALATIONS.check(
        ir.escalations(snapshot, case.name, service_control_policies=case.scps)
    )


@pytest.mark.parametrize("name", CASES)
def test_best_chain(name: str) -> None:
    case = CASES[name]
    told = [] if case.path is None else [(case.path, case.sure)]

    assert rows(found_by(case), "path_id", "confidence")[:1] == told


def test_words() -> None:
    found = found_by(CASES["hops: behind it"]).iloc[0]

    assert found["explanation"] == (
        "ann can remove its own permissions boundary (iam:DeleteUserPermissionsBoundary by policy p). "
        "Then it can assume web (sts:AssumeRole by policy p). "
        "web can put an inline policy of its own choice on itself (iam:PutRolePolicy by policy p)"
    )
    assert found["via"] == f"{ANN} > {HEAD}role/web > {HEAD}role/web"
    assert (found["hops"], found["target"]) == (3, f"{HEAD}role/web")


def test_keys_of_both_hops() -> None:
    entries = inline(
        a=[
            allow(DELETE, **MFA),
            allow(PUT, **when("IpAddress", "aws:SourceIp", "203.0.113.0/24")),
        ],
        d=[deny(PUT)],
    )

    assert rows(found_by(Case(entries, None)), "confidence", "missing_context") == [
        ("conditional", "aws:MultiFactorAuthPresent, aws:SourceIp")
    ]


def test_all_who_have_the_same_policies() -> None:
    people = [owner("user", name, GroupList=["all"], boundary=EDGE) for name in ("ann", "bea")]
    group_of_all = group("all", allow([PUT, LIFT]))
    snapshot = account(managed("edge", document(allow(LIFT))), group_of_all, *people)

    found = ir.escalations(snapshot)

    assert rows(found, "principal", "target", "path_id") == [
        (f"user/{name}", f"user/{name}", f"{UNTIE} > iam-007") for name in ("ann", "bea")
    ]
    assert [text.split()[0] for text in found["explanation"]] == ["ann", "bea"]


@pytest.mark.parametrize("name", ["inline", "boundary", "hops: behind it"])
def test_edges_are_those_of_now(name: str) -> None:
    snapshot = account(*CASES[name].entries)

    assert "ann" not in "".join(ir.escalation_edges(snapshot)["source"])
    assert ir.paths(snapshot, "ann", "ann").empty


@pytest.mark.parametrize("name", ["inline", "boundary", "boundary: lacks a step"])
def test_removals_are_of_edges_alone(name: str) -> None:
    snapshot = account(*CASES[name].entries)

    assert ESCALATION_REMOVALS.check(ir.escalation_removals(snapshot)).empty


def test_helped_and_freed_in_one_account() -> None:
    entries = [
        *bounded([allow([PUT, LIFT])], allow(LIFT)),
        role("web", allow(PUT, f"{HEAD}user/zed"), trust=trust(HERE)),
        user("zed", allow(ASSUME)),
    ]

    assert rows(ir.escalations(account(*entries)), "principal", "path_id") == [
        ("user/ann", f"{UNTIE} > iam-007"),
        ("user/zed", "sts-001 > iam-007"),
    ]


def test_principals() -> None:
    found = account(*CASES["boundary"].entries)["escalating_principals"]

    assert rows(found, "principal", "becomes_admin", "path_id") == [
        ("ann", True, f"{UNTIE} > iam-007")
    ]


def test_the_path_of_assuming_counts_after_it() -> None:
    entries = [
        ADMIN,
        *bounded([allow([ASSUME, LIFT])], allow(LIFT)),
        role("boss", trust=trust(HERE), attached=[ADMIN_POLICY]),
    ]
    found = account(*entries)["escalating_principals"]

    assert rows(found[found["principal"] == "ann"], "path_id", "becomes_admin") == [
        (f"{UNTIE} > sts-001", True)
    ]


def test_who_is_stronger() -> None:
    entries = [
        *bounded([allow([ASSUME, LIFT])], allow(LIFT)),
        role("web", allow("s3:*"), trust=trust(HERE)),
    ]
    found = ir.escalations(account(*entries), "ann", targets="stronger")

    assert rows(found, "target", "path_id", "other_path_ids") == [
        ("role/web", f"{UNTIE} > sts-001", None)
    ]


def test_nothing_is_made_again_where_nobody_frees_itself() -> None:
    snapshot = account(user("ann", allow(PUT), boundary=EDGE), user("zed", allow(PUT)), ADMIN)
    graph = graph_of(snapshot)

    assert graph.freed == []
    assert "unsure" not in vars(graph)


def test_paths_have_one_step() -> None:
    assert {path.yields for path in freeing_paths()} == {"without_boundary", "without_deny"}
    assert all(len(path.steps) == 1 and len(path.steps[0].on) == 1 for path in freeing_paths())
