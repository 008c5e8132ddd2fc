"""Policies and roles that are the same in several accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Grants, ManagedPolicy, PolicyVersion, Role, RoleUse
from tools.sample_company.documents import (
    WITH_MFA,
    allow,
    deny_all_but,
    document,
    trust,
    trust_account,
    trust_service,
)
from tools.sample_company.model import HOME_REGION, utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.access import Document
    from tools.sample_company.model import Account

MANAGEMENT_ACCOUNT: Final = "123456789012"
ORGANIZATION: Final = "o-exampleferry1"
#: What somebody without MFA has to be able to do in order to get an MFA device.
MFA_SETUP: Final = (
    "iam:ChangePassword",
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetAccountPasswordPolicy",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
)
#: Role names of services that made themselves at home: service, policy, day.
_SERVICE_LINKED: Final = {
    "AWSServiceRoleForSupport": ("support", "AWSSupportServiceRolePolicy", 2),
    "AWSServiceRoleForTrustedAdvisor": ("trustedadvisor", "AWSTrustedAdvisorServiceRolePolicy", 2),
    "AWSServiceRoleForECS": ("ecs", "AmazonECSServiceRolePolicy", 11),
    "AWSServiceRoleForRDS": ("rds", "AmazonRDSServiceRolePolicy", 17),
}


def policy(
    name: str, *versions: tuple[str, Document], first: int = 1, path: str = "/", created: str = ""
) -> ManagedPolicy:
    """Return a managed policy of the company from moments and documents, the oldest first."""
    return ManagedPolicy(
        name,
        utc(created or versions[0][0]),
        tuple(
            PolicyVersion(number, utc(moment), text)
            for number, (moment, text) in enumerate(versions, start=first)
        ),
        path=path,
    )


def used(moment: str, region: str = HOME_REGION) -> RoleUse:
    """Return the last use of a role."""
    return RoleUse(utc(moment), region)


def require_mfa(operator: str) -> Document:
    """Return a policy that keeps out whoever has not used MFA, if the operator is right."""
    when = {operator: {"aws:MultiFactorAuthPresent": "false"}}
    return document(deny_all_but(MFA_SETUP, sid="NothingWithoutMfa", when=when))


def own_credentials(account: Account) -> Document:
    """Return a policy by which everybody looks after password, MFA device and keys of their own."""
    users = f"arn:aws:iam::{account.id}:user/*/${{aws:username}}"
    devices = f"arn:aws:iam::{account.id}:mfa/${{aws:username}}"
    return document(
        allow(
            (
                "iam:ChangePassword",
                "iam:CreateAccessKey",
                "iam:DeleteAccessKey",
                "iam:EnableMFADevice",
                "iam:GetUser",
                "iam:ListAccessKeys",
                "iam:ListMFADevices",
                "iam:ResyncMFADevice",
                "iam:UpdateAccessKey",
            ),
            users,
            sid="OwnUser",
        ),
        allow("iam:CreateVirtualMFADevice", devices, sid="OwnDevice"),
        allow(
            ("iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"), sid="WhatTheConsoleAsks"
        ),
    )


def service_linked_roles(account: Account) -> Iterator[Role]:
    """Yield the roles that services of AWS have made for themselves."""
    for name, (service, attached, day) in _SERVICE_LINKED.items():
        yield Role(
            name,
            account.opened.replace(year=account.opened.year + 2, day=day),
            trust_service(service),
            Grants((attached,)),
            path=f"/aws-service-role/{service}.amazonaws.com/",
            last_used=used("2026-09-13 23:10:00") if service in {"ecs", "rds"} else None,
        )


def identity_center_role(account: Account, name: str, attached: str, moment: str) -> Role:
    """Return a role that IAM Identity Center has made for people of the organization."""
    provider = f"arn:aws:iam::{account.id}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"
    return Role(
        f"AWSReservedSSO_{name}_0123456789abcdef",
        utc("2024-10-07 09:14:33"),
        trust(
            {"Federated": provider},
            actions=("sts:AssumeRoleWithSAML", "sts:TagSession"),
            when={"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        ),
        Grants((attached,)),
        path=f"/aws-reserved/sso.amazonaws.com/{HOME_REGION}/",
        last_used=used(moment),
    )


def organization_role(moment: str) -> Role:
    """Return the role by which the organization's management account comes in."""
    return Role(
        "OrganizationAccountAccessRole",
        utc(moment),
        trust_account(MANAGEMENT_ACCOUNT),
        Grants(("AdministratorAccess",)),
        last_used=used("2026-06-30 07:55:00", "us-east-1"),
    )


def support_role(account: Account, moment: str) -> Role:
    """Return the role by which people of the account open cases with AWS Support."""
    return Role(
        "aws-support",
        utc(moment),
        trust_account(account.id, WITH_MFA),
        Grants(("AWSSupportAccess",)),
        last_used=used("2026-07-22 12:18:00", "us-east-1"),
        tags={"team": "platform"},
    )
