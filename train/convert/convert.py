#!/usr/bin/env python3
"""Converts whole HTML pages to Markdown and plain text, as scrapers do, for training on pages that lost their tags.

    convert.py PAGES OUT        PAGES holds <id>.html or <id>.html.gz

Writes OUT/html2text/<id>.md, OUT/markitdown/<id>.md and OUT/inscriptis/<id>.txt. All converters keep their stock
settings, except that html2text does not wrap lines. A page that a converter cannot take becomes an empty file.
`convert.mjs` does the same with turndown.
"""

import gzip
import io
import sys
from pathlib import Path

import html2text
import inscriptis
from markitdown import StreamInfo
from markitdown.converters import HtmlConverter


def with_html2text(page: str) -> str:
    converter = html2text.HTML2Text()
    converter.body_width = 0
    return converter.handle(page)


def with_markitdown(page: str) -> str:
    info = StreamInfo(mimetype="text/html", extension=".html", charset="utf-8")
    return HtmlConverter().convert(io.BytesIO(page.encode("utf-8")), info).markdown


def with_inscriptis(page: str) -> str:
    return inscriptis.get_text(page)


CONVERTERS = {
    "html2text": (with_html2text, ".md"),
    "markitdown": (with_markitdown, ".md"),
    "inscriptis": (with_inscriptis, ".txt"),
}


def read(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode("utf-8", errors="replace")


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pages, out = Path(sys.argv[1]), Path(sys.argv[2])
    # Pages nest deeper than Python likes.
    sys.setrecursionlimit(20_000)
    for name in CONVERTERS:
        (out / name).mkdir(parents=True, exist_ok=True)
    for path in sorted(pages.glob("*.html*")):
        page = read(path)
        for name, (convert, extension) in CONVERTERS.items():
            try:
                text = convert(page)
            except Exception as error:
                print(f"{name} cannot convert {path.name}: {error}", file=sys.stderr)
                text = ""
            target = out / name / (path.name.split(".html")[0] + extension)
            target.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
