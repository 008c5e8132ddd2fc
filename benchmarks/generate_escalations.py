"""Authorization details in which some principals can get the rights of others.

    python benchmarks/generate_escalations.py --principals 783 details.json

Of any size, the same for the same arguments, and of the same mix at each size: 4 in 100 principals
hold the actions of two escalation paths, 7 in 1,000 are administrators, a few are held back by a
boundary or a denial, everybody else reads and writes data. From 783 principals on, each published
path is there. Roles of services trust each service that a role can be passed to.
"""

from __future__ import annotations

import argparse
import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from generate_details import ACCOUNT, TEAMS, Account
from path_actions import ALONE, EXISTING, OF_KIND, PASSED

USERS, ROLES, POLICIES = 668, 115, 85
PRINCIPALS: Final = USERS + ROLES

#: Of all principals.
HOLDERS: Final = 0.042
ADMINISTRATORS: Final = 0.007
#: One in so many: users and roles with a boundary, and with a denial; groups of users; groups that
#: need a second factor; roles that people assume; roles of those that hold a path; paths under a
#: condition.
LIMITED, OF_GROUP, WITH_MFA, OF_PEOPLE, OF_ROLE, CONDITIONED = 40, 26, 25, 3, 4, 5

HEAD: Final = f"arn:aws:iam::{ACCOUNT}:"
ADMINISTRATOR: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MFA: Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ADDRESS: Final = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}

