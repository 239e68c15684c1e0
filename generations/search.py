"""Finding generations by the words of their prompts: the same rows on PostgreSQL and on SQLite.

All words of a question must be there, each at least as the beginning of one, so that it finds while somebody types.
Words in quotation marks stand together as they are; a word after a minus sign must not be there. Other signs are
looked over, and a question without words finds everything.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from generations.models import Document, Generation

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])

# Longer words are cut, and of a question no more words are looked at.
LONGEST, MOST = 64, 32
# Words of more rows than this are frequent.
RARE = 5_000
# Scripts that do not part words: each sign is a word, and what is written together is looked for as a phrase.
UNPARTED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
CURLY = str.maketrans(dict.fromkeys("“”„«»", '"'))
# A minus sign or none; words in quotation marks, of which the last may be missing, or a word without.
TERM = re.compile(r'(-?)(?:"([^"]*)("?)|([^\s"]+))')


def normalise(text: str) -> str:
    """Letters and digits of any script, parted by single spaces; case, width and accents make no difference."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFC", "".join(map(_plain, apart)))
    return " ".join(word[:LONGEST] for word in UNPARTED.sub(r" \1 ", plain).split())


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The character if it is part of a word, nothing if it only adorns one, otherwise a space."""
    category = unicodedata.category(character)
    # Marks of the first classes make another letter, as with the voiced signs of kana; the rest are accents and points.
    adorns = category in ("Cf", "Me") or unicodedata.combining(character) >= 10 or "\ufe00" <= character <= "\ufe0f"
    return "" if adorns else character if category[0] in "LMN" else " "


def index(generations: Iterable[Generation]) -> None:
    """In the transaction that makes them."""
    texts = {row.pk: said(row.prompt, row.prompt_enhanced) for row in generations}
    words = {text: f" {normalise(text)} " for text in set(texts.values())}
    Document.objects.bulk_create(Document(generation_id=pk, words=words[text]) for pk, text in texts.items())


def said(prompt: str, enhanced: str) -> str:
    return prompt if enhanced in ("", prompt) else f"{prompt}\n{enhanced}"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together. Unless `whole`, the last one may be longer."""

    words: tuple[str, ...]
    whole: bool
    excluded: bool

    @property
    def keys(self) -> list[str]:
        return [] if self.excluded else [*self.words[:-1], self.words[-1] + ("" if self.whole else "*")]

    @property
    def text(self) -> str:
        return f" {' '.join(self.words)}{' ' if self.whole else ''}"


def terms(text: str) -> Iterator[Term]:
    left = MOST
    for minus, quoted, closed, bare in TERM.findall(text[: MOST * LONGEST].translate(CURLY)):
        words = tuple(normalise(quoted or bare).split()[:left])
        left -= len(words)
        if words:
            yield Term(words, whole=bool(closed or minus), excluded=bool(minus))


def matching(rows: Rows, text: str, path: str = "") -> Rows:
    """`path` leads from a row to its generation."""
    found = rare(text)
    return reading(rows, text, path) if found is None else rows.filter(**{f"{path}pk__in": found})


def rare(text: str) -> list[int] | None:
    """All that match, by the index; None if they are many or no word is asked for."""
    if not _keys(text):
        return None
    found = list(_indexed(text)[: RARE + 1])
    return found if len(found) <= RARE else None


def reading(rows: Rows, text: str, path: str = "") -> Rows:
    """Each row is read, down to as many as are wanted: for words of many rows."""
    return rows.filter(*_read(text, f"{path}document__"))


def gathered(rows: Rows, text: str, path: str = "") -> Rows:
    """All that match are found before they are put in order: for words of many rows that lie far apart."""
    # The limit is none, but keeps the database from walking down all rows instead.
    return rows.filter(**{f"{path}pk__in": _indexed(text)[: 2**62]}) if _keys(text) else reading(rows, text, path)


def _indexed(text: str) -> QuerySet[Document, int]:
    return Document.objects.filter(*_read(text), words__has=_keys(text)).values_list("pk", flat=True)


def _keys(text: str) -> list[str]:
    return [key for term in terms(text) for key in term.keys]


def _read(text: str, path: str = "") -> Iterator[Q]:
    for term in terms(text):
        found = Q(**{f"{path}words__contains": term.text})
        yield ~found if term.excluded else found


@Document.words.field.register_lookup
class Has(Lookup):  # type: ignore[type-arg]
    """All of these are there, by the index: words, or with an asterisk beginnings of words."""

    lookup_name = "has"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        words, parameters = self.process_lhs(compiler, connection)
        keys = " & ".join(f"'{key[:-1]}':*" if key.endswith("*") else f"'{key}'" for key in self.rhs)
        # As the index says it.
        return f"array_to_tsvector(string_to_array(btrim({words}), ' ')) @@ %s::tsquery", [*parameters, keys]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        keys = " ".join(f'"{key[:-1]}"*' if key.endswith("*") else f'"{key}"' for key in self.rhs)
        found = "SELECT rowid FROM generations_search WHERE generations_search MATCH %s"
        return f'"{self.lhs.alias}"."generation_id" IN ({found})', [keys]
