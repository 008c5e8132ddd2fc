"""SHR011."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="SHR011",
    severity=Severity.LOW,
    title="Role of a service without a source condition",
    message="{role} can be assumed by {principal} on behalf of whoever uses that service",
    evidence=("principal", "statement", "sid", "conditions"),
    fix="aws iam update-assume-role-policy --role-name {role} --policy-document file://TRUST_POLICY.json",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",),
)
def service_trust_without_source_condition(role_trusts: pd.DataFrame) -> pd.Series:
    """A trust policy allows a service and no condition asks on whose behalf it calls.

    ## Why
    A service works for all its customers. If it can be told to use your role on behalf of somebody
    else, it becomes a deputy that serves the wrong master.

    ## Fix
    Add `aws:SourceAccount` with the ID of the account, or `aws:SourceArn` with the resource.

    ## Not covered
    Services of which it is not known whether they say on whose behalf they call: the answer is left
    open. Services that run your own code with the role, such as Amazon EC2, are out of scope.

    ## Cases

    | principal_kind | lets_in | service_sends_source | is_compute | limits_source | finding |
    | -------------- | ------- | -------------------- | ---------- | ------------- | ------- |
    | service        | true    | true                 | false      | false         | yes     |
    | service        | true    | true                 | false      | true          | no      |
    | service        | true    | false                | false      | false         | no      |
    | service        | true    | true                 | true       | false         | no      |
    | service        | true    |                      |            | false         | unknown |
    | role           | true    |                      |            | false         | no      |
    """
    r = role_trusts
    is_service = ~r["is_made_by_aws"] & r["lets_in"] & (r["principal_kind"] == "service")
    return is_service & r["service_sends_source"] & ~r["is_compute"] & ~r["limits_source"]
