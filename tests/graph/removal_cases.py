"""Accounts in which single things let somebody become an administrator, and what ends without each.

Each case is the entries of an account, and the expected rows: what is taken away, how many pairs of a
principal and an administrator that ends, and how many principals can then become none.
"""

from __future__ import annotations

from typing import Any, Final

from tests.access.written_accounts import HEAD, MFA, OTHER, READ, role, trust, user
from tests.graph.chain_cases import HERE, assume, boss
from tests.graph.labelled_paths import ADMIN_POLICY
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

Entry = dict[str, Any]

BOSS: Final = f"{HEAD}role/boss"
OWN: Final = f"{HEAD}policy/own"
LAMBDA: Final = {"Service": "lambda.amazonaws.com"}
PASS: Final = (
    allow("iam:PassRole", BOSS),
    allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
)


def inline_group(*statements: Entry, name: str = "crew") -> Entry:
    """Return a group with an inline policy `g`."""
    return owner("group", name, inline={"g": document(*statements)})


def member(name: str, *statements: Entry, **more: Any) -> Entry:
    """Return a user in the group crew."""
    return user(name, *statements, GroupList=["crew"], **more)


def using(name: str, *arns: str, **more: Any) -> Entry:
    """Return a user to whom policies are attached."""
    return owner("user", name, attached=list(arns), **more)


STATEMENT, ATTACHMENT, MEMBERSHIP, TRUST = "statement", "attachment", "membership", "trust"

