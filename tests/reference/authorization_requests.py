"""The parts of the slow evaluator: values with three or more answers, requests, texts.

An answer is True or False, or what keeps it undecided: CONDITIONAL (a condition key that is not known)
or UNKNOWN (AWS documents no answer).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: True, False, CONDITIONAL or UNKNOWN.
Value = Any
Request = dict[str, Any]
Statement = dict[str, Any]
Policy = dict[str, Any]

CONDITIONAL: Final = "conditional"
UNKNOWN: Final = "unknown"

#: Of the keys that every request of an account has those that the tests use.
ALWAYS_PRESENT: Final = {"aws:userid", "aws:currenttime", "aws:securetransport"}

# In a text whose variables have been replaced, these are the wildcards and all else is literal.
STAR: Final = "\ue000"
ANY: Final = "\ue001"
#: The path of a role, which its sessions do not show.
PATH: Final = "\ue003"
#: A text that names a variable that has no value.
NO_VALUE: Final = "\ue002"


def all_of(values: Iterable[Value]) -> Value:
    """AND: one False decides, else one that is undecided."""
    seen = list(values)
    return next((v for v in (False, UNKNOWN, CONDITIONAL) if v in seen), True)


def any_of(values: Iterable[Value]) -> Value:
    """OR: one True decides, else one that is undecided."""
    seen = list(values)
    return next((v for v in (True, UNKNOWN, CONDITIONAL) if v in seen), False)


def opposite(value: Value) -> Value:
    """NOT: what is undecided stays so."""
    return not value if value in (True, False) else value


def as_list(value: Any) -> list[Any]:
    """An element may hold one value or a list of them."""
    return value if isinstance(value, list) else [value]


def as_text(value: Any) -> str:
    """Condition keys hold text; JSON's booleans are `true` and `false`, its numbers are decimal."""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def kind_of(principal: str) -> str:
    """The kinds of principal that can make a request."""
    if principal == "*":
        return "anonymous"
    if re.fullmatch(r"\d{12}", principal):
        return "root"
    if not principal.startswith("arn:"):
        return "service"
    kind = principal.split(":")[5].split("/", maxsplit=1)[0]
    return "provider" if kind in ("saml-provider", "oidc-provider") else kind


def account_of(principal: str) -> str | None:
    """Services, providers and anonymous requesters act for no account."""
    if kind_of(principal) in ("service", "anonymous", "provider"):
        return None
    return principal.split(":")[4] if principal.startswith("arn:") else principal


def role_name(principal: str) -> str:
    """Of `role/path/NAME` the last part, of `assumed-role/NAME/session` the middle one."""
    parts = principal.split(":", 5)[5].split("/")
    return parts[-1] if parts[0] == "role" else parts[1]


def is_service_linked(request: Request) -> Value:
    """The path of a role shows whether SCPs and RCPs pass over it; a session has only its name."""
    arn, kind = request["principal"], kind_of(request["principal"])
    if kind == "assumed-role":
        context = {key.lower(): value for key, value in (request.get("context") or {}).items()}
        if "aws:principalarn" not in context:
            return UNKNOWN if role_name(arn).startswith("AWSServiceRoleFor") else False
        given = as_list(context["aws:principalarn"])
        arn = as_text(given[0]) if len(given) == 1 else ""
    elif kind != "role":
        return False
    return re.match(r"arn:[^:]+:iam::\d{12}:role/aws-service-role/", arn) is not None


def resource_account_of(request: Request) -> str | None:
    """The account that owns the resource; an S3 bucket's ARN does not say it."""
    segments = request.get("resource", "*").split(":", 5)
    in_arn = segments[4] if len(segments) == 6 else ""
    given = request.get("resource_account")
    return given or (
        in_arn if re.fullmatch(r"\d{12}", in_arn) else account_of(request["principal"])
    )


