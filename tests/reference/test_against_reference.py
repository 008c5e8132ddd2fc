"""The fast rules against the slow ones: the same answer for every user, key and certificate.

Not here, because more than one row of one report decides, or another export: USR002 (names, by a
regular expression), USR003 (other accounts), EXP* (about the file) and ROOT003 (MFA devices).
"""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import credential_report_rules as reference
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir

AS_OF: Final = "2026-03-31T12:34:56Z"
