"""Action, Resource and Principal in the slow evaluator.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import re
from typing import Any, Final

from tests.reference.authorization_requests import (
    UNKNOWN,
    Request,
    Statement,
    Value,
    account_of,
    all_of,
    any_of,
    as_list,
    kind_of,
    matches_text,
    opposite,
    resolve,
    role_name,
    wildcards,
)

# What a matching Principal element grants: to the requester itself, to its role, or to its account.
DIRECT: Final = "direct"
ROLE: Final = "role"
ACCOUNT: Final = "account"


def action_entry_matches(entry: str, action: str) -> Value:
    """Actions have no case; what wildcards in the service mean, AWS does not say."""
    if entry == "*:*" or not entry.strip("*"):
        return True
    service, colon, name = entry.partition(":")
    if not colon or not name or re.search(r"[\s,]", entry):
        return False
    matches = matches_text(wildcards(entry), action, ignore_case=True)
    return UNKNOWN if matches and re.search(r"[*?]", service) else matches


def action_matches(statement: Statement, action: str) -> Value:
    """Action, or everything but NotAction."""
    entries = as_list(statement.get("Action", statement.get("NotAction")))
    found = any_of(action_entry_matches(entry, action) for entry in entries)
    return found if "Action" in statement else opposite(found)


def segments_of(entry: str, policy_type: str) -> list[str] | None:
    """The six parts of an ARN; what a shorter one means depends on the type of policy."""
    segments = entry.split(":", 5)
    filled = {
        **dict.fromkeys(("identity", "session", "boundary"), True),
        **dict.fromkeys(("resource", "endpoint"), "*" in entry),
        "scp": entry.endswith("*"),
        "rcp": False,
    }
    if segments[0] != "arn" or len(segments) == 1:
        return None
    if len(segments) < 6:
        return [*segments, *("*" * (6 - len(segments)))] if filled[policy_type] else None
    return segments


def resource_entry_matches(entry: str, policy_type: str, version: str, request: Request) -> Value:
    """ARNs are compared part by part, with case; variables stand after the fifth colon."""
    if not entry.strip("*"):
        return True
    pattern, resource = segments_of(entry, policy_type), request.get("resource", "*").split(":", 5)
    if pattern is None or len(resource) < 6:
        return False
    last, state = resolve(pattern[5], version, request)
    parts = [
        matches_text(wildcards(part), text)
        for part, text in zip(pattern[:5], resource[:5], strict=True)
    ]
    return all_of([*parts, matches_text(last, resource[5]), state])


def resource_matches(
    statement: Statement, policy_type: str, version: str, request: Request
) -> Value:
    """Resource, or everything but NotResource; a trust policy has neither."""
    if "Resource" in statement:
        entries = as_list(statement["Resource"])
        return any_of(resource_entry_matches(e, policy_type, version, request) for e in entries)
    if "NotResource" not in statement:
        return True
    entries = as_list(statement["NotResource"])
    if any(entry.strip("*") and segments_of(entry, policy_type) is None for entry in entries):
        return False
    return opposite(
        any_of(resource_entry_matches(e, policy_type, version, request) for e in entries)
    )


def principal_entries(element: Any) -> list[tuple[str, str]]:
    """`"*"` is short for `{"AWS": "*"}`."""
    if isinstance(element, str):
        return [("AWS", element)]
    return [(kind, entry) for kind, entries in element.items() for entry in as_list(entries)]


def regional(service: str) -> str:
    """`states.eu-west-1.amazonaws.com` and `states.amazonaws.com` may be the same service."""
    labels = service.lower().split(".")
    return ".".join([labels[0], *labels[-2:]])


def arn_entry_matches(entry: str, request: Request) -> tuple[str, Value]:
    """The ARN of a role is about its sessions too, that of a session is not about the role."""
    principal = request["principal"]
    of, kind = kind_of(entry), kind_of(principal)
    if of == "user" and kind == "federated-user":
        return ROLE, UNKNOWN
    if of == "role" and kind == "assumed-role":
        return ROLE, role_name(entry).lower() == role_name(principal).lower()
    if of == "assumed-role" and kind == "role":
        same = role_name(entry).lower() == role_name(principal).lower()
        return DIRECT, UNKNOWN if same and not request.get("context_complete", True) else False
    return ROLE if of == "role" else DIRECT, entry == principal


def aws_entry_matches(entry: str, request: Request) -> tuple[str, Value]:
    """An entry under `AWS`: everybody, an account, or one ARN; anything else is nobody."""
    account = account_of(request["principal"])
    if entry == "*":
        return DIRECT, True
    if re.fullmatch(r"\d{12}|arn:[a-z-]+:iam::\d{12}:root", entry):
        return ACCOUNT, account == account_of(entry)
    if entry.startswith("arn:") and account is not None and account == account_of(entry):
        return arn_entry_matches(entry, request)
    return DIRECT, False


def entry_matches(kind: str, entry: str, request: Request) -> tuple[str, Value]:
    """What an entry of a Principal element grants, and whether it is about the requester."""
    principal = request["principal"]
    requester = kind_of(principal)
    if kind == "AWS":
        return aws_entry_matches(entry, request)
    if kind == "Service":
        if requester != "service" or regional(entry) != regional(principal):
            return DIRECT, False
        return DIRECT, True if entry.lower() == principal.lower() else UNKNOWN
    if kind == "Federated":
        return DIRECT, requester == "provider" and entry == principal
    return ACCOUNT, UNKNOWN if account_of(principal) else False


def not_principal_denies(found: list[tuple[str, Any, str, Value]], request: Request) -> Value:
    """Deny with NotPrincipal spares who is listed with its account, and nobody with a boundary.

    A role asks by its sessions, and those of a role that asks itself are not known.
    """
    kind = kind_of(request["principal"])
    if request.get("permissions_boundaries") is not None:
        return True
    if all(value is False for *_, value in found):
        return True
    if kind == "role":
        return UNKNOWN
    listed = {strength for _, _, strength, value in found if value is True}
    account_listed = ACCOUNT in listed or account_of(request["principal"]) is None
    needed = {"root": set(), "assumed-role": {ROLE, DIRECT}}.get(kind, {DIRECT})
    return False if account_listed and needed <= listed else UNKNOWN


def principal_matches(statement: Statement, request: Request) -> dict[str, Value]:
    """How far a statement is about the requester, by what that grants."""
    nobody = dict.fromkeys((DIRECT, ROLE, ACCOUNT), False)
    element = statement.get("Principal", statement.get("NotPrincipal"))
    if element is None:
        return nobody
    entries = principal_entries(element)
    found = [(kind, entry, *entry_matches(kind, entry, request)) for kind, entry in entries]
    if "Principal" in statement:
        return {
            strength: any_of(value for *_, of, value in found if of == strength)
            for strength in nobody
        }
    if ("AWS", "*") in entries:
        return nobody
    if statement["Effect"] == "Deny":
        return nobody | {DIRECT: not_principal_denies(found, request)}
    return nobody | {DIRECT: opposite(any_of(value for *_, value in found))}
