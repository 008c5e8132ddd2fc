"""What the frames of the account's authorization details have in common."""

from __future__ import annotations

from typing import Final

#: Name of the export in `exports`.
NAME: Final = "authorization_details"

#: The AWS CLI command that gives the export.
#: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
COMMAND: Final = "aws iam get-account-authorization-details"

#: Lists of the export, by the frame that their entries are the rows of.
SECTIONS: Final = {
    "users": "UserDetailList",
    "groups": "GroupDetailList",
    "roles": "RoleDetailList",
    "managed_policies": "Policies",
}

PRINCIPAL_TYPES: Final = ("user", "group", "role")
