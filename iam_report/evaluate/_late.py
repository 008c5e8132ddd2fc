"""Text that is written when somebody first looks at it.

A million users can have four million findings, whose messages, evidence and IDs take longer to
write than the rules take to find them, and more memory than the exports. Many of them nobody reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable


class Late:
    """A text that is made when it is first asked for, and kept.

    Args:
        length: How many strings there will be.
        make: Makes them: takes nothing, returns an Arrow array of strings.
    """

    def __init__(self, length: int, make: Callable[[], pa.ChunkedArray]) -> None:
        self.length = length
        self._make: Callable[[], pa.ChunkedArray] | None = make
        self._text: pa.ChunkedArray = None

    def text(self) -> pa.ChunkedArray:
        """Return the strings."""
        if self._make is not None:
            self._text, self._make = self._make(), None
        return self._text


class LateText(pd.arrays.ArrowExtensionArray):
    """An Arrow-backed string array whose text is made at the first look at it.

    Arrays that pandas derives from it hold their text, as every other one does; only views share
    what is still to be made.
    """

    _pa_array: Any

    def __init__(self, values: Late | pa.Array | pa.ChunkedArray) -> None:
        if not isinstance(values, Late):
            super().__init__(values)
            return
        super().__init__(_NOTHING)
        del self._pa_array
        self._late = values

    def __getattr__(self, name: str) -> Any:
        # Reached for `_pa_array`, in which pandas keeps the data, only where it is not set.
        if name != "_pa_array":
            raise AttributeError(name)
        self._pa_array = self._late.text()
        return self._pa_array

    def __len__(self) -> int:
        return len(self._pa_array) if "_pa_array" in self.__dict__ else self._late.length

    def view(self, dtype: Any = None) -> Any:
        """Return a view; of the same kind, without making the text."""
        if dtype is None and "_pa_array" not in self.__dict__:
            return type(self)(self._late)
        return super().view(dtype)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a plain array, with the text."""
        return pd.arrays.ArrowExtensionArray, (self._pa_array,)


_NOTHING: Final = pa.chunked_array([pa.array([], pa.string())])
