"""The other side of taking on a role: which services and which principals trust policies let in."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

from iam_report.access.asking import TRUST, Asked, depends_on_requester
from iam_report.access.can import decide
from iam_report.access.decide import decide_all
from iam_report.graph._bits import NOTHING, Bits, mask_of, mask_of_flags
from iam_report.graph._candidates import common_text
from iam_report.graph._resources import Resources
from iam_report.graph._scope import GROUP, ROLE
from iam_report.graph._statements import keys_of
from iam_report.policy import trusts
from iam_report.policy.authorize import authorize
from iam_report.policy.causes import DOUBT, MISSING, Cause
from iam_report.policy.compiled import UnknownPolicy, compiled
from iam_report.policy.requests import PRINCIPAL_ARN, requester
from iam_report.policy.sides import Policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.graph._scope import Population, Scope
    from iam_report.policy.compiled import CompiledPolicy
    from iam_report.policy.decisions import Decision
    from iam_report.policy.requests import Requester
    from iam_report.policy.sides import Labelled

Context: TypeAlias = "Mapping[str, tuple[str, ...] | None]"

#: Of so many principals that a trust policy names the one is taken that is let in most surely.
_FEW: Final = 20

ASSUME: Final = "sts:AssumeRole"
_BY_PROVIDER: Final = {
    trusts.OIDC: "sts:AssumeRoleWithWebIdentity",
    trusts.SAML: "sts:AssumeRoleWithSAML",
}
_ANYBODY: Final = "*"
_CHINA: Final = "aws-cn"
_TAG: Final = "aws:principaltag/"
_EVERYTHING: Final = compiled({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


class Answer(NamedTuple):
    """What a decision comes to."""

    decision: Decision

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why it is open."""
        found = self.decision
        if found.is_allowed is not None:
            return ()
        missing = tuple(Cause(MISSING, key) for key in found.missing_context)
        return missing or (Cause(DOUBT, found.reason),)

    @property
    def rank(self) -> int:
        """How far from allowed it is."""
        return {True: 0, None: 1, False: 2}[self.decision.is_allowed]

    def bits(self, mask: int) -> Bits:
        """Return the answer as bits; what AWS's documentation leaves open counts as conditional."""
        if self.decision.is_allowed is None:
            return Bits(0, mask, 0)
        return Bits(mask, 0, 0) if self.decision.is_allowed else NOTHING


@dataclass
class Admitted:
    """Whom the trust policies of some roles let in, and why that is not known.

    Attributes:
        bits: Which roles do.
        causes: For places of roles why that is not known.
    """

    bits: Bits = NOTHING
    causes: dict[int, tuple[Cause, ...]] = field(default_factory=dict)


