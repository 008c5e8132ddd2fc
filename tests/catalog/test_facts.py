"""Facts about services, issuers, policies and keys, and the named classes of actions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from iam_report.catalog import facts
from iam_report.catalog.actions import catalogue
from iam_report.errors import IamReportError

if TYPE_CHECKING:
    from pathlib import Path

KEY_TYPES = {"String", "ARN", "Bool", "Numeric", "Date", "IPAddress"}
DOCUMENTATION = "https://docs.aws.amazon.com/"


@pytest.mark.parametrize("found", facts.action_classes().values(), ids=lambda found: found.name)
def test_class_of_actions(found: facts.ActionClass) -> None:
    """Each action is in the catalogue, as AWS writes it."""
    display = set(catalogue().display)

    assert [action for action in found.actions if action not in display] == []
    assert list(found.actions) == sorted(set(found.actions))
    assert found.doc[0].isupper()
    assert found.doc.endswith(".")
    assert found.reference.startswith(DOCUMENTATION)


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("assume_role", "sts:AssumeRole"),
        ("boundary_removal", "iam:DeleteUserPermissionsBoundary"),
        ("cloudtrail_tampering", "cloudtrail:StopLogging"),
        ("credentials_exposure", "ecr:GetAuthorizationToken"),
        ("data_exfiltration", "ec2:ModifySnapshotAttribute"),
        ("iam_write", "iam:UpdateAssumeRolePolicy"),
        ("kms_decrypt", "kms:ReEncryptFrom"),
        ("marketplace_subscribe", "aws-marketplace:Subscribe"),
        ("pass_role", "iam:PassRole"),
        ("resource_exposure", "s3:PutBucketPolicy"),
        ("self_grant_role", "iam:AttachRolePolicy"),
        ("self_grant_user", "iam:PutUserPolicy"),
        ("sensitive_read", "ssm:GetParametersByPath"),
    ],
)
def test_classes_hold(name: str, action: str) -> None:
    assert action in facts.action_classes()[name].actions


def test_iam_write_holds_the_narrower_classes() -> None:
    classes = facts.action_classes()
    narrower = ("self_grant_user", "self_grant_role", "boundary_removal", "policy_version")

    for name in (*narrower, "self_grant_group", "login_as_others"):
        assert set(classes[name].actions) <= set(classes["iam_write"].actions)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("token.actions.githubusercontent.com", "token.actions.githubusercontent.com"),
        ("https://GitLab.com/", "gitlab.com"),
        ("token.actions.githubusercontent.com/acme", "token.actions.githubusercontent.com/*"),
        ("oidc.vercel.com", "oidc.vercel.com"),
        ("oidc.vercel.com/acme", "oidc.vercel.com/*"),
        ("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE", "oidc.eks.*.amazonaws.com/id/*"),
        ("oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLE", "oidc.eks.*.amazonaws.com.cn/id/*"),
        ("gitlab.com/acme", None),
        ("gitlab.example.com", None),
        ("xgitlab.com", None),
        ("oidc.eks.eu-west-1.amazonaws.com", None),
        ("", None),
    ],
)
def test_issuer_of_a_url(url: str, host: str | None) -> None:
    found = facts.oidc_issuer(url)

    assert (found and found.host) == host


def test_issuers() -> None:
    issuers = facts.oidc_issuers()

    assert all(host == issuer.host == host.lower() for host, issuer in issuers.items())
    assert all(issuer.tenant_claims for issuer in issuers.values())
    assert not [i.host for i in issuers.values() if {*i.tenant_claims} & {*i.other_claims}]
    assert not [i.host for i in issuers.values() if "*" in i.host and i.shared]
    github = issuers["token.actions.githubusercontent.com"]
    assert github.shared
    assert github.tenant_claims == ("sub",)
    assert "repository_id" in github.other_claims
    assert github.audience == "sts.amazonaws.com"
    assert issuers["cognito-identity.amazonaws.com"].tenant_claims == ("aud",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ec2.amazonaws.com", ("ec2.amazonaws.com", False, True)),
        ("ec2.amazonaws.com.cn", ("ec2.amazonaws.com", False, True)),
        ("logs.eu-west-1.amazonaws.com", ("logs.amazonaws.com", True, False)),
        ("states.us-gov-west-1.amazonaws.com", ("states.amazonaws.com", True, False)),
        ("Lambda.amazonaws.com", ("lambda.amazonaws.com", None, True)),
        ("monitoring.rds.amazonaws.com", ("monitoring.rds.amazonaws.com", True, False)),
        ("nosuch.amazonaws.com", None),
        ("eu-west-1.amazonaws.com", None),
        ("", None),
    ],
)
def test_service_principal(name: str, expected: tuple[object, ...] | None) -> None:
    assert facts.service_principal(name) == expected


def test_service_principals() -> None:
    found = facts.service_principals()

    assert list(found) == sorted(found)
    assert all(re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", name) for name in found)


def test_deprecated_policies() -> None:
    found = facts.deprecated_policies()

    assert found["AmazonEC2RoleforSSM"] == "AmazonSSMManagedInstanceCore"
    assert not set(found) & set(found.values())


@pytest.mark.parametrize(
    ("purpose", "name"),
    [
        ("administration", "AdministratorAccess"),
        ("audit", "SecurityAudit"),
        ("cloudshell", "AWSCloudShellFullAccess"),
        ("reading", "ReadOnlyAccess"),
        ("support", "AWSSupportAccess"),
    ],
)
def test_policies_for_a_purpose(purpose: str, name: str) -> None:
    assert name in facts.policies_for(purpose)


@pytest.mark.parametrize(
    ("key", "kind", "multivalued", "deprecated_by"),
    [
        ("aws:tagkeys", "ArrayOfString", True, None),
        ("aws:calledvia", "ArrayOfString", True, None),
        ("aws:principalorgpaths", "ArrayOfString", True, None),
        ("aws:principalservicenameslist", "ArrayOfString", True, None),
        ("aws:resourceorgpaths", "ArrayOfString", True, None),
        ("aws:sourceorgpaths", "ArrayOfString", True, None),
        ("aws:calledviafirst", "String", False, None),
        ("aws:multifactorauthpresent", "Bool", False, None),
        ("aws:principaltag/${tagkey}", "String", False, None),
        ("aws:sourceip", "IPAddress", False, None),
        ("aws:sourceowner", "String", False, "aws:SourceAccount"),
    ],
)
def test_global_condition_key(
    key: str, kind: str, *, multivalued: bool, deprecated_by: str | None
) -> None:
    assert facts.global_condition_keys()[key][1:] == (kind, multivalued, deprecated_by)


def test_global_condition_keys() -> None:
    """All global keys that AWS names beside actions are there."""
    found = facts.global_condition_keys()
    beside_actions = {
        key.lower()
        for keys in catalogue().key_types.values()
        for key in keys
        if key.lower().startswith("aws:")
    }

    assert beside_actions <= set(found)
    assert {key.type.removeprefix("ArrayOf") for key in found.values()} == KEY_TYPES
    assert all(name == key.name.lower() for name, key in found.items())
    assert {key.deprecated_by.lower() for key in found.values() if key.deprecated_by} <= set(found)


def test_no_account_is_known_without_a_file() -> None:
    assert facts.known_accounts() == {}


def test_known_accounts(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text(
        '[known_accounts]\n111122223333 = "Example"\n"444455556666" = "Büro"\n', "utf-8"
    )

    assert facts.known_accounts(path) == {"111122223333": "Example", "444455556666": "Büro"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[known_accounts]\n1 = 2\n", "`{path}` is no list of accounts: `1`"),
        (
            b"[known_accounts]\n111122223333 = 2\n",
            "`{path}` is no list of accounts: `111122223333`",
        ),
        (b"[accounts]\n", "`{path}` has no table `known_accounts`"),
        (b"known_accounts = 1\n", "`{path}` has no table `known_accounts`"),
    ],
)
def test_broken_list_of_accounts(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_bytes(content)

    with pytest.raises(IamReportError) as caught:
        facts.known_accounts(path)

    assert caught.value.message == message.format(path=path)


@pytest.mark.parametrize("content", [b"\xff", b"= 1", None])
def test_list_of_accounts_that_is_no_toml(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(IamReportError) as caught:
        facts.known_accounts(path)

    assert caught.value.message.startswith(f"`{path}` is no TOML file: ")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("name", ["facts.toml", "action_classes.toml", "controls.toml"])
def test_metadata(name: str) -> None:
    found = facts.metadata(name)

    assert re.fullmatch(r"20\d\d-\d\d", found["date"])
    assert all("https://" in source for source in found["sources"])
    assert found["licence"]
