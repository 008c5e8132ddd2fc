"""The least of a request that two evaluators still decide differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEEDED: Final = {"action", "principal", "resource"}
OPTIONAL: Final = {"Condition", "Sid", "Version"}


def parts_less(value: Any, name: str = "") -> Iterator[Any]:
    """Return the value with one part of it left out, or with a part of a part left out."""
    if isinstance(value, dict):
        for key, part in value.items():
            rest = {k: v for k, v in value.items() if k != key}
            if key in OPTIONAL or name == "context" or (name != "policy" and len(value) > 1):
                yield rest
            inner = key if key in ("context", "Condition") else "policy"
            yield from (rest | {key: less} for less in parts_less(part, inner))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            if len(value) > 1:
                yield [*value[:at], *value[at + 1 :]]
            yield from ([*value[:at], less, *value[at + 1 :]] for less in parts_less(part, name))


def requests_less(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the request without an argument, or with a part of one left out."""
    for argument, value in request.items():
        if argument in NEEDED:
            continue
        rest = {name: v for name, v in request.items() if name != argument}
        yield rest
        name = argument if argument == "context" else "policy"
        yield from (rest | {argument: less} for less in parts_less(value, name))


def smallest(
    request: dict[str, Any], is_one: Callable[[dict[str, Any]], bool], tries: int = 2_000
) -> dict[str, Any]:
    """Leave out one part after the other, as long as what is left is still one of those looked for."""
    while tries > 0:
        for less in requests_less(request):
            tries -= 1
            if tries < 0 or is_one(less):
                request = less
                break
        else:
            break
    return request
