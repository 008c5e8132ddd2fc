"""The paths of privilege escalation."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from iam_report.catalog.actions import catalogue
from iam_report.catalog.escalation_paths import (
    CATEGORIES,
    FACTS,
    ON,
    TARGETS,
    YIELDS,
    EscalationPath,
    EscalationStep,
    escalation_paths,
    parse_escalation_paths,
)
from iam_report.catalog.facts import metadata, service_principals
from iam_report.errors import IamReportError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The published paths and the actions of each. The action ec2:DescribeInstances, which only helps
#: to find an instance, is left out.
PUBLISHED = {
    "iam-001": "iam:CreatePolicyVersion",
    "iam-005": "iam:PutRolePolicy",
    "iam-007": "iam:PutUserPolicy",
    "iam-008": "iam:AttachUserPolicy",
    "iam-009": "iam:AttachRolePolicy",
    "iam-010": "iam:AttachGroupPolicy",
    "iam-011": "iam:PutGroupPolicy",
    "iam-013": "iam:AddUserToGroup",
    "iam-002": "iam:CreateAccessKey",
    "iam-003": "iam:CreateAccessKey iam:DeleteAccessKey",
    "iam-004": "iam:CreateLoginProfile",
    "iam-006": "iam:UpdateLoginProfile",
    "iam-012": "iam:UpdateAssumeRolePolicy",
    "iam-014": "iam:AttachRolePolicy sts:AssumeRole",
    "iam-015": "iam:AttachUserPolicy iam:CreateAccessKey",
    "iam-016": "iam:CreatePolicyVersion sts:AssumeRole",
    "iam-017": "iam:PutRolePolicy sts:AssumeRole",
    "iam-018": "iam:PutUserPolicy iam:CreateAccessKey",
    "iam-019": "iam:AttachRolePolicy iam:UpdateAssumeRolePolicy",
    "iam-020": "iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy",
    "iam-021": "iam:PutRolePolicy iam:UpdateAssumeRolePolicy",
    "sts-001": "sts:AssumeRole",
    "apprunner-001": "iam:PassRole apprunner:CreateService",
    "bedrock-001": "iam:PassRole bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
    "cloudformation-001": "iam:PassRole cloudformation:CreateStack",
    "cloudformation-003": "iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances",
    "cloudformation-004": "iam:PassRole cloudformation:UpdateStackSet",
    "cloudformation-005": "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
    "codebuild-001": "iam:PassRole codebuild:CreateProject codebuild:StartBuild",
    "codebuild-004": "iam:PassRole codebuild:CreateProject codebuild:StartBuildBatch",
    "datapipeline-001": "iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline",
    "ec2-001": "iam:PassRole ec2:RunInstances",
    "ec2-003": "iam:PassRole ec2:RequestSpotInstances",
    "ecs-001": "iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService",
    "ecs-002": "iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask",
    "ecs-003": "iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService",
    "ecs-004": "iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask",
    "ecs-005": "iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask",
    "glue-001": "iam:PassRole glue:CreateDevEndpoint",
    "glue-003": "iam:PassRole glue:CreateJob glue:StartJobRun",
    "glue-004": "iam:PassRole glue:CreateJob glue:CreateTrigger",
    "glue-005": "iam:PassRole glue:UpdateJob glue:StartJobRun",
    "glue-006": "iam:PassRole glue:UpdateJob glue:CreateTrigger",
    "lambda-001": "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
    "lambda-002": "iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping",
    "lambda-006": "iam:PassRole lambda:CreateFunction lambda:AddPermission",
    "sagemaker-001": "iam:PassRole sagemaker:CreateNotebookInstance",
    "sagemaker-002": "iam:PassRole sagemaker:CreateTrainingJob",
    "sagemaker-003": "iam:PassRole sagemaker:CreateProcessingJob",
    "apprunner-002": "apprunner:UpdateService",
    "bedrock-002": "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
    "cloudformation-002": "cloudformation:UpdateStack",
    "codebuild-002": "codebuild:StartBuild",
    "codebuild-003": "codebuild:StartBuildBatch",
    "ec2-002": "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
    "ec2-004": "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate",
    "ec2instanceconnect-003": "ec2-instance-connect:SendSSHPublicKey",
    "glue-002": "glue:UpdateDevEndpoint",
    "lambda-003": "lambda:UpdateFunctionCode",
    "lambda-004": "lambda:UpdateFunctionCode lambda:InvokeFunction",
    "lambda-005": "lambda:UpdateFunctionCode lambda:AddPermission",
    "sagemaker-004": "sagemaker:CreatePresignedNotebookInstanceUrl",
    "sagemaker-005": "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance",
    "ssm-001": "ssm:StartSession",
    "ssm-002": "ssm:SendCommand",
}

#: How many of the published paths are of each category.
NUMBERS = {
    "self-escalation": 8,
    "principal-access": 14,
    "new-passrole": 27,
    "existing-passrole": 16,
}

#: What the published paths are that need something to exist, beyond those of existing compute.
NEEDING = (
    "cloudformation-004",
    "cloudformation-005",
    "ecs-003",
    "ecs-004",
    "ecs-005",
    "glue-005",
    "glue-006",
    "lambda-002",
)

#: The word in actions on a kind of principal, and the kind.
OF_KINDS = {"User": "user", "Role": "role"}

every_path = pytest.mark.parametrize("path", escalation_paths().values(), ids=lambda path: path.id)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published(name: str) -> None:
    actions = [step.action for step in escalation_paths()[name].steps]

    assert sorted(actions) == sorted(PUBLISHED[name].split())


def test_published_ones_come_first() -> None:
    first = [*escalation_paths().values()][: len(PUBLISHED)]

    assert len(PUBLISHED) == 65
    assert [path.id for path in first] == [*PUBLISHED]
    assert Counter(path.category for path in first) == NUMBERS


def test_ids_are_the_keys() -> None:
    paths = escalation_paths()

    assert [*paths] == [path.id for path in paths.values()]
    assert len({path.name for path in paths.values()}) == len(paths)


@every_path
def test_steps_are_actions_of_the_catalogue(path: EscalationPath) -> None:
    """Each is written as AWS does, on resource types that the action has."""
    known = catalogue()
    for action, on in path.steps:
        place = known.index[action.lower()]
        types = known.resource_types[place]

        assert known.display[place] == action
        assert {*on} - {*ON} <= {*types}, action
        assert ("*" in on) is (not types), action
        assert len({*on}) == len(on)
    assert len({*path.steps}) == len(path.steps)


@every_path
def test_words_are_of_the_type_of_the_action(path: EscalationPath) -> None:
    """What a word stands for is a resource of the type that the action has."""
    types = {
        "self": path.caller,
        "target": (path.target,),
        "own_group": ("group",),
        "policy": ("policy",),
        "new_user": ("user",),
        "new_role": ("role",),
    }
    known = catalogue()
    for action, on in path.steps:
        of_action = known.resource_types[known.index[action.lower()]]
        for word in {*on} & {*types}:
            assert {*types[word]} <= {*of_action}, action


@every_path
def test_each_path_has_a_text(path: EscalationPath) -> None:
    text = f"P can {path.how}".replace("{target}", "role/Deploy")

    assert re.fullmatch(r"P can [a-z][^{}\n]*[^.\s{}]", text)
    assert ("role/Deploy" in text) is (path.target not in {"self", "new"})
    assert path.category in CATEGORIES
    assert path.target in TARGETS
    assert path.yields in YIELDS
    assert {*path.facts} <= {*FACTS}


@every_path
def test_each_path_is_one_of_its_category(path: EscalationPath) -> None:
    actions = {step.action for step in path.steps}
    on_target = [step for step in path.steps if "target" in step.on]

    if path.category == "new-passrole" and path.id != "cloudformation-005":
        assert "iam:PassRole" in actions
        assert len(path.steps) > 1
    elif path.category == "existing-passrole":
        assert not on_target
        assert path.exists
    elif path.category == "principal-access":
        assert path.target in {"user", "role", "group", "new"}
        assert not path.trusts
    assert ("iam:PassRole" in actions) <= bool(path.trusts)
    joins = path.target == "group" and path.caller == ("user",)
    assert (path.target == "self") is (path.category == "self-escalation") or joins


@every_path
def test_facts_follow_from_the_actions(path: EscalationPath) -> None:
    """What an action does to the target says what the target has to be like."""
    on_target = {step.action for step in path.steps if step.on == ("target",)}
    actions = {step.action for step in path.steps}
    keys = {"fewer_than_two_keys", "two_keys"} & {*path.facts}

    assert ("iam:CreateAccessKey" in on_target) is (len(keys) == 1)
    assert ("iam:DeleteAccessKey" in actions) is ("two_keys" in path.facts)
    password = {"no_password", "any_password"} & {*path.facts}
    assert ("iam:CreateLoginProfile" in on_target) is bool(password)
    assert ("iam:DeleteLoginProfile" in actions) is ("any_password" in path.facts)
    assert ("iam:UpdateLoginProfile" in on_target) is ("has_password" in path.facts)
    assert ("iam:UpdateAssumeRolePolicy" in actions) is ("trust_rewritten" in path.facts)
    assert ("iam:SetDefaultPolicyVersion" in actions) is ("stronger_version" in path.facts)
    assert ("has_boundary" in path.facts) is (path.yields == "without_boundary")
    assert ("held_back_by_deny" in path.facts) is (path.yields == "without_deny")
    new_profile = "iam:CreateInstanceProfile" in actions
    assert (path.trusts == ("ec2.amazonaws.com",)) is (
        "in_instance_profile" in path.facts or new_profile
    )


@every_path
def test_roles_are_rewritten_before_they_are_assumed(path: EscalationPath) -> None:
    """A role that the caller changes is assumed by it: its trust admits the caller, or will."""
    actions = {step.action for step in path.steps}
    if path.target == "role" and path.category == "principal-access":
        assert len(actions & {"sts:AssumeRole", "iam:UpdateAssumeRolePolicy"}) == 1
    assert ("sts:AssumeRole" in actions) <= (path.category == "principal-access")


@every_path
def test_a_caller_changes_itself_by_actions_of_its_kind(path: EscalationPath) -> None:
    for action, on in path.steps:
        if on == ("self",):
            kind = next(kind for word, kind in OF_KINDS.items() if word in action)
            assert path.caller == (kind,)


@every_path
def test_trusts_are_service_principals(path: EscalationPath) -> None:
    known = {*service_principals()}
    # Identity pools are federated principals in trust policies, and services for iam:PassRole.
    known.add("cognito-identity.amazonaws.com")

    assert {*path.trusts} <= known


@pytest.mark.parametrize(
    ("name", "trusts"),
    [
        ("apprunner-001", ("tasks.apprunner.amazonaws.com",)),
        ("apprunner-002", ("tasks.apprunner.amazonaws.com",)),
        ("batch-register-job-definition", ("ecs-tasks.amazonaws.com",)),
        ("bedrock-001", ("bedrock-agentcore.amazonaws.com",)),
        ("datapipeline-001", ("datapipeline.amazonaws.com", "elasticmapreduce.amazonaws.com")),
        ("ecs-execute-command", ("ecs-tasks.amazonaws.com",)),
        ("emr-run-job-flow", ("ec2.amazonaws.com",)),
        ("imagebuilder-create-image", ("ec2.amazonaws.com",)),
        ("scheduler-create-schedule", ("scheduler.amazonaws.com",)),
        ("ssm-001", ("ec2.amazonaws.com",)),
        ("ssm-start-automation-execution", ("ssm.amazonaws.com",)),
        ("states-create-state-machine", ("states.amazonaws.com",)),
        ("sts-001", ()),
    ],
)
def test_service_of_a_path(name: str, trusts: tuple[str, ...]) -> None:
    assert escalation_paths()[name].trusts == trusts


@pytest.mark.parametrize(
    ("name", "action", "on"),
    [
        ("iam-001", "iam:CreatePolicyVersion", ("policy",)),
        ("iam-005", "iam:PutRolePolicy", ("self",)),
        ("iam-010", "iam:AttachGroupPolicy", ("own_group",)),
        ("iam-013", "iam:AddUserToGroup", ("target",)),
        ("iam-020", "iam:CreatePolicyVersion", ("policy",)),
        ("bedrock-001", "bedrock-agentcore:InvokeCodeInterpreter", ("code-interpreter-custom",)),
        ("cloudformation-003", "cloudformation:CreateStackSet", ("*",)),
        (
            "ec2-001",
            "ec2:RunInstances",
            ("image", "instance", "network-interface", "security-group", "subnet"),
        ),
        ("ec2-003", "ec2:RequestSpotInstances", ("image", "spot-instances-request")),
        ("ecs-002", "ecs:RunTask", ("task-definition",)),
        ("lambda-001", "iam:PassRole", ("target",)),
        ("ssm-001", "ssm:StartSession", ("instance",)),
        ("ssm-002", "ssm:SendCommand", ("document", "instance")),
        ("iam-create-role-put-role-policy", "iam:PutRolePolicy", ("new_role",)),
    ],
)
def test_resource_of_a_step(name: str, action: str, on: tuple[str, ...]) -> None:
    assert EscalationStep(action, on) in escalation_paths()[name].steps


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_has_to_exist(name: str) -> None:
    path = escalation_paths()[name]

    assert bool(path.needs) is (path.category == "existing-passrole" or name in NEEDING)


@pytest.mark.parametrize(
    ("name", "caller"),
    [
        ("iam-001", ("user", "role")),
        ("iam-005", ("role",)),
        ("iam-007", ("user",)),
        ("iam-013", ("user",)),
        ("lambda-001", ("user", "role")),
        ("iam-create-user-add-user-to-group-create-access-key", ("role",)),
    ],
)
def test_who_can_take_a_path(name: str, caller: tuple[str, ...]) -> None:
    assert escalation_paths()[name].caller == caller


@pytest.mark.parametrize(
    "action", ["codestar:CreateProject", "iam:UploadSSHPublicKey", "iam:DeactivateMFADevice"]
)
def test_no_path_takes(action: str) -> None:
    """Withdrawn services, and credentials that are not for everything that the user may do."""
    actions = {step.action for path in escalation_paths().values() for step in path.steps}

    assert action not in actions


@every_path
def test_no_path_asks_for_more_than_another_one_that_gives_the_same(path: EscalationPath) -> None:
    def is_less(other: EscalationPath) -> bool:
        same = (other.target, other.yields) == (path.target, path.yields)
        less = {*other.steps} <= {*path.steps} and {*other.facts} <= {*path.facts}
        wider = {*other.caller} >= {*path.caller} and other.trusts == path.trusts
        return same and less and wider and other.exists in {"", path.exists}

    assert [other.id for other in escalation_paths().values() if is_less(other)] == [path.id]


def test_paths_cannot_be_changed() -> None:
    paths = escalation_paths()

    assert paths is escalation_paths()
    with pytest.raises(TypeError):
        paths["iam-001"] = paths["iam-005"]  # type: ignore[index]


def test_metadata() -> None:
    found = metadata("escalation_paths.toml")

    assert re.fullmatch(r"20\d\d-\d\d", found["date"])
    assert all("https://" in source for source in found["sources"])
    assert found["licence"]


def test_fields_have_their_order() -> None:
    """In the file, each path has its fields in one order, and none that says nothing."""
    text = files("iam_report.catalog").joinpath("escalation_paths.toml").read_text("utf-8")
    order = EscalationPath._fields

    for entry in tomllib.loads(text)["path"]:
        assert [*entry] == [field for field in order if field in entry]
        assert all(entry.values())


GOOD = {
    "id": '"x-001"',
    "name": '"A new thing with the role"',
    "category": '"new-passrole"',
    "target": '"role"',
    "yields": '"target"',
    "how": '"make a thing with the role {target}"',
    "trusts": '["x.amazonaws.com"]',
    "references": '["https://docs.aws.amazon.com/x.html"]',
    "steps": '[{ action = "iam:PassRole", on = "target" }, { action = "x:CreateThing", on = "*" }]',
}

#: A path on which the caller gives itself any permission.
OWN = {
    "category": '"self-escalation"',
    "target": '"self"',
    "yields": '"administrator"',
    "how": '"do it"',
    "trusts": None,
    "steps": '[{ action = "iam:PutUserPolicy", on = "self" }]',
}


def toml(changes: Mapping[str, str | None]) -> str:
    fields = {**GOOD, **changes}
    lines = [f"{field} = {value}" for field, value in fields.items() if value is not None]
    return "\n".join(["[[path]]", *lines, ""])


def test_a_path_is_read() -> None:
    found = parse_escalation_paths(toml({}))

    assert found["x-001"] == EscalationPath(
        id="x-001",
        name="A new thing with the role",
        category="new-passrole",
        caller=("user", "role"),
        target="role",
        yields="target",
        how="make a thing with the role {target}",
        trusts=("x.amazonaws.com",),
        facts=(),
        exists="",
        needs="",
        references=("https://docs.aws.amazon.com/x.html",),
        steps=(
            EscalationStep("iam:PassRole", ("target",)),
            EscalationStep("x:CreateThing", ("*",)),
        ),
    )


@pytest.mark.parametrize(
    "changes",
    [
        OWN,
        {**OWN, "caller": '["user"]', "facts": '["has_boundary"]', "yields": '"without_boundary"'},
        {"exists": '"a thing"', "needs": '"aws x list-things; aws y list-others"'},
        {"facts": '["in_instance_profile"]'},
        {"steps": '[{ action = "x:CreateThing", on = ["thing", "other"] }]'},
    ],
)
def test_another_path_is_read(changes: dict[str, str | None]) -> None:
    assert [*parse_escalation_paths(toml(changes))] == ["x-001"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        *(({field: None}, f"no `{field}`") for field in GOOD if field not in {"id", "trusts"}),
        ({"why": '"x"'}, "an unknown field `why`"),
        ({"name": "1"}, "`name` is no text"),
        ({"exists": "true"}, "`exists` is no text"),
        ({"trusts": '"x.amazonaws.com"'}, "`trusts` is no list of texts"),
        ({"caller": "[1]"}, "`caller` is no list of texts"),
        ({"category": '"other"'}, "no category is `other`"),
        ({"target": '"policy"'}, "no target is `policy`"),
        ({"yields": '"nothing"'}, "no yields is `nothing`"),
        ({"caller": '["group"]'}, "no caller is `group`"),
        ({"id": '"X_1"'}, "an ID is words in lower case with hyphens between"),
        ({"id": '"x"'}, "an ID is words in lower case with hyphens between"),
        ({"name": '"a thing"'}, "`name` is no title"),
        ({"name": '"A thing."'}, "`name` is no title"),
        ({"how": '"Make {target}"'}, "`how` is no phrase that can stand behind `can`"),
        ({"how": '"make {target}."'}, "`how` is no phrase that can stand behind `can`"),
        ({"how": '""'}, "`how` is no phrase that can stand behind `can`"),
        (
            {"how": '"make a thing"'},
            "`how` names the target if and only if it is another principal that exists",
        ),
        (
            {**OWN, "how": '"change {target}"'},
            "`how` names the target if and only if it is another principal that exists",
        ),
        ({"how": '"make {it} {target}"'}, "`how` has another placeholder than `{target}`"),
        ({"how": '"make {target}}"'}, "`how` has another placeholder than `{target}`"),
        ({"exists": '"a thing"'}, "`exists` and `needs` go together"),
        ({"needs": '"aws x list-things"'}, "`exists` and `needs` go together"),
        (
            {"category": '"existing-passrole"'},
            "`exists` says which resource has the role",
        ),
        (
            {"exists": '"a thing"', "needs": '"list-things"'},
            "no command of the AWS CLI is `list-things`",
        ),
        (
            {"exists": '"a thing"', "needs": '"aws x list-things, aws y list-others"'},
            "no command of the AWS CLI is `aws x list-things, aws y list-others`",
        ),
        ({"references": "[]"}, "no page of AWS's documentation is named"),
        (
            {"references": '["https://example.com/"]'},
            "no page of AWS's documentation is `https://example.com/`",
        ),
        ({"facts": '["two_keys"]'}, "no fact of the target is `two_keys`"),
        ({"facts": '["rich"]'}, "no fact of the target is `rich`"),
        ({**OWN, "facts": '["has_password"]'}, "no fact of the target is `has_password`"),
        ({"trusts": '["x"]'}, "no service principal is `x`"),
        ({"trusts": '["X.amazonaws.com"]'}, "no service principal is `X.amazonaws.com`"),
        ({"target": '"user"'}, "only a role trusts a service"),
        ({"yields": '"without_deny"'}, "`without_deny` is of the caller itself"),
        ({**OWN, "yields": '"target"'}, "the caller has its own rights already"),
        (
            {"category": '"principal-access"', "target": '"group"', "trusts": None}
            | {"yields": '"administrator"'},
            "only a user joins a group",
        ),
        ({"trusts": None}, "a service gets only a role that trusts it"),
        ({"steps": "[]"}, "`steps` is no list of steps"),
        ({"steps": '"x:CreateThing"'}, "`steps` is no list of steps"),
        ({"steps": '["x:CreateThing"]'}, "a step is no table of `action` and `on`"),
        ({"steps": '[{ action = "x:A" }]'}, "a step is no table of `action` and `on`"),
        ({"steps": '[{ action = "x:A", on = [] }]'}, "a step is no table of texts"),
        ({"steps": '[{ action = "x:A", on = 1 }]'}, "a step is no table of texts"),
        ({"steps": '[{ action = 1, on = "*" }]'}, "a step is no table of texts"),
        ({"steps": '[{ action = "x:*", on = "*" }]'}, "no action is `x:*`"),
        ({"steps": '[{ action = "create", on = "*" }]'}, "no action is `create`"),
        (
            {"steps": '[{ action = "x:A", on = ["thing", "*"] }]'},
            "`x:A` is on a list that has more than resource types",
        ),
        (
            {"steps": '[{ action = "iam:PassRole", on = "role" }]'},
            "the role that is passed is the target",
        ),
        (
            {**OWN, "steps": '[{ action = "iam:PutGroupPolicy", on = "own_group" }]'},
            "only a user is in a group",
        ),
        (
            {**OWN, "steps": '[{ action = "iam:PutUserPolicy", on = "target" }]'},
            "`target` is another principal that exists",
        ),
        (
            {**OWN, "category": '"principal-access"', "target": '"new"'},
            "nothing new is made",
        ),
    ],
)
def test_broken_path(changes: dict[str, str | None], problem: str) -> None:
    name = tomllib.loads(toml(changes))["path"][0]["id"]

    with pytest.raises(IamReportError) as caught:
        parse_escalation_paths(toml(changes))

    assert caught.value.message == f"the escalation path `{name}` is wrong: {problem}"


def test_two_paths_with_one_id() -> None:
    with pytest.raises(IamReportError) as caught:
        parse_escalation_paths(toml({}) * 2)

    assert caught.value.message == "the escalation path `x-001` is wrong: there are two of them"


def test_a_path_without_an_id_is_named_by_its_place() -> None:
    with pytest.raises(IamReportError) as caught:
        parse_escalation_paths(toml({}) + toml({"id": None}))

    assert caught.value.message == "the escalation path `1` is wrong: no `id`"


@pytest.mark.parametrize("text", ["", "path = 1", "path = [1]", "[path]"])
def test_no_paths(text: str) -> None:
    with pytest.raises(IamReportError) as caught:
        parse_escalation_paths(text)

    assert caught.value.message == "the escalation paths have no tables `path`"


def test_no_toml() -> None:
    with pytest.raises(IamReportError) as caught:
        parse_escalation_paths("= 1")

    assert caught.value.message.startswith("the escalation paths are no TOML: ")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("words", [CATEGORIES, TARGETS, YIELDS, ON])
def test_words_are_explained(words: Mapping[str, str]) -> None:
    assert all(re.fullmatch(r"[A-Z][^\n]*\.", text) for text in words.values())


def test_facts_are_of_targets() -> None:
    assert all({*targets} <= {*TARGETS} for targets in FACTS.values())


def test_every_word_is_used() -> None:
    paths = escalation_paths().values()

    assert {path.category for path in paths} == {*CATEGORIES}
    assert {path.target for path in paths} == {*TARGETS}
    assert {path.yields for path in paths} == {*YIELDS}
    assert {fact for path in paths for fact in path.facts} == {*FACTS}
    assert {word for path in paths for step in path.steps for word in step.on} >= {*ON}
