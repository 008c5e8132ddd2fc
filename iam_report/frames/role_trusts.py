"""Role trusts: one row per role, statement of its trust policy, and principal."""

from __future__ import annotations

from typing import Final

from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, INT, STRING, Column, Schema

ROLE_TRUSTS: Final = Schema(
    name="role_trusts",
    doc="Who may take on each role, as its trust policy says. A statement that names several "
    "principals has a row for each, one with `NotPrincipal` a single row. A role whose trust "
    "policy the export does not hold has one row in which all that is unknown is null.",
    key=("account_id", "as_of", "arn", "statement", "entry"),
    resource="arn",
    resource_type="AWS::IAM::Role",
    declared=(
        *SNAPSHOT_KEY,
        Column("arn", STRING, "ARN of the role.", nullable=False),
        Column("role", STRING, "Role name.", nullable=False),
        Column(
            "is_made_by_aws",
            BOOL,
            "AWS made the role, and the account cannot change its trust policy: it is "
            "service-linked, or of IAM Identity Center.",
            nullable=False,
        ),
        Column("is_service_linked", BOOL, "A service made the role.", nullable=False),
        Column("is_aws_reserved", BOOL, "AWS made the role for Identity Center.", nullable=False),
        Column(
            "missing",
            STRING,
            "Why the trust policy is not known: the export lacks it, or what is wrong with it; "
            "else null.",
        ),
        Column("document", STRING, "The trust policy: key of `documents`."),
        Column("statement", INT, "Position of the statement in the document, from 0."),
        Column("entry", INT, "Position of the principal in the statement, from 0."),
        Column("sid", STRING, "Statement ID; null without one."),
        Column("effect", STRING, "`Allow` or `Deny`."),
        Column("actions", STRING, "`Action`, or `NotAction` after the word `not`."),
        Column(
            "principal_type",
            STRING,
            "`AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for a bare star, `NotPrincipal` "
            "for everyone but those in `principal`.",
        ),
        Column("principal", STRING, "The entry as it stands in the policy."),
        Column(
            "principal_kind",
            STRING,
            "What the entry is: `anyone`, `everyone else` (`NotPrincipal`), `account`, `user`, "
            "`role`, `session`, `federated user`, `service`, `oidc`, `saml`; `deleted` for the ID "
            "of a principal that is gone, `wildcard` for one with a wildcard in it, `invalid`.",
        ),
        Column("principal_account", STRING, "Account ID in the entry; null where it has none."),
        Column(
            "account_class",
            STRING,
            "`self` for the account of the role, `vendor` for one that the package knows, "
            "`other`; `none` for an entry that names no account.",
        ),
        Column(
            "is_external",
            BOOL,
            "The entry is a principal of another account, or another account as a whole.",
        ),
        Column(
            "lets_in",
            BOOL,
            "Somebody can take on the role by this row: the action fits the principal, the "
            "conditions can be met, and no `Deny` takes it all back. False for a `Deny`.",
        ),
        Column("has_external_id", BOOL, "An external ID is asked for."),
        Column("requires_mfa", BOOL, "Callers without MFA are kept out."),
        Column(
            "mfa_if_exists",
            BOOL,
            "A condition asks for MFA only of requests that say whether there was any; those "
            "signed with a long-term key do not.",
        ),
        Column("limits_organization", BOOL, "Callers are limited to an organization."),
        Column(
            "limits_principals",
            BOOL,
            "Callers are limited to accounts, principals or services that the conditions name.",
        ),
        Column(
            "limits_source",
            BOOL,
            "A service is limited to work for certain accounts, resources or an organization.",
        ),
        Column("limits_network", BOOL, "Callers are limited to networks or VPC endpoints."),
        Column(
            "is_restricted",
            BOOL,
            "Some condition limits the callers, in a way that they cannot bring about themselves.",
        ),
        Column("limits_to_self", BOOL, "Callers are limited to the account of the role."),
        Column("conditions", STRING, "The conditions of the statement, as JSON; null without any."),
        Column("issuer", STRING, "Of an OIDC provider: its URL without `https://`; else null."),
        Column("is_shared_issuer", BOOL, "Customers of the provider share the issuer."),
        Column("subjects", STRING, "Values that `sub` needs; null without."),
        Column("audiences", STRING, "Values that `aud` needs; null without."),
        Column("amr", STRING, "Of Cognito: values that `amr` needs; null without."),
        Column(
            "limits_tenant",
            BOOL,
            "Of an OIDC provider: only workloads of tenants that are named are let in; true where "
            "the issuer serves one tenant.",
        ),
        Column(
            "breadth",
            STRING,
            "Of an OIDC provider, how much is let in: `any` workload, `lookalikes` (tenants whose "
            "name begins alike), an `organization`, an `audience` that stands for the tenant, all "
            "of a `project`, its `pull request` runs, `part` of it, or what is named `exact`.",
        ),
        Column(
            "dead_values",
            STRING,
            "Values for claims with a wildcard whose operator takes it literally; null without.",
        ),
        Column(
            "audience_ok",
            BOOL,
            "Of a SAML provider: `SAML:aud` has to be the sign-in page of AWS.",
        ),
        Column("service_number", INT, "Of a service: the how many-th different one of the role."),
        Column(
            "service_sends_source",
            BOOL,
            "The service says for which resource or account it takes on a role; null if not known.",
        ),
        Column("is_compute", BOOL, "The service runs code of customers with the role."),
        Column("is_admin", BOOL, "The role can give itself any permission; null if not known."),
        Column(
            "reads_widely",
            BOOL,
            "The role has an AWS managed policy that reads the whole account, or everything.",
        ),
    ),
)
