"""Authorization details of any size, the same for the same arguments.

    python benchmarks/generate_details.py --megabytes 10 details.json

The mix is that of a large account: documents are shared by entities or differ in a resource, AWS
managed policies are long, a tenth of the documents have conditions, most trusts name services.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any, Final

ACCOUNT: Final = "111122223333"
DATE: Final = "2025-0{month}-{day:02d}T08:30:00+00:00"
TEAMS: Final = ("crew", "fares", "harbour", "kitchen", "engines", "cargo", "tickets", "web")
ACTIONS: Final = {
    "s3": ("GetObject", "PutObject", "ListBucket", "DeleteObject", "GetBucketPolicy"),
    "dynamodb": ("GetItem", "PutItem", "Query", "Scan", "DescribeTable", "BatchGetItem"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueUrl"),
    "lambda": ("InvokeFunction", "GetFunction", "UpdateFunctionCode", "ListFunctions"),
    "ec2": ("DescribeInstances", "RunInstances", "StopInstances", "CreateTags"),
    "kms": ("Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey"),
    "logs": ("CreateLogStream", "PutLogEvents", "DescribeLogGroups", "FilterLogEvents"),
    "iam": ("PassRole", "GetRole", "ListRoles", "AttachRolePolicy", "CreateAccessKey"),
    "cloudformation": ("DescribeStacks", "CreateStack", "UpdateStack", "ListStacks"),
    "ssm": ("GetParameter", "GetParameters", "PutParameter", "SendCommand"),
}
SERVICES: Final = ("ec2", "lambda", "ecs-tasks", "states", "glue", "codebuild", "events")

#: Entities in a megabyte, by kind.
USERS, ROLES, GROUPS, POLICIES, MANAGED = 350, 520, 26, 140, 8


class Account:
    """The entities of an account."""

    def __init__(self, megabytes: float, seed: int = 0) -> None:
        self.dice = random.Random(seed)
        self.scale = megabytes
        self.pool = [self.document() for _ in range(40)]

    def date(self) -> str:
        """Return a moment of the year."""
        return DATE.format(month=self.dice.randint(1, 9), day=self.dice.randint(1, 28))

    def statement(self) -> dict[str, Any]:
        """Return a statement: some actions of a service on a named resource, mostly."""
        dice, service = self.dice, self.dice.choice(list(ACTIONS))
        name = f"{dice.choice(TEAMS)}-{dice.randrange(5000)}"
        resource = f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{name}/*"
        few = dice.sample(ACTIONS[service], dice.randint(1, 4))
        found: dict[str, Any] = {"Effect": "Allow", "Action": [f"{service}:{a}" for a in few]}
        kind = dice.random()
        if kind < 0.01:
            found["Action"], resource = "*", "*"
        elif kind < 0.1:
            found["Action"], resource = f"{service}:*", dice.choice(["*", resource])
        elif kind < 0.3:
            found["Action"], resource = [f"{service}:Get*", f"{service}:List*"], "*"
        elif kind < 0.36:
            found["Effect"], resource = "Deny", "*"
        elif kind < 0.37:
            found = {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"]}
            resource = "*"
        found["Resource"] = resource
        if dice.random() < 0.1:
            found["Condition"] = dice.choice(
                [
                    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                    {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
                    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
                ]
            )
        return found

    def document(self) -> dict[str, Any]:
        """Return a policy document."""
        statements = [self.statement() for _ in range(self.dice.randint(1, 5))]
        return {"Version": "2012-10-17", "Statement": statements}

    def managed(self, number: int) -> dict[str, Any]:
        """Return an AWS managed policy: long, with many actions."""
        words = [f"{s}:{a}{n}" for s, names in ACTIONS.items() for a in names for n in range(12)]
        document = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": words[number % 9 :], "Resource": "*"}],
        }
        return self.policy(f"arn:aws:iam::aws:policy/Managed{number}", [document])

    def policy(self, arn: str, documents: list[Any]) -> dict[str, Any]:
        """Return a managed policy; the first document is the version in force."""
        top = len(documents)
        return {
            "PolicyName": arn.rpartition("/")[2],
            "PolicyId": f"ANPA{self.dice.getrandbits(80):020X}"[:21],
            "Arn": arn,
            "Path": "/",
            "DefaultVersionId": f"v{top}",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": self.date(),
            "UpdateDate": self.date(),
            "PolicyVersionList": [
                {
                    "Document": document,
                    "VersionId": f"v{top - place}",
                    "IsDefaultVersion": place == 0,
                    "CreateDate": self.date(),
                }
                for place, document in enumerate(documents)
            ],
        }

    def inline(self, chance: float) -> list[dict[str, Any]]:
        """Return inline policies, half of them copies of others."""
        found: list[dict[str, Any]] = []
        while self.dice.random() < chance and len(found) < 3:
            copied = self.dice.random() < 0.5
            document = self.dice.choice(self.pool) if copied else self.document()
            found.append({"PolicyName": f"inline-{len(found)}", "PolicyDocument": document})
        return found

    def attached(self, policies: list[Any], most: int) -> list[dict[str, Any]]:
        """Return attachments of some policies."""
        some = self.dice.sample(policies, min(len(policies), self.dice.randint(0, most)))
        return [{"PolicyName": p["PolicyName"], "PolicyArn": p["Arn"]} for p in some]

    def trust(self) -> dict[str, Any]:
        """Return a trust policy."""
        kind = self.dice.random()
        principal: Any = {"Service": f"{self.dice.choice(SERVICES)}.amazonaws.com"}
        if kind > 0.9:
            principal = {"AWS": f"arn:aws:iam::{self.dice.choice(['123456789012', ACCOUNT])}:root"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        return {"Version": "2012-10-17", "Statement": [statement]}

    def entity(self, kind: str, name: str, prefix: str) -> dict[str, Any]:
        """Return what users, groups and roles have in common."""
        return {
            "Path": "/",
            f"{kind.title()}Name": name,
            f"{kind.title()}Id": f"{prefix}{self.dice.getrandbits(80):020X}"[:21],
            "Arn": f"arn:aws:iam::{ACCOUNT}:{kind}/{name}",
            "CreateDate": self.date(),
        }

    def tags(self) -> list[dict[str, str]]:
        """Return the tags of an entity."""
        return [{"Key": "team", "Value": self.dice.choice(TEAMS)}]

    def details(self) -> dict[str, Any]:
        """Return the export."""
        count = {n: max(int(c * self.scale), 1) for n, c in zip("urgp", _COUNTS, strict=True)}
        policies = [
            self.policy(
                f"arn:aws:iam::{ACCOUNT}:policy/policy-{number}",
                [self.document() for _ in range(self.dice.choice([1, 1, 1, 2, 4]))],
            )
            for number in range(count["p"])
        ] + [self.managed(number) for number in range(MANAGED * 5)]
        groups = [
            self.entity("group", f"group-{number}", "AGPA")
            | {"GroupPolicyList": self.inline(0.3)}
            | {"AttachedManagedPolicies": self.attached(policies, 3)}
            for number in range(count["g"])
        ]
        return {
            "UserDetailList": [self.user(number, groups, policies) for number in range(count["u"])],
            "GroupDetailList": groups,
            "RoleDetailList": [self.role(number, policies) for number in range(count["r"])],
            "Policies": policies,
        }

    def user(self, number: int, groups: list[Any], policies: list[Any]) -> dict[str, Any]:
        """Return a user."""
        some = self.dice.sample(groups, min(len(groups), self.dice.randint(0, 3)))
        return self.entity("user", f"user-{number}", "AIDA") | {
            "UserPolicyList": self.inline(0.15),
            "GroupList": [group["GroupName"] for group in some],
            "AttachedManagedPolicies": self.attached(policies, 1),
            "Tags": self.tags(),
        }

    def role(self, number: int, policies: list[Any]) -> dict[str, Any]:
        """Return a role."""
        return self.entity("role", f"role-{number}", "AROA") | {
            "AssumeRolePolicyDocument": self.trust(),
            "InstanceProfileList": [],
            "RolePolicyList": self.inline(0.5),
            "AttachedManagedPolicies": self.attached(policies, 3),
            "Tags": self.tags(),
            "RoleLastUsed": {"LastUsedDate": self.date(), "Region": "eu-west-1"},
        }


_COUNTS = (USERS, ROLES, GROUPS, POLICIES)


def details_json(megabytes: float, seed: int = 0) -> bytes:
    """Return authorization details of about so many megabytes, as the AWS CLI prints them."""
    return json.dumps(Account(megabytes, seed).details()).encode()


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    arguments.path.write_bytes(details_json(arguments.megabytes, arguments.seed))


if __name__ == "__main__":
    main()
