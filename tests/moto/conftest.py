"""The AWS CLI, and a moto server on this machine that it talks to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AWS = Path(sys.executable).with_name("aws")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Start moto on a free port of this machine."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  (takes a second to import)

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    urlopen(Request(f"{url}/moto-api/reset", method="POST")).close()  # noqa: S310  (this machine)
    yield url
    server.stop()


@pytest.fixture(scope="module")
def aws(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Return a function that runs the AWS CLI and returns what it prints."""
    home = tmp_path_factory.mktemp("home")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def run(*arguments: str, check: bool = True) -> bytes:
        done = subprocess.run(  # noqa: S603  (our own arguments)
            [AWS, *arguments], env=environment, check=check, capture_output=True, timeout=60
        )
        return done.stdout if check else done.stdout + done.stderr

    return run
