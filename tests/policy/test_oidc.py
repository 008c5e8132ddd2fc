"""Trust in OIDC providers: how much of an issuer's workloads conditions let in."""

from __future__ import annotations

import pytest

from iam_report.policy.conditions import Condition
from iam_report.policy.oidc import trust_in
from iam_report.policy.oidc_subjects import BREADTHS, narrowest, subject_breadth, widest

GITHUB = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"

LIKE = [
    # GitHub: the owner, then the repository, then what runs
    ("github", "*", "any"),
    ("github", "*:acme/infra:*", "any"),
    ("github", "repo*", "any"),
    ("github", "repo:*", "any"),
    ("github", "repo:?cme/infra:*", "any"),
    ("github", "repo:*/infra:ref:refs/heads/main", "any"),
    ("github", "repo:acme*", "lookalikes"),
    ("github", "repo:acme-?/infra:*", "lookalikes"),
    ("github", "repo:acm*/infra:ref:refs/heads/main", "lookalikes"),
    ("github", "repo:acme/*", "organization"),
    ("github", "repo:acme/*:ref:refs/heads/main", "organization"),
    ("github", "repo:acme/infra*", "organization"),
    ("github", "repo:acme/infra-?:ref:refs/heads/main", "organization"),
    ("github", "repo:acme/*:environment:production", "organization"),
    ("github", "repo:acme/infra:*", "project"),
    ("github", "repo:acme/infra:ref:*", "project"),
    ("github", "repo:acme/infra:ref:refs/*", "project"),
    ("github", "repo:acme/infra:ref:refs/heads/*", "project"),
    ("github", "repo:acme/infra:pull_request*", "pull request"),
    ("github", "repo:acme/infra:ref:refs/heads/release/*", "part"),
    ("github", "repo:acme/infra:ref:refs/tags/*", "part"),
    ("github", "repo:acme/infra:environment:*", "part"),
    ("github", "REPO:acme/infra:*", "any"),
    # GitHub with IDs in the subject
    ("github", "repo:acme@*", "organization"),
    ("github", "repo:acme@123456/*", "organization"),
    ("github", "repo:acme@123456/infra*", "organization"),
    ("github", "repo:acme@12*/infra@456:ref:refs/heads/main", "organization"),
    ("github", "repo:acme@*/infra@*:ref:refs/heads/main", "organization"),
    ("github", "repo:acme@123456/infra@*", "project"),
    ("github", "repo:acme@123456/infra@456789:*", "project"),
    ("github", "repo:acme@123456/infra@456789:ref:refs/heads/*", "project"),
    ("github", "repo:acme@123456/infra@456789:ref:refs/tags/v*", "part"),
    # GitHub with a subject that the owner built
    ("github", "repository_owner:acme:*", "organization"),
    ("github", "repository_owner_id:1234:*", "organization"),
    ("github", "repository_owner_id:12*", "lookalikes"),
    ("github", "repository_id:12*", "any"),
    ("github", "repository_owner:acme*", "lookalikes"),
    ("github", "repository:acme*", "lookalikes"),
    ("github", "repository:acme/infra*", "organization"),
    ("github", "repository:acme/*", "organization"),
    ("github", "repository:acme/infra:*", "project"),
    ("github", "repository_id:1234:*", "project"),
    ("github", "job_workflow_ref:acme/*", "organization"),
    ("github", "job_workflow_ref:acme/flows/.github/workflows/deploy.yml@*", "project"),
    ("github", "environment:production:*", "any"),
    ("github", "environment:*:repository_owner:acme", None),
    # GitLab: the group, the project, the ref
    ("gitlab", "*", "any"),
    ("gitlab", "project_path:*", "any"),
    ("gitlab", "project_path:acme*", "lookalikes"),
    ("gitlab", "project_path:acme/*", "organization"),
    ("gitlab", "project_path:acme/infra*", "organization"),
    ("gitlab", "project_path:acme/team/*:ref_type:branch:ref:main", "organization"),
    ("gitlab", "project_path:acme/infra:*", "project"),
    ("gitlab", "project_path:acme/team/infra:*", "project"),
    ("gitlab", "project_path:acme/infra:ref_type:branch:ref:*", "part"),
    ("gitlab", "repo:acme/infra:*", "any"),
    # HCP Terraform
    ("terraform", "organization:*", "any"),
    ("terraform", "organization:acme*", "lookalikes"),
    ("terraform", "organization:acme:*", "organization"),
    ("terraform", "organization:acme:project:*", "organization"),
    ("terraform", "organization:acme:project:web:*", "project"),
    ("terraform", "organization:acme:project:web:workspace:*", "project"),
    ("terraform", "organization:acme:project:web:workspace:*:run_phase:apply", "project"),
    ("terraform", "organization:acme:project:web:workspace:prod:*", "part"),
    ("terraform", "organization:acme:project:web:workspace:prod:run_phase:*", "part"),
    ("terraform", "organization:acme:project:*:workspace:prod:run_phase:*", "part"),
    ("terraform", "organization:acme:workspace:*", "organization"),
    # Buildkite
    ("buildkite", "organization:acme:*", "organization"),
    ("buildkite", "organization:acme*", "lookalikes"),
    ("buildkite", "organization:acme:pipeline:*", "organization"),
    ("buildkite", "organization:acme:pipeline:infra:*", "project"),
    ("buildkite", "organization:acme:pipeline:infra:ref:refs/heads/main:*", "part"),
    # Vercel, Codefresh, Scalr, Pulumi
    ("vercel", "owner:*", "any"),
    ("vercel", "owner:acme:*", "organization"),
    ("vercel", "owner:acme:project:web:*", "project"),
    ("vercel", "owner:acme:project:web:environment:*", "part"),
    ("codefresh", "account:5f00:*", "organization"),
    ("codefresh", "account:5f00:pipeline:60aa:*", "project"),
    ("scalr", "account:acme:*", "organization"),
    ("scalr", "account:acme:environment:prod:*", "project"),
    ("pulumi", "pulumi:*", "any"),
    ("pulumi", "pulumi:deploy:org:acme*", "lookalikes"),
    ("pulumi", "pulumi:deploy:org:acme:*", "organization"),
    ("pulumi", "pulumi:deploy:org:acme:project:infra:*", "project"),
    # CircleCI and Bitbucket
    ("circleci", "org/*", "any"),
    ("circleci", "org/11111111-2222-3333-4444-555555555555/*", "organization"),
    ("circleci", "org/1111*/project/2222/user/3333", "lookalikes"),
    ("circleci", "org/1111/project/2222/*", "project"),
    ("circleci", "org/1111/project/*/user/3333", "organization"),
    ("bitbucket", "*", "any"),
    ("bitbucket", "{1111}:*", "project"),
    ("bitbucket", "{1111}*", "any"),
    # Kubernetes
    ("kubernetes", "system:serviceaccount:*", "any"),
    ("kubernetes", "system:serviceaccount:*:deployer", "any"),
    ("kubernetes", "system:serviceaccount:pay*:deployer", "lookalikes"),
    ("kubernetes", "system:serviceaccount:payments:*", "project"),
    ("kubernetes", "system:serviceaccount:payments:api-*", "part"),
    # Google and Cognito
    ("google", "1089*", "lookalikes"),
    ("cognito", "eu-west-1:*", "lookalikes"),
    # An issuer whose subjects are not known
    ("", "*", "any"),
    ("", "*-deploy", "any"),
    ("", "acme:*", None),
]

