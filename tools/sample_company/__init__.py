"""Example Ferries: a fictional company whose AWS accounts are there to be explored.

`model` says what a company, an account and its users are made of; `staff` lists the people;
`production`, `development` and `legacy` hold the three accounts, ordinary users (`habits`) and
stories alike. `credential_report` and `readme` render what the model says.
"""

from tools.sample_company.company import example_ferries

__all__ = ["example_ferries"]
