"""Facts about AWS that are no actions: named classes of actions, services, issuers, policies, keys.

They stand in facts.toml and action_classes.toml, each with its date and sources. What is not listed
is not known.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.errors import IamReportError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

_ARRAY: Final = "ArrayOf"
_ACCOUNT_ID: Final = re.compile(r"\d{12}", re.ASCII)

#: What a service principal may have between the service and `.amazonaws.com`: a region, or the
#: suffix of another partition behind it.
_REGION: Final = re.compile(r"\.[a-z]{2,3}(?:-[a-z]+)+-\d+(?=\.amazonaws\.com)")
_CHINA: Final = ".cn"


class ActionClass(NamedTuple):
    """A named class of actions."""

    name: str
    doc: str
    """What the actions have in common, one sentence."""
    actions: tuple[str, ...]
    """Names or patterns of the actions."""
    reference: str
    """Page of AWS's documentation."""


class Issuer(NamedTuple):
    """An issuer of OIDC tokens."""

    host: str
    """Its URL without `https://`; `*` is any text."""
    tenant_claims: tuple[str, ...]
    """Claims that name the tenant; a name with a colon is a whole condition key."""
    other_claims: tuple[str, ...]
    """Claims that name the tenant as well, so that one of them will do."""
    shared: bool
    """Many customers get tokens from this issuer."""
    audience: str
    """The value that `aud` has by default; empty if the customer chooses it."""
    grammar: str
    """Name of how the provider builds `sub`; empty if not known."""


class ServicePrincipal(NamedTuple):
    """A service that assumes roles of customers."""

    name: str
    sends_source: bool | None
    """It sends aws:SourceArn or aws:SourceAccount; None if not known."""
    is_compute: bool
    """It runs code of customers, which gets the role's credentials."""


class GlobalKey(NamedTuple):
    """A global condition key."""

    name: str
    """The key as AWS writes it; a part such as `${TagKey}` stands for any name."""
    type: str
    multivalued: bool
    """A request may hold several values."""
    deprecated_by: str | None
    """The key to use in its place."""


@cache
def action_classes() -> Mapping[str, ActionClass]:
    """Return the named classes of actions."""
    found = _load("action_classes.toml")["classes"]
    return MappingProxyType(
        {
            name: ActionClass(name, entry["doc"], tuple(entry["actions"]), entry["reference"])
            for name, entry in found.items()
        }
    )


@cache
def oidc_issuers() -> Mapping[str, Issuer]:
    """Return issuers of OIDC tokens by URL without `https://`; some hold a `*`."""
    return MappingProxyType(
        {
            host: Issuer(
                host,
                tenant_claims=tuple(entry.get("tenant_claims", ())),
                other_claims=tuple(entry.get("other_claims", ())),
                shared=entry.get("shared", False),
                audience=entry.get("audience", ""),
                grammar=entry.get("grammar", ""),
            )
            for host, entry in _load("facts.toml")["oidc_issuers"].items()
        }
    )


def oidc_issuer(url: str) -> Issuer | None:
    """Return the issuer with a URL, given with or without `https://`; None if not known."""
    host = url.lower().removeprefix("https://").rstrip("/")
    issuers = oidc_issuers()
    if host in issuers:
        return issuers[host]
    return next((issuers[form] for form, expr in _forms() if expr.fullmatch(host)), None)


@cache
def service_principals() -> Mapping[str, ServicePrincipal]:
    """Return services that assume roles, by principal, such as `ec2.amazonaws.com`."""
    return MappingProxyType(
        {
            name: ServicePrincipal(
                name, entry.get("sends_source"), is_compute=entry.get("is_compute", False)
            )
            for name, entry in _load("facts.toml")["service_principals"].items()
        }
    )


def service_principal(name: str) -> ServicePrincipal | None:
    """Return a service that assumes roles, by any of its names; None if not known.

    Examples:
        >>> service_principal("logs.eu-west-1.amazonaws.com").name
        'logs.amazonaws.com'
    """
    return service_principals().get(_REGION.sub("", name.lower()).removesuffix(_CHINA))


@cache
def deprecated_policies() -> Mapping[str, str]:
    """Return the names of AWS managed policies that AWS has replaced, and the replacements."""
    return MappingProxyType(_load("facts.toml")["deprecated_policies"])


@cache
def policies_for(purpose: str) -> tuple[str, ...]:
    """Return the names of the AWS managed policies for a purpose.

    Args:
        purpose: `administration`, `audit`, `cloudshell`, `reading` or `support`.
    """
    return tuple(_load("facts.toml")["policies_for"][purpose])


@cache
def rcp_services() -> frozenset[str]:
    """Return the prefixes of the services that resource control policies apply to."""
    return frozenset(_load("facts.toml")["rcp_services"]["prefixes"])


@cache
def global_condition_keys() -> Mapping[str, GlobalKey]:
    """Return the global condition keys by name in lower case."""
    return MappingProxyType(
        {
            name.lower(): GlobalKey(
                name,
                entry["type"],
                multivalued=entry["type"].startswith(_ARRAY),
                deprecated_by=entry.get("deprecated_by"),
            )
            for name, entry in _load("facts.toml")["global_condition_keys"].items()
        }
    )


def known_accounts(source: str | os.PathLike[str] | None = None) -> Mapping[str, str]:
    """Return accounts that are known to their ID: the name of who owns each.

    Args:
        source: A TOML file with a table `known_accounts`, account ID to name; None for what the
            package knows.

    Raises:
        IamReportError: The file is not such a table.
    """
    if source is None:
        return MappingProxyType(_load("facts.toml")["known_accounts"])
    path = Path(source)
    try:
        accounts = tomllib.loads(path.read_text("utf-8")).get("known_accounts")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IamReportError(f"`{path}` is no TOML file: {error}") from error
    if not isinstance(accounts, dict):
        raise IamReportError(f"`{path}` has no table `known_accounts`")
    odd = [k for k, v in accounts.items() if not _ACCOUNT_ID.fullmatch(k) or type(v) is not str]
    if odd:
        raise IamReportError(
            f"`{path}` is no list of accounts: `{odd[0]}`",
            hint='write an account ID of 12 digits and a name, as `111122223333 = "Example"`',
        )
    return MappingProxyType(accounts)


@cache
def metadata(name: str) -> Mapping[str, Any]:
    """Return the date, sources and licence of a file of facts, such as `facts.toml`."""
    return MappingProxyType(_load(name)["metadata"])


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the URLs with a `*`; what it stands for has no `*` behind it that could run away."""
    return tuple(
        (host, re.compile(re.escape(host).replace(r"\*", "(?:.+)")))
        for host in oidc_issuers()
        if "*" in host
    )


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
