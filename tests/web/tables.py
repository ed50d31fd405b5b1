"""The tables of a page, as a reader sees them."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.titles: dict[str, str] = {}
        self._section, self._cell, self._title = "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "section":
            self._section = named.get("aria-labelledby") or ""
        elif tag in ("h2", "h3") and named.get("id") == self._section:
            self._title = True
            self.titles[self._section] = ""
        elif tag == "tr":
            self.tables.setdefault(self._section, []).append([])
        elif tag in ("th", "td"):
            self._cell = True
            self.tables[self._section][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._cell = False
        elif tag in ("h2", "h3"):
            self._title = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.tables[self._section][-1][-1] += data
        elif self._title:
            self.titles[self._section] += data


def read(text: str) -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    """Rows without their heads, by section and first cell; and the titles of the sections."""
    reader = _Reader()
    reader.feed(text)
    rows = {
        section: {row[0]: row[1:] for row in table[1:]} for section, table in reader.tables.items() if section
    }
    return rows, reader.titles


def lines(text: str) -> list[list[str]]:
    """Of the one table of a page that has no sections, without its head."""
    reader = _Reader()
    reader.feed(text)
    return reader.tables[""][1:]
