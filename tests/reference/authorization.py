"""How AWS decides a request, written for reading: plain dicts, loops and no care for speed.

`authorize` takes the arguments of `iam_report.simulate`, with policies as dicts, and knows nothing of
the package. Where AWS documents no answer, or where a condition key is not known, the value of an
element is neither True nor False: it is `UNKNOWN` or `CONDITIONAL`, and the decision may be so too.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from typing import Final

from tests.reference.authorization_conditions import conditions_match
from tests.reference.authorization_requests import (
    CONDITIONAL,
    UNKNOWN,
    Policy,
    Request,
    Statement,
    Value,
    account_of,
    all_of,
    any_of,
    as_list,
    kind_of,
    opposite,
    resource_account_of,
    role_name,
)
from tests.reference.authorization_statements import (
    ACCOUNT,
    DIRECT,
    ROLE,
    action_matches,
    principal_entries,
    principal_matches,
    resource_matches,
)

RCP_SERVICES: Final = {"s3", "sts", "kms", "sqs", "secretsmanager"}
TRUST_ACTIONS: Final = {
    *("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"),
    *("sts:tagsession", "sts:setsourceidentity"),
}
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


def statement_matches(
    statement: Statement, policy_type: str, version: str, request: Request
) -> Value:
    """Whether a statement is about the request, leaving aside its Principal."""
    return all_of(
        [
            action_matches(statement, request["action"]),
            resource_matches(statement, policy_type, version, request),
            conditions_match(statement, version, request),
        ]
    )


def grants(
    policies: list[Policy], effect: str, policy_type: str, request: Request
) -> dict[str, Value]:
    """Whether some statement of that effect matches, by what its Principal grants."""
    found: dict[str, list[Value]] = {DIRECT: [], ROLE: [], ACCOUNT: []}
    for policy in policies:
        version = policy.get("Version", "2008-10-17")
        for statement in as_list(policy["Statement"]):
            if statement["Effect"] != effect:
                continue
            about = statement_matches(statement, policy_type, version, request)
            who = {DIRECT: True}
            if policy_type in ("resource", "endpoint"):
                who = principal_matches(statement, request)
            if policy_type == "endpoint" and kind_of(request["principal"]) != "root":
                who[ACCOUNT] = all_of([who[ACCOUNT], UNKNOWN])
            if policy_type == "endpoint" or effect == "Deny":
                who = {DIRECT: any_of(who.values())}
            if policy_type == "rcp":
                element = statement.get("Principal")
                who = {DIRECT: element is not None and principal_entries(element) == [("AWS", "*")]}
            for strength, value in who.items():
                found[strength].append(all_of([about, value]))
    return {strength: any_of(values) for strength, values in found.items()}


def allows(policies: list[Policy], policy_type: str, request: Request) -> Value:
    """Whether a set of policies holds an Allow for the request."""
    return any_of(grants(policies, "Allow", policy_type, request).values())


def denies(policies: list[Policy], policy_type: str, request: Request) -> Value:
    """Whether a set of policies holds a Deny for the request."""
    return any_of(grants(policies, "Deny", policy_type, request).values())


def boundary_allows(request: Request) -> Value:
    """A permissions boundary is one policy; what several would do, AWS does not say."""
    boundaries = request.get("permissions_boundaries")
    if boundaries is None:
        return True
    answers = {allows([policy], "boundary", request) for policy in boundaries}
    if len(answers) < 2:
        return any_of(answers)
    return UNKNOWN if UNKNOWN in answers or False in answers else CONDITIONAL


def session_allows(request: Request) -> Value:
    """Session policies limit a session; a federated user has nothing without one."""
    policies = request.get("session_policies")
    if policies is None:
        return kind_of(request["principal"]) != "federated-user"
    return allows(policies, "session", request)


def is_service_linked(principal: str) -> bool:
    """Service-linked roles are outside of SCPs and RCPs."""
    kind = kind_of(principal)
    if kind not in ("role", "assumed-role"):
        return False
    return ":role/aws-service-role/" in principal or role_name(principal).startswith(
        "AWSServiceRoleFor"
    )


def scp_levels(request: Request) -> list[list[Policy]] | None:
    """SCPs are about the principals of their organization; None: they do not apply."""
    levels: list[list[Policy]] | None = request.get("service_control_policies")
    principal = request["principal"]
    return None if account_of(principal) is None or is_service_linked(principal) else levels


def scp_allows(request: Request) -> Value:
    """Every level, from the root to the account, has to allow."""
    levels = scp_levels(request)
    if levels is None:
        return True
    return bool(levels) and all_of(allows(level, "scp", request) for level in levels)


def rcp_denies(request: Request) -> Value:
    """RCPs reach the resources of some services, whoever asks."""
    service = request["action"].partition(":")[0].lower()
    if service not in RCP_SERVICES or is_service_linked(request["principal"]):
        return False
    levels = request.get("resource_control_policies") or []
    return any_of(denies(level, "rcp", request) for level in levels)


def endpoint(effect: str, request: Request) -> Value:
    """A VPC endpoint policy is one more limit; an account in it may mean its root user only."""
    policies = request.get("endpoint_policies")
    kind = kind_of(request["principal"])
    if policies is None or kind == "service":
        return effect == "Allow"
    return any_of(grants(policies, effect, "endpoint", request).values())


def is_session_token_request(request: Request) -> bool:
    """AWS lets every user call GetSessionToken."""
    kinds = ("user", "root")
    return (
        request["action"].lower() == "sts:getsessiontoken"
        and kind_of(request["principal"]) in kinds
    )


def resource_policy_decides(request: Request) -> bool:
    """A role's trust policy and a key policy have to speak, in the same account too."""
    action, segments = request["action"].lower(), request.get("resource", "*").split(":", 5)
    if len(segments) < 6:
        return False
    is_role = segments[2] == "iam" and segments[5].startswith("role/")
    is_key = segments[2] == "kms" and segments[5].startswith("key/")
    return (is_role and action in TRUST_ACTIONS) or (is_key and action.startswith("kms:"))


