"""The published paths by which a principal gets more rights, each with the least that it takes.

Written from what AWS's documentation says of each action, not from the catalogue of the package.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tests.access.written_accounts import FULL, HEAD, role, trust, user
from tests.relations.written_policies import ACCOUNT, allow, document, managed, owner

ADMIN_POLICY: Final = "arn:aws:iam::aws:policy/AdministratorAccess"

#: What the names of a caller and what belongs to it end in, so that an account can have many.
ME: Final = "@me"
ANN, APP, CREW = f"{HEAD}user/ann{ME}", f"{HEAD}role/app{ME}", f"{HEAD}group/crew{ME}"
OWN, CAP = f"{HEAD}policy/own{ME}", f"{HEAD}policy/cap{ME}"

BOSS, CHIEF, ELITE = f"{HEAD}role/boss", f"{HEAD}user/chief", f"{HEAD}group/elite"
THEIRS: Final = f"{HEAD}policy/theirs"

#: What is there of each kind besides, and gives nothing.
SPARE: Final = {
    "user": f"{HEAD}user/clerk",
    "role": f"{HEAD}role/clerk",
    "group": f"{HEAD}group/staff",
    "policy": f"{HEAD}policy/spare",
}
HARMLESS: Final = document(allow("s3:ListAllMyBuckets"))

#: What confidence needs: an export that is not there.
CERTAIN: Final = "certain"
CONDITIONAL: Final = "conditional"
NEEDS: Final = "needs"


class Path(NamedTuple):
    """A path, and what it takes.

    Attributes:
        id: Its published ID.
        caller: `user` (ann, in the group crew) or `role` (app).
        grants: Actions, each with the tightest resource.
        target: Who is got, or made an administrator.
        service: The service that the target trusts.
        confidence: How sure that is from authorization details alone.
        makes_admin: The target is no administrator before.
        credentials: Cells of the credential report of the target with which it works for sure.
        useless: Cells with which it does not work.
    """

    id: str
    caller: str
    grants: tuple[tuple[str, str], ...]
    target: str
    service: str = ""
    confidence: str = CERTAIN
    makes_admin: bool = False
    credentials: dict[str, str] | None = None
    useless: dict[str, str] | None = None

    @property
    def caller_arn(self) -> str:
        """Return the ARN of who uses it."""
        return ANN if self.caller == "user" else APP

    @property
    def is_self(self) -> bool:
        """Return whether the caller makes itself an administrator."""
        return self.target == self.caller_arn


def _regional(service: str, rest: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:eu-west-1:{account}:{rest}"


def _self(number: str, caller: str, action: str, resource: str) -> Path:
    target = ANN if caller == "user" else APP
    return Path(number, caller, ((f"iam:{action}", resource),), target, makes_admin=True)


NO_KEYS: Final = {"access_key_1_active": "false", "access_key_2_active": "false"}
TWO_KEYS: Final = {
    "access_key_1_active": "true",
    "access_key_1_last_rotated": "2025-01-01T00:00:00Z",
    "access_key_2_active": "false",
    "access_key_2_last_rotated": "2025-01-01T00:00:00Z",
}
PASSWORD: Final = {"password_enabled": "true", "password_last_changed": "2025-01-01T00:00:00Z"}
NO_PASSWORD: Final = {"password_enabled": "false"}


def _key(
    number: str,
    *actions: str,
    sure: dict[str, str] = NO_KEYS,
    useless: dict[str, str] = TWO_KEYS,
    makes_admin: bool = False,
    caller: str = "user",
    confidence: str = NEEDS,
) -> Path:
    """Return a path to the credentials of the user chief."""
    grants = tuple((f"iam:{action}", CHIEF) for action in actions)
    return Path(
        number,
        caller,
        grants,
        CHIEF,
        confidence=confidence,
        makes_admin=makes_admin,
        credentials=sure,
        useless=useless,
    )


def _role(number: str, *actions: str, caller: str = "user") -> Path:
    """Return a path by which the role boss is changed and assumed."""
    grants = tuple((a if ":" in a else f"iam:{a}", BOSS) for a in actions if a != "POLICY")
    policy = (("iam:CreatePolicyVersion", THEIRS),) if "POLICY" in actions else ()
    makes = len(actions) > 1
    return Path(number, caller, policy + grants, BOSS, makes_admin=makes)


def _passed(
    number: str, service: str, *grants: tuple[str, str], confidence: str = CERTAIN, caller: str = ""
) -> Path:
    """Return a path by which the role boss is passed to a service."""
    pass_role = ("iam:PassRole", BOSS)
    kind = caller or ("user" if len(grants) % 2 else "role")
    trusted = f"{service}.amazonaws.com"
    return Path(number, kind, (pass_role, *grants), BOSS, trusted, confidence)


def _existing(number: str, service: str, *grants: tuple[str, str], caller: str = "role") -> Path:
    """Return a path by which something is changed that has the role boss already."""
    return Path(number, caller, grants, BOSS, f"{service}.amazonaws.com", NEEDS)


def _on(resource: str, *actions: str) -> tuple[tuple[str, str], ...]:
    return tuple((action, resource) for action in actions)


_SERVICE: Final = _regional("apprunner", "service/site/0123456789abcdef0123456789abcdef")
_INTERPRETER: Final = _regional("bedrock-agentcore", "code-interpreter-custom/tool-0123456789")
_STACK: Final = _regional("cloudformation", "stack/base/0a1b2c3d-0000-1111-2222-333344445555")
_STACK_SET: Final = _regional(
    "cloudformation", "stackset/base:0a1b2c3d-0000-1111-2222-333344445555"
)
_PROJECT: Final = _regional("codebuild", "project/build")
_PIPELINE: Final = _regional("datapipeline", "pipeline/df-0123456789ABCDEF")
_CLUSTER: Final = _regional("ecs", "cluster/work")
_TASK: Final = _regional("ecs", "task-definition/work:*")
_ECS_SERVICE: Final = _regional("ecs", "service/work/site")
_JOB: Final = _regional("glue", "job/nightly")
_TRIGGER: Final = _regional("glue", "trigger/nightly")
_ENDPOINT: Final = _regional("glue", "devEndpoint/bench")
_FUNCTION: Final = _regional("lambda", "function:resize")
_NOTEBOOK: Final = _regional("sagemaker", "notebook-instance/bench")
_LIFECYCLE: Final = _regional("sagemaker", "notebook-instance-lifecycle-config/bench")
_INSTANCE: Final = _regional("ec2", "instance/i-0123456789abcdef0")
_TEMPLATE: Final = _regional("ec2", "launch-template/lt-0123456789abcdef0")
_DOCUMENT: Final = _regional("ssm", "document/AWS-RunShellScript", "")


def _launch(action: str, *types: str) -> tuple[tuple[str, str], ...]:
    """Return the grants to start an instance: AWS asks for each type of resource."""
    image = f"{action.partition(':')[0]}:eu-west-1::image/ami-0123456789abcdef0"
    arns = (f"arn:aws:{image}", *(_regional("ec2", f"{each}/*") for each in types))
    return tuple((action, arn) for arn in arns)


_NETWORK: Final = ("network-interface", "security-group", "subnet")

PATHS: Final = (
    # The caller's own permissions.
    _self("iam-001", "user", "CreatePolicyVersion", OWN),
    _self("iam-005", "role", "PutRolePolicy", APP),
    _self("iam-007", "user", "PutUserPolicy", ANN),
    _self("iam-008", "user", "AttachUserPolicy", ANN),
    _self("iam-009", "role", "AttachRolePolicy", APP),
    _self("iam-010", "user", "AttachGroupPolicy", CREW),
    _self("iam-011", "user", "PutGroupPolicy", CREW),
    Path("iam-013", "user", (("iam:AddUserToGroup", ELITE),), ELITE),
    # Another principal.
    _key("iam-002", "CreateAccessKey"),
    _key("iam-003", "CreateAccessKey", "DeleteAccessKey", confidence=CERTAIN, sure=TWO_KEYS, useless=NO_KEYS, caller="role"),  # of fewer keys none has to go
    _key("iam-004", "CreateLoginProfile", sure=NO_PASSWORD, useless=PASSWORD),
    _key("iam-006", "UpdateLoginProfile", sure=PASSWORD, useless=NO_PASSWORD, caller="role"),
    _role("iam-012", "UpdateAssumeRolePolicy"),
    _role("iam-014", "AttachRolePolicy", "sts:AssumeRole"),
    _key("iam-015", "AttachUserPolicy", "CreateAccessKey", makes_admin=True),
    _role("iam-016", "POLICY", "sts:AssumeRole"),
    _role("iam-017", "PutRolePolicy", "sts:AssumeRole", caller="role"),
    _key("iam-018", "PutUserPolicy", "CreateAccessKey", makes_admin=True, caller="role"),
    _role("iam-019", "AttachRolePolicy", "UpdateAssumeRolePolicy", caller="role"),
    _role("iam-020", "POLICY", "UpdateAssumeRolePolicy"),
    _role("iam-021", "PutRolePolicy", "UpdateAssumeRolePolicy"),
    _role("sts-001", "sts:AssumeRole"),
    # A role that is passed to something new.
    _passed("apprunner-001", "tasks.apprunner", *_on(_SERVICE, "apprunner:CreateService")),
    _passed(
        "bedrock-001",
        "bedrock-agentcore",
        ("bedrock-agentcore:CreateCodeInterpreter", "*"),
        *_on(_INTERPRETER, "bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"),
    ),
    _passed("cloudformation-001", "cloudformation", *_on(_STACK, "cloudformation:CreateStack")),
    _passed(
        "cloudformation-003",
        "cloudformation",
        ("cloudformation:CreateStackSet", "*"),
        *_on(_STACK_SET, "cloudformation:CreateStackInstances"),
    ),
    _passed("cloudformation-004", "cloudformation", *_on(_STACK_SET, "cloudformation:UpdateStackSet"), confidence=NEEDS),
    _existing("cloudformation-005", "cloudformation", *_on(_STACK, "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet")),
    _passed("codebuild-001", "codebuild", *_on(_PROJECT, "codebuild:CreateProject", "codebuild:StartBuild")),
    _passed("codebuild-004", "codebuild", *_on(_PROJECT, "codebuild:CreateProject", "codebuild:StartBuildBatch")),
    _passed(
        "datapipeline-001",
        "datapipeline",
        ("datapipeline:CreatePipeline", "*"),
        *_on(_PIPELINE, "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"),
    ),
    _passed("ec2-001", "ec2", *_launch("ec2:RunInstances", "instance", "volume", *_NETWORK)),
    _passed("ec2-003", "ec2", *_launch("ec2:RequestSpotInstances", "spot-instances-request", *_NETWORK)),
    _passed("ecs-001", "ecs-tasks", *_on(_CLUSTER, "ecs:CreateCluster"), *_on(_TASK, "ecs:RegisterTaskDefinition"), *_on(_ECS_SERVICE, "ecs:CreateService")),
    _passed("ecs-002", "ecs-tasks", *_on(_CLUSTER, "ecs:CreateCluster"), *_on(_TASK, "ecs:RegisterTaskDefinition", "ecs:RunTask"), caller="role"),
    _passed("ecs-003", "ecs-tasks", *_on(_TASK, "ecs:RegisterTaskDefinition"), *_on(_ECS_SERVICE, "ecs:CreateService"), confidence=NEEDS),
    _passed("ecs-004", "ecs-tasks", *_on(_TASK, "ecs:RegisterTaskDefinition", "ecs:RunTask"), confidence=NEEDS, caller="user"),
    _passed("ecs-005", "ecs-tasks", *_on(_TASK, "ecs:RegisterTaskDefinition", "ecs:StartTask"), confidence=NEEDS),
    _passed("glue-001", "glue", ("glue:CreateDevEndpoint", "*")),
    _passed("glue-003", "glue", *_on(_JOB, "glue:CreateJob", "glue:StartJobRun")),
    _passed("glue-004", "glue", *_on(_JOB, "glue:CreateJob"), *_on(_TRIGGER, "glue:CreateTrigger")),
    _passed("glue-005", "glue", *_on(_JOB, "glue:UpdateJob", "glue:StartJobRun"), confidence=NEEDS),
    _passed("glue-006", "glue", *_on(_JOB, "glue:UpdateJob"), *_on(_TRIGGER, "glue:CreateTrigger"), confidence=NEEDS),
    _passed("lambda-001", "lambda", *_on(_FUNCTION, "lambda:CreateFunction", "lambda:InvokeFunction"), caller="user"),
    _passed("lambda-002", "lambda", *_on(_FUNCTION, "lambda:CreateFunction"), ("lambda:CreateEventSourceMapping", "*"), confidence=NEEDS),
    _passed("lambda-006", "lambda", *_on(_FUNCTION, "lambda:CreateFunction", "lambda:AddPermission")),
    _passed("sagemaker-001", "sagemaker", *_on(_NOTEBOOK, "sagemaker:CreateNotebookInstance")),
    _passed("sagemaker-002", "sagemaker", *_on(_regional("sagemaker", "training-job/fit"), "sagemaker:CreateTrainingJob")),
    _passed("sagemaker-003", "sagemaker", *_on(_regional("sagemaker", "processing-job/fit"), "sagemaker:CreateProcessingJob")),
    # Something that has the role already.
    _existing("apprunner-002", "tasks.apprunner", *_on(_SERVICE, "apprunner:UpdateService")),
    _existing("bedrock-002", "bedrock-agentcore", *_on(_INTERPRETER, "bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"), caller="user"),
    _existing("cloudformation-002", "cloudformation", *_on(_STACK, "cloudformation:UpdateStack")),
    _existing("codebuild-002", "codebuild", *_on(_PROJECT, "codebuild:StartBuild"), caller="user"),
    _existing("codebuild-003", "codebuild", *_on(_PROJECT, "codebuild:StartBuildBatch")),
    _existing("ec2-002", "ec2", *_on(_INSTANCE, "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"), caller="user"),
    _existing("ec2-004", "ec2", *_on(_TEMPLATE, "ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate")),
    _existing("ec2instanceconnect-003", "ec2", *_on(_INSTANCE, "ec2-instance-connect:SendSSHPublicKey"), ("ec2:DescribeInstances", "*")),
    _existing("glue-002", "glue", *_on(_ENDPOINT, "glue:UpdateDevEndpoint"), caller="user"),
    _existing("lambda-003", "lambda", *_on(_FUNCTION, "lambda:UpdateFunctionCode")),
    _existing("lambda-004", "lambda", *_on(_FUNCTION, "lambda:UpdateFunctionCode", "lambda:InvokeFunction"), caller="user"),
    _existing("lambda-005", "lambda", *_on(_FUNCTION, "lambda:UpdateFunctionCode", "lambda:AddPermission")),
    _existing("sagemaker-004", "sagemaker", *_on(_NOTEBOOK, "sagemaker:CreatePresignedNotebookInstanceUrl")),
    _existing(
        "sagemaker-005",
        "sagemaker",
        *_on(_LIFECYCLE, "sagemaker:CreateNotebookInstanceLifecycleConfig"),
        *_on(_NOTEBOOK, "sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"),
    ),
    _existing("ssm-001", "ec2", *_on(_INSTANCE, "ssm:StartSession"), caller="user"),
    _existing("ssm-002", "ec2", *_on(_INSTANCE, "ssm:SendCommand"), *_on(_DOCUMENT, "ssm:SendCommand")),
)  # fmt: skip

BY_ID: Final = {path.id: path for path in PATHS}

#: Grants without which a path works as well.
HELPS_ONLY: Final = {("ec2instanceconnect-003", "ec2:DescribeInstances")}


def in_profile(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a role that is in an instance profile of its name."""
    name = entry["RoleName"]
    found = {"InstanceProfileName": name, "Arn": f"{HEAD}instance-profile/{name}", "Path": "/"}
    short = {key: entry[key] for key in ("RoleName", "Arn", "Path")}
    return entry | {"InstanceProfileList": [found | {"Roles": [short]}]}


