"""Example Ferries: a fictional company whose AWS accounts are there to be explored.

`model` says what a company, an account and its users are made of; `staff` lists the people;
`production`, `development` and `legacy` hold the three accounts, ordinary users (`habits`) and
stories alike. What they may do is in `access` (the model) and `production_access`,
`development_access` and `legacy_access`. `credential_report`, `authorization_details` and `readme`
render what the model says.
"""

from tools.sample_company.company import example_ferries

__all__ = ["example_ferries"]