EQUAL = [
    ("github", "repo:acme/infra:ref:refs/heads/main", "exact"),
    ("github", "repo:acme/infra:environment:production", "exact"),
    ("github", "repo:acme@123456/infra@456789:ref:refs/heads/main", "exact"),
    ("github", "repo:acme/infra:pull_request", "pull request"),
    ("github", "repo:acme@123456/infra@456789:pull_request", "pull request"),
    ("github", "repository_owner:acme:environment:production", "exact"),
    ("github", "environment:production", "any"),
    ("github", "ref:refs/heads/main", "any"),
    ("github", "repo:acme/*", "exact"),
    ("gitlab", "project_path:acme/infra:ref_type:branch:ref:main", "exact"),
    ("", "108912345678901234567", "exact"),
]


@pytest.mark.parametrize(("grammar", "value", "breadth"), LIKE)
def test_pattern_of_a_subject(grammar: str, value: str, breadth: str | None) -> None:
    assert subject_breadth(grammar, value, is_pattern=True) == breadth


@pytest.mark.parametrize(("grammar", "value", "breadth"), EQUAL)
def test_subject_in_full(grammar: str, value: str, breadth: str | None) -> None:
    """A wildcard with an operator that takes it literally widens nothing."""
    assert subject_breadth(grammar, value, is_pattern=False) == breadth


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["exact", "any"], "any"),
        (["exact", "project"], "project"),
        (["any", None], "any"),
        (["exact", None], None),
        ([], "any"),
    ],
)
def test_widest(found: list[str | None], expected: str | None) -> None:
    assert widest(found) == expected


