"""Cleans scraped and migrated articles, explains every change, and gives back every byte.

Nothing here rewrites a text: what goes is named by edits, each with the bytes it takes, the rule that found it and the
evidence, and :func:`restore` gives the text back. All functions release the global interpreter lock, and depend on
nothing but their arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version as _version
from typing import Any

from . import front_matter
from ._unchaff import ArrowBatch, ArrowStream, Fingerprint, UnchaffError
from . import _unchaff

__all__ = [
    "ArrowBatch",
    "ArrowStream",
    "Cleaned",
    "Edit",
    "Fingerprint",
    "Rule",
    "UnchaffError",
    "clean",
    "clean_arrow",
    "clean_many",
    "extract",
    "front_matter",
    "restore",
    "rules",
    "sign",
]

try:
    __version__ = _version("unchaff")
except PackageNotFoundError:  # an archive that was not installed
    __version__ = "unknown"


@dataclass(frozen=True, slots=True)
class Edit:
    """A passage that goes, or that a repair of the header replaces."""

    start: int
    """The first byte that goes, counted in the text as it was, in UTF-8."""
    end: int
    """The first byte behind it."""
    rule: str
    """The rule that found it; see :func:`rules`."""
    applicability: str
    """``"safe"``, or ``"unsafe"`` if only a person can know."""
    evidence: str
    """What the rule saw."""
    insert: str
    """What stands there instead: the repair of a header. Nothing in the body, where text only goes."""
    removed: str
    """What was there."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a text."""

    text: str
    """The text that stays."""
    edits: tuple[Edit, ...]
    """The edits that were made, in order."""
    kind: str | None
    """What the text was read as: ``"markdown"``, ``"mdx"``, ``"html"`` or ``"text"``."""
    unapplied: tuple[Edit, ...] = ()
    """Findings that were not applied: unsafe ones nobody asked for, and those that would have harmed what stays."""
    notes: tuple[str, ...] = ()
    """Why the text, or a part of it, was not looked at or not changed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that finds boilerplate."""

    id: str
    """Its name."""
    category: str
    """What kind of boilerplate it finds."""
    summary: str
    """What it finds, in a sentence."""
    page: str
    """All about it, as Markdown: what it finds, what it leaves alone, and why."""


def clean(text: str, kind: str | None = None, *, unsafe: bool = False, taken_for: str = "auto") -> Cleaned:
    """Cleans a text.

    ``kind`` is what it is written in: ``"markdown"``, ``"mdx"``, ``"html"``, ``"text"``, or nothing to let it tell.
    ``unsafe`` applies findings that only a person can judge, too. ``taken_for`` tells whether it is an article
    (``"post"``), a whole page of which only the article is to stay (``"page"``), or what it looks like (``"auto"``).

    Raises :class:`UnchaffError` if an argument is none of these.
    """
    return clean_many([text], kind, unsafe=unsafe, taken_for=taken_for)[0]


def clean_many(
    texts: Iterable[str], kind: str | None = None, *, unsafe: bool = False, taken_for: str = "auto"
) -> list[Cleaned]:
    """Cleans texts on all processors; the arguments are those of :func:`clean`."""
    found = _unchaff.clean(list(texts), kind, unsafe, taken_for)
    return [
        Cleaned(text, _edits(edits), kind, _edits(unapplied), tuple(notes))
        for text, edits, unapplied, kind, notes in found
    ]


def _edits(values: Iterable[tuple[Any, ...]]) -> tuple[Edit, ...]:
    return tuple(Edit(*it) for it in values)


def restore(cleaned: Cleaned | str, edits: Sequence[Edit] | None = None) -> str:
    """Gives back the text as it was: from what :func:`clean` returned, or from a text and the edits that made it.

    Raises :class:`UnchaffError` if the edits do not fit the text.
    """
    if isinstance(cleaned, Cleaned):
        cleaned, edits = cleaned.text, cleaned.edits
    if edits is None:
        raise TypeError("restore() takes what clean() returned, or a text and its edits")
    return _unchaff.restore(cleaned, [(it.start, it.end, it.insert, it.removed) for it in edits])


def extract(
    html: str | bytes, *, url: str | None = None, to: str = "markdown", front_matter: bool = False, unsafe: bool = False
) -> str:
    """Gives the article of an HTML page as ``"markdown"`` or ``"text"``.

    Bytes may be in any encoding that the page names or shows. From ``url``, where the page was found, its links lead
    somewhere. ``front_matter`` puts title, date and authors above it, as far as the page tells them.

    Raises :class:`UnchaffError` if there is no article.
    """
    source = html.encode() if isinstance(html, str) else bytes(html)
    return _unchaff.extract(source, url, to, front_matter, unsafe)


def rules() -> list[Rule]:
    """All rules, by their names."""
    return [Rule(*it) for it in _unchaff.rules()]


def sign(texts: Iterable[str], *, parameters: str = "articles") -> list[Fingerprint]:
    """Gives what texts are compared by, on all processors.

    ``"articles"`` finds copies that were edited, ``"strict"`` only those with few edits.
    """
    return _unchaff.sign(list(texts), parameters)


def clean_arrow(
    data: Any,
    *,
    text: str = "text",
    url: str = "url",
    to: str | None = None,
    add: Iterable[str] = (),
    unsafe: bool = False,
    taken_for: str = "auto",
) -> ArrowBatch | ArrowStream:
    """Cleans a column of Arrow data, on all processors and without copies of other columns.

    ``data`` is whatever speaks the PyCapsule interface: a batch, a table, a data frame or a reader of pyarrow, polars,
    arro3 or DuckDB. A batch gives a batch, which ``pyarrow.record_batch`` takes; all else gives batches that are cleaned
    when ``pyarrow.table``, ``polars.DataFrame`` or DuckDB takes them, once.

    ``text`` names the column. ``to`` gives texts another form, ``"markdown"`` or ``"text"``; ``url`` is the column of
    addresses from which links of pages lead somewhere then. ``add`` asks for columns: ``"edits"`` (``unchaff_edits``, a
    list of structs: start, end, rule, applicability, evidence, insert), ``"kind"`` (``unchaff_kind``) and ``"error"``
    (``unchaff_error``: why a row has no result, whose text is null then; without it such a row is an exception).
    """
    asked = {add} if isinstance(add, str) else set(add)
    unknown = asked - {"edits", "kind", "error"}
    if unknown:
        raise UnchaffError(f"add: expected 'edits', 'kind' or 'error', not {sorted(unknown)[0]!r}")
    return _unchaff.clean_arrow(
        data, text, url, to, "edits" in asked, "kind" in asked, "error" in asked, unsafe, taken_for
    )
