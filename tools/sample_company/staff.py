"""The people of Example Ferries. All of them are invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from tools.sample_company.model import Employee, Team

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STAFF: Final = (
    Employee("Mara Tidewell", Team.PLATFORM, "head of platform", date(2016, 3, 1)),
    Employee("Ilse Bollardsen", Team.PLATFORM, "site reliability engineer", date(2017, 9, 4)),
    Employee("Anton Fairwater", Team.PLATFORM, "site reliability engineer", date(2018, 5, 14)),
    Employee("Noor Breakwell", Team.PLATFORM, "network engineer", date(2020, 2, 3)),
    Employee("Piet Ankersund", Team.PLATFORM, "build engineer", date(2021, 8, 16)),
    Employee("Runa Kelderoy", Team.PLATFORM, "database engineer", date(2022, 11, 7)),
    Employee("Theo Windlassen", Team.PLATFORM, "cloud engineer", date(2024, 4, 2)),
    Employee(
        "Jonas Saltmere", Team.PLATFORM, "build engineer", date(2018, 2, 5), date(2026, 5, 29)
    ),
    Employee("Edda Lanternhook", Team.SECURITY, "security officer", date(2019, 1, 7)),
    Employee("Casper Nightwater", Team.SECURITY, "security engineer", date(2023, 6, 5)),
    Employee("Sanne Gangwayer", Team.TICKETING, "team lead", date(2017, 4, 3)),
    Employee("Orla O'Brannock", Team.TICKETING, "backend developer", date(2018, 10, 1)),
    Employee("Lucan Farebright", Team.TICKETING, "backend developer", date(2019, 8, 12)),
    Employee("Dagny Turnstile", Team.TICKETING, "backend developer", date(2020, 9, 7)),
    Employee("Bo Quayside", Team.TICKETING, "frontend developer", date(2021, 3, 15)),
    Employee("Ines Vantersand", Team.TICKETING, "frontend developer", date(2022, 1, 10)),
    Employee("Milo Ropewalker", Team.TICKETING, "tester", date(2022, 6, 7)),
    Employee("Lotte Spinnakerly", Team.TICKETING, "backend developer", date(2026, 6, 15)),
    Employee("Hedda Brassrail", Team.TICKETING, "product owner", date(2019, 11, 4)),
    Employee("Wim Stowaway", Team.TICKETING, "intern", date(2025, 3, 3), date(2025, 8, 29)),
    Employee("Frode Almanacker", Team.TIMETABLE, "team lead", date(2017, 6, 12)),
    Employee("Gerda Ebbinghall", Team.TIMETABLE, "backend developer", date(2018, 7, 2)),
    Employee("Yusuf Tidetable", Team.TIMETABLE, "backend developer", date(2020, 1, 20)),
    Employee("Pia Moonrise", Team.TIMETABLE, "data modeller", date(2021, 5, 3)),
    Employee("Klaas Sluisdorp", Team.TIMETABLE, "frontend developer", date(2023, 2, 6)),
    Employee("Tove Springtide", Team.TIMETABLE, "tester", date(2024, 9, 9)),
    Employee("Henrik Fairlead", Team.TIMETABLE, "operations planner", date(2018, 3, 12)),
    Employee("Astrid Molehead", Team.HARBOUR, "team lead", date(2018, 1, 15)),
    Employee("Emil Halyardson", Team.HARBOUR, "embedded developer", date(2019, 5, 6)),
    Employee("Saga Buoyant", Team.HARBOUR, "embedded developer", date(2020, 10, 12)),
    Employee("Ravi Pontoonwala", Team.HARBOUR, "backend developer", date(2021, 11, 1)),
    Employee("Nele Fogsignal", Team.HARBOUR, "hardware technician", date(2022, 4, 4)),
    Employee("Otis Berthold-Quay", Team.HARBOUR, "hardware technician", date(2023, 8, 21)),
    Employee("Vera Lockgate", Team.HARBOUR, "data analyst", date(2024, 2, 5)),
    Employee("Greta Lowtide", Team.HARBOUR, "project manager", date(2019, 9, 2), date(2026, 2, 27)),
    Employee("Ulf Bridgewing", Team.ONBOARD, "team lead", date(2018, 4, 9)),
    Employee("Kirsi Engineroom", Team.ONBOARD, "systems engineer", date(2020, 6, 15)),
    Employee("Dario Bulkhead", Team.ONBOARD, "network engineer", date(2021, 9, 6)),
    Employee("Maja Starboardt", Team.ONBOARD, "developer", date(2023, 1, 9)),
    Employee("Finn Galleyway", Team.ONBOARD, "developer", date(2024, 11, 4)),
    Employee("Sunniva Deckhand", Team.ONBOARD, "tester", date(2025, 5, 12)),
    Employee("Leif Soundings", Team.DATA, "team lead", date(2019, 2, 11)),
    Employee("Amina Driftwater", Team.DATA, "data engineer", date(2020, 8, 3)),
    Employee("Corin Plumbline", Team.DATA, "data engineer", date(2022, 3, 14)),
    Employee("Zita Waveform", Team.DATA, "data scientist", date(2023, 10, 2)),
    Employee("Bram Kedgewood", Team.DATA, "analyst", date(2021, 1, 18)),
    Employee("Elin Pocketchart", Team.MOBILE, "team lead", date(2018, 8, 6)),
    Employee("Jarl Signalflag", Team.MOBILE, "app developer", date(2020, 3, 2)),
    Employee("Noemi Harbourlight", Team.MOBILE, "app developer", date(2021, 6, 14)),
    Employee("Sten Compassrose", Team.MOBILE, "app developer", date(2022, 9, 5)),
    Employee("Tilda Seabright", Team.MOBILE, "designer", date(2023, 4, 17)),
    Employee("Iwan Crowsnest", Team.MOBILE, "tester", date(2024, 6, 3)),
    Employee("Alma Newberth", Team.MOBILE, "app developer", date(2026, 9, 7)),
    Employee("Petra Gunwaler", Team.FINANCE, "controller", date(2017, 10, 2)),
    Employee("Ulla Mizzenmark", Team.FINANCE, "accountant", date(2019, 6, 3)),
    Employee("Gustav Cargohold", Team.FINANCE, "accountant", date(2021, 2, 1)),
    Employee("Riet Ledgerstone", Team.FINANCE, "head of finance", date(2018, 1, 8)),
    Employee("Nadia Ashgrove", Team.SUPPORT, "head of support", date(2013, 1, 14)),
    Employee("Hugo Seawall", Team.SUPPORT, "webmaster", date(2013, 2, 4), date(2018, 12, 21)),
    Employee("Bente Infodesk", Team.SUPPORT, "support agent", date(2020, 5, 4)),
    Employee("Cato Lifebuoy", Team.SUPPORT, "support agent", date(2021, 10, 11)),
    Employee("Dina Passagier", Team.SUPPORT, "support agent", date(2023, 3, 6)),
    Employee("Malin Callwell", Team.SUPPORT, "support agent", date(2024, 8, 12)),
    Employee("Ruan O'Dellwyn", Team.PLATFORM, "auditor", date(2026, 8, 3), contractor=True),
    Employee("Kimi Fjordahl", Team.MOBILE, "designer", date(2026, 5, 4), contractor=True),
    Employee("Selma Portwright", Team.DATA, "data engineer", date(2025, 9, 1), contractor=True),
    Employee("Tariq Sandbanks", Team.ONBOARD, "developer", date(2025, 11, 3), contractor=True),
)
STAFF: Final = {employee.user_name: employee for employee in _STAFF}


def employees(names: Iterable[str]) -> Iterator[Employee]:
    """Yield the employees who have these user names."""
    return (STAFF[name] for name in names)


def team(*teams: Team, without: Iterable[str] = ()) -> Iterator[Employee]:
    """Yield the employees of some teams who still work there, save those named."""
    left_out = frozenset(without)
    return (
        employee
        for employee in _STAFF
        if employee.team in teams and employee.left is None and employee.user_name not in left_out
    )
