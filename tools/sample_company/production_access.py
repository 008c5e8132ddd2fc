"""Who may do what in the production account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Access, AccessStory, Grants, Group
from tools.sample_company.documents import allow, document
from tools.sample_company.model import utc
from tools.sample_company.production_policies import production_policies
from tools.sample_company.production_roles import production_roles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.sample_company.model import Account

STORIES: Final = (
    AccessStory(
        "group/zz-tmp",
        "Made one night in 2019 to get something going: its inline policy allows everything, and"
        " the departure boards are still in it.",
        holds=('"Action": "*"', '"Resource": "*"'),
    ),
    AccessStory(
        "user/robots/departure-boards",
        "Reads timetables on the quays, and is an administrator by way of a group with an odd"
        " name.",
        holds=('"zz-tmp"',),
    ),
    AccessStory(
        "user/contractors/ruan.odellwyn@example.com",
        "An auditor from outside, who is to read and is an administrator: whoever works with the"
        " platform team gets into its group.",
        holds=('"administrators"',),
    ),
    AccessStory(
        "role/vendors/contractor-data-move",
        "A contractor moved files last winter; his whole account may still come in, without an"
        " external ID, and has all of Amazon S3.",
        holds=("210987654321", "AmazonS3FullAccess"),
        lacks=("sts:ExternalId",),
    ),
    AccessStory(
        "role/vendors/vendor-berthplanner",
        "The maker of the berth planner comes in from its own account, with an external ID and to"
        " one database: as it should be.",
        holds=("999999999999", "sts:ExternalId"),
    ),
    AccessStory(
        "role/github/github-deploy-harbour",
        "Any repository of the company's GitHub organization can deploy, from any branch.",
        holds=('"repo:example-ferries/*"',),
    ),
    AccessStory(
        "role/github/github-deploy-shop",
        "The subject names organization and repository by number too, so that nobody else gets in"
        " by taking over the name.",
        holds=("example-ferries@71234567/shop@812345678",),
    ),
    AccessStory(
        "role/terraform/terraform-cloud-apply",
        "Runs of Terraform Cloud, kept to one workspace by audience and subject: the star stands"
        " where it does no harm.",
        holds=("app.terraform.io:aud", "app.terraform.io:sub"),
    ),
    AccessStory(
        "role/open-timetable-reader",
        "The principal is a star, and a condition keeps it to the accounts of the organization.",
        holds=('"Principal": "*"', '"StringEquals": {"aws:PrincipalOrgID"'),
    ),
    AccessStory(
        "role/change-approver",
        "Trusts somebody who no longer exists: what remains of a deleted role is its ID.",
        holds=("AROAFERRYGONEEXAMPLE1",),
    ),
    AccessStory(
        "role/build-server",
        "Whoever gets onto the build server is an administrator.",
        holds=("ec2.amazonaws.com", "AdministratorAccess", "instance-profile/build-server"),
    ),
    AccessStory(
        "role/services/ship-nordlicht-sync",
        "The ship was sold; the role has not been used for as long as AWS remembers, 400 days.",
        holds=('"RoleLastUsed": {}',),
    ),
    AccessStory(
        "role/night-audit",
        "Nobody has audited anything by night since November.",
        holds=('"LastUsedDate": "2025-11-',),
    ),
    AccessStory(
        "role/emergency/break-glass",
        "An administrator that nobody has been since March, which is good: it is for emergencies,"
        " and asks for MFA.",
        holds=('"aws:MultiFactorAuthPresent": "true"',),
    ),
    AccessStory(
        "policy/shop-backend",
        "Version 6 is tidy. Version 2, of a Black Friday, allows everything and can be put in"
        " force again.",
        holds=('"DefaultVersionId": "v6"', '"VersionId": "v2"', '"Action": "*"'),
    ),
    AccessStory(
        "policy/protect-invoices",
        "Denies `s3:DeleteBuckets`, which does not exist: the bucket can be deleted.",
        holds=('"Effect": "Deny"', '"s3:DeleteBuckets"'),
    ),
    AccessStory(
        "policy/ferry-cam-2020",
        "The cameras are gone; nobody has this policy.",
        holds=('"AttachmentCount": 0',),
    ),
    AccessStory(
        "policy/harbour-gauges",
        "Lists every gauge of every harbour by name: a fifteenth harbour will not fit.",
        holds=("tarnhaven",),
    ),
    AccessStory(
        "policy/harbour-operations",
        "Lets the harbours keep the list of gauges in `harbour-gauges`, by a pattern that this"
        " policy fits as well: whoever has it can write in it whatever they like.",
        holds=('"iam:CreatePolicyVersion"', ":policy/harbour-*"),
    ),
    AccessStory(
        "role/image-builder",
        "Builds images of machines, and may start machines with any role, that of the build server"
        " included. A robot of development takes it on.",
        holds=("444455556666:user/robots/ci-test", '"ec2:RunInstances"', ":role/*"),
    ),
    AccessStory(
        "user/employees/astrid.molehead",
        "Has `harbour-operations` twice: by her group, and directly.",
        holds=('"harbour"', "policy/harbour-operations"),
    ),
    AccessStory(
        "user/robots/svc-payments",
        "Settles card payments with one key of AWS KMS, and may decrypt with all of them.",
        holds=('"kms:Decrypt"', ":key/*"),
    ),
    AccessStory("group/night-watch", "A group with permissions and without members."),
    AccessStory(
        "group/mobile",
        "A group with a member and without permissions.",
        holds=('"GroupPolicyList": []', '"AttachedManagedPolicies": []'),
    ),
    AccessStory(
        "policy/require-mfa",
        "Keeps out whoever has not used MFA, access keys included, and leaves open what is needed"
        " to set MFA up: done right.",
        holds=('"BoolIfExists"',),
    ),
)
_PEOPLE: Final = ("require-mfa", "own-credentials")


def with_access(account: Account) -> Account:
    """Return the account with its groups, roles and policies."""
    access = Access(
        groups=tuple(_groups(account)),
        roles=tuple(production_roles(account)),
        policies=tuple(production_policies(account)),
        users=_users(account),
        stories=STORIES,
    )
    return replace(account, access=access)


def _groups(account: Account) -> Iterator[Group]:
    orders = f"arn:aws:dynamodb:eu-west-1:{account.id}:table/orders"
    find_orders = allow(("dynamodb:GetItem", "dynamodb:Query"), orders)
    grants = {
        "administrators": Grants((*_PEOPLE, "AdministratorAccess")),
        "security-audit": Grants((*_PEOPLE, "SecurityAudit")),
        "operators": Grants((*_PEOPLE, "ReadOnlyAccess", "team-resources")),
        "robots": Grants(("robot-workspaces",)),
        "assume-roles": Grants(("assume-roles",)),
        "harbour": Grants(("harbour-operations",)),
        "finance": Grants(("read-invoices", "protect-invoices")),
        "support": Grants(inline={"ticket-search": document(find_orders)}),
        "mobile": Grants(),
        "night-watch": Grants(("ReadOnlyAccess",)),
    }
    for day, (name, given) in enumerate(grants.items(), start=1):
        yield Group(name, utc(f"2018-04-{day:02} 09:12:30"), given)
    for day, name in enumerate(("ticketing", "timetable", "onboard", "data"), start=12):
        logs = f"arn:aws:logs:*:{account.id}:log-group:/{name}/*"
        search = document(allow(("logs:StartQuery", "logs:GetLogEvents"), logs))
        yield Group(name, utc(f"2018-04-{day:02} 09:12:30"), Grants(inline={"search-logs": search}))
    everything = document(allow("*"))
    yield Group(
        "zz-tmp",
        utc("2019-12-23 23:41:07"),
        Grants(inline={"tmp": everything}),
        guests=("departure-boards",),
    )


def _users(account: Account) -> Mapping[str, Grants]:
    """Return what single users have directly."""
    keys = f"arn:aws:kms:eu-west-1:{account.id}:key/*"
    return {
        "astrid.molehead": Grants(("harbour-operations",)),
        "ci-deploy": Grants(("deploy-services",)),
        "harbour-sensors-north": Grants(("harbour-gauges",)),
        "harbour-sensors-south": Grants(("harbour-gauges",)),
        "svc-payments": Grants(
            inline={"card-keys": document(allow(("kms:Decrypt", "kms:GenerateDataKey"), keys))}
        ),
        "grafana-reader": Grants(
            inline={
                "read-metrics": document(
                    allow(("cloudwatch:GetMetricData", "cloudwatch:ListMetrics"))
                )
            }
        ),
    }