def test_narrowest() -> None:
    assert narrowest(list(BREADTHS)) == "exact"
    assert narrowest([]) is None


AUD = ("StringEquals", "aud", "sts.amazonaws.com")

TRUSTS = [
    # issuer, (operator, claim, value)..., limits_tenant, breadth
    ("no condition", GITHUB, [], False, "any"),
    ("audience alone", GITHUB, [AUD], False, "any"),
    ("right", GITHUB, [AUD, ("StringLike", "sub", "repo:acme/infra:*")], True, "project"),
    (
        "exact",
        GITHUB,
        [("StringEquals", "sub", "repo:acme/infra:ref:refs/heads/main")],
        True,
        "exact",
    ),
    ("organization", GITHUB, [("StringLike", "sub", "repo:acme/*")], True, "organization"),
    ("name goes on", GITHUB, [("StringLike", "sub", "repo:acme*")], False, "lookalikes"),
    ("any repository", GITHUB, [("StringLike", "sub", "repo:*")], False, "any"),
    ("star", GITHUB, [("StringLike", "sub", "*")], False, "any"),
    ("dead star", GITHUB, [("StringEquals", "sub", "repo:acme/*")], True, "exact"),
    ("one of two open", GITHUB, [("StringLike", "sub", "repo:acme/infra:*|repo:*")], False, "any"),
    (
        "two conditions",
        GITHUB,
        [("StringLike", "sub", "repo:*"), ("StringEquals", "repository_owner_id", "1234")],
        True,
        "organization",
    ),
    ("all values", GITHUB, [("ForAllValues:StringLike", "sub", "repo:acme/infra:*")], False, "any"),
    (
        "any value",
        GITHUB,
        [("ForAnyValue:StringLike", "sub", "repo:acme/infra:*")],
        True,
        "project",
    ),
    ("if exists", GITHUB, [("StringLikeIfExists", "sub", "repo:acme/infra:*")], False, "any"),
    ("negated", GITHUB, [("StringNotLike", "sub", "repo:evil/*")], False, "any"),
    ("is there", GITHUB, [("Null", "sub", "false")], False, "any"),
    ("repository", GITHUB, [("StringEquals", "repository", "acme/infra")], True, "project"),
    ("owner open", GITHUB, [("StringLike", "repository", "acme*")], False, "lookalikes"),
    ("owner", GITHUB, [("StringLike", "repository", "acme/*")], True, "organization"),
    ("repository ID", GITHUB, [("StringEquals", "repository_id", "1234")], True, "project"),
    ("workflow", GITHUB, [("StringLike", "job_workflow_ref", "acme/flows/*")], True, "project"),
    ("environment", GITHUB, [("StringEquals", "environment", "production")], False, "any"),
    ("actor", GITHUB, [("StringEquals", "actor", "somebody")], False, "any"),
    ("branch", GITHUB, [("StringEquals", "ref", "refs/heads/main")], False, "any"),
    ("enterprise", f"{GITHUB}/acme", [AUD], True, "any"),
    (
        "enterprise, right",
        f"{GITHUB}/acme",
        [("StringLike", "sub", "repo:acme/*")],
        True,
        "organization",
    ),
    ("gitlab", "gitlab.com", [("StringLike", "sub", "project_path:acme/infra:*")], True, "project"),
    ("gitlab, open", "gitlab.com", [("StringLike", "sub", "project_path:*")], False, "any"),
    ("gitlab, own server", "gitlab.example.org", [], True, "any"),
    (
        "gitlab, own server",
        "gitlab.example.org",
        [("StringLike", "sub", "project_path:a/*")],
        True,
        None,
    ),
    (
        "vercel",
        "oidc.vercel.com",
        [("StringEquals", "aud", "https://vercel.com/acme")],
        True,
        "audience",
    ),
    (
        "vercel, open",
        "oidc.vercel.com",
        [("StringLike", "aud", "https://vercel.com/*")],
        False,
        "any",
    ),
    (
        "vercel, subject",
        "oidc.vercel.com",
        [("StringLike", "sub", "owner:acme:*")],
        True,
        "organization",
    ),
    ("vercel, nothing", "oidc.vercel.com", [], False, "any"),
    ("pulumi", "api.pulumi.com/oidc", [("StringEquals", "aud", "acme")], True, "audience"),
    (
        "terraform",
        "app.terraform.io",
        [("StringEquals", "aud", "aws.workload.identity")],
        False,
        "any",
    ),
    ("google", "accounts.google.com", [("StringEquals", "sub", "1089")], True, "exact"),
    ("google, oaud", "accounts.google.com", [("StringEquals", "oaud", "x")], False, "any"),
    (
        "amazon",
        "www.amazon.com",
        [("StringEquals", "app_id", "amzn1.application")],
        True,
        "audience",
    ),
    ("eks", EKS, [("StringEquals", "aud", "sts.amazonaws.com")], True, "any"),
    ("eks, right", EKS, [("StringEquals", "sub", "system:serviceaccount:pay:api")], True, "exact"),
    ("unknown grammar", "proidc.upbound.io", [("StringLike", "sub", "mcp:acme/*")], None, None),
    ("vercel, issuer of a team", "oidc.vercel.com/acme", [], True, "any"),
    (
        "circleci",
        "oidc.circleci.com/org/1111",
        [("StringLike", "sub", "org/1111/project/2/*")],
        True,
        "project",
    ),
    ("cluster elsewhere", "evil.example/oidc.eks.eu-west-1.amazonaws.com/id/1", [], True, "any"),
    ("slash at the end", f"{GITHUB}/", [], False, "any"),
    ("any repository", GITHUB, [("StringLike", "repository", "*/infra")], False, "any"),
    ("own claim", "login.example.org", [("StringEquals", "groups", "deployers")], True, "part"),
]


