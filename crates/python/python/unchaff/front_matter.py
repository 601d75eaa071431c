"""Reads and splices the header of a text: YAML, TOML or JSON. What is not named stays, byte for byte."""

from __future__ import annotations

import json
from typing import Any

from . import _unchaff

__all__ = ["get", "remove", "set"]


def get(text: str, key: str | None = None, default: Any = None, *, dialect: str = "strict") -> Any:
    """Gives the value under a key, ``default`` if there is none; without a key all of them, in a dictionary.

    ``key`` may be a path: ``author.name``, ``tags[0]``. Dates are text, as they are written. ``dialect`` is
    ``"strict"``, or ``"hexo"`` for headers that only Hexo reads.

    Raises :class:`unchaff.UnchaffError` if the header cannot be read.
    """
    found = _unchaff.front_matter_get(text, key, dialect)
    if found is None:
        return default
    if key is not None:
        return json.loads(found)
    header = json.loads(found)
    if header.get("error"):
        error = header["error"]
        raise _unchaff.UnchaffError(f"line {error['line']}, column {error['column']}: {error['message']}")
    return header.get("data") or {}


def set(text: str, key: str, value: Any, *, dialect: str = "strict") -> str:  # noqa: A001
    """Gives the text with another value under a key: anything that JSON can say.

    Raises :class:`unchaff.UnchaffError` if the header cannot be read, or has no place for the key.
    """
    return _unchaff.front_matter_set(text, key, json.dumps(value), dialect)


def remove(text: str, key: str, *, dialect: str = "strict") -> str:
    """Gives the text without a key.

    Raises :class:`unchaff.UnchaffError` if there is no such key, or the header cannot be read.
    """
    return _unchaff.front_matter_remove(text, key, dialect)
