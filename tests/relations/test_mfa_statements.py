"""Statements about MFA: which policies they come from, and which documents are judged together."""

from __future__ import annotations

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.documents import DOCUMENTS
from iam_report.frames.inline_policies import INLINE_POLICIES
from iam_report.frames.managed_policies import MANAGED_POLICIES
from iam_report.frames.mfa_statements import MFA_STATEMENTS
from iam_report.frames.principal_policies import PRINCIPAL_POLICIES
from iam_report.frames.roles import ROLES
from iam_report.frames.statements import STATEMENTS
from iam_report.relations import relations
from iam_report.relations.mfa_statements import mfa_statements
from iam_report.testing import frame

GROUP = "arn:aws:iam::111122223333:group/g"
MOMENT = pd.Timestamp("2026-01-01", tz="UTC")
WITHOUT_MFA = (
    '[{"operator": "BoolIfExists", "key": "aws:MultiFactorAuthPresent", "values": ["false"]}]'
)


def test_statements_are_judged_within_their_document() -> None:
    """The text of a document decides whether its statements are looked at."""
    managed = frame(
        MANAGED_POLICIES,
        """
        | policy  | arn                                      | is_aws_managed | document |
        | ------- | ---------------------------------------- | -------------- | -------- |
        | Guarded | arn:aws:iam::111122223333:policy/Guarded | false          | guarded  |
        | Open    | arn:aws:iam::111122223333:policy/Open    | false          | open     |
        | Other   | arn:aws:iam::111122223333:policy/Other   | false          | other    |
        | Gone    | arn:aws:iam::111122223333:policy/Gone    | false          |          |
        | Aws     | arn:aws:iam::aws:policy/Aws              | true           | open     |
        """,
    )
    inline = frame(
        INLINE_POLICIES,
        """
        | principal_arn                     | principal_type | principal | policy | document |
        | --------------------------------- | -------------- | --------- | ------ | -------- |
        | arn:aws:iam::111122223333:group/g | group          | g         | own    | open     |
        """,
    )
    roles = frame(
        ROLES,
        """
        | role | arn                                | trust_document |
        | ---- | ---------------------------------- | -------------- |
        | app  | arn:aws:iam::111122223333:role/app | open           |
        """,
    )
    documents = frame(
        DOCUMENTS,
        """
        | document | text                  |
        | -------- | --------------------- |
        | guarded  | ..iam:DeactivateMFADevice.. |
        | open     | ..${aws:userNAME}..   |
        | other    | ..s3:*..              |
        """,
    )
    own = "arn:aws:iam::*:user/${aws:username}"
    statements = frame(
        STATEMENTS,
        f"""
        | account_id   | as_of      | document | statement | effect | actions                 | not_actions | resources | conditions |
        | ------------ | ---------- | -------- | --------- | ------ | ----------------------- | ----------- | --------- | ---------- |
        | 111122223333 | 2026-01-01 | guarded  | 0         | Allow  | iam:DeactivateMFADevice |             | {own}     |            |
        | 111122223333 | 2026-01-01 | open     | 0         | Allow  | iam:*                   |             | {own}     |            |
        | 111122223333 | 2026-01-01 | guarded  | 1         | Deny   |                         | iam:GetUser | *         | {WITHOUT_MFA} |
        | 111122223333 | 2026-01-01 | other    | 0         | Allow  | s3:*                    |             | *         |            |
        """,
    )

    found = MFA_STATEMENTS.check(mfa_statements(managed, inline, roles, documents, statements))

    expected = frame(
        MFA_STATEMENTS,
        """
        | arn                                      | policy  | kind    | statement | actions                 | allows_removal | needs_mfa | weak_exceptions |
        | ---------------------------------------- | ------- | ------- | --------- | ----------------------- | -------------- | --------- | --------------- |
        | arn:aws:iam::111122223333:policy/Guarded | Guarded | managed | 0         | iam:DeactivateMFADevice | true           | true      | ""              |
        | arn:aws:iam::111122223333:policy/Guarded | Guarded | managed | 1         | NotAction iam:GetUser   | false          |           | ""              |
        | arn:aws:iam::111122223333:policy/Open    | Open    | managed | 0         | iam:*                   | true           | false     | ""              |
        | arn:aws:iam::111122223333:group/g        | own     | inline  | 0         | iam:*                   | true           | false     | ""              |
        | arn:aws:iam::111122223333:policy/Gone    | Gone    | managed |           |                         |                |           |                 |
        """,
    )
    columns = ["arn", "policy", "kind", "statement", "actions"]
    columns += ["allows_removal", "needs_mfa", "weak_exceptions"]
    pd.testing.assert_frame_equal(found[columns], expected[columns])


