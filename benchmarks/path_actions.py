"""The published escalation paths and the actions that each takes."""

from __future__ import annotations

from typing import Final

#: Paths of IAM and STS alone that users, that roles, and that both may hold: actions and on what.
OF_USERS: Final = {
    "iam-007": [("iam:PutUserPolicy", "self")],
    "iam-008": [("iam:AttachUserPolicy", "self")],
    "iam-010": [("iam:AttachGroupPolicy", "own group")],
    "iam-011": [("iam:PutGroupPolicy", "own group")],
    "iam-013": [("iam:AddUserToGroup", "group")],
    "iam-002": [("iam:CreateAccessKey", "user")],
    "iam-003": [("iam:CreateAccessKey", "user"), ("iam:DeleteAccessKey", "user")],
    "iam-004": [("iam:CreateLoginProfile", "user")],
    "iam-006": [("iam:UpdateLoginProfile", "user")],
    "iam-015": [("iam:AttachUserPolicy", "user"), ("iam:CreateAccessKey", "user")],
    "iam-018": [("iam:PutUserPolicy", "user"), ("iam:CreateAccessKey", "user")],
}
OF_ROLES: Final = {
    "iam-005": [("iam:PutRolePolicy", "self")],
    "iam-009": [("iam:AttachRolePolicy", "self")],
}
OF_BOTH: Final = {
    "iam-001": [("iam:CreatePolicyVersion", "own policy")],
    "iam-012": [("iam:UpdateAssumeRolePolicy", "role")],
    "iam-014": [("iam:AttachRolePolicy", "role"), ("sts:AssumeRole", "role")],
    "iam-016": [("iam:CreatePolicyVersion", "policy"), ("sts:AssumeRole", "role")],
    "iam-017": [("iam:PutRolePolicy", "role"), ("sts:AssumeRole", "role")],
    "iam-019": [("iam:AttachRolePolicy", "role"), ("iam:UpdateAssumeRolePolicy", "role")],
    "iam-020": [("iam:CreatePolicyVersion", "policy"), ("iam:UpdateAssumeRolePolicy", "role")],
    "iam-021": [("iam:PutRolePolicy", "role"), ("iam:UpdateAssumeRolePolicy", "role")],
    "sts-001": [("sts:AssumeRole", "role")],
}
#: Paths by which a role is passed, besides iam:PassRole, and those by what exists.
PASSED: Final = {
    "apprunner-001": "apprunner:CreateService",
    "bedrock-001": "bedrock-agentcore:CreateCodeInterpreter"
    " bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
    "cloudformation-001": "cloudformation:CreateStack",
    "cloudformation-003": "cloudformation:CreateStackSet cloudformation:CreateStackInstances",
    "cloudformation-004": "cloudformation:UpdateStackSet",
    "codebuild-001": "codebuild:CreateProject codebuild:StartBuild",
    "codebuild-004": "codebuild:CreateProject codebuild:StartBuildBatch",
    "datapipeline-001": "datapipeline:CreatePipeline datapipeline:PutPipelineDefinition"
    " datapipeline:ActivatePipeline",
    "ec2-001": "ec2:RunInstances",
    "ec2-003": "ec2:RequestSpotInstances",
    "ecs-001": "ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService",
    "ecs-002": "ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask",
    "ecs-003": "ecs:RegisterTaskDefinition ecs:CreateService",
    "ecs-004": "ecs:RegisterTaskDefinition ecs:RunTask",
    "ecs-005": "ecs:RegisterTaskDefinition ecs:StartTask",
    "glue-001": "glue:CreateDevEndpoint",
    "glue-003": "glue:CreateJob glue:StartJobRun",
    "glue-004": "glue:CreateJob glue:CreateTrigger",
    "glue-005": "glue:UpdateJob glue:StartJobRun",
    "glue-006": "glue:UpdateJob glue:CreateTrigger",
    "lambda-001": "lambda:CreateFunction lambda:InvokeFunction",
    "lambda-002": "lambda:CreateFunction lambda:CreateEventSourceMapping",
    "lambda-006": "lambda:CreateFunction lambda:AddPermission",
    "sagemaker-001": "sagemaker:CreateNotebookInstance",
    "sagemaker-002": "sagemaker:CreateTrainingJob",
    "sagemaker-003": "sagemaker:CreateProcessingJob",
}
EXISTING: Final = {
    "cloudformation-005": "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
    "apprunner-002": "apprunner:UpdateService",
    "bedrock-002": "bedrock-agentcore:StartCodeInterpreterSession"
    " bedrock-agentcore:InvokeCodeInterpreter",
    "cloudformation-002": "cloudformation:UpdateStack",
    "codebuild-002": "codebuild:StartBuild",
    "codebuild-003": "codebuild:StartBuildBatch",
    "ec2-002": "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
    "ec2-004": "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate",
    "ec2instanceconnect-003": "ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances",
    "glue-002": "glue:UpdateDevEndpoint",
    "lambda-003": "lambda:UpdateFunctionCode",
    "lambda-004": "lambda:UpdateFunctionCode lambda:InvokeFunction",
    "lambda-005": "lambda:UpdateFunctionCode lambda:AddPermission",
    "sagemaker-004": "sagemaker:CreatePresignedNotebookInstanceUrl",
    "sagemaker-005": "sagemaker:CreateNotebookInstanceLifecycleConfig"
    " sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance"
    " sagemaker:StartNotebookInstance",
    "ssm-001": "ssm:StartSession",
    "ssm-002": "ssm:SendCommand",
}
ALONE: Final = OF_USERS | OF_ROLES | OF_BOTH
PATHS: Final = (*ALONE, *PASSED, *EXISTING)

#: Two in seven of the paths that both may hold go to a role, so that the parts are as large as
#: the three in four users and the one in four roles of those who hold them.
_BOTH: Final = (*OF_BOTH, *PASSED, *EXISTING)
OF_KIND: Final = {
    "User": (*OF_USERS, *(p for n, p in enumerate(_BOTH) if n % 7 not in (3, 6))),
    "Role": (*OF_ROLES, *(p for n, p in enumerate(_BOTH) if n % 7 in (3, 6))),
}
