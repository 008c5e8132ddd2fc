"""What single services and operations do in their own way, in the slow evaluator.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from __future__ import annotations

import re
from typing import Final

from tests.reference.authorization_requests import (
    UNKNOWN,
    Request,
    Value,
    account_of,
    kind_of,
    resource_account_of,
)

RCP_SERVICES: Final = {"s3", "sts", "kms", "sqs", "secretsmanager"}
#: The operation that each kind of identity provider is for.
FEDERATION: Final = {
    "sts:assumerolewithsaml": "saml-provider",
    "sts:assumerolewithwebidentity": "oidc-provider",
}
#: Permissions that go with the operations that give the session of a role.
SESSION_DETAILS: Final = {"sts:tagsession", "sts:setsourceidentity"}
TRUST_ACTIONS: Final = {"sts:assumerole", *FEDERATION, *SESSION_DETAILS}
TOKENS_OF_USERS: Final = {"sts:getsessiontoken", "sts:getfederationtoken"}
MANAGED_POLICY_WRITES: Final = {
    *("iam:createpolicy", "iam:createpolicyversion", "iam:deletepolicy", "iam:deletepolicyversion"),
    *("iam:setdefaultpolicyversion", "iam:tagpolicy", "iam:untagpolicy"),
}
#: Of the writes to roles those that the tests ask for.
RESERVED_ROLE_WRITES: Final = {
    *("iam:attachrolepolicy", "iam:deleterole", "iam:passrole", "iam:putrolepolicy"),
    "iam:updateassumerolepolicy",
}
KEY_ALIAS_WRITES: Final = {"kms:createalias", "kms:deletealias", "kms:updatealias"}
#: Of the operations of AWS KMS without a key those that the tests ask for.
KEYLESS: Final = {"kms:createkey", "kms:listkeys", "kms:listaliases", "kms:generaterandom"}
BUCKET_POLICY_ACTIONS: Final = {"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"}
ANONYMOUS_SERVICES: Final = {"s3", "sqs", "sns"}
ANONYMOUS_ACTIONS: Final = {"lambda:invokefunctionurl", "execute-api:invoke"}


def action_of(request: Request) -> str:
    """Actions have no case."""
    return str(request["action"]).lower()


def service_of(request: Request) -> str:
    """The part before the colon."""
    return action_of(request).partition(":")[0]


def is_unsigned(request: Request) -> bool:
    """Without credentials ask the anonymous, and who comes with the token of a provider."""
    return kind_of(request["principal"]) in ("anonymous", "provider")


def needs_no_permission(request: Request) -> bool:
    """GetCallerIdentity says who has signed it, whatever policies say."""
    return action_of(request) == "sts:getcalleridentity" and not is_unsigned(request)


def is_session_token_request(request: Request) -> bool:
    """AWS lets every user call GetSessionToken."""
    kinds = ("user", "root")
    return action_of(request) == "sts:getsessiontoken" and kind_of(request["principal"]) in kinds


def resource_policy_decides(request: Request) -> bool:
    """A role's trust policy and a key policy have to speak, in the same account too."""
    action, resource = action_of(request), request.get("resource", "*")
    if action in TRUST_ACTIONS:
        return resource == "*" or re.match("arn:[^:]*:iam:[^:]*:[^:]*:role/", resource) is not None
    is_alias = re.match("arn:[^:]*:kms:[^:]*:[^:]*:alias/", resource) is not None
    if action in KEY_ALIAS_WRITES and is_alias:
        return False
    return service_of(request) == "kms" and action not in KEYLESS


def takes_rcps(request: Request) -> bool:
    """RCPs reach the resources of some services, but not who gives a grant of a key back."""
    return service_of(request) in RCP_SERVICES and action_of(request) != "kms:retiregrant"


def takes_anonymous_requests(request: Request) -> Value:
    """Of most services AWS does not say whether they answer a request that nobody signed."""
    if service_of(request) in ANONYMOUS_SERVICES or action_of(request) in ANONYMOUS_ACTIONS:
        return True
    return UNKNOWN


def is_spared_by_bucket_policies(request: Request) -> bool:
    """The root user of a bucket's account cannot be locked out by the bucket's policy."""
    principal = request["principal"]
    return (
        action_of(request) in BUCKET_POLICY_ACTIONS
        and kind_of(principal) == "root"
        and account_of(principal) == resource_account_of(request)
    )


def is_write_of_aws(request: Request) -> bool:
    """What AWS manages in an account, the account cannot change."""
    action, resource = action_of(request), request.get("resource", "*")
    return (
        (
            action in MANAGED_POLICY_WRITES
            and re.match(r"arn:[^:]+:iam::aws:policy/", resource) is not None
        )
        or (action in RESERVED_ROLE_WRITES and ":role/aws-reserved/" in resource)
        or (action in KEY_ALIAS_WRITES and ":alias/aws/" in resource)
    )


def is_wrong_requester(request: Request) -> bool:
    """Operations that are not for everybody, whatever policies say."""
    principal, action = request["principal"], action_of(request)
    kind, is_sts = kind_of(principal), service_of(request) == "sts"
    if kind == "provider":
        own = FEDERATION.get(action)
        fits = own is not None and f":{own}/" in principal
        return not fits and action not in SESSION_DETAILS
    if kind == "anonymous":
        return service_of(request) == "kms" or (is_sts and action not in FEDERATION)
    if kind == "federated-user" and is_sts:
        return action != "sts:getcalleridentity"
    if action in TOKENS_OF_USERS:
        return kind not in ("user", "root")
    return action in FEDERATION or (action == "sts:assumerole" and kind == "root")


def forbidden(request: Request) -> bool:
    """What no policy can allow."""
    is_of_others = action_of(request) in BUCKET_POLICY_ACTIONS and (
        account_of(request["principal"]) is None
        or account_of(request["principal"]) != resource_account_of(request)
    )
    return is_of_others or is_write_of_aws(request) or is_wrong_requester(request)
