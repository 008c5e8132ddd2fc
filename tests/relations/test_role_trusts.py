"""The role_trusts relation: trust policies in, a row per role, statement and principal out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames.documents import DOCUMENTS
from iam_report.frames.policy_attachments import POLICY_ATTACHMENTS
from iam_report.frames.principals import PRINCIPALS
from iam_report.frames.role_trusts import ROLE_TRUSTS
from iam_report.frames.roles import ROLES
from iam_report.frames.statements import STATEMENTS
from iam_report.relations.role_trusts import role_trusts
from iam_report.schema import CONDITIONS
from iam_report.schema import PRINCIPALS as ENTRIES
from iam_report.testing import frame

GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
OTHER = "arn:aws:iam::444455556666:root"
SELF = "arn:aws:iam::111122223333:root"
NOT_ORG = {"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}


def _allow(principal: Any, action: Any = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Principal": principal, "Action": action}
    return found | ({"Condition": condition} if condition else {})


def _deny(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition}


def _listed(value: Any) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _entries(value: Any) -> list[dict[str, str]]:
    kinds = {"*": value} if isinstance(value, str) else value
    return [{"type": kind, "value": v} for kind, vs in kinds.items() for v in _listed(vs)]


def _statements(account: str, document: str, written: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the frame of the statements of a document, as a reader would make it."""
    rows: dict[str, list[Any]] = {name: [] for name in STATEMENTS.by_name}
    for number, each in enumerate(written):
        row = dict.fromkeys(rows) | {
            "account_id": account,
            "as_of": pd.Timestamp("2026-01-01", tz="UTC"),
            "document": document,
            "statement": number,
            "sid": each.get("Sid"),
            "effect": each["Effect"],
            "actions": _listed(each["Action"]),
        }
        for name, element in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
            row[name] = _entries(each[element]) if element in each else None
        row["conditions"] = [
            {"operator": operator, "key": key, "values": _listed(values)}
            for operator, keys in each.get("Condition", {}).items()
            for key, values in keys.items()
        ] or None
        for name, value in row.items():
            rows[name].append(value)
    kinds = {"principals": ENTRIES, "not_principals": ENTRIES, "conditions": CONDITIONS}
    assert kinds.keys() <= rows.keys()
    return STATEMENTS.from_columns(rows)


