"""The managed policies of the development account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.documents import OLD_VERSION, allow, deny, document
from tools.sample_company.usual_access import own_credentials, policy, require_mfa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.access import Document, ManagedPolicy, Statement
    from tools.sample_company.model import Account

HACKATHON: Final = document(
    allow("*", sid="Hackathon", when={"DateLessThan": {"aws:CurrentTime": "2025-11-17T00:00:00Z"}})
)


def development_policies(account: Account) -> Iterator[ManagedPolicy]:
    """Yield the policies."""
    yield policy("require-mfa", ("2021-03-02 09:17:44", require_mfa("Bool")))
    yield policy("own-credentials", ("2021-03-02 09:30:12", own_credentials(account)))
    yield policy("own-access-keys", ("2019-02-06 14:51:33", _own_access_keys(account)))
    yield policy("robot-sandboxes", ("2022-08-15 11:05:27", _sandboxes(account)))
    yield policy(
        "build-and-try",
        ("2019-02-05 10:44:10", document(_build())),
        ("2020-11-09 16:20:38", document(_build(), _deploy())),
    )
    yield policy("app-boundary", ("2022-09-12 08:40:02", _app_boundary()))
    yield policy("read-test-data", ("2022-03-14 13:02:50", _read_test_data()))
    yield policy("read-test-data-2", ("2023-06-19 10:11:41", _read_test_data()))


def _own_access_keys(account: Account) -> Document:
    return document(
        allow(
            ("iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys"),
            f"arn:aws:iam::{account.id}:user/robots/${{aws:username}}",
        ),
        version=OLD_VERSION,
    )


def _sandboxes(account: Account) -> Document:
    return document(
        allow(
            ("s3:ListBucket", "s3:GetObject", "s3:PutObject"),
            ("arn:aws:s3:::example-ferries-dev-*", "arn:aws:s3:::example-ferries-dev-*/*"),
            sid="TestBuckets",
        ),
        allow(
            ("athena:StartQueryExecution", "athena:GetQueryResults"),
            f"arn:aws:athena:*:{account.id}:workgroup/test",
            sid="TestQueries",
        ),
        allow(
            ("iot:Connect", "iot:Publish"), f"arn:aws:iot:*:{account.id}:*/test-*", sid="TestShips"
        ),
    )


def _build() -> Statement:
    services = ("cloudformation", "dynamodb", "ecs", "kinesis", "logs", "sns", "sqs")
    return allow([f"{service}:*" for service in services], sid="Build")


def _deploy() -> Statement:
    functions = (
        "lambda:CreateFunction",
        "lambda:InvokeFunction",
        "lambda:UpdateFunctionCode",
        "iam:PassRole",
    )
    return allow(functions, sid="Try")


def _app_boundary() -> Document:
    """Return the boundary of roles that belong to applications."""
    return document(
        allow(("dynamodb:*", "kinesis:*", "logs:*", "s3:GetObject", "s3:PutObject", "sqs:*")),
        deny("dynamodb:DeleteBackup"),
    )


def _read_test_data() -> Document:
    data = ("arn:aws:s3:::example-ferries-test-data", "arn:aws:s3:::example-ferries-test-data/*")
    return document(allow(("s3:ListBucket", "s3:GetObject"), data))