CASES: Final[dict[str, tuple[list[Entry], list[tuple[Any, ...]]]]] = {
    "no escalation": ([boss(), user("ann", allow("s3:GetObject"))], []),
    "two users of one group": (
        [boss(), inline_group(assume(BOSS)), member("ann"), member("ben")],
        [
            (STATEMENT, "group/crew", "g", None, 0, 2, 2),
            (ATTACHMENT, "group/crew", "g", None, None, 2, 2),
            (TRUST, "role/boss", None, None, 0, 2, 2),
            (MEMBERSHIP, "user/ann", None, "crew", None, 1, 1),
            (MEMBERSHIP, "user/ben", None, "crew", None, 1, 1),
        ],
    ),
    "two independent ways": (
        [
            boss(trust({"AWS": ACCOUNT}, LAMBDA)),
            owner(
                "user",
                "ann",
                inline={"a": document(assume(BOSS)), "b": document(*PASS)},
            ),
        ],
        [],
    ),
    "two ways that share an action": (
        [
            boss(trust(LAMBDA, {"Service": "ec2.amazonaws.com"})),
            user("ann", *PASS, allow("ec2:RunInstances")),
        ],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
        ],
    ),
    "one of several statements of a trust policy": (
        [boss(trust(LAMBDA, {"AWS": ACCOUNT})), user("ann", assume(BOSS))],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (TRUST, "role/boss", None, None, 1, 1, 1),
        ],
    ),
    "a trust that names somebody": (
        [boss(trust({"AWS": f"{HEAD}user/ann"})), using("ann")],
        [(TRUST, "role/boss", None, None, 0, 1, 1)],
    ),
    "equal documents in two policies of one": (
        [
            boss(trust({"AWS": ACCOUNT}, {"AWS": ACCOUNT})),
            managed("own", document(assume(BOSS))),
            managed("too", document(assume(BOSS))),
            using("ann", OWN, f"{HEAD}policy/too"),
        ],
        [],
    ),
    "equal documents of two": (
        [boss(), user("ann", assume(BOSS)), user("ben", assume(BOSS))],
        [
            (TRUST, "role/boss", None, None, 0, 2, 2),
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (STATEMENT, "user/ben", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (ATTACHMENT, "user/ben", "p", None, None, 1, 1),
        ],
    ),
    "a policy that is attached twice": (
        [
            boss(),
            managed("own", document(assume(BOSS))),
            owner("group", "crew", attached=[OWN]),
            using("ann", OWN, GroupList=["crew"]),
        ],
        [
            (STATEMENT, "policy/own", "own", None, 0, 1, 1),
            (TRUST, "role/boss", None, None, 0, 1, 1),
        ],
    ),
    "nobody takes a statement out of a policy of AWS": (
        [
            boss(),
            managed("Assuming", document(assume(BOSS)), Arn="arn:aws:iam::aws:policy/Assuming"),
            using("ann", "arn:aws:iam::aws:policy/Assuming"),
        ],
        [
            (ATTACHMENT, "user/ann", "Assuming", None, None, 1, 1),
            (TRUST, "role/boss", None, None, 0, 1, 1),
        ],
    ),
    "what stands in the middle ends less than the whole": (
        [
            boss(),
            role("mid", assume(BOSS), trust=HERE),
            user("ann", assume(f"{HEAD}role/mid")),
            user("ben", assume(f"{HEAD}role/mid"), allow("iam:CreateAccessKey", f"{HEAD}user/x")),
            using("x", ADMIN_POLICY),
        ],
        [
            (STATEMENT, "role/mid", "p", None, 0, 3, 2),
            (ATTACHMENT, "role/mid", "p", None, None, 3, 2),
            (TRUST, "role/boss", None, None, 0, 3, 2),
            (TRUST, "role/mid", None, None, 0, 2, 1),
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (ATTACHMENT, "user/ben", "p", None, None, 1, 1),
            (STATEMENT, "user/ben", "p", None, 0, 1, 0),
        ],
    ),
    "membership without a policy": (
        [
            boss(),
            owner("group", "crew"),
            member("ann", allow("iam:PutGroupPolicy", f"{HEAD}group/crew")),
        ],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (MEMBERSHIP, "user/ann", None, "crew", None, 1, 1),
        ],
    ),
    "a new version of what is attached": (
        [
            managed("own", document(allow("iam:CreatePolicyVersion", OWN))),
            using("ann", OWN),
        ],
        [
            (STATEMENT, "policy/own", "own", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "own", None, None, 1, 1),
        ],
    ),
    "a policy that is attached to oneself": (
        [
            managed("own", READ),
            user("ann", allow("iam:CreatePolicyVersion", OWN), attached=[OWN]),
        ],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "own", None, None, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
        ],
    ),
    "a policy that is attached to another": (
        [
            managed("own", READ),
            role("mid", trust=HERE, attached=[OWN]),
            user("ann", assume(f"{HEAD}role/mid"), allow("iam:CreatePolicyVersion", OWN)),
        ],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (STATEMENT, "user/ann", "p", None, 1, 1, 1),
            (ATTACHMENT, "role/mid", "own", None, None, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (TRUST, "role/mid", None, None, 0, 1, 1),
        ],
    ),
    "under a condition": (
        [boss(), user("ann", allow("sts:AssumeRole", BOSS, Condition=MFA))],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (TRUST, "role/boss", None, None, 0, 1, 1),
        ],
    ),
    "what needs an export is not counted": (
        [boss(), user("ann", allow("iam:CreateLoginProfile")), using("x", ADMIN_POLICY)],
        [],
    ),
    "what needs an export is left": (
        [
            boss(trust(LAMBDA)),
            user("ann", *PASS, allow("lambda:UpdateFunctionCode"), allow("lambda:InvokeFunction")),
        ],
        [
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (TRUST, "role/boss", None, None, 0, 1, 1),
        ],
    ),
    "denies are no way": (
        [boss(), user("ann", assume(BOSS), deny("s3:*"))],
        [
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (TRUST, "role/boss", None, None, 0, 1, 1),
        ],
    ),
    "a boundary that others have as a policy": (
        [
            boss(trust({"AWS": ACCOUNT})),
            managed("own", document(allow("sts:AssumeRole"))),
            user("ann", assume(BOSS), boundary=OWN),
            using("ben", OWN),
        ],
        [
            (STATEMENT, "policy/own", "own", None, 0, 2, 2),
            (TRUST, "role/boss", None, None, 0, 2, 2),
            (STATEMENT, "user/ann", "p", None, 0, 1, 1),
            (ATTACHMENT, "user/ann", "p", None, None, 1, 1),
            (ATTACHMENT, "user/ben", "own", None, None, 1, 1),
        ],
    ),
    "a boundary alone": (
        [
            boss(trust({"AWS": f"{HEAD}user/ann"})),
            managed("own", document(allow("sts:AssumeRole"))),
            user("ann", assume(BOSS), boundary=OWN),
        ],
        [(TRUST, "role/boss", None, None, 0, 1, 1)],
    ),
}

FAR: Final = f"arn:aws:iam::{OTHER}:role/far"

#: Statement of who is trusted by a role of another account; what it breaks, by the name of the role.
BETWEEN: Final[dict[str, tuple[Entry, list[Entry], dict[str, int]]]] = {
    "somebody assumes a role elsewhere": (
        trust({"AWS": ACCOUNT}),
        [user("ann", assume(FAR))],
        {"far": 1},
    ),
    "administrators are whomever another account trusts": (
        trust({"AWS": f"{HEAD}user/nobody-else"}, {"AWS": ACCOUNT}),
        [boss(), user("ann", assume(BOSS))],
        {"boss": 2, "far": 1},
    ),
    "a trust that has nothing to do with the other account": (
        trust({"AWS": ACCOUNT}),
        [
            boss(),
            role("mid", assume(BOSS), trust=HERE),
            user("ann", assume(f"{HEAD}role/mid")),
            user("ben", assume(BOSS)),
        ],
        {"boss": 6, "far": 3, "mid": 2},
    ),
    "a trust of another account as the only way back": (
        trust({"AWS": f"{HEAD}user/ann"}),
        [user("ann", assume(FAR)), user("ben", assume(FAR))],
        {"far": 1},
    ),
}