HARMLESS: Final = {
    "s3": ("GetObject", "PutObject", "ListBucket", "DeleteObject", "GetBucketPolicy"),
    "dynamodb": ("GetItem", "PutItem", "Query", "Scan", "DescribeTable", "BatchGetItem"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueUrl"),
    "sns": ("Publish", "Subscribe", "ListTopics", "GetTopicAttributes"),
    "kms": ("Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey"),
    "logs": ("CreateLogStream", "PutLogEvents", "DescribeLogGroups", "FilterLogEvents"),
    "cloudwatch": ("PutMetricData", "GetMetricData", "DescribeAlarms", "ListDashboards"),
    "kinesis": ("PutRecord", "GetRecords", "DescribeStream", "ListShards"),
}
READ: Final = [f"{s}:{verb}*" for s in HARMLESS for verb in ("Get", "List", "Describe")] + [
    "iam:Get*",
    "iam:List*",
    "ec2:Describe*",
    "lambda:List*",
    "cloudformation:Describe*",
    "glue:Get*",
    "ecs:Describe*",
    "sagemaker:List*",
]

#: Services that a role can be passed to.
SERVICES: Final = (
    *("ec2", "lambda", "ecs-tasks", "glue", "codebuild", "cloudformation", "sagemaker"),
    *("tasks.apprunner", "bedrock-agentcore", "datapipeline"),
    *("states", "scheduler", "batch", "build.apprunner", "events", "ssm"),
)


def allow(*actions: str, on: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def deny(*actions: str, on: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return allow(*actions, on=on, **more) | {"Effect": "Deny"}


def document(*statements: Any) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    """Return a trust policy."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return document(statement)


BY_PEOPLE: Final = trust({"AWS": f"{HEAD}root"})
BY_PEOPLE_WITH_MFA: Final = trust({"AWS": f"{HEAD}root"}, Condition=MFA)
TRUSTS: Final = (
    BY_PEOPLE,
    BY_PEOPLE_WITH_MFA,
    trust({"AWS": f"{HEAD}user/{TEAMS[0]}/user-0"}),
    trust(
        {"AWS": "arn:aws:iam::123456789012:root"},
        Condition={"StringEquals": {"sts:ExternalId": "partner"}},
    ),
)

#: What everybody may do to their own user, and what nobody may do without a second factor.
OWN_USER: Final = document(
    allow(
        *("iam:ChangePassword", "iam:CreateAccessKey", "iam:DeleteAccessKey"),
        *("iam:UpdateLoginProfile", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice"),
        on=[f"{HEAD}user/*/${{aws:username}}", f"{HEAD}mfa/${{aws:username}}"],
    ),
)
ONLY_WITH_MFA: Final = document(
    {
        "Effect": "Deny",
        "NotAction": ["iam:ChangePassword", "iam:EnableMFADevice", "sts:GetSessionToken"],
        "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }
)
BOUNDARIES: Final = (
    document(ADMINISTRATOR, deny("iam:*", "organizations:*", "sts:AssumeRole")),
    document(allow(*(f"{service}:*" for service in HARMLESS), *READ)),
)


class Grown(Account):
    """An account of so many users and roles."""

    def __init__(self, principals: int, seed: int = 0) -> None:
        super().__init__(0, seed)
        self.users = round(principals * USERS / PRINCIPALS)
        self.roles = principals - self.users
        self.holders = round(principals * HOLDERS)
        self.administrators = max(round(principals * ADMINISTRATORS), 2)
        self.count = max(round(principals * POLICIES / PRINCIPALS), 20)

    def statement(self) -> dict[str, Any]:
        """Return a statement that is harmless: data of a team, or everything to read."""
        dice, service = self.dice, self.dice.choice(list(HARMLESS))
        name = f"{dice.choice(TEAMS)}-{dice.randrange(5000)}"
        resource = f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{name}"
        few = dice.sample(HARMLESS[service], dice.randint(1, 4))
        kinds = [
            allow(*(f"{service}:{name}" for name in few), on=[resource, f"{resource}/*"]),
            allow(f"{service}:*", on=f"{resource}/*"),
            allow(f"{service}:Get*", f"{service}:List*"),
            deny(*(f"{service}:{name}" for name in few), on=f"{resource}/private/*"),
        ]
        found = dice.choices(kinds, [55, 10, 25, 10])[0]
        if dice.randrange(10) == 0:
            found["Condition"] = dice.choice([MFA, ADDRESS])
        return found

    def details(self) -> dict[str, Any]:
        """Return the export."""
        named = {
            "AdministratorAccess": document(ADMINISTRATOR),
            "ReadEverything": document(allow(*READ)),
            "OwnUser": OWN_USER,
            "OnlyWithMfa": ONLY_WITH_MFA,
            **{f"boundary-{n}": text for n, text in enumerate(BOUNDARIES)},
        }
        policies = [self.policy(_arn_of(name), [text]) for name, text in named.items()]
        plain = [
            self.policy(
                f"{HEAD}policy/policy-{number}",
                [self.document() for _ in range(self.dice.choice([1, 1, 1, 2, 4]))],
            )
            for number in range(self.count - len(policies))
        ]
        groups = [
            self.entity("group", f"group-{number}", "AGPA")
            | {"GroupPolicyList": self.inline(0.3)}
            | {"AttachedManagedPolicies": self.attached(plain, 3) + _all(policies[1:3])}
            for number in range(max(self.users // OF_GROUP, 2))
        ]
        groups[0] |= {"AttachedManagedPolicies": _all(policies[:1])}
        for group in groups[1::WITH_MFA]:
            group["AttachedManagedPolicies"] += _all(policies[3:4])
        found = {
            "UserDetailList": [self.a_user(n, groups[1:], plain) for n in range(self.users)],
            "GroupDetailList": groups,
            "RoleDetailList": [self.a_role(n, plain) for n in range(self.roles)],
            "Policies": policies + plain,
        }
        self.rule(found)
        self.limit(found)
        self.endanger(found)
        return found

    def a_user(self, number: int, groups: list[Any], plain: list[Any]) -> dict[str, Any]:
        """Return a user who holds nothing dangerous."""
        some = self.dice.sample(groups, min(len(groups), self.dice.randint(1, 3)))
        team = TEAMS[number % len(TEAMS)]
        return self.entity("user", f"user-{number}", "AIDA") | {
            "Path": f"/{team}/",
            "Arn": f"{HEAD}user/{team}/user-{number}",
            "UserPolicyList": self.inline(0.65),
            "GroupList": [group["GroupName"] for group in some],
            "AttachedManagedPolicies": self.attached(plain, 1),
            "Tags": self.tags(),
        }

    def a_role(self, number: int, plain: list[Any]) -> dict[str, Any]:
        """Return a role, of people or of a service."""
        service = SERVICES[number // 2 % len(SERVICES)]
        trusted = trust({"Service": f"{service}.amazonaws.com"})
        if number % OF_PEOPLE == 0:
            trusted = self.dice.choice(TRUSTS)
        found = self.entity("role", f"role-{number}", "AROA") | {
            "AssumeRolePolicyDocument": trusted,
            "InstanceProfileList": [],
            "RolePolicyList": self.inline(0.8),
            "AttachedManagedPolicies": self.attached(plain, 3),
            "Tags": self.tags(),
            "RoleLastUsed": {"LastUsedDate": self.date(), "Region": "eu-west-1"},
        }
        if service == "ec2":
            found["InstanceProfileList"] = [self.profile(found)]
        return found

    def profile(self, role: dict[str, Any]) -> dict[str, Any]:
        """Return the instance profile of a role."""
        name = role["RoleName"]
        return {
            "InstanceProfileName": name,
            "InstanceProfileId": f"AIPA{self.dice.getrandbits(80):020X}"[:21],
            "Arn": f"{HEAD}instance-profile/{name}",
            "Path": "/",
            "CreateDate": self.date(),
            "Roles": [],
        }

    def rule(self, found: dict[str, Any]) -> None:
        """Make administrators: half are roles, every second of which trusts all services.

        The first role trusts people as well; the others trust people, some with a second factor
        only. Every second user is in a group of administrators.
        """
        users, roles = found["UserDetailList"], found["RoleDetailList"]
        full = _all(found["Policies"][:1])
        services = trust({"Service": [f"{service}.amazonaws.com" for service in SERVICES]})
        trusts = [services, BY_PEOPLE, services, BY_PEOPLE_WITH_MFA]
        for number in range((self.administrators + 1) // 2):
            role = roles[-1 - number]
            # A new version is made of a customer managed policy.
            role["RolePolicyList"] = []
            role["AttachedManagedPolicies"] = full + _all(found["Policies"][-2:-1])
            role["AssumeRolePolicyDocument"] = trusts[number % len(trusts)]
            role["InstanceProfileList"] = [self.profile(role)] if number % 2 == 0 else []
        both = (*services["Statement"], *BY_PEOPLE["Statement"])
        roles[-1]["AssumeRolePolicyDocument"] = document(*both)
        for number in range(self.administrators // 2):
            user = users[-1 - number]
            user["UserPolicyList"] = []
            user["GroupList"] = [found["GroupDetailList"][0]["GroupName"]] if number % 2 else []
            user["AttachedManagedPolicies"] = [] if number % 2 else full

    def limit(self, found: dict[str, Any]) -> None:
        """Set boundaries and denials; some of the users would be administrators without."""
        of_nobody = {"PolicyName": "no-iam", "PolicyDocument": document(deny("iam:*"))}
        of_all = {"PolicyName": "all", "PolicyDocument": document(ADMINISTRATOR)}
        for kind in ("User", "Role"):
            some = found[f"{kind}DetailList"][: -self.administrators]
            for number, one in enumerate(some[:: LIMITED // 2]):
                if number % 2:
                    one[f"{kind}PolicyList"].append(of_nobody)
                else:
                    name = f"boundary-{number // 4 % len(BOUNDARIES)}"
                    one["PermissionsBoundary"] = {
                        "PermissionsBoundaryType": "Policy",
                        "PermissionsBoundaryArn": _arn_of(name),
                    }
                if number % 4 == 0 and kind == "User":
                    one["UserPolicyList"].append(of_all)

    def endanger(self, found: dict[str, Any]) -> None:
        """Give to some users and roles, whom nothing limits, the actions of two paths each."""
        of_role = len(range(1, self.holders, OF_ROLE))
        count = {"User": self.holders - of_role, "Role": of_role}
        for kind, paths in OF_KIND.items():
            free = [e for e in found[f"{kind}DetailList"][: -self.administrators] if _is_free(e)]
            every = cycle(paths)
            for number in range(count[kind]):
                one = free[number * len(free) // count[kind]]
                for place, path in enumerate(islice(every, 2)):
                    self.give(found, one, path, number + place)

    def give(self, found: dict[str, Any], one: dict[str, Any], path: str, number: int) -> None:
        """Give the actions of a path to a user or role.

        Three in six are on one administrator, one each on principals of a path or name, on all,
        and again on all; every fifth has a condition.
        """
        kind = "User" if "UserName" in one else "Role"
        scope = min(max(number % 6 - 2, 0), 2)
        team = TEAMS[number % len(TEAMS)]
        users = [found["UserDetailList"][-1]["Arn"], f"{HEAD}user/{team}/*", "*"][scope]
        roles = [found["RoleDetailList"][-1]["Arn"], f"{HEAD}role/role-1*", "*"][scope]
        resources = {
            "self": one["Arn"],
            "own group": f"{HEAD}group/{one.get('GroupList', [''])[0]}",
            "own policy": found["Policies"][-1]["Arn"],
            "group": found["GroupDetailList"][0]["Arn"],
            "user": users,
            "role": roles,
            "policy": found["Policies"][-2]["Arn"],
        }
        steps = ALONE.get(path, ())
        statements = [allow(action, on=resources[on]) for action, on in steps]
        if not steps:
            statements.append(allow(*(PASSED | EXISTING)[path].split()))
        if path in PASSED:
            statements.append(allow("iam:PassRole", on=roles))
        if any(on == "own policy" for _, on in steps):
            one["AttachedManagedPolicies"] += _all(found["Policies"][-1:])
        if number % CONDITIONED == 0:
            statements[0]["Condition"] = MFA
        policy = {"PolicyName": f"duty-{path}", "PolicyDocument": document(*statements)}
        one[f"{kind}PolicyList"].append(policy)


def _is_free(one: dict[str, Any]) -> bool:
    inline = one.get("UserPolicyList", []) + one.get("RolePolicyList", [])
    return "PermissionsBoundary" not in one and all(p["PolicyName"] != "no-iam" for p in inline)


def _arn_of(name: str) -> str:
    aws = name == "AdministratorAccess"
    return f"arn:aws:iam::aws:policy/{name}" if aws else f"{HEAD}policy/{name}"


def _all(policies: list[Any]) -> list[dict[str, Any]]:
    return [{"PolicyName": p["PolicyName"], "PolicyArn": p["Arn"]} for p in policies]


def escalations_json(principals: int = PRINCIPALS, seed: int = 0) -> bytes:
    """Return authorization details of so many users and roles, as the AWS CLI prints them."""
    return json.dumps(Grown(principals, seed).details()).encode()


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--principals", type=int, default=PRINCIPALS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    arguments.path.write_bytes(escalations_json(arguments.principals, arguments.seed))


if __name__ == "__main__":
    main()