def request_context(request: Request) -> dict[str, Any]:
    """The condition keys that AWS itself sets, unless the request gives them."""
    principal = request["principal"]
    kind, account = kind_of(principal), account_of(principal)
    partition = principal.split(":")[1] if principal.startswith("arn:") else "aws"
    arn = principal
    if kind == "root":
        arn = f"arn:{partition}:iam::{account}:root"
    elif kind == "assumed-role":
        arn = f"arn:{partition}:iam::{account}:role/{PATH}{role_name(principal)}"
    types = {
        "user": "User",
        "role": "AssumedRole",
        "assumed-role": "AssumedRole",
        "root": "Account",
        "federated-user": "FederatedUser",
        "anonymous": "Anonymous",
    }
    context = {
        "aws:principalarn": arn if account else None,
        "aws:principalaccount": "anonymous" if kind == "anonymous" else account,
        "aws:principaltype": types.get(kind),
        "aws:principalisawsservice": None
        if kind in ("anonymous", "provider")
        else kind == "service",
        "aws:userid": {
            "root": account,
            "anonymous": "anonymous",
            "federated-user": f"{account}:{principal.rpartition('/')[2]}",
        }.get(kind),
        "aws:resourceaccount": resource_account_of(request),
    }
    # The requests of everybody else are known to be without these.
    known = {
        "aws:username": principal.rpartition("/")[2] if kind == "user" else None,
        "aws:principalservicename": principal if kind == "service" else None,
    }
    if kind != "service":
        known["aws:principalservicenameslist"] = None
    known |= {key: value for key, value in context.items() if value is not None}
    return known | {key.lower(): value for key, value in (request.get("context") or {}).items()}


def key_values(key: str, request: Request) -> list[str] | str | None:
    """The values of a condition key; None: it is absent; CONDITIONAL: nobody knows."""
    context = request_context(request)
    if key.lower() not in context:
        return None if request.get("context_complete", True) else CONDITIONAL
    value = context[key.lower()]
    return None if value is None else [as_text(one) for one in as_list(value)]


def is_always_present(key: str, request: Request) -> bool:
    """Some keys every request of an account has."""
    return key.lower() in ALWAYS_PRESENT and account_of(request["principal"]) is not None


VARIABLE: Final = re.compile(r"\$\{(?P<name>[^{},]+)(,\s*'(?P<default>[^']*)')?\}")


def variable(name: str, default: str | None, request: Request) -> str:
    """The value of a policy variable; a key with many values cannot be one."""
    values = key_values(name.strip(), request)
    if values == CONDITIONAL:
        return CONDITIONAL
    if not values:
        return NO_VALUE if default is None else default
    return values[0].replace(PATH, "") if len(values) == 1 else UNKNOWN


def resolve(text: str, version: str, request: Request) -> tuple[str, Value]:
    """Replace policy variables, in version 2012-10-17 only.

    The other value is True; False if a variable has no value; else undecided, and a text that does not
    match with a wildcard in that place does not match at all.
    """
    found, position = "", 0
    states: list[Value] = []
    for match in VARIABLE.finditer(text) if version == "2012-10-17" else ():
        found += wildcards(text[position : match.start()])
        position = match.end()
        if match["name"] in ("*", "?", "$"):
            found += match["name"]
            continue
        value = variable(match["name"], match["default"], request)
        states.append(
            {NO_VALUE: False, CONDITIONAL: CONDITIONAL, UNKNOWN: UNKNOWN}.get(value, True)
        )
        found += value if states[-1] is True else STAR
    return found + wildcards(text[position:]), all_of(states)


def matches_text(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """`*` stands for any characters, `?` for one; the whole text has to match."""
    wild = {STAR: ".*", ANY: "."}
    expression = "".join(wild.get(char) or re.escape(char) for char in pattern)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    return re.fullmatch(expression, text, flags) is not None


def wildcards(text: str) -> str:
    """Let `*` and `?` be wildcards, without replacing variables."""
    return text.replace("*", STAR).replace("?", ANY)
