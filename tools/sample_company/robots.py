"""Robots that have a user in more than one account."""

from datetime import date
from typing import Final

from tools.sample_company.model import Robot, Team

BACKUP_AGENT: Final = Robot(
    "backup-agent", Team.PLATFORM, "copies databases to the backup bucket", date(2016, 5, 2)
)
ROBOT_CELLS: Final = {"password_enabled": "false", "access_key_1_active": "true"}
