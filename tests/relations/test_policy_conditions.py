"""The conditions of policies: which rows there are, and what is said of each."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.documents import DOCUMENTS
from iam_report.frames.inline_policies import INLINE_POLICIES
from iam_report.frames.managed_policies import MANAGED_POLICIES
from iam_report.frames.policy_conditions import POLICY_CONDITIONS
from iam_report.frames.roles import ROLES
from iam_report.frames.statements import STATEMENTS
from iam_report.relations import relations
from iam_report.relations.policy_conditions import policy_conditions
from iam_report.testing import frame

MFA = "aws:MultiFactorAuthPresent"
NO_ROLES = ROLES.empty()
NO_INLINE = INLINE_POLICIES.empty()


def conditions(*each: tuple[str, str, str]) -> str:
    """Return a cell of conditions: operator, key and values divided by blanks."""
    return json.dumps([{"operator": o, "key": k, "values": v.split()} for o, k, v in each])


def of_one(
    *each: tuple[str, str, str], effect: str = "Allow", actions: str = "s3:GetObject"
) -> pd.DataFrame:
    """Return the relation of one managed policy with one statement."""
    managed = frame(
        MANAGED_POLICIES,
        """
        | policy | arn                                | is_aws_managed | document |
        | ------ | ---------------------------------- | -------------- | -------- |
        | P      | arn:aws:iam::111122223333:policy/P | false          | d        |
        """,
    )
    documents = frame(
        DOCUMENTS, "| document | language_version |\n| --- | --- |\n| d | 2012-10-17 |"
    )
    statements = frame(
        STATEMENTS,
        f"""
        | account_id   | as_of      | document | statement | effect   | actions   | resources | conditions |
        | ------------ | ---------- | -------- | --------- | -------- | --------- | --------- | ---------- |
        | 111122223333 | 2026-01-01 | d        | 0         | {effect} | {actions} | *         | {conditions(*each)} |
        """,
    )
    found = policy_conditions(managed, NO_INLINE, NO_ROLES, documents, statements)
    return POLICY_CONDITIONS.check(found)


def facts(*columns: str, **given: Any) -> Any:
    """Return columns of the only row."""
    rows = of_one(*given.pop("block"), **given)
    (row,) = rows[list(columns)].to_dict("records")
    return tuple(None if pd.isna(row[name]) else row[name] for name in columns)


def test_which_policies() -> None:
    """Not those of AWS; a text that is not known or malformed gives a row without a statement."""
    managed = frame(
        MANAGED_POLICIES,
        """
        | policy    | arn                                  | is_aws_managed | default_version | document |
        | --------- | ------------------------------------ | -------------- | --------------- | -------- |
        | Ours      | arn:aws:iam::111122223333:policy/Ours | false         | v3              | two      |
        | Aws       | arn:aws:iam::aws:policy/Aws          | true           | v9              | two      |
        | Gone      | arn:aws:iam::111122223333:policy/Gone | false         | v1              |          |
        | Lost      | arn:aws:iam::111122223333:policy/Lost | false         | v1              | lost     |
        | Bad       | arn:aws:iam::111122223333:policy/Bad | false          | v1              | bad      |
        | Plain     | arn:aws:iam::111122223333:policy/Plain | false        | v1              | plain    |
        """,
    )
    inline = frame(
        INLINE_POLICIES,
        """
        | principal_arn                    | principal_type | principal | policy | document |
        | -------------------------------- | -------------- | --------- | ------ | -------- |
        | arn:aws:iam::111122223333:user/u | user           | u         | in     | two      |
        | arn:aws:iam::111122223333:role/slr | role         | slr       | in     | two      |
        | arn:aws:iam::111122223333:role/sso | role         | sso       | in     | plain    |
        | arn:aws:iam::111122223333:role/sso | role         | sso       | set    | two      |
        """,
    )
    roles = frame(
        ROLES,
        """
        | role | arn                                | trust_document | is_service_linked | is_aws_reserved |
        | ---- | ---------------------------------- | -------------- | ----------------- | --------------- |
        | app  | arn:aws:iam::111122223333:role/app | two            | false             | false           |
        | slr  | arn:aws:iam::111122223333:role/slr | two            | true              | false           |
        | sso  | arn:aws:iam::111122223333:role/sso | two            | false             | true            |
        """,
    )
    documents = frame(
        DOCUMENTS,
        """
        | document | language_version | is_malformed |
        | -------- | ---------------- | ------------ |
        | two      | 2012-10-17       | false        |
        | plain    |                  | false        |
        | bad      |                  | true         |
        """,
    )
    one = conditions(("Bool", MFA, "true"), ("StringEquals", "sts:ExternalId", "1 2"))
    statements = frame(
        STATEMENTS,
        f"""
        | account_id   | as_of      | document | statement | sid | effect | actions        | conditions |
        | ------------ | ---------- | -------- | --------- | --- | ------ | -------------- | ---------- |
        | 111122223333 | 2026-01-01 | plain    | 0         |     | Allow  | s3:*           |            |
        | 111122223333 | 2026-01-01 | two      | 0         |     | Allow  | s3:*           |            |
        | 111122223333 | 2026-01-01 | two      | 1         | S1  | Allow  | sts:AssumeRole | {one}      |
        | 111122223333 | 2026-01-01 | bad      | 0         |     | Allow  | sts:AssumeRole | {one}      |
        """,
    )

    found = POLICY_CONDITIONS.check(
        policy_conditions(managed, inline, roles, documents, statements)
    )

    expected = frame(
        POLICY_CONDITIONS,
        """
        | arn                                | policy | kind    | place                           | version | language_version | statement | sid | key            | values |
        | ---------------------------------- | ------ | ------- | ------------------------------- | ------- | ---------------- | --------- | --- | -------------- | ------ |
        | arn:aws:iam::111122223333:policy/Ours | Ours | managed | policy Ours                    | v3      | 2012-10-17       | 1         | S1  | aws:MultiFactorAuthPresent | true |
        | arn:aws:iam::111122223333:policy/Ours | Ours | managed | policy Ours                    | v3      | 2012-10-17       | 1         | S1  | sts:ExternalId | 1, 2   |
        | arn:aws:iam::111122223333:user/u   | in     | inline  | policy in of user u             |         | 2012-10-17       | 1         | S1  | aws:MultiFactorAuthPresent | true |
        | arn:aws:iam::111122223333:user/u   | in     | inline  | policy in of user u             |         | 2012-10-17       | 1         | S1  | sts:ExternalId | 1, 2   |
        | arn:aws:iam::111122223333:role/sso | set    | inline  | policy set of role sso          |         | 2012-10-17       | 1         | S1  | aws:MultiFactorAuthPresent | true |
        | arn:aws:iam::111122223333:role/sso | set    | inline  | policy set of role sso          |         | 2012-10-17       | 1         | S1  | sts:ExternalId | 1, 2   |
        | arn:aws:iam::111122223333:role/app | ""     | trust   | the trust policy of role app    |         | 2012-10-17       | 1         | S1  | aws:MultiFactorAuthPresent | true |
        | arn:aws:iam::111122223333:role/app | ""     | trust   | the trust policy of role app    |         | 2012-10-17       | 1         | S1  | sts:ExternalId | 1, 2   |
        | arn:aws:iam::111122223333:policy/Gone | Gone | managed | policy Gone                    | v1      |                  |           |     |                |        |
        | arn:aws:iam::111122223333:policy/Lost | Lost | managed | policy Lost                    | v1      |                  |           |     |                |        |
        | arn:aws:iam::111122223333:policy/Bad | Bad   | managed | policy Bad                     | v1      |                  |           |     |                |        |
        """,
    )
    columns = ["arn", "policy", "kind", "place", "version", "language_version", "statement"]
    columns += ["sid", "key", "values"]
    pd.testing.assert_frame_equal(found[columns], expected[columns])
    commands = found[["update_command", "update_target", "update_detail"]].iloc[[0, 2, 6]]
    assert commands.to_numpy().tolist() == [
        ["create-policy-version", "policy-arn=" + found["arn"].iloc[0], "set-as-default"],
        ["put-user-policy", "user-name=u", "policy-name=in"],
        ["update-assume-role-policy", "role-name=app", "no-cli-pager"],
    ]


def test_two_moments_of_one_account() -> None:
    """Documents of the same content are joined within the account and the moment."""
    key = "| 111122223333 | {} | "
    moments = ("2026-01-01", "2026-02-01")
    managed = frame(
        MANAGED_POLICIES,
        "| account_id | as_of | policy | arn | is_aws_managed | document |\n| - | - | - | - | - | - |\n"
        + "\n".join(
            key.format(m) + "P | arn:aws:iam::111122223333:policy/P | false | d |" for m in moments
        ),
    )
    documents = frame(
        DOCUMENTS,
        "| account_id | as_of | document |\n| - | - | - |\n"
        + "\n".join(key.format(m) + "d |" for m in moments),
    )
    cell = conditions(("Bool", MFA, "true"))
    statements = frame(
        STATEMENTS,
        "| account_id | as_of | document | statement | effect | actions | conditions |\n| - | - | - | - | - | - | - |\n"
        + "\n".join(key.format(m) + f"d | 0 | Allow | s3:* | {cell} |" for m in moments),
    )

    found = policy_conditions(managed, NO_INLINE, NO_ROLES, documents, statements)

    assert len(POLICY_CONDITIONS.check(found)) == 2


def test_nothing_at_all() -> None:
    relation = relations()["policy_conditions"]

    found = relation.make(*(schemas()[name].empty() for name in relation.frames))

    assert POLICY_CONDITIONS.check(found).empty


@pytest.mark.parametrize(
    ("operator", "key", "values", "column", "expected"),
    [
        # wildcards under operators that take them as they stand
        ("StringEquals", "aws:userid", "AROA:* b", "literal_wildcards", "AROA:*"),
        ("StringNotEqualsIgnoreCase", "aws:userid", "a?", "literal_wildcards", "a?"),
        ("StringEquals", "s3:prefix", "${*} ${aws:username}", "literal_wildcards", ""),
        ("StringLike", "s3:prefix", "a*", "literal_wildcards", ""),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/a", "literal_wildcards", ""),
        # values of another type
        ("NumericLessThan", "s3:max-keys", "10 ten", "bad_values", "ten"),
        ("DateLessThan", "aws:CurrentTime", "2026-01-31T00:00:00Z", "bad_values", ""),
        ("DateLessThan", "aws:CurrentTime", "31.01.2026", "bad_values", "31.01.2026"),
        ("IpAddress", "aws:SourceIp", "2001:db8::1/32", "bad_values", "2001:db8::1/32"),
        ("IpAddress", "aws:SourceIp", "203.0.113.7/24", "bad_values", ""),
        ("Bool", MFA, "TRUE", "bad_values", ""),
        ("Null", MFA, "absent", "bad_values", "absent"),
        ("StringLike", "s3:prefix", "", "bad_values", ""),
        ("NoOperator", "s3:prefix", "x", "bad_values", ""),
        ("NumericLessThan", "s3:max-keys", "${aws:a}", "bad_values", "${aws:a}"),
        ("Bool", "aws:SecureTransport", "${aws:a}", "bad_values", ""),
        # networks
        ("IpAddress", "aws:SourceIp", "10.1.0.0/16 8.8.8.8", "private_networks", "10.1.0.0/16"),
        ("IpAddress", "aws:SourceIp", "fd00::/8 100.64.0.0/10", "private_networks", "fd00::/8, 100.64.0.0/10"),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24 10.0.0.0/7", "private_networks", ""),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/1 128.0.0.0/1", "widest_ipv4", 0),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/1 128.0.0.0/1", "widest_ipv6", 128),
        ("NotIpAddress", "aws:SourceIp", "::/0", "widest_ipv6", 0),
        ("StringEquals", "aws:SourceIp", "0.0.0.0/0", "widest_ipv4", 32),
        # what a request without the key meets
        ("StringEqualsIfExists", "aws:SourceVpc", "vpc-1", "may_lack_key", True),
        ("StringEqualsIfExists", "aws:PrincipalArn", "x", "may_lack_key", False),
        ("StringEquals", "aws:SourceVpc", "vpc-1", "may_lack_key", False),
        ("StringEqualsIfExists", "STS:externalid", "1", "is_about_caller", True),
        ("StringEqualsIfExists", "ec2:InstanceType", "t3.micro", "is_about_caller", False),
        # never met
        ("DateLessThan", "aws:CurrentTime", "never", "never_met", True),
        ("DateLessThan", "aws:CurrentTime", "never 2026-01-01", "never_met", False),
        ("StringEquals", "aws:userid", "A:* B:*", "never_met", True),
        ("StringEquals", "aws:userid", "A:* B", "never_met", False),
        ("StringNotEquals", "aws:userid", "A:*", "never_met", False),
        ("StringEqualsIfExists", "aws:userid", "A:*", "never_met", False),
        # pairs
        ("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8", "missing_pair", "aws:SourceVpc"),
        ("Null", "aws:VpcSourceIp", "true", "missing_pair", ""),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::b", "missing_pair", "aws:SourceAccount"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*", "missing_pair", ""),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:${aws:PrincipalAccount}:*", "missing_pair", ""),
        # keys
        ("StringEquals", "AWS:SOURCEVPC", "vpc-1", "is_known_key", True),
        ("StringEquals", "aws:SourceVpx", "vpc-1", "is_known_key", False),
        ("StringEquals", "aws:ResourceTag/a/b:c", "x", "is_known_key", True),
        ("StringEquals", "s3:ExistingObjectTag/a", "x", "is_known_key", True),
        ("StringEquals", "s3:ExistingObjectTag", "x", "is_known_key", False),
        ("StringEquals", "ec2:InstanceType", "x", "is_known_key", False),
        ("StringEquals", "accounts.google.com:aud", "x", "is_known_key", True),
        ("StringEquals", "SAML:aud", "x", "key_kind", "provider"),
        ("StringEquals", "oidc.example.com/id/a:b:sub", "x", "is_multivalued", False),
        ("StringEquals", "kms:EncryptionContext:a.b:c", "x", "key_kind", "service"),
        ("StringEquals", "aws:PrincipalTag/a.b:c", "x", "key_kind", "global"),
        ("StringEquals", "no-colon", "x", "is_known_key", False),
        ("StringEquals", "", "x", "is_known_key", False),
        ("ForAnyValue:StringLike", "accounts.google.com:amr", "x", "is_multivalued", True),
        ("StringEquals", "accounts.google.com:sub", "x", "is_multivalued", False),
        ("StringEquals", "accounts.google.com:colour", "x", "is_multivalued", None),
        ("ForAllValues:StringEquals", "aws:TagKeys", "x", "is_multivalued", True),
        ("StringEquals", "aws:SourceIp", "203.0.113.1", "fits_key_type", False),
        ("Bool", "aws:SourceVpc", "true", "fits_key_type", False),
        ("StringEquals", "aws:SecureTransport", "true", "fits_key_type", True),
        ("ArnLike", "aws:SourceVpc", "arn:aws:ec2:*:*:vpc/a", "fits_key_type", False),
        ("StringLike", "aws:PrincipalArn", "*", "fits_key_type", True),
        ("NumericLessThan", "aws:EpochTime", "1", "fits_key_type", True),
        ("NumericLessThan", "aws:RequestTag/a", "1", "fits_key_type", True),
        ("Null", "aws:SourceIp", "true", "fits_key_type", True),
        ("Strung", "aws:SourceIp", "x", "fits_key_type", True),
    ],
)  # fmt: skip
def test_of_a_condition(
    operator: str, key: str, values: str, column: str, expected: object
) -> None:
    assert facts(column, block=[(operator, key, values)]) == (expected,)


@pytest.mark.parametrize(
    ("effect", "operator", "expected"),
    [
        ("Allow", "IpAddress", True),
        ("Allow", "NotIpAddress", False),
        ("Deny", "IpAddress", False),
        ("Deny", "NotIpAddress", True),
    ],
)
def test_who_is_spared(effect: str, operator: str, expected: bool) -> None:  # noqa: FBT001
    block = [(operator, "aws:SourceIp", "203.0.113.0/24")]

    assert facts("spares_listed", block=block, effect=effect) == (expected,)


def test_another_condition_asks_for_the_key() -> None:
    rows = of_one(
        ("StringEqualsIfExists", "aws:SourceVpc", "vpc-1"),
        ("Null", "AWS:sourcevpc", "false"),
        ("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
    )

    assert rows["may_lack_key"].tolist() == [False, False, False]
    assert rows["missing_pair"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("block", "key", "password"),
    [
        ([("Bool", MFA, "true")], [False], [False]),
        ([("BoolIfExists", MFA, "true")], [True], [False]),
        ([("Null", MFA, "false")], [False], [True]),
        ([("Bool", MFA, "false")], [False], [True]),
        ([("BoolIfExists", MFA, "false")], [True], [True]),
        ([("BoolIfExists", MFA, "true"), ("Bool", MFA, "true")], [False, False], [False, False]),
        ([("BoolIfExists", MFA, "true"), ("Bool", "aws:SecureTransport", "true")], [True, False], [False, False]),
        ([("NumericLessThan", "aws:MultiFactorAuthAge", "3600")], [False], [False]),
        ([("Bool", "aws:SecureTransport", "true")], [False], [False]),
    ],
)  # fmt: skip
def test_without_mfa(
    block: list[tuple[str, str, str]], key: list[bool], password: list[bool]
) -> None:
    rows = of_one(*block)

    assert rows["met_by_key"].tolist() == key
    assert rows["met_by_password"].tolist() == password


def test_services_of_the_statement() -> None:
    """A service or an action that the catalogue does not know may have any key."""
    block = [("StringEquals", "ec2:InstanceType", "t3.micro")]

    assert facts("is_known_key", block=block, actions="ec2:RunInstances, s3:*") == (True,)
    assert facts("is_known_key", block=block, actions="*") == (True,)
    assert facts("is_known_key", block=block, actions="nosuch:Do, s3:*") == (None,)


@pytest.mark.parametrize(
    ("actions", "key", "expected"),
    [
        ("ec2:TerminateInstances", "aws:ResourceTag/a", True),
        ("EC2:terminate*", "AWS:resourcetag/a", True),
        ("iam:ListAccountAliases", "aws:ResourceTag/a", False),
        ("iam:ListAccountAliases, ec2:TerminateInstances", "aws:ResourceTag/a", True),
        ("iam:ListAccountAliases, iam:NoSuchAction", "aws:ResourceTag/a", None),
        ("nosuch:Do", "aws:TagKeys", None),
        ("*", "aws:TagKeys", True),
        ("iam:ListAccountAliases", "aws:SourceIp", True),
    ],
)
def test_actions_that_know_tags(
    actions: str,
    key: str,
    expected: bool | None,  # noqa: FBT001
) -> None:
    block = [("StringEquals", key, "x")]

    assert facts("has_action", block=block, actions=actions) == (expected,)


def test_a_great_many_conditions() -> None:
    """Each distinct one is looked at once, also where it is long."""
    block = [("StringLike", f"aws:PrincipalTag/{'a*' * 200}{n}", "*" * 300) for n in range(100)]

    assert len(of_one(*block)) == 100