@pytest.mark.parametrize(
    ("users", "needs_mfa"),
    [
        ({"ann": "own guard"}, True),
        ({"ann": "own guard", "bob": "guard own s3"}, True),
        ({"ann": "own guard", "bob": "own"}, False),
        ({"ann": "own", "bob": "guard"}, False),
        ({"ann": "own half"}, False),
        ({"bob": "guard"}, False),
        ({}, False),
    ],
)
def test_guarded_by_another_policy(users: dict[str, str], needs_mfa: bool) -> None:  # noqa: FBT001
    """All users who have the policy must have one that denies."""
    names = ("own", "guard", "half", "s3")
    managed = MANAGED_POLICIES.from_columns(
        {
            "account_id": ["111122223333"] * 4,
            "as_of": [MOMENT] * 4,
            "policy": names,
            "arn": [f"arn:aws:iam::111122223333:policy/{name}" for name in names],
            "is_aws_managed": [False] * 4,
            "versions": [1] * 4,
            "document": names,
        }
    )
    documents = frame(
        DOCUMENTS,
        """
        | document | text                  |
        | -------- | --------------------- |
        | own      | DeactivateMFADevice   |
        | guard    | MultiFactorAuthPresent |
        | half     | MultiFactorAuthPresent |
        | s3       | s3                    |
        """,
    )
    half = WITHOUT_MFA.replace("BoolIfExists", "Bool")
    statements = frame(
        STATEMENTS,
        f"""
        | account_id   | as_of      | document | statement | effect | actions                 | not_actions | resources | conditions |
        | ------------ | ---------- | -------- | --------- | ------ | ----------------------- | ----------- | --------- | ---------- |
        | 111122223333 | 2026-01-01 | own      | 0         | Allow  | iam:DeactivateMFADevice |             | *         |            |
        | 111122223333 | 2026-01-01 | guard    | 0         | Deny   |                         | iam:GetUser | *         | {WITHOUT_MFA} |
        | 111122223333 | 2026-01-01 | half     | 0         | Deny   |                         | iam:GetUser | *         | {half}     |
        | 111122223333 | 2026-01-01 | s3       | 0         | Allow  | s3:*                    |             | *         |            |
        """,
    )
    held = [(user, policy) for user, policies in users.items() for policy in policies.split()]
    principals = [*(f"arn:aws:iam::111122223333:user/{user}" for user, _ in held), GROUP]
    policies = [*(policy for _, policy in held), "own"]
    principal_policies = PRINCIPAL_POLICIES.from_columns(
        {
            "account_id": ["111122223333"] * len(policies),
            "as_of": [MOMENT] * len(policies),
            "principal_arn": principals,
            "principal_type": ["user"] * len(held) + ["group"],
            "principal": principals,
            "via": ["attached"] * len(policies),
            "policy_arn": [f"arn:aws:iam::111122223333:policy/{policy}" for policy in policies],
            "policy": policies,
            "group": [""] * len(policies),
            "document": policies,
        }
    )

    found = mfa_statements(
        managed, INLINE_POLICIES.empty(), ROLES.empty(), documents, statements, principal_policies
    )

    needs = found.set_index("policy")["needs_mfa"]
    assert needs["own"] is needs_mfa
    assert pd.isna(needs["guard"])


def test_nothing_at_all() -> None:
    relation = relations()["mfa_statements"]
    every = (*relation.frames, *relation.sharpening_frames)

    found = relation.make(*(schemas()[n].empty() for n in every))

    assert MFA_STATEMENTS.check(found).empty
