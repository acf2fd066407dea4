"""One repository as lookups see it: one generation of its index, and the files as they are now."""

import os
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from threading import RLock
from typing import TYPE_CHECKING

from gridref_indexers import store as stored
from gridref_indexers.facts import Import, bindings, references
from gridref_indexers.file_facts import FileFacts
from gridref_indexers.history import History
from gridref_indexers.languages import Language, language_of, languages
from gridref_indexers.normal import utf8
from gridref_indexers.place import Place
from gridref_indexers.pool import extracted_soon
from gridref_indexers.reading import LeftOut, key_of, read
from gridref_indexers.refresh import EVERYWHERE, Busy, Listener, Look, Report, digest, indexer
from gridref_indexers.repository import Around
from gridref_indexers.seal import Seal
from gridref_indexers.store import Damaged, Definition, Store
from gridref_indexers.walk import Limits
from gridref_server import __version__
from gridref_server.answer import Evidence
from gridref_server.faults import fault
from gridref_server.settings import Settings

if TYPE_CHECKING:
    # What a save needs none of is loaded when a question does.
    from gridref_indexers.resolve import Resolver
    from gridref_indexers.tree import Tree

HASH_CHARS = 8
# Files that could not be parsed are named in a status, so many of them.
MOST_FAILED = 20
# Ranks are derived anew when so great a part of the files has none.
MOST_UNRANKED = 0.05
# What is known of one generation, made when it is first asked for.
_OF_A_GENERATION = (
    "tree", "_languages", "made_modules", "resolver", "rank", "shown", "subclasses",
    "sizes", "paths_by_content", "relative_sizes", "holding", "stems_of_files",
)  # fmt: skip
# Facts of so many files are kept from one generation to the next.
MOST_FACTS = 10_000


@dataclass(frozen=True)
class View:
    """A file as it is now; `live` where it is not what the index holds, and was read again."""

    path: str
    language: str
    facts: FileFacts
    lines: int
    doc: str
    live: bool
    _index: "Index"

    @property
    def definitions(self) -> "tuple[Definition, ...]":
        """Return its definitions in order."""
        return tuple(self.facts.definitions)

    @property
    def shown(self) -> str:
        """Return its path as refs have it: what lies in a package starts with the package."""
        return f"{self._index.prefix}{self.path}"

    @property
    def library(self) -> "Index":
        """Return the index that it is a file of: the project's, or that of a package."""
        return self._index

    @property
    def origin(self) -> str:
        """Return the package whose text it holds, '' for the project's own."""
        return self._index.origin

    @cached_property
    def source(self) -> bytes:
        """Return what it holds."""
        return self._index.source(self.path)

    @cached_property
    def rows(self) -> list[str]:
        """Return its lines."""
        return self.source.decode("utf-8", "replace").split("\n")

    def text_of(self, each: "Definition") -> str:
        """Return the lines of a definition, without a look at those before it."""
        source = self.source
        start = source.rfind(b"\n", 0, each.start_byte) + 1
        end = source.find(b"\n", max(each.start_byte, each.end_byte - 1))
        lines = source[start : end if end >= 0 else len(source)].decode("utf-8", "replace")
        return lines.replace("\r\n", "\n").removesuffix("\r")

    def text(self, start_line: int, end_line: int) -> str:
        """Return lines from and to, both counted from 1."""
        if (start_line, end_line) == (1, self.lines):
            lines = self.source.decode("utf-8", "replace").removesuffix("\n")
        else:
            lines = "\n".join(self.rows[start_line - 1 : end_line])
        return lines.replace("\r\n", "\n").removesuffix("\r") if "\r" in lines else lines