def resource_grants(effect: str, request: Request) -> dict[str, Value]:
    """The resource policy; a role and a key have one even if it is not given."""
    policy = request.get("resource_policy")
    if policy is None:
        value = UNKNOWN if resource_policy_decides(request) else False
        return dict.fromkeys((DIRECT, ROLE, ACCOUNT), value)
    return grants([policy], effect, "resource", request)


def is_allowed(request: Request) -> Value:
    """Whether every side that has to allow the request does."""
    if is_session_token_request(request):
        return True
    principal = request["principal"]
    kind, account = kind_of(principal), account_of(principal)
    granted = resource_grants("Allow", request)
    direct, role, by_account = granted[DIRECT], granted[ROLE], granted[ACCOUNT]
    limits = [scp_allows(request), endpoint("Allow", request)]
    if account is None:
        return all_of([endpoint("Allow", request), direct])
    if kind == "root":
        direct = any_of([direct, by_account])
    boundary, session = boundary_allows(request), session_allows(request)
    identity = kind == "root" or allows(request.get("identity_policies") or [], "identity", request)
    if account != resource_account_of(request):
        granted_any = any_of([direct, role, by_account])
        return all_of([*limits, granted_any, identity, boundary, session])
    if resource_policy_decides(request):
        identity = all_of([by_account, identity])
    limited = all_of([any_of([role, identity]), boundary, session])
    return all_of([*limits, any_of([direct, limited])])


def is_denied(request: Request) -> Value:
    """A Deny of any policy that applies."""
    parts = [
        any_of(resource_grants("Deny", request).values()),
        rcp_denies(request),
        endpoint("Deny", request),
    ]
    if account_of(request["principal"]) is not None:
        parts += [denies(level, "scp", request) for level in scp_levels(request) or []]
        parts += [
            denies(request.get(argument) or [], policy_type, request)
            for policy_type, argument in (
                ("identity", "identity_policies"),
                ("session", "session_policies"),
                ("boundary", "permissions_boundaries"),
            )
        ]
    denied = any_of(parts)
    return all_of([denied, UNKNOWN]) if is_session_token_request(request) else denied


def never_allowed(request: Request) -> bool:
    """What AWS keeps to itself, and what the root user cannot do."""
    action, resource = request["action"].lower(), request.get("resource", "*")
    return (
        (
            action in MANAGED_POLICY_WRITES
            and re.match(r"arn:[^:]+:iam::aws:policy/", resource) is not None
        )
        or (action in RESERVED_ROLE_WRITES and ":role/aws-reserved/" in resource)
        or (action in KEY_ALIAS_WRITES and ":alias/aws/" in resource)
        or (action == "sts:assumerole" and kind_of(request["principal"]) == "root")
    )


def authorize(request: Request) -> str:
    """Return `allowed`, `explicitDeny`, `implicitDeny`, `conditional` or `unknown`."""
    if request["action"].lower() == "sts:getcalleridentity":
        return "allowed"
    denied = is_denied(request)
    if denied is True:
        return "explicitDeny"
    allowed = False if never_allowed(request) else is_allowed(request)
    if allowed is False:
        return "implicitDeny"
    decision = all_of([allowed, opposite(denied)])
    return "allowed" if decision is True else str(decision)