class Trusts:
    """The trust policies of the roles of a snapshot.

    Args:
        population: Who there is.
        scp: Service control policies by account.
        scope: An account whose roles are those of this moment, not of the last.

    Attributes:
        roles: The roles of all accounts at their last moments that let in principals of accounts,
            as resources.
        actors: The same, as positions in the population.
    """

    def __init__(self, population: Population, scp: Any, scope: Scope | None = None) -> None:
        self._population = population
        self._index = population.index
        self._scp = scp
        self._admitted: dict[tuple[int, str], Admitted] = {}
        documents = self._index.documents
        self._services = [_named(document, _is_service) for document in documents]
        self._singles = [_named(document, _is_one) for document in documents]
        names_accounts = np.array([bool(_named(d, _is_of_account)) for d in documents] + [False])
        last = np.zeros(population.count, dtype=bool)
        last[list(self._index.by_arn.values())] = True
        if scope is not None:
            accounts = np.array(self._index.accounts, dtype=object)
            last[accounts == scope.account] = False
            last[scope.who[scope.who < population.count]] = True
        is_role = (population.kinds[: population.count] == ROLE) & last
        is_role &= ~population.is_service_linked[: population.count]
        self.actors = np.flatnonzero(is_role & names_accounts[self._index.trust_document])
        arns = [population.arns[at] for at in self.actors.tolist()]
        self.roles = Resources(arns, self._contexts, is_of_many_accounts=True)
        self._anybody: dict[tuple[object, ...], Answer] = {}
        self._accounts: dict[int, frozenset[str]] = {}
        self.accounts = [self._index.accounts[at] for at in self.actors.tolist()]

    def after(self, population: Population) -> Trusts:
        """Return the trust policies where policies differ.

        Args:
            population: Who there is, with documents behind those that there were.
        """
        found, index = copy(self), population.index
        more = index.documents[len(self._index.documents) :]
        parts = vars(found)
        parts |= {
            "_population": population,
            "_index": index,
            "_services": [*self._services, *(_named(each, _is_service) for each in more)],
            "_singles": [*self._singles, *(_named(each, _is_one) for each in more)],
        }
        if index.trust_document is not self._index.trust_document:
            for name in ("is_plain", "_by_account", "_by_name"):
                parts.pop(name, None)
            anybody, accounts = dict(self._anybody), dict(self._accounts)
            parts |= {"_admitted": {}, "_anybody": anybody, "_accounts": accounts}
        return found

    def _contexts(self) -> list[dict[str, tuple[str, ...] | None]]:
        found = []
        for at, account in zip(self.actors.tolist(), self.accounts, strict=True):
            own: dict[str, tuple[str, ...] | None] = {"aws:resourceaccount": (account,)}
            for key, value in self._index.tags_of(at).items():
                own[f"aws:resourcetag/{key}"] = own[f"iam:resourcetag/{key}"] = (value,)
            found.append(own)
        return found

    def of_service(self, scope: Scope, service: str) -> Admitted:
        """Return which roles of an account let a service in."""
        key = scope.number, service
        if key not in self._admitted:
            self._admitted[key] = self._of_service(scope, service)
        return self._admitted[key]

    def _of_service(self, scope: Scope, service: str) -> Admitted:
        roles = scope.who[scope.of_kind(ROLE)]
        documents = self._index.trust_document[roles]
        label = service.partition(".")[0]
        found = Admitted()
        for document in np.unique(documents[documents >= 0]).tolist():
            names = self._services[document]
            if not any(n == _ANYBODY or n.lower().startswith(label) for n in names):
                continue
            mask = mask_of_flags(documents == document)
            asked = [service]
            if scope.partition == _CHINA:
                asked.append(f"{service}.cn")
            each = [Answer(self._ask_service(scope, document, name)) for name in asked]
            answer = min(each, key=lambda answer: answer.rank)
            bits = answer.bits(mask)
            found.bits |= bits
            if bits.cond:
                places = np.flatnonzero(documents == document).tolist()
                found.causes.update(dict.fromkeys(places, answer.causes))
        return found

    def _ask_service(self, scope: Scope, document: int, service: str) -> Decision:
        who = requester(service)
        role = f"arn:{scope.partition}:iam::{scope.account}:role/any"
        asked = Asked(
            _BY_PROVIDER.get(who.kind, ASSUME), role, {"aws:sourceaccount": (scope.account,)}
        )
        policies = Policies(resource=(TRUST, self._index.documents[document]))
        return authorize(asked.request(who, {}), policies)

    def _policy(self, place: int) -> CompiledPolicy | UnknownPolicy:
        return self._index.trust_policy(int(self.actors[place]))

    @cached_property
    def is_plain(self) -> np.ndarray:
        """Whether the trust policy of each role says the same to all principals of an account.

        Those that it names one by one set apart.
        """
        plain = np.array([_is_plain(document) for document in self._index.documents], dtype=bool)
        found: np.ndarray = plain[self._index.trust_document[self.actors]]
        return found

    @cached_property
    def lets_in_everybody(self) -> np.ndarray:
        """Whether the trust policy of each role is plain and lets in everybody by itself.

        Those of the account need no policy of their own then.
        """
        everybody = np.array([_ANYBODY in names for names in self._singles], dtype=bool)
        found: np.ndarray = self.is_plain & everybody[self._index.trust_document[self.actors]]
        return found

    @cached_property
    def _by_account(self) -> dict[str, dict[tuple[int, str], list[int]]]:
        """For each account the plain roles that leave it to the account, by policy and owner."""
        found: dict[str, dict[tuple[int, str], list[int]]] = {}
        documents = self._index.trust_document[self.actors].tolist()
        for place in np.flatnonzero(self.is_plain).tolist():
            key = documents[place], self.accounts[place]
            names = {_ANYBODY} if self.lets_in_everybody[place] else self._accounts_of(key[0])
            for account in names:
                found.setdefault(account, {}).setdefault(key, []).append(place)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        """For each principal that trust policies name, and for `*`, the roles that do."""
        found: dict[str, list[int]] = {}
        for place, document in enumerate(self._index.trust_document[self.actors].tolist()):
            for name in self._singles[document]:
                found.setdefault(name, []).append(place)
        return found

    def _accounts_of(self, document: int) -> frozenset[str]:
        if document not in self._accounts:
            self._accounts[document] = _accounts(self._index.documents[document])
        return self._accounts[document]

    def of_account(self, scope: Scope) -> Admitted:
        """Return which plain roles leave it to an account whom of it they let in."""
        key = scope.number, ""
        if key not in self._admitted:
            self._admitted[key] = self._of_account(scope)
        return self._admitted[key]

    def _of_account(self, scope: Scope) -> Admitted:
        found = Admitted()
        listed = (self._by_account.get(account, {}) for account in (scope.account, _ANYBODY))
        for (document, owner), places in chain.from_iterable(each.items() for each in listed):
            policy = self._index.documents[document]
            answer = Answer(self._ask_account(scope, policy, owner))
            bits = answer.bits(mask_of(places, len(self.roles)))
            found.bits |= bits
            if bits.cond:
                found.causes.update(dict.fromkeys(places, answer.causes))
        return found

    def outside(self, scope: Scope) -> tuple[Bits, dict[int, tuple[Cause, ...]]]:
        """Return which roles of other accounts let in somebody of an account, and why not known."""
        found = Admitted()
        named = self.named(scope)
        documents = self._index.trust_document[self.actors].tolist()
        places = {*named, *self._by_name.get(_ANYBODY, ())}
        places |= {p for p, d in enumerate(documents) if scope.account in self._accounts_of(d)}
        for place in sorted(p for p in places if self.accounts[p] != scope.account):
            actors = tuple(named.get(place, ())[:_FEW])
            answer = self._of_anybody(scope, documents[place], self.accounts[place], actors)
            found.bits |= answer.bits(1 << place)
            found.causes[place] = answer.causes
        return found.bits, found.causes

    def _of_anybody(
        self, scope: Scope, document: int, owner: str, named: tuple[int, ...]
    ) -> Answer:
        """Ask for somebody of an account that may do everything: whoever is let in most surely.

        An administrator of the account can make users of any name and with any tags.
        """
        key = scope.account, document, owner, named
        if key not in self._anybody:
            policy = self._index.documents[document]
            who: list[tuple[Requester, Context]] = [
                (requester(scope.arns[at]), scope.own_context(at)) for at in named
            ]
            who += [(each, own) for each in _anybody(scope, policy) for own in _tags(policy)]
            answers = [
                Answer(self._ask(each, policy, owner, scope.partition, own)) for each, own in who
            ]
            self._anybody[key] = min(answers, key=lambda answer: answer.rank)
        return self._anybody[key]

    def _ask_account(self, scope: Scope, policy: CompiledPolicy, owner: str) -> Decision:
        """Ask for a principal of an account that may do everything and that nobody names."""
        who = requester(f"arn:{scope.partition}:iam::{scope.account}:user/\x7f")
        return self._ask(who, policy, owner, scope.partition, {})

    @staticmethod
    def _ask(
        who: Requester, policy: CompiledPolicy, owner: str, partition: str, own: Context
    ) -> Decision:
        """Ask for a principal that may do everything."""
        asked = Asked(ASSUME, f"arn:{partition}:iam::{owner}:role/any")
        policies = Policies(identity=[("everything", _EVERYTHING)], resource=(TRUST, policy))
        return authorize(asked.request(who, own), policies)

    def named(self, scope: Scope) -> dict[int, list[int]]:
        """Return for places of roles the actors of an account that they name one by one.

        A role that lets in everybody names all of its account.
        """
        found: dict[int, list[int]] = {}
        for name in scope.place.keys() & self._by_name.keys():
            for place in self._by_name[name]:
                found.setdefault(place, []).append(scope.place[name])
        everybody = np.flatnonzero(scope.kinds != GROUP).tolist()
        for place in self._by_name.get(_ANYBODY, ()):
            if self.accounts[place] == scope.account and not self.lets_in_everybody[place]:
                found[place] = everybody
        return {place: sorted(actors) for place, actors in sorted(found.items())}

    def decide(self, scope: Scope, actor: int, place: int) -> Decision:
        """Decide whether an actor may assume a role."""
        resource: Labelled = (TRUST, self._policy(place))
        at = int(scope.who[actor])
        asked = self._asked(place)
        return decide(self._index, asked, requester(scope.arns[actor]), at, resource)

    def decide_all(self, place: int) -> tuple[list[Decision], np.ndarray]:
        """Decide for all users and roles of the snapshot whether they may assume a role."""
        resource: Labelled = (TRUST, self._policy(place))
        return decide_all(self._index, self._asked(place), resource)

    def _asked(self, place: int) -> Asked:
        context = self.roles.contexts[place]
        tags = {key: value for key, value in context.items() if "tag/" in key}
        return Asked(ASSUME, self.roles.arns[place], tags, scp=self._scp)