@pytest.mark.parametrize(
    ("issuer", "claims", "limits_tenant", "breadth"),
    [case[1:] for case in TRUSTS],
    ids=[case[0] for case in TRUSTS],
)
def test_trust(
    issuer: str,
    claims: list[tuple[str, str, str]],
    limits_tenant: bool | None,  # noqa: FBT001  (a case)
    breadth: str | None,
) -> None:
    trust = trust_in(issuer, _conditions(issuer, claims))

    assert (trust.limits_tenant, trust.breadth) == (limits_tenant, breadth)


def test_keys_in_any_case() -> None:
    condition = Condition("StringLike", f"{GITHUB.upper()}:SUB", ("repo:acme/infra:*",))

    assert trust_in(GITHUB, [condition]).breadth == "project"


@pytest.mark.parametrize("key", ["gitlab.com:sub", f"x.{GITHUB}:sub", "sub", f"{GITHUB}/acme:sub"])
def test_keys_of_other_issuers_limit_nothing(key: str) -> None:
    condition = Condition("StringEquals", key, ("repo:acme/infra:ref:refs/heads/main",))

    assert trust_in(GITHUB, [condition]).limits_tenant is False


def test_what_was_not_read_may_limit() -> None:
    trust = trust_in(GITHUB, [], is_sure=False)

    assert (trust.limits_tenant, trust.breadth) == (None, None)


def test_values() -> None:
    name = "cognito-identity.amazonaws.com"
    claims = [
        ("StringEquals", "aud", "eu-west-1:11111111-2222-3333-4444-555555555555"),
        ("ForAnyValue:StringLike", "amr", "authenticated"),
    ]
    trust = trust_in(name, _conditions(name, claims))

    assert trust.audiences == ("eu-west-1:11111111-2222-3333-4444-555555555555",)
    assert trust.amr == ("authenticated",)
    assert trust.breadth == "audience"


def test_a_key_that_is_no_claim() -> None:
    """Whether the issuer looks at it is not known."""
    name = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"
    condition = Condition("StringEquals", "sts:RoleSessionName", ("MicrosoftSentinel_x",))

    assert trust_in(name, [condition]).limits_tenant is None
    assert trust_in(name, []).limits_tenant is False


def test_dead_values() -> None:
    claims = [("StringEquals", "sub", "repo:acme/*|repo:acme/x:pull_request"), AUD]

    assert trust_in(GITHUB, _conditions(GITHUB, claims)).dead == ("repo:acme/*",)


def _conditions(issuer: str, claims: list[tuple[str, str, str]]) -> list[Condition]:
    return [Condition(op, f"{issuer}:{claim}", tuple(v.split("|"))) for op, claim, v in claims]