#: Paths that begin with a role that lets the caller in.
ASSUMING: Final = ("iam-014", "iam-016", "iam-017", "sts-001")


def pool(
    path: Path, *, trusts: Any = None, strong: bool = True, profile: bool = True, **more: Any
) -> list[dict[str, Any]]:
    """Return all of the account but who uses the path.

    Args:
        path: The path.
        trusts: Whom the role boss trusts, if not what the path takes.
        strong: Whether the target of a path that leads to an administrator is one.
        profile: Whether the role boss is in an instance profile.
        more: Further elements of the target, such as `boundary`.
    """
    admits = {"AWS": ACCOUNT if path.id in ASSUMING else f"{HEAD}user/nobody"}
    admits = {"Service": path.service} if path.service else admits
    full = [ADMIN_POLICY] if strong and not path.makes_admin else []
    own: dict[str, Any] = {path.target: {"attached": [*full, THEIRS]} | more}
    boss = role("boss", trust=trust(trusts or admits), **own.get(BOSS, {}))
    return [
        managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY),
        *(managed(name, HARMLESS) for name in ("theirs", "spare")),
        in_profile(boss) if profile else boss,
        in_profile(role("clerk", trust=trust(trusts or admits))),
        *(user(name) for name in ("clerk", "nobody")),
        user("chief", **own.get(CHIEF, {})),
        owner("group", "staff"),
        owner("group", "elite", **own.get(ELITE, {})),
    ]