def _named(policy: CompiledPolicy, test: Any) -> tuple[str, ...]:
    """Return the principals that the statements of a policy that allow name, of a kind."""
    entries = (
        entry
        for s in policy.allows
        for entry in ((("*", "*"),) if s.is_not_principal else s.principals or ())
    )
    return tuple(dict.fromkeys(value for kind, value in entries if test(kind, value)))


def _is_service(kind: str, value: str) -> bool:
    return kind in ("Service", "Federated") or value == _ANYBODY


def _is_of_account(kind: str, value: str) -> bool:
    return kind == "AWS" or value == _ANYBODY


def _is_one(kind: str, value: str) -> bool:
    if value == _ANYBODY:
        return True
    return kind == "AWS" and trusts.principal(kind, value).kind != trusts.ACCOUNT


def _accounts(policy: CompiledPolicy) -> frozenset[str]:
    """Return the accounts to which a trust policy leaves whom it lets in."""
    entries = (entry for s in policy.allows for entry in s.principals or ())
    each = (trusts.principal(kind, value) for kind, value in entries if kind == "AWS")
    return frozenset(str(e.account) for e in each if e.kind == trusts.ACCOUNT)


def _anybody(scope: Scope, policy: CompiledPolicy) -> list[Requester]:
    """Return somebody of an account whom nobody names, and whose names conditions ask for."""
    head = f"arn:{scope.partition}:iam::{scope.account}:"
    values = _values(policy, PRINCIPAL_ARN)
    forms = [f"{head}{kind}/?*" for kind in ("user", "role")]
    found = (common_text(form, value) for value in values[:_FEW] for form in forms)
    names = [name for name in dict.fromkeys(found) if name is not None]
    return [requester(name) for name in (f"{head}user/\x7f", *names)]


def _tags(policy: CompiledPolicy) -> list[Context]:
    """Return the tags of somebody without any, and of somebody with those that are asked for."""
    keys = {c.key for s in policy.statements for c in s.conditions if c.key.startswith(_TAG)}
    wanted = {key: (value,) for key in sorted(keys) for value in _values(policy, key)[:1]}
    return [{}, wanted] if wanted else [{}]


def _values(policy: CompiledPolicy, key: str) -> list[str]:
    """Return the values that conditions of a policy have for a key."""
    conditions = (c for s in policy.statements for c in s.conditions if c.key == key)
    return list(dict.fromkeys(value for c in conditions for value in c.values))


def _is_plain(policy: CompiledPolicy) -> bool:
    """Return whether a trust policy only allows, and asks for nothing that depends on who asks."""
    return not policy.denies and all(
        not s.is_not_principal
        and not any(
            depends_on_requester(key) for key in keys_of(s) if key != "aws:principalaccount"
        )
        and all(trusts.principal(k, v).kind != trusts.SESSION for k, v in s.principals or ())
        for s in policy.allows
    )
