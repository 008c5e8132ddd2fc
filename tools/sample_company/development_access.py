"""Who may do what in the development account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Access, AccessStory, Grants, Group
from tools.sample_company.development_policies import HACKATHON, development_policies
from tools.sample_company.development_roles import development_roles
from tools.sample_company.documents import ASSUME, allow, allow_all_but, document
from tools.sample_company.model import Team, utc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.sample_company.model import Account

STORIES: Final = (
    AccessStory(
        "policy/require-mfa",
        "Meant to keep out whoever has not used MFA. With `Bool` it does so in the console only:"
        " a request by access key does not say whether there was MFA, and gets through.",
        holds=('"Bool": {"aws:MultiFactorAuthPresent": "false"}',),
        lacks=("BoolIfExists",),
    ),
    AccessStory(
        "policy/build-and-try",
        "Developers may hand any role to a function that they write themselves, so that everybody"
        " can do what the mightiest role can.",
        holds=('"iam:PassRole"', '"lambda:CreateFunction"'),
    ),
    AccessStory(
        "group/contractors",
        "May do everything that is not IAM, as if that were little.",
        holds=('"NotAction"',),
    ),
    AccessStory(
        "policy/own-access-keys",
        "Written for the policy language of 2008, which knows no variables: `${aws:username}` is"
        " taken as it stands, and no robot can rotate its key.",
        holds=('"Version": "2008-10-17"', "${aws:username}"),
    ),
    AccessStory(
        "role/apps/prototype-shop",
        "Its permissions boundary is `AdministratorAccess`, which bounds nothing.",
        holds=('"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/AdministratorAccess"',),
    ),
    AccessStory(
        "role/github-pages",
        "Any repository of anybody on GitHub can take on this role.",
        holds=('"repo:*"',),
    ),
    AccessStory(
        "role/partner-exchange",
        "Anyone may take it on. The condition on the organization is met by all callers who are in"
        " none: `ForAllValues` holds for a key that is not there.",
        holds=('"ForAllValues:StringEquals": {"aws:PrincipalOrgID"', '{"AWS": "*"}'),
    ),
    AccessStory(
        "user/robots/hackathon-2025",
        "Was an administrator for one weekend; its keys still work, the permission has run out.",
        holds=("hackathon-weekend",),
    ),
    AccessStory(
        "user/robots/svc-load-tests",
        "Buys tickets by the thousand, and may start any number of servers of any size.",
        holds=('"ec2:RunInstances"',),
    ),
    AccessStory(
        "user/robots/dependency-bot",
        "Updates libraries. It may also make an access key for any user, those of administrators"
        " included.",
        holds=('"iam:CreateAccessKey"', '"Resource": "*"'),
    ),
    AccessStory(
        "user/robots/ci-test",
        "Runs tests, and starts the builds of images in production: two steps from there to an"
        " administrator of production.",
        holds=("arn:aws:iam::111122223333:role/image-builder",),
    ),
    AccessStory(
        "role/github-app-roles",
        "Writes policies of roles, and only of those that `app-boundary` bounds: it looks worse"
        " than it is.",
        holds=('"iam:PutRolePolicy"', '"iam:PermissionsBoundary"', "policy/app-boundary"),
    ),
    AccessStory(
        "policy/read-test-data",
        "The same permissions as `read-test-data-2`, under another name.",
    ),
)
_PEOPLE: Final = ("require-mfa", "own-credentials")


def with_access(account: Account) -> Account:
    """Return the account with its groups, roles and policies."""
    access = Access(
        groups=tuple(_groups(account)),
        roles=tuple(development_roles(account)),
        policies=tuple(development_policies(account)),
        users=_users(),
        stories=STORIES,
    )
    return replace(account, access=access)


def _groups(account: Account) -> Iterator[Group]:
    no_iam = document(allow_all_but(("iam:*", "organizations:*", "account:*"), sid="NoIam"))
    grants = {
        "administrators": Grants((*_PEOPLE, "AdministratorAccess")),
        "developers": Grants((*_PEOPLE, "ReadOnlyAccess", "build-and-try")),
        "contractors": Grants(_PEOPLE, {"all-but-iam": no_iam}),
        "read-only": Grants(("ReadOnlyAccess",)),
        "robots": Grants(("own-access-keys", "robot-sandboxes")),
        Team.SECURITY: Grants(("SecurityAudit",)),
        Team.DATA: Grants(("read-test-data",)),
        Team.HARBOUR: Grants(("read-test-data-2",)),
    }
    for day, (name, given) in enumerate(grants.items(), start=5):
        yield Group(name, utc(f"2019-02-{day:02} 10:20:00"), given)
    for day, name in enumerate(
        (Team.TICKETING, Team.TIMETABLE, Team.ONBOARD, Team.MOBILE), start=13
    ):
        tables = f"arn:aws:dynamodb:*:{account.id}:table/{name}-*"
        own = document(allow(("dynamodb:CreateTable", "dynamodb:DeleteTable"), tables))
        yield Group(name, utc(f"2019-02-{day:02} 10:20:00"), Grants(inline={"own-tables": own}))


def _users() -> Mapping[str, Grants]:
    """Return what single users have directly."""
    any_server = document(allow(("ec2:RunInstances", "ec2:TerminateInstances")))
    keys = document(
        allow(("iam:CreateAccessKey", "iam:DeleteAccessKey"), sid="RotateKeys"),
        allow(("codeartifact:GetAuthorizationToken", "codeartifact:ReadFromRepository")),
    )
    images = document(allow(ASSUME, "arn:aws:iam::111122223333:role/image-builder"))
    translate = document(allow("translate:TranslateText"))
    return {
        "ci-test": Grants(inline={"build-images": images}),
        "hackathon-2025": Grants(inline={"hackathon-weekend": HACKATHON}),
        "svc-load-tests": Grants(inline={"start-servers": any_server}),
        "dependency-bot": Grants(inline={"update-libraries": keys}),
        "svc-translations": Grants(inline={"translate": translate}),
    }
