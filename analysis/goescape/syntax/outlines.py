"""What files declare, kept on disk by their content: so that a file that was seen before is not cut up again, nor those
of its declarations parsed again that were parsed before.

An `Outline` is all that `document.parse` finds out about a text, and packed nodes are what its declarations are lowered
to. Both hold for that text as long as the rules do, a fingerprint of which is the database's name. A store that cannot
be used (no rights, a full disk) is an empty one, and `trouble` says why; a damaged one is begun anew. Several processes
may use one folder.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from goescape.syntax.declaration import Declaration, DeclaredName, Directive, Parts

_RULES = (
    "cuts.py", "declaration.py", "document.py", "nodes.py", "outline.py", "outlines.py", "packed.py", "positions.py",
    "grammar/*.py",
)  # fmt: skip
"""The modules that find out an outline, or say what it is: with another text of these, other outlines."""

LIMIT = 100_000
"""Files that are kept: the standard library has 2,000, a large module with its dependencies 10,000."""


class OutlinedDeclaration(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`start` and `end` are byte offsets in the file; `body` is where a function's block begins, -1 without one.
    The rest is as in `Declaration`."""

    kind: str
    start: int
    end: int
    body: int
    names: tuple[DeclaredName, ...]
    directives: tuple[str, ...]
    inner_directives: tuple[Directive, ...]


class Outline(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The package clause's name ("" without one) and extent, and the declarations in order."""

    package_name: str
    package_start: int
    package_end: int
    declarations: tuple[OutlinedDeclaration, ...]
    sound: bool


class Outlines:
    """A store of outlines in a folder, which is made if need be. To be used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.trouble = ""
        self._new: dict[bytes, bytes] = {}
        self._followed: list[tuple[bytes, tuple[Declaration, ...]]] = []
        self._decoder = msgspec.msgpack.Decoder(Outline)
        self._parts_decoder = msgspec.msgpack.Decoder(list[tuple[bytes | None, bytes | None]])
        self._database: sqlite3.Connection | None = None
        path = database_path(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _remove_others(path)
            try:
                self._database = _opened(path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                path.unlink()
                self._database = _opened(path)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def find(self, text: bytes) -> Outline | None:
        """The outline of a text, if it is known."""
        if self._database is None:
            return None
        key = _key(text)
        try:
            row = self._database.execute("SELECT outline FROM outlines WHERE text = ?", (key,)).fetchone()
            return None if row is None else self._decoder.decode(row[0])
        except sqlite3.Error as error:
            self._give_up(error)
        except msgspec.DecodeError:
            self._forget(key)
        return None

    def add(self, text: bytes, outline: Outline) -> None:
        """Keep the outline of a text, from the next `save` on."""
        if self._database is not None:
            self._new[_key(text)] = msgspec.msgpack.encode(outline)

    def follow(self, text: bytes, declarations: tuple[Declaration, ...]) -> None:
        """Restore the declarations of a text, as far as they are known, and keep, at the next `save`, what they are
        lowered to by then."""
        if self._database is None:
            return
        key = _key(text)
        try:
            row = self._database.execute("SELECT parts FROM lowered WHERE text = ?", (key,)).fetchone()
            known: list[Parts] = self._parts_decoder.decode(row[0]) if row is not None else []
        except sqlite3.Error as error:
            self._give_up(error)
            return
        except msgspec.DecodeError:
            known = []
        if len(known) == len(declarations):
            for declaration, parts in zip(declarations, known, strict=True):
                declaration.restore(parts)
        self._followed.append((key, declarations))

    def save(self) -> None:
        """Write what was added."""
        lowered = dict(self._lowered())
        self._followed.clear()
        if self._database is None or not (self._new or lowered):
            return
        try:
            with self._database as database:
                database.execute("BEGIN IMMEDIATE")
                for table, rows in (("outlines", self._new), ("lowered", lowered)):
                    database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows.items())  # noqa: S608
                    database.execute(
                        f"DELETE FROM {table} WHERE rowid <= (SELECT MAX(rowid) FROM {table}) - ?",  # noqa: S608
                        (LIMIT,),
                    )
            self._new = {}
        except sqlite3.Error as error:
            self._give_up(error)

    def _lowered(self) -> Iterator[tuple[bytes, bytes]]:
        """The rows of the texts that were followed and of which more is known now."""
        for key, declarations in self._followed:
            parts = [declaration.parts() for declaration in declarations]
            if parts != [declaration.restored for declaration in declarations]:
                yield key, msgspec.msgpack.encode(parts)

    def close(self) -> None:
        """Write what was added, and let go of the file."""
        self.save()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _forget(self, key: bytes) -> None:
        """Remove an entry that cannot be read."""
        if self._database is not None:
            try:
                self._database.execute("DELETE FROM outlines WHERE text = ?", (key,))
            except sqlite3.Error as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Go on without a store."""
        self.trouble = f"what files declare is not kept between runs: {error}"
        self._new = {}
        self._followed.clear()
        self._database = None


def database_path(folder: Path) -> Path:
    """Where the outlines that the present rules find out are kept."""
    modules = sorted(path for rule in _RULES for path in Path(__file__).parent.glob(rule))
    rules = hashlib.blake2b(b"".join([path.read_bytes() for path in modules]), digest_size=8)
    return folder / f"outlines-{rules.hexdigest()}.db"


def _remove_others(path: Path) -> None:
    """Remove what other rules found out."""
    for other in path.parent.glob("outlines-*.db*"):
        if not other.name.startswith(path.name):
            other.unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=1.0, check_same_thread=False, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE IF NOT EXISTS outlines (text BLOB PRIMARY KEY, outline BLOB NOT NULL)")
        database.execute("CREATE TABLE IF NOT EXISTS lowered (text BLOB PRIMARY KEY, parts BLOB NOT NULL)")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _key(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=16).digest()