def hash_of(text: str) -> str:
    """Return the short hash by which a reader says that it holds a text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=HASH_CHARS // 2).hexdigest()


class Index:
    """The index of one repository; one question at a time.

    `questions` counts them. An index of a package has an `origin`, and a `prefix` for its refs.
    """

    origin = prefix = ""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        # Said in each answer where several repositories are served.
        self.name = ""
        self.root = os.fsencode(place.root)
        self.around = Around(self.root)
        self.questions = 0
        self._lock = RLock()
        self._store: Store | None = None
        self._generation = -1
        self._head = ""
        # Of a generation, and of a question.
        self._evidence: Evidence | None = None
        self._said: Evidence | None = None
        self._stale = ""
        self._doubted = self._derived = False
        self._inode = 0
        self._look = ""
        self._views: dict[str, View | None] = {}
        # With the content that they are of: most are the same in the next generation.
        self._facts: dict[str, tuple[int, FileFacts]] = {}
        # What keeps that which was found out for answers; called when nobody waits.
        self.savers: set[Callable[[], None]] = set()

    @property
    def limits(self) -> Limits:
        """Return what is too much to be read."""
        given = self.settings.index
        return Limits(given.max_file_bytes, exclude=tuple(given.exclude))

    def refresh(
        self, listener: Listener | None = None, look: Look = EVERYWHERE, wait_s: float = 0.0
    ) -> Report | None:
        """Bring the index up to date; None if another process does that for longer than we wait.

        Raise `Fault` if it can't be written to, for whatever reason.
        """
        try:
            with indexer(self.place, __version__, wait_s, doubted=self._doubted) as writing:
                self._doubted = False
                return writing.refresh(self.limits, self.settings.workers, listener, look)
        except Busy:
            return None
        except (OSError, sqlite3.Error) as why:
            raise fault(why) from why

    def doubt(self) -> None:
        """Have all of the index examined at the next refresh: a question met damage."""
        self._doubted = True
        self.close()

    @property
    def is_another(self) -> bool:
        """Tell whether the file that was read last is gone, or somebody else was at it."""
        return self._replaced() or self._is_touched()

    def _is_touched(self) -> bool:
        seal = Seal(self.place.index)
        look = seal.look()
        if look == self._look:
            return False
        is_broken = seal.is_broken()
        self._look = "" if is_broken else look
        return is_broken

    def close(self) -> None:
        """Close the index file."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._store:
            self._store.close()
        self._store = None
        self._generation = -1
        self._facts = {}

    @contextmanager
    def asked(self, stale: str = "") -> Iterator["Index"]:
        """Hold one generation for one question; what files hold is looked at anew each time.

        `stale` says why a change may not be in it.
        """
        with self._lock:
            self._stale = stale
            self._said = None
            self.questions += 1
            store = self._opened()
            if store is None:
                yield self
                return
            with store.reading():
                self._renew(store.generation())
                yield self

    def _opened(self) -> Store | None:
        """Return the open index, anew if its file was replaced; None if there is none yet."""
        if self._store and self._replaced():
            self._drop()
        if self._store is None:
            try:
                self._store = Store.open(self.place.index, self.place.checkout)
                self._inode = os.stat(self.place.index).st_ino
            except (Damaged, OSError):
                return None
        return self._store

    def _replaced(self) -> bool:
        try:
            return os.stat(self.place.index).st_ino != self._inode
        except OSError:
            return True

    def _renew(self, generation: int) -> None:
        self._views = {}
        if generation != self._generation:
            self._generation = generation
            if len(self._facts) > MOST_FACTS:
                self._facts = {}
            self._evidence = None
            self.store.renew()
            for name in _OF_A_GENERATION:
                self.__dict__.pop(name, None)
        if self._head != (known := self.store.head()):
            self._head = known
            self.__dict__.pop("history", None)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no index yet."""
        return self._store is None

    @property
    def is_stale(self) -> bool:
        """Tell whether a change may be missing that was made before the question was asked."""
        return bool(self._stale)

    @property
    def store(self) -> Store:
        """Return the open index."""
        if self._store is None:
            raise RuntimeError("the index is only open while a question is asked")
        return self._store

    @property
    def evidence(self) -> Evidence:
        """Say what is being looked at."""
        if self._store is None:
            return Evidence("", 0, 0, 0, pending=1, stale=self._stale, repository=self.name)
        if self._evidence is None:
            each = self.store.summary()
            self._evidence = Evidence(
                "",
                each.generation,
                each.files,
                each.definitions,
                each.left_out,
                each.broken,
                each.pending,
            )
        if self._said is None:
            self._said = replace(
                self._evidence,
                revision=self._revision(),
                stale=self._stale,
                repository=self.name,
            )
        return self._said

    def _revision(self) -> str:
        """Return the commit that is checked out now, '' if there is none."""
        return (self.around.head or "")[:9]

    @cached_property
    def tree(self) -> "Tree":
        """Return the paths of the checkout."""
        from gridref_indexers.tree import Tree

        if self._store is None:
            return Tree({}, lambda _: "", lambda _: b"")
        contents = {os.fsdecode(path): each for path, each in self.store.contents().items()}
        return Tree(contents, lambda each: self._languages.get(each, ""), self.source, self._spaces)

    @cached_property
    def _languages(self) -> dict[int, str]:
        return self.store.languages()

    def language_at(self, path: str) -> str:
        """Return the language of a file, by name."""
        return self._languages.get(self.tree.contents.get(path, 0), "")

    def _spaces(self) -> list[tuple[int, str, str]]:
        kinds = {kind for each in languages().values() for kind in each.modules.spaces}
        return self.store.of_kinds(sorted(kinds))

    @cached_property
    def history(self) -> History:
        """Return the commits behind what is checked out."""
        return self.store.history()

    @cached_property
    def sizes(self) -> dict[int, tuple[str, int, int]]:
        """Return language, size and number of definitions of each content."""
        return self.store.extents()

    @cached_property
    def paths_by_content(self) -> dict[int, list[str]]:
        """Return the files that hold each content."""
        found: dict[int, list[str]] = {}
        for path, content in self.tree.contents.items():
            found.setdefault(content, []).append(path)
        return found

    @cached_property
    def holding(self) -> "dict[tuple[str, ...], array[int]]":
        """Return which contents hold the forms of words, as far as it was asked before."""
        return {}

    @cached_property
    def relative_sizes(self) -> dict[int, float]:
        """Return how large each content is, the mean being 1."""
        sizes = {content: size for content, (_, size, _) in self.sizes.items()}
        mean = max(1.0, sum(sizes.values()) / max(1, len(sizes)))
        return {content: size / mean for content, size in sizes.items()}

    @cached_property
    def stems_of_files(self) -> dict[str, list[str]]:
        """Return the paths of the files of each name, without ending, case and underscores."""
        found: dict[str, list[str]] = {}
        for stem, paths in self.tree.by_stem.items():
            found.setdefault(stem.lower().replace("_", "").replace("-", ""), []).extend(paths)
        return found

    @cached_property
    def shown(self) -> dict[str, str]:
        """Return the paths whose printed form is another one, by that form."""
        from gridref_server.render import printable

        return {printable(path): path for path in self.tree.contents if not path.isprintable()}

    @cached_property
    def resolver(self) -> "Resolver":
        """Return what tells the meaning of references."""
        from gridref_indexers.resolve import Resolver

        return Resolver(self.tree, self.facts, self.named)

    @cached_property
    def subclasses(self) -> dict[tuple[str, int], list[tuple[str, int]]]:
        """Return the classes right below each class, by path and ordinal."""
        from gridref_indexers.hierarchy import subclasses

        return subclasses(self.tree, self.resolver, self.facts)

    def named(self, name: str) -> "Iterator[tuple[str, Definition]]":
        """Yield the definitions of a name with their files, as indexed."""
        found = self.store.named(name)
        paths = self.store.paths_of(each.content for each in found)
        for each in found:
            for path in paths.get(each.content, ()):
                yield os.fsdecode(path), each

    def importing(self, bound: str) -> "list[tuple[str, Import]]":
        """Return the imports that make a name known, with their files, at the top of them."""
        found = [(content, row) for content, row in self.store.importing(bound) if row.scope < 0]
        paths = self.store.paths_of(content for content, _ in found)
        return sorted(
            (os.fsdecode(path), row) for content, row in found for path in paths.get(content, ())
        )

    # Files as they are

    def source(self, path: str) -> bytes:
        """Return what a file holds now, b'' if it can't be read."""
        got = read(self.root, os.fsencode(path), self.limits.max_file_bytes)
        return b"" if isinstance(got, LeftOut) else utf8(got[0])

    def view(self, path: str) -> View | None:
        """Return a file of the index as it is now; None if it is not one, or gone."""
        if path not in self._views:
            self._views[path] = self._view(path) if path in self.tree.contents else None
        return self._views[path]

    def facts(self, path: str) -> FileFacts | None:
        """Return the facts of a file: as it is now if it was viewed, else as indexed."""
        if view := self._views.get(path):
            return view.facts
        if path not in self.tree.contents:
            return None
        content, facts = self._facts.get(path, (0, None))
        if facts is None or content != self.tree.contents[path]:
            facts = self._indexed(path)
            self._facts[path] = self.tree.contents[path], facts
        return facts

    def _indexed(self, path: str) -> FileFacts:
        content = self.tree.contents[path]
        mentions = self.store.mentions(content)
        return FileFacts(
            path,
            self.tree.language(path),
            self.store.definitions(content),
            mentions.references,
            mentions.bindings,
            mentions.imports,
        )

    def _view(self, path: str) -> View | None:
        row = self.store.file(os.fsencode(path))
        if row is None:
            return None
        try:
            key = key_of(os.lstat(os.path.join(self.root, row.path)))
        except OSError:
            return None
        content = self.store.content(row.content)
        if key == row[3:8] and not row.racy:
            return self._of_content(path, content)
        got = read(self.root, row.path, self.limits.max_file_bytes)
        if isinstance(got, LeftOut):
            return None
        source = utf8(got[0])
        if digest(source) == content.hash:
            return self._of_content(path, content)
        return self.view_of(path, source)

    def _of_content(self, path: str, content: stored.Content) -> View:
        facts = self.facts(path) or self._indexed(path)
        return View(path, content.language, facts, content.lines, content.doc, False, self)

    def language_of(self, path: str, source: bytes) -> str:
        """Return the language of what a file holds now."""
        return language_of(path, source)

    def view_of(self, path: str, source: bytes) -> View | None:
        """Return a file as if it held something; None if that can't be read."""
        name = self.language_of(path, source)
        facts = extracted_soon(name, source)
        if facts is None:
            return None
        texts = facts.texts.split("\n")
        language: Language | None = languages().get(name)
        file = FileFacts(
            path,
            language,
            tuple(Definition(0, at, *row) for at, row in enumerate(facts.definitions)),
            tuple(references(texts, facts.references)),
            tuple(bindings(texts, facts.bindings)),
            facts.imports,
        )
        return View(path, name, file, facts.lines, facts.doc, True, self)

    @contextmanager
    def as_if(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Answer as if some files held something else, and were there if they are not."""
        self._forget()
        for number, (path, source) in enumerate(files.items(), 1):
            view = self.view_of(path, source)
            if path not in self.tree.contents:
                self.tree.contents[path] = -number
                self._languages[-number] = language_of(path, source)
            self._views[path] = view
        try:
            yield
        finally:
            self._forget()

    def _forget(self) -> None:
        """Forget what was derived from what files hold."""
        self._views = {}
        for name in _OF_A_GENERATION:
            self.__dict__.pop(name, None)

    @cached_property
    def made_modules(self) -> dict[tuple[str, ...], bool]:
        """Return of modules, by their files, whether a program writes them, as far as asked."""
        return {}

    # Importance

    @cached_property
    def rank(self) -> dict[tuple[str, int], float]:
        """Return how much the rest of the code leans on each definition, by path and ordinal."""
        if self.store.unranked() > MOST_UNRANKED:
            from gridref_indexers.rank import ranks

            self._derived = True
            return ranks(self.tree, self.resolver, self.facts)
        known = self.store.ranks()
        return {
            (path, ordinal): rank
            for path, content in self.tree.contents.items()
            for ordinal, rank in known.get(content, {}).items()
        }

    def _failed(self) -> list[tuple[bytes, str]]:
        return [] if self.is_empty else self.store.failed(MOST_FAILED)

    def is_ranked(self) -> bool:
        """Tell whether ranks were derived that still serve."""
        with self.asked():
            return self.is_empty or self.store.unranked() <= MOST_UNRANKED

    def save_found(self) -> None:
        """Keep what was found out for answers, for the next one who asks."""
        for save in [*self.savers]:
            save()

    def save_ranks(self) -> None:
        """Keep ranks for the next one who asks, if some had to be derived for an answer."""
        if not self._derived:
            return
        self._derived = False
        with self.asked():
            rows = sorted(
                (content, ordinal, rank)
                for (path, ordinal), rank in self.rank.items()
                if (content := self.tree.contents.get(path))
            )
        with suppress(Busy, OSError), indexer(self.place, __version__) as writing:
            writing.save_ranks(rows)

    def left_out_files(self, most: int) -> list[tuple[str, str]]:
        """Return files that were left out, each with its reason, so many of each reason."""
        with self.asked():
            rows = [] if self.is_empty else self.store.left_out()
        found: Counter[str] = Counter()
        shown: list[tuple[str, str]] = []
        for path, why in rows:
            reason = why.partition(" (")[0]
            found[reason] += 1
            if found[reason] <= most:
                shown.append((os.fsdecode(path), why))
        return shown

    def left_out(self) -> dict[str, int]:
        """Count what was left out of the index, by reason."""
        with self.asked():
            return self.evidence.left_out

    def is_complete(self) -> bool:
        """Tell whether all files were read at some time."""
        with self.asked():
            return not self.is_empty and not self.store.pending()

    def status(self) -> dict[str, object]:
        """Return what is known of the index, for people and programs."""
        with self.asked():
            each = self.evidence
            return {
                "root": str(self.place.root),
                "store": str(self.place.folder),
                "version": __version__,
                "ready": not self.is_empty and not each.pending,
                "revision": each.revision,
                "generation": each.generation,
                "files": each.files,
                "definitions": each.definitions,
                "left_out": each.left_out,
                "broken": each.broken,
                "failed": [f"{os.fsdecode(path)}: {why}" for path, why in self._failed()],
                "pending": each.pending if not self.is_empty else None,
            }
