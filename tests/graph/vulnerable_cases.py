"""Policies by which a user or role becomes an administrator, and such that only look like it.

What the user and the role with each policy can become is written down by hand, from what AWS's
documentation says of the actions:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tests.access.written_accounts import FULL, HEAD
from tests.relations.written_policies import allow, document

#: Target of whoever makes itself an administrator.
SELF: Final = "self"

CERTAIN: Final = "certain"
CONDITIONAL: Final = "conditional"
NEEDS: Final = "needs"


class Label(NamedTuple):
    """What a principal can become, by the best chain.

    Attributes:
        path: IDs of the paths of the chain.
        target: Whose rights it gets: the part of the ARN after the account.
        confidence: Of the chain, from authorization details alone; None where another is better.
        with_report: The same with the credential report; None also where that says that it fails.
        keys: Condition keys that must have certain values.
    """

    path: str
    target: str
    confidence: str | None = CERTAIN
    with_report: str | None = CERTAIN
    keys: str | None = None


def sure(path: str, target: str = SELF) -> Label:
    """Return what works for sure."""
    return Label(path, target)


def under(keys: str, path: str, target: str = SELF) -> Label:
    """Return what works when condition keys have the right values."""
    return Label(path, target, CONDITIONAL, CONDITIONAL, keys)


def by_report(path: str, target: str, *, works: bool = True) -> Label:
    """Return what the credential report decides."""
    return Label(path, target, NEEDS, CERTAIN if works else None)


def existing(path: str, target: str) -> Label:
    """Return what works if something exists that no export of IAM shows."""
    return Label(path, target, NEEDS, NEEDS)


class Case(NamedTuple):
    """A user and a role with the same policy.

    Attributes:
        name: Of the user, the role and the policy.
        statements: Of the policy.
        user: What the user can become.
        role: What the role can become.
        more: Elements of both besides.
        versions: Documents of the policy that are not in force.
    """

    name: str
    statements: tuple[dict[str, Any], ...]
    user: tuple[Label, ...] = ()
    role: tuple[Label, ...] = ()
    more: dict[str, Any] = {}  # noqa: RUF012  (nobody changes it)
    versions: tuple[dict[str, Any], ...] = ()


def both(name: str, *statements: Any, gets: tuple[Label, ...] = (), **more: Any) -> Case:
    """Return a case of which the user and the role become the same."""
    versions = more.pop("versions", ())
    return Case(name, statements, gets, gets, more, versions)


def user_only(name: str, *statements: Any, gets: Label, **more: Any) -> Case:
    """Return a case that works for a user, and not for a role."""
    return Case(name, statements, (gets,), (), more)


def role_only(name: str, *statements: Any, gets: Label, **more: Any) -> Case:
    """Return a case that works for a role, and not for a user."""
    return Case(name, statements, (), (gets,), more)


def arn(rest: str) -> str:
    """Return the ARN of something of IAM in the account."""
    return f"{HEAD}{rest}"


ANN, BOB, CAT = "user/admin-ann", "user/admin-bob", "user/admin-cat"
ADMINS, MEMBERS = "group/admins", "group/members"
PEOPLE, PARTNERS, MIDDLE, SPARE = "role/strong-people", "role/strong-partners", "role/middle", "role/spare"  # fmt: skip
ADMIN_POLICY: Final = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_POLICY: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
READ: Final = document(allow(["s3:Get*", "s3:List*", "iam:Get*", "iam:List*"]))


def strong(service: str) -> str:
    """Return the administrator that trusts a service."""
    return f"role/strong-{service}"


def passing(*actions: str, role: str = "*", **more: Any) -> tuple[dict[str, Any], ...]:
    """Return statements that pass a role and do something with it."""
    resource = role if role == "*" else arn(role)
    return (allow("iam:PassRole", resource, **more), allow(list(actions)))


LAMBDA: Final = ("lambda:CreateFunction", "lambda:InvokeFunction")

#: Ways to become an administrator that the whole world knows.
KNOWN: Final = (
    both("create-policy-version", allow("iam:CreatePolicyVersion"), gets=(sure("iam-001"),)),
    both(
        "set-default-policy-version",
        allow("iam:SetDefaultPolicyVersion"),
        gets=(sure("iam-set-default-policy-version"),),
        versions=(READ, FULL),
    ),
    both("run-instance", *passing("ec2:RunInstances"), gets=(sure("ec2-001", strong("ec2")),)),
    both(
        "create-access-key",
        allow("iam:CreateAccessKey", arn(ANN)),
        gets=(by_report("iam-002", ANN),),
    ),
    both(
        "create-login-profile",
        allow("iam:CreateLoginProfile", arn(BOB)),
        gets=(by_report("iam-004", BOB),),
    ),
    both(
        "update-login-profile",
        allow("iam:UpdateLoginProfile", arn(ANN)),
        gets=(by_report("iam-006", ANN),),
    ),
    user_only("attach-user-policy", allow("iam:AttachUserPolicy"), gets=sure("iam-008")),
    user_only("attach-group-policy", allow("iam:AttachGroupPolicy"), gets=sure("iam-010")),
    role_only("attach-role-policy", allow("iam:AttachRolePolicy"), gets=sure("iam-009")),
    user_only("put-user-policy", allow("iam:PutUserPolicy"), gets=sure("iam-007")),
    user_only("put-group-policy", allow("iam:PutGroupPolicy"), gets=sure("iam-011")),
    role_only("put-role-policy", allow("iam:PutRolePolicy"), gets=sure("iam-005")),
    user_only("add-user-to-group", allow("iam:AddUserToGroup", arn("group/admin*")), gets=sure("iam-013", ADMINS)),
    both(
        "update-assume-role-policy",
        allow("iam:UpdateAssumeRolePolicy", arn(PEOPLE)),
        gets=(sure("iam-012", PEOPLE),),
    ),
    both("new-function", *passing(*LAMBDA), gets=(sure("lambda-001", strong("lambda")),)),
    both(
        "new-function-with-event",
        *passing("lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        gets=(existing("lambda-002", strong("lambda")),),
    ),
    both(
        "new-function-for-others",
        *passing("lambda:CreateFunction", "lambda:AddPermission"),
        gets=(sure("lambda-006", strong("lambda")),),
    ),
    both(
        "edit-function",
        allow("lambda:UpdateFunctionCode"),
        gets=(existing("lambda-003", strong("lambda")),),
    ),
    both(
        "new-glue-endpoint",
        *passing("glue:CreateDevEndpoint"),
        gets=(sure("glue-001", strong("glue")),),
    ),
    both(
        "edit-glue-endpoint",
        allow("glue:UpdateDevEndpoint"),
        gets=(existing("glue-002", strong("glue")),),
    ),
    both(
        "new-glue-job",
        *passing("glue:CreateJob", "glue:StartJobRun"),
        gets=(sure("glue-003", strong("glue")),),
    ),
    both(
        "new-stack",
        *passing("cloudformation:CreateStack"),
        gets=(sure("cloudformation-001", strong("cloudformation")),),
    ),
    both(
        "edit-stack",
        allow("cloudformation:UpdateStack"),
        gets=(existing("cloudformation-002", strong("cloudformation")),),
    ),
    both(
        "new-pipeline",
        *passing("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"),
        gets=(sure("datapipeline-001", strong("datapipeline")),),
    ),
    both(
        "new-build-project",
        *passing("codebuild:CreateProject", "codebuild:StartBuild"),
        gets=(sure("codebuild-001", strong("codebuild")),),
    ),
    both(
        "start-build",
        allow("codebuild:StartBuild"),
        gets=(existing("codebuild-002", strong("codebuild")),),
    ),
    both(
        "new-notebook",
        *passing("sagemaker:CreateNotebookInstance"),
        gets=(sure("sagemaker-001", strong("sagemaker")),),
    ),
    both(
        "new-training-job",
        *passing("sagemaker:CreateTrainingJob"),
        gets=(sure("sagemaker-002", strong("sagemaker")),),
    ),
    both(
        "new-processing-job",
        *passing("sagemaker:CreateProcessingJob"),
        gets=(sure("sagemaker-003", strong("sagemaker")),),
    ),
    both(
        "open-notebook",
        allow("sagemaker:CreatePresignedNotebookInstanceUrl"),
        gets=(existing("sagemaker-004", strong("sagemaker")),),
    ),
    both("start-session", allow("ssm:StartSession"), gets=(existing("ssm-001", strong("ec2")),)),
    both("send-command", allow("ssm:SendCommand"), gets=(existing("ssm-002", strong("ec2")),)),
    both(
        "send-ssh-key",
        allow(["ec2-instance-connect:SendSSHPublicKey", "ec2:DescribeInstances"]),
        gets=(existing("ec2instanceconnect-003", strong("ec2")),),
    ),
    both(
        "new-user-data",
        allow(["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"]),
        gets=(existing("ec2-002", strong("ec2")),),
    ),
    both(
        "run-task",
        *passing("ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
        gets=(sure("ecs-002", strong("ecs")),),
    ),
    both(
        "new-web-service",
        *passing("apprunner:CreateService"),
        gets=(sure("apprunner-001", strong("apprunner")),),
    ),
    both(
        "new-code-interpreter",
        *passing(
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ),
        gets=(sure("bedrock-001", strong("bedrock")),),
    ),
    both(
        "new-state-machine",
        *passing("states:CreateStateMachine", "states:StartExecution"),
        gets=(sure("states-create-state-machine", strong("states")),),
    ),
    both(
        "new-schedule",
        *passing("scheduler:CreateSchedule"),
        gets=(sure("scheduler-create-schedule", strong("scheduler")),),
    ),
    both(
        "new-profile-of-instance",
        *passing("ec2:AssociateIamInstanceProfile"),
        gets=(existing("ec2-associate-iam-instance-profile", strong("ec2")),),
    ),
    both(
        "new-layer",
        allow("lambda:UpdateFunctionConfiguration"),
        gets=(existing("lambda-update-function-configuration", strong("lambda")),),
    ),
    both(
        "command-in-container",
        allow(["ecs:ExecuteCommand", "ecs:DescribeTasks"]),
        gets=(existing("ecs-execute-command", strong("ecs")),),
    ),
    both(
        "new-role",
        allow(["iam:CreateRole", "iam:AttachRolePolicy"], arn("role/made-*")),
        gets=(sure("iam-create-role-attach-role-policy"),),
    ),
    both(
        "new-user",
        allow(["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"], arn("user/new/*")),
        gets=(sure("iam-create-user-put-user-policy-create-access-key"),),
    ),
    Case(
        "remove-boundary",
        (allow("*"),),
        user=(sure("iam-delete-user-permissions-boundary"),),
        role=(sure("iam-delete-role-permissions-boundary"),),
        more={"boundary": arn("policy/loose")},
    ),
    both("assume-role", allow("sts:AssumeRole", arn(PEOPLE)), gets=(sure("sts-001", PEOPLE),)),
    both(
        "attach-and-assume",
        allow(["iam:AttachRolePolicy", "sts:AssumeRole"], arn(SPARE)),
        gets=(sure("iam-014", SPARE),),
    ),
    both(
        "put-and-key",
        allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], arn("user/clerk")),
        gets=(by_report("iam-018", "user/clerk"),),
    ),
    both(
        "put-and-rewrite-trust",
        allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], arn("role/weak-glue")),
        gets=(sure("iam-021", "role/weak-glue"),),
    ),
    both(
        "by-another-role",
        allow("sts:AssumeRole", arn(MIDDLE)),
        gets=(sure("sts-001 > lambda-001", strong("lambda")),),
    ),
    user_only(
        "by-a-group",
        allow("iam:AddUserToGroup", arn("group/builders")),
        gets=sure("iam-013 > lambda-001", strong("lambda")),
    ),
    both(
        "by-another-user",
        allow("iam:CreateAccessKey", arn("user/relay")),
        gets=(by_report("iam-002 > sts-001", PEOPLE),),
    ),
)  # fmt: skip
