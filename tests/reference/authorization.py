"""How AWS decides a request, written for reading: plain dicts, loops and no care for speed.

`authorize` takes the arguments of `iam_report.simulate`, with policies as dicts, and knows nothing of
the package. Where AWS documents no answer, or where a condition key is not known, the value of an
element is neither True nor False: it is `UNKNOWN` or `CONDITIONAL`, and the decision may be so too.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

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
    is_service_linked,
    kind_of,
    opposite,
    resource_account_of,
)
from tests.reference.authorization_special import (
    forbidden,
    is_session_token_request,
    is_spared_by_bucket_policies,
    needs_no_permission,
    resource_policy_decides,
    takes_anonymous_requests,
    takes_rcps,
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


def scp_levels(request: Request) -> list[list[Policy]]:
    """SCPs are about the principals of their organization."""
    levels: list[list[Policy]] | None = request.get("service_control_policies")
    return [] if levels is None or account_of(request["principal"]) is None else levels


def scp_allows(request: Request) -> Value:
    """Every level, from the root to the account, has to allow, but for a service-linked role."""
    levels = request.get("service_control_policies")
    if levels is None or account_of(request["principal"]) is None:
        return True
    granted = bool(levels) and all_of(allows(level, "scp", request) for level in levels)
    return any_of([is_service_linked(request), granted])


def organization_denies(request: Request) -> Value:
    """SCPs look at who asks, RCPs at the resource; service-linked roles are outside of both."""
    levels = request.get("resource_control_policies") or [] if takes_rcps(request) else []
    found = [denies(level, "rcp", request) for level in levels]
    found += [denies(level, "scp", request) for level in scp_levels(request)]
    return all_of([any_of(found), opposite(is_service_linked(request))])


def endpoint(effect: str, request: Request) -> Value:
    """A VPC endpoint policy is one more limit; an account in it may mean its root user only."""
    policies = request.get("endpoint_policies")
    kind = kind_of(request["principal"])
    if policies is None or kind == "service":
        return effect == "Allow"
    return any_of(grants(policies, effect, "endpoint", request).values())


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
    parts = [organization_denies(request), endpoint("Deny", request)]
    if not is_spared_by_bucket_policies(request):
        parts.append(any_of(resource_grants("Deny", request).values()))
    if account_of(request["principal"]) is not None:
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


def authorize(request: Request) -> str:
    """Return `allowed`, `explicitDeny`, `implicitDeny`, `conditional` or `unknown`."""
    if needs_no_permission(request):
        return "allowed"
    denied = is_denied(request)
    if denied is True:
        return "explicitDeny"
    allowed = False if forbidden(request) else is_allowed(request)
    if kind_of(request["principal"]) == "anonymous":
        allowed = all_of([allowed, takes_anonymous_requests(request)])
    if allowed is False:
        return "implicitDeny"
    decision = all_of([allowed, opposite(denied)])
    return "allowed" if decision is True else str(decision)
