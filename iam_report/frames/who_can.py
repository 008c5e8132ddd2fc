"""Who can: one row per principal that may do something."""

from __future__ import annotations

from typing import Final

from iam_report.frames.principal_policies import WAYS
from iam_report.frames.snapshot_key import SNAPSHOT_KEY
from iam_report.schema import BOOL, CATEGORY, INT, STRING, Column, Schema

#: What can be decided: AWS's words, and two for what cannot be told.
DECISIONS: Final = ("allowed", "conditional", "unknown", "implicitDeny", "explicitDeny")

#: What a policy is to a request.
POLICY_TYPES: Final = ("identity", "resource", "boundary", "session", "scp", "rcp", "endpoint")

#: Who is asked about; those behind `role` are named by a resource-based policy and not in the
#: snapshot.
REQUESTERS: Final = (
    "user",
    "role",
    "account",
    "outside principal",
    "service",
    "identity provider",
    "anyone",
)

WHO_CAN: Final = Schema(
    name="who_can",
    doc="Who can do an action on a resource, and which statement decides; what `who_can` returns. "
    "Principals that the policy of the resource names and that are not in the snapshot have the "
    "snapshot key of the resource's account.",
    key=("account_id", "as_of", "principal", "resource"),
    resource="principal",
    resource_type="IAM principal",
    declared=(
        *SNAPSHOT_KEY,
        Column(
            "principal",
            STRING,
            "ARN; name of a service or identity provider; `*` for anyone.",
            nullable=False,
        ),
        Column(
            "principal_type",
            CATEGORY,
            "Kind of the principal. `account` is any user or role of an account that is not in the "
            "snapshot.",
            nullable=False,
            one_of=REQUESTERS,
        ),
        Column(
            "principal_account",
            STRING,
            "Account of the principal; null for services, identity providers and anyone.",
        ),
        Column("action", STRING, "The action asked about.", nullable=False),
        Column("resource", STRING, "The resource asked about.", nullable=False),
        Column("decision", CATEGORY, "What AWS would say.", nullable=False, one_of=DECISIONS),
        Column(
            "conditional",
            BOOL,
            "Whether that depends on condition keys that are not known, or is so for some of the "
            "actions and resources asked about.",
            nullable=False,
        ),
        Column("policy_type", STRING, "What the policy that decides is to the request, or null."),
        Column("policy", STRING, "Name of the policy that decides, or null."),
        Column("policy_arn", STRING, "Its ARN; of an inline policy that of its owner."),
        Column("via", STRING, f"How it came to the principal: {', '.join(WAYS)}."),
        Column("group", STRING, "The group that gives it; null without one."),
        Column("statement", INT, "Position of the statement that decides, from 0; null for none."),
        Column("sid", STRING, "Its ID; null without one."),
        Column(
            "missing_context",
            STRING,
            "Condition keys that would decide, with commas between them; null for none.",
        ),
        Column("reason", STRING, "What decided, in a sentence.", nullable=False),
    ),
)
