"""Example Ferries as a whole."""

from tools.sample_company.development import development
from tools.sample_company.legacy import legacy
from tools.sample_company.model import Company
from tools.sample_company.production import production
from tools.sample_company.usual_access import MANAGEMENT_ACCOUNT


def example_ferries() -> Company:
    """Return the company with its three accounts."""
    return Company(
        name="Example Ferries",
        business=(
            "a regional ferry operator: eleven ships, fourteen harbours, a ticket shop, an open"
            " timetable, and tide gauges on every quay"
        ),
        management_account=MANAGEMENT_ACCOUNT,
        accounts=(production(), development(), legacy()),
    )