def _trusts(*written: dict[str, Any], **frames: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one role of 111122223333 with these statements in its trust policy."""
    roles = frame(ROLES, _ROLE)
    documents = frame(DOCUMENTS, "| document | is_malformed |\n| - | - |\n| d | false |")
    statements = _statements("111122223333", "d", list(written))
    return ROLE_TRUSTS.check(role_trusts(roles, documents, statements, **frames))


_ROLE = """
| role | arn                             | trust_document |
| ---- | ------------------------------- | -------------- |
| r    | arn:aws:iam::111122223333:role/r | d              |
"""

CASES: dict[str, tuple[list[dict[str, Any]], dict[str, list[Any]]]] = {
    "one entry per principal": (
        [_allow({"AWS": [OTHER, "444455556666", SELF], "Service": "ec2.amazonaws.com"})],
        {
            "entry": [0, 1, 2, 3],
            "principal_type": ["AWS", "AWS", "AWS", "Service"],
            "principal_kind": ["account", "account", "account", "service"],
            "account_class": ["other", "other", "self", "none"],
            "is_external": [True, True, False, False],
            "lets_in": [True, True, True, True],
            "conditions": [None] * 4,
        },
    ),
    "accounts compared in full": (
        [_allow({"AWS": ["arn:aws:iam::999999999999:role/111122223333"]})],
        {"account_class": ["other"], "principal_account": ["999999999999"]},
    ),
    "a deleted principal is nobody's": (
        [_allow({"AWS": "AROAEXAMPLEEXAMPLE123"})],
        {"principal_kind": ["deleted"], "is_external": [False], "lets_in": [False]},
    ),
    "anyone, no condition": (
        [_allow("*")],
        {"principal_kind": ["anyone"], "lets_in": [True], "is_restricted": [False]},
    ),
    "anyone, organization": (
        [_allow({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-exampleorgid"})],
        {
            "is_restricted": [True],
            "limits_organization": [True],
            "conditions": ['{"StringEquals":{"aws:PrincipalOrgID":"o-exampleorgid"}}'],
        },
    ),
    "anyone, set operator": (
        [
            _allow(
                {"AWS": "*"},
                **{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}},
            )
        ],
        {"is_restricted": [False], "limits_organization": [False]},
    ),
    "anyone, organization by Deny": (
        [_allow("*"), _deny(NOT_ORG)],
        {
            "effect": ["Allow", "Deny"],
            "lets_in": [True, False],
            "limits_organization": [True, False],
        },
    ),
    "everybody denied": (
        [_allow({"AWS": OTHER}), {"Effect": "Deny", "Principal": "*", "Action": "*"}],
        {"lets_in": [False, False]},
    ),
    "a Deny that cannot be told": (
        [_allow("*"), _deny({"StringEqualsIfExists": {"aws:Unheard": "x"}})],
        {"lets_in": [True, False], "is_restricted": [None, False]},
    ),
    "anyone of the account": (
        [
            _allow("*", StringEquals={"aws:PrincipalAccount": "111122223333"}),
            _allow("*", StringEquals={"aws:PrincipalAccount": "444455556666"}),
            _allow("*", StringEquals={"aws:PrincipalAccount": ["111122223333", "444455556666"]}),
            _allow("*", StringEquals={"aws:PrincipalAccount": "${aws:ResourceAccount}"}),
        ],
        {"limits_to_self": [True, False, False, True], "limits_principals": [True] * 4},
    ),
    "MFA": (
        [
            _allow({"AWS": OTHER}, Bool={"aws:MultiFactorAuthPresent": "true"}),
            _allow({"AWS": OTHER}, BoolIfExists={"aws:MultiFactorAuthPresent": "true"}),
            _allow({"AWS": OTHER}, NumericLessThan={"aws:MultiFactorAuthAge": "3600"}),
            _allow({"AWS": OTHER}),
        ],
        {
            "requires_mfa": [True, False, True, False],
            "mfa_if_exists": [False, True, False, False],
        },
    ),
    "external ID": (
        [
            _allow({"AWS": OTHER}, StringEquals={"sts:ExternalId": "x"}),
            _allow({"AWS": OTHER}, StringLike={"sts:ExternalId": "*"}),
        ],
        {"has_external_id": [True, False]},
    ),
    "conditions that the principal never meets": (
        [_allow({"AWS": OTHER}, StringEquals={"aws:PrincipalAccount": "111122223333"})],
        {"lets_in": [False]},
    ),
    "conditions that no request meets": (
        [_allow({"AWS": OTHER}, StringEqual={"sts:ExternalId": "x"})],
        {"lets_in": [False]},
    ),
    "actions that do not fit": (
        [
            _allow({"Federated": GITHUB}),
            _allow({"AWS": OTHER}, "sts:TagSession"),
            _allow({"AWS": OTHER}, ["sts:AssumeRole", "sts:TagSession"]),
        ],
        {"lets_in": [False, False, True], "actions": ["sts:AssumeRole", "sts:TagSession", "sts:AssumeRole, sts:TagSession"]},
    ),
    "NotPrincipal": (
        [{"Effect": "Allow", "NotPrincipal": {"AWS": [OTHER, SELF]}, "Action": "sts:AssumeRole"}],
        {
            "principal_kind": ["everyone else"],
            "principal_type": ["NotPrincipal"],
            "principal": [f"{OTHER}, {SELF}"],
        },
    ),
    "services": (
        [
            _allow({"Service": ["ec2.amazonaws.com", "logs.eu-west-1.amazonaws.com"]}),
            _allow({"Service": ["logs.amazonaws.com", "unheard.amazonaws.com"]}),
        ],
        {
            "service_number": [1, 2, None, 3],
            "is_compute": [True, False, False, None],
            "service_sends_source": [False, True, True, None],
        },
    ),
    "service, source": (
        [
            _allow({"Service": "sns.amazonaws.com"}, StringEquals={"aws:SourceAccount": "111122223333"}),
            _allow({"Service": "sns.amazonaws.com"}, ArnLike={"aws:SourceArn": "arn:aws:sns:*:*:*"}),
        ],
        {"limits_source": [True, False]},
    ),
    "GitHub": (
        [
            _allow(
                {"Federated": GITHUB},
                "sts:AssumeRoleWithWebIdentity",
                StringEquals={"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                StringLike={"token.actions.githubusercontent.com:sub": ["repo:acme/a:*", "repo:acme/b:*"]},
            ),
            _allow({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity"),
        ],
        {
            "issuer": ["token.actions.githubusercontent.com"] * 2,
            "is_shared_issuer": [True, True],
            "subjects": ["repo:acme/a:*, repo:acme/b:*", None],
            "audiences": ["sts.amazonaws.com", None],
            "limits_tenant": [True, False],
            "breadth": ["project", "any"],
        },
    ),
    "GitHub, by Deny": (
        [
            _allow({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity"),
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringNotLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}
                },
            },
        ],
        {"limits_tenant": [True, None], "breadth": ["organization", None]},
    ),
    "SAML": (
        [
            _allow(
                {"Federated": f"arn:{partition}:iam::111122223333:saml-provider/Corp"},
                "sts:AssumeRoleWithSAML",
                **({operator: {"SAML:aud": audience}} if audience else {}),
            )
            for partition, operator, audience in [
                ("aws", "StringEquals", "https://signin.aws.amazon.com/saml"),
                ("aws", "StringEquals", "https://eu-west-1.signin.aws.amazon.com/saml"),
                ("aws", "StringLike", "https://*.signin.aws.amazon.com/saml"),
                ("aws", "StringEquals", "https://eu-west-1.signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE"),
                ("aws", "StringEquals", "https://signin.aws.amazon.com.evil.example/saml"),
                ("aws", "StringEqualsIfExists", "https://signin.aws.amazon.com/saml"),
                ("aws", "StringLike", "*"),
                ("aws", "", ""),
                ("aws-cn", "StringEquals", "https://signin.amazonaws.cn/saml"),
                ("aws-cn", "StringEquals", "https://signin.aws.amazon.com/saml"),
                ("aws-us-gov", "StringEquals", "https://signin.amazonaws-us-gov.com/saml"),
                ("aws-iso", "StringEquals", "https://signin.c2shome.ic.gov/saml"),
                ("aws-iso", "", ""),
            ]
        ],
        {"audience_ok": [True, True, True, True, False, False, False, False, True, False, True, None, False]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), CASES.values(), ids=CASES.keys())
def test_rows(statements: list[dict[str, Any]], expected: dict[str, list[Any]]) -> None:
    got = _trusts(*statements)

    assert {name: _python(got[name]) for name in expected} == expected


def _python(values: pd.Series) -> list[Any]:
    return [None if value is pd.NA else value for value in values]


def test_a_trust_policy_that_is_not_known() -> None:
    """The role has one row, of which no more is known than the role."""
    roles = frame(
        ROLES,
        """
        | role | arn                              | trust_document |
        | ---- | -------------------------------- | -------------- |
        | a    | arn:aws:iam::111122223333:role/a |                |
        | b    | arn:aws:iam::111122223333:role/b | gone           |
        | c    | arn:aws:iam::111122223333:role/c | bad            |
        | d    | arn:aws:iam::111122223333:role/d | d              |
        """,
    )
    documents = frame(
        DOCUMENTS,
        """
        | document | is_malformed | problem                     |
        | -------- | ------------ | --------------------------- |
        | bad      | true         | a statement has no `Effect` |
        | d        | false        |                             |
        """,
    )
    statements = pd.concat(
        [_statements("111122223333", name, [_allow({"AWS": OTHER})]) for name in ("d", "bad")]
    )
    got = ROLE_TRUSTS.check(role_trusts(roles, documents, statements))

    assert _python(got["role"]) == ["a", "b", "c", "d"]
    assert _python(got["missing"]) == [
        "the export does not hold the trust policy",
        "the export does not hold the trust policy",
        "the trust policy is malformed: a statement has no `Effect`",
        None,
    ]
    for name in ("statement", "lets_in", "is_external", "limits_to_self", "account_class"):
        assert _python(got[name])[:3] == [None, None, None], name


def test_accounts_and_moments_are_kept_apart() -> None:
    """The same document means another thing in another account."""
    roles = frame(
        ROLES,
        """
        | account_id   | role | arn                              | trust_document |
        | ------------ | ---- | -------------------------------- | -------------- |
        | 111122223333 | a    | arn:aws:iam::111122223333:role/a | d              |
        | 444455556666 | b    | arn:aws:iam::444455556666:role/b | d              |
        | 111122223333 | c    | arn:aws:iam::111122223333:role/c | d              |
        """,
    )
    documents = frame(
        DOCUMENTS,
        """
        | account_id   | document | is_malformed |
        | ------------ | -------- | ------------ |
        | 444455556666 | d        | false        |
        | 111122223333 | d        | false        |
        """,
    )
    statements = pd.concat(
        [
            _statements(name, "d", [_allow({"AWS": OTHER})])
            for name in ("444455556666", "111122223333")
        ]
    )
    got = ROLE_TRUSTS.check(role_trusts(roles, documents, statements))

    assert _python(got["role"]) == ["a", "b", "c"]
    assert _python(got["account_class"]) == ["other", "self", "other"]


def test_roles_that_aws_made() -> None:
    roles = frame(
        ROLES,
        """
        | role | trust_document | is_service_linked | is_aws_reserved |
        | ---- | -------------- | ----------------- | --------------- |
        | a    |                | true              | false           |
        | b    |                | false             | true            |
        | c    |                | false             | false           |
        """,
    )
    got = role_trusts(roles, DOCUMENTS.empty(), STATEMENTS.empty())

    assert _python(got["is_made_by_aws"]) == [True, True, False]


def test_power() -> None:
    principals = frame(
        PRINCIPALS,
        """
        | arn                              | principal_type | is_admin |
        | -------------------------------- | -------------- | -------- |
        | arn:aws:iam::111122223333:role/r | role           | true     |
        """,
    )
    attachments = frame(
        POLICY_ATTACHMENTS,
        """
        | principal_arn                    | principal_type | policy_arn                                       |
        | -------------------------------- | -------------- | ------------------------------------------------ |
        | arn:aws:iam::111122223333:role/r | role           | arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess |
        | arn:aws:iam::111122223333:role/x | role           | arn:aws:iam::aws:policy/ReadOnlyAccess           |
        """,
    )
    got = _trusts(_allow("*"), principals=principals, policy_attachments=attachments)
    assert (_python(got["is_admin"]), _python(got["reads_widely"])) == ([True], [True])

    own = attachments.assign(
        policy_arn=attachments["policy_arn"].str.replace(
            "iam::aws:", "iam::111122223333:", regex=False
        )
    )
    assert _python(_trusts(_allow("*"), policy_attachments=own)["reads_widely"]) == [False]

    alone = _trusts(_allow("*"))
    assert (_python(alone["is_admin"]), _python(alone["reads_widely"])) == ([None], [None])


def test_a_statement_without_principals() -> None:
    assert _trusts(_allow({"AWS": []})).empty
    assert _trusts({"Effect": "Allow", "Action": "sts:AssumeRole"}).empty


def test_not_action() -> None:
    statements = _statements("111122223333", "d", [_allow({"AWS": OTHER}, "sts:TagSession")])
    turned = statements.rename(columns={"actions": "not_actions", "not_actions": "actions"})
    documents = frame(DOCUMENTS, "| document | is_malformed |\n| - | - |\n| d | false |")
    got = role_trusts(frame(ROLES, _ROLE), documents, turned)

    assert (_python(got["lets_in"]), _python(got["actions"])) == ([True], ["not sts:TagSession"])


def test_empty_frames() -> None:
    got = role_trusts(ROLES.empty(), DOCUMENTS.empty(), STATEMENTS.empty())

    assert ROLE_TRUSTS.check(got).empty


def test_the_index_of_the_frames_does_not_matter() -> None:
    roles = frame(ROLES, _ROLE).set_axis([7])
    documents = frame(DOCUMENTS, "| document | is_malformed |\n| - | - |\n| d | false |").set_axis(
        [3]
    )
    statements = _statements("111122223333", "d", [_allow({"AWS": OTHER})]).set_axis([9])

    assert _python(role_trusts(roles, documents, statements)["principal"]) == [OTHER]
