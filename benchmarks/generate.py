"""Seeded credential reports of any size, for benchmarks: the 22 columns that AWS writes.

The same arguments give the same bytes on any machine. A column is made at a time, so that a
million users take seconds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

#: When the reports were generated.
AS_OF = np.datetime64("2026-01-15T12:00:00")
ACCOUNT = "111122223333"
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2")
SERVICES = ("s3", "ec2", "sts", "iam", "monitoring", "dynamodb", "lambda", "sqs", "ses", "logs")
TEAMS = ("platform", "data", "web", "mobile", "billing", "search")
PATHS = ("/", "/", "/", "/eng/", "/service/")


class Dice:
    """Random columns of one report."""

    def __init__(self, users: int, seed: int) -> None:
        self.users = users
        self._random = np.random.default_rng(seed)

    def chance(self, probability: float | np.ndarray) -> np.ndarray:
        """Return true with a probability."""
        return self._random.random(self.users) < probability

    def pick(self, words: tuple[str, ...]) -> np.ndarray:
        """Return one of the words."""
        return np.array(words)[self._random.integers(0, len(words), self.users)]

    def days(self, low: int, high: int | np.ndarray) -> np.ndarray:
        """Return a moment so many days ago."""
        seconds = self._random.integers(
            low * 86_400, np.maximum(high, low + 1) * 86_400, self.users
        )
        return AS_OF - seconds.astype("timedelta64[s]")


def iso(moments: np.ndarray) -> pa.Array:
    """Return moments as AWS writes them."""
    text = pc.cast(pa.array(moments.astype("datetime64[s]")), pa.string())
    return pc.binary_join_element_wise(pc.utf8_replace_slice(text, 10, 11, "T"), "Z", "")


def where(mask: np.ndarray, values: pa.Array | np.ndarray, other: str = "N/A") -> pa.Array:
    """Return the values where the mask is true, else a marker."""
    return pc.if_else(pa.array(mask), pa.array(values), other)


def flag(mask: np.ndarray) -> pa.Array:
    """Return true or false as AWS writes them."""
    return pc.if_else(pa.array(mask), "true", "false")


def report(users: int, seed: int = 0) -> pa.Table:
    """Return the rows of a report: the root user, then `users` users."""
    dice = Dice(users, seed)
    number = np.arange(users).astype("U")
    robot = dice.chance(0.2)
    team = dice.pick(TEAMS)
    name = np.where(robot, "svc-", "person.") + team.astype(object) + "." + number.astype(object)
    created = dice.days(1, 2000)
    age = (AS_OF - created).astype("timedelta64[D]").astype(int)
    password = dice.chance(np.where(robot, 0.05, 0.9))
    signed_in = dice.chance(0.85)
    changed = dice.days(0, age)
    used = where(signed_in, iso(dice.days(0, age)), "no_information")
    expires = password & dice.chance(0.7)
    head = pc.binary_join_element_wise(
        f"arn:aws:iam::{ACCOUNT}:user", pa.array(dice.pick(PATHS)), ""
    )
    columns = {
        "user": pa.array(name.tolist()),
        "arn": pc.binary_join_element_wise(head, pa.array(name.tolist()), ""),
        "user_creation_time": iso(created),
        "password_enabled": flag(password),
        "password_last_used": where(password, used),
        "password_last_changed": where(password, iso(changed)),
        "password_next_rotation": where(expires, iso(changed + np.timedelta64(90, "D"))),
        "mfa_active": flag(dice.chance(np.where(robot, 0.02, 0.75))),
    }
    for slot, has, active in ((1, np.where(robot, 0.9, 0.45), 0.85), (2, 0.1, 0.6)):
        columns |= access_key(dice, f"access_key_{slot}", dice.chance(has), active, age)
    for slot in (1, 2):
        has = dice.chance(0.005)
        columns[f"cert_{slot}_active"] = flag(has)
        columns[f"cert_{slot}_last_rotated"] = where(has, iso(dice.days(0, age)))
    root = ["<root_account>", f"arn:aws:iam::{ACCOUNT}:root", "2018-01-01T01:43:05Z", "true"]
    root += ["2025-07-30T04:31:07Z", "2020-02-02T02:02:02Z", "not_supported", "true"]
    root += ["false", "N/A", "N/A", "N/A", "N/A"] * 2 + ["false", "N/A"] * 2
    first = pa.table({name: [cell] for name, cell in zip(columns, root, strict=True)})
    return pa.concat_tables([first, pa.table(columns)])


def access_key(
    dice: Dice, name: str, has: np.ndarray, active: float, age: np.ndarray
) -> dict[str, pa.Array]:
    """Return the five columns of a key slot."""
    used = has & dice.chance(0.8)
    return {
        f"{name}_active": flag(has & dice.chance(active)),
        f"{name}_last_rotated": where(has, iso(dice.days(0, age))),
        f"{name}_last_used_date": where(used, iso(dice.days(0, age))),
        f"{name}_last_used_region": where(used & dice.chance(0.9), dice.pick(REGIONS)),
        f"{name}_last_used_service": where(used, dice.pick(SERVICES)),
    }


def report_csv(users: int, seed: int = 0) -> bytes:
    """Return a report as the CSV text that AWS writes."""
    sink = pa.BufferOutputStream()
    options = csv.WriteOptions(quoting_style="none")
    table = report(users, seed)
    csv.write_csv(table, sink, write_options=options)
    header = ",".join(table.column_names).encode()
    text: bytes = sink.getvalue().to_pybytes()
    return header + text[text.index(b"\n") :].removesuffix(b"\n")


def main() -> None:
    """Write a report to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("users", type=int)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.output.write_bytes(report_csv(arguments.users, arguments.seed))


if __name__ == "__main__":
    main()
