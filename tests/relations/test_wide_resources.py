"""What is every resource of a kind, against ARNs of that kind made at random."""

from __future__ import annotations

import random

import pytest

from iam_report.catalog.actions import catalogue
from iam_report.policy.action_sets import action_set
from iam_report.policy.resources import matches_arn
from iam_report.relations._wide_resources import wide_actions, wide_actions_outside

#: ARNs of kinds of resources, and an action on each that is on no other kind.
KINDS = {
    "iam::{account}:role/{name}": "iam:PassRole",
    "iam::{account}:policy/{name}": "iam:CreatePolicyVersion",
    "kms:{region}:{account}:key/{name}": "kms:Decrypt",
    "secretsmanager:{region}:{account}:secret:{name}": "secretsmanager:GetSecretValue",
    "s3:::{name}": "s3:PutBucketPolicy",
    "sqs:{region}:{account}:{name}": "sqs:SendMessage",
    "logs:{region}:{account}:log-group:{name}": "logs:CreateLogGroup",
}
ACCOUNT = "111122223333"


def _name(chance: random.Random) -> str:
    return "".join(chance.choices("abckrs-_09", k=chance.randint(1, 8)))


def _pattern(chance: random.Random, kind: str) -> str:
    """Return a pattern that is much like the ARNs of a kind, with some characters changed."""
    signs = list(kind.rpartition(":")[2].format(name="*"))
    for _ in range(chance.randint(0, 3)):
        place = chance.randrange(len(signs) + 1)
        signs[place : place + chance.randint(0, 1)] = chance.choice(["*", "?", "/", "a", ""])
    head = kind.rpartition(":")[0]
    places = {"region": chance.choice(["*", "eu-west-1"]), "account": chance.choice(["*", ACCOUNT])}
    return f"arn:aws:{head.format(**places)}:{''.join(signs)}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_resource_of_a_kind(kind: str) -> None:
    """A pattern is wide if, and only if, it matches whatever ARN of the kind there is."""
    chance = random.Random(kind)  # noqa: S311  (no secret)
    answers = set()
    for _ in range(300):
        pattern = _pattern(chance, kind)
        arns = [
            "arn:aws:" + kind.format(region="eu-west-1", account=ACCOUNT, name=_name(chance))
            for _ in range(40)
        ]
        expected = all(matches_arn(pattern, arn) for arn in arns)
        answers.add(expected)
        assert bool(wide_actions([pattern]) & action_set(KINDS[kind])) is expected, pattern

    assert answers == {True, False}


@pytest.mark.parametrize("kind", KINDS)
def test_all_but_some(kind: str) -> None:
    """`NotResource` leaves a kind as a whole where no ARN of it is named."""
    one = "arn:aws:" + kind.format(region="eu-west-1", account=ACCOUNT, name="x")

    assert not wide_actions_outside([one]) & action_set(KINDS[kind])
    for other in KINDS.keys() - {kind}:
        assert wide_actions_outside([one]) & action_set(KINDS[other])


def test_kinds_are_in_the_catalogue() -> None:
    """The actions above are known."""
    assert all(name.lower() in catalogue().index for name in KINDS.values())
