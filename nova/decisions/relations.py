"""Which records a record says it replaces, amends, or was replaced by: in front matter, beside the status, in links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from nova.decisions.document import Document, plain
from nova.decisions.fields import Field, fields_of
from nova.decisions.vocabulary import LINK_NAMES, STATUS_WORDS
from nova.domain.decision import Status


class Relation(StrEnum):
    SUPERSEDES = "supersedes"
    SUPERSEDED_BY = "superseded_by"
    AMENDS = "amends"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Relations:
    """References as they were written: file stems of links, else ids."""

    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()


_BY = (r"(?:supersed\w*|superced\w*|superseed\w*|replaced|obsoleted|ersetzt|abgelöst|remplacée?|reemplazad[oa]|"
       r"su[bs]s?titu[ií]d[oa]|superad[oa]|sostituit[oa]|vervangen|erstattet|ersatt|zastąpion\w*|nahrazen\w*|"
       r"замен[её]н\w*)[\W_]{0,4}(?:\d{4}-\d\d-\d\d[\W_]{0,3})?(?:by|with|in favou?r of|durch|par|por|"
       r"pel[oa]|da|door|av|af|przez|на)\b")
_VERBS: tuple[tuple[Relation, str], ...] = (
    (Relation.SUPERSEDED_BY, _BY),
    (Relation.AMENDS, r"(?:partially|partly)\W+(?:supersedes|replaces)|amend(?:s|ment (?:to|of))|modifies|amende|"
                      r"modifie|ergänzt|ändert|modifica|wijzigt|endrer|ændrer|ändrar|изменяет|修订|修改"),
    (Relation.OTHER, r"amended[\W_]{0,4}by|(?:partially|partly)\W+(?:superseded|replaced)|refine[sd](?:[\W_]by)?|"
                     r"relates[\W_]to|related|depends|extend(?:s|ed)|clarifie[sd]|see also|linked|informed|follows"),
    (Relation.SUPERSEDES, r"supersedes|supercedes|superseeds|superseding|replaces|replacing|obsoletes|ersetzt|löst|"
                          r"remplace|reemplaza|sustituye|substitui|sostituisce|vervangt|erstatter|ersätter|заменяет|"
                          r"zastępuje|nahrazuje|(?:取代|替代|替换)(?=[\s\[]*(?:ADR|\d))"),
)
_VERB = re.compile("|".join(rf"(?P<{relation.name}>\b(?:{words})\b)" for relation, words in _VERBS), re.IGNORECASE)
_UNREAL = re.compile(r"\b(?:will|would|may|might|could|should|can|not|never|if|until|unless|when|to|cannot|can't|"
                     r"either|or|being)\s+(?:be\s+|be\s+later\s+)?$", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:this|the present)\s+(?:\w+\s+)?(?:adr|decision|record|document|rfc|proposal)\b"
                      r"(?:\s+(?:is|was|has|been|now|also|hereby|explicitly|fully))*\W*$", re.IGNORECASE)
_WORTH_READING = re.compile(r"(?:[Ss]upers|[Ss]uperc|[Rr]epla|[Aa]mend|[Oo]bsolet|[Mm]odif|[Rr]empla|[Ee]rs[eä]t|"
                            r"[Ee]rstat|[Rr]eempla|[Ss]ustit|[Ss]ubstit|[Ss]ostit|[Vv]ervang|SUPERS|REPLA|取|替|замен|zast|nahra)")
_TARGET = re.compile(r"\]\(\s*<?([^()\s<>]{1,500})")
_WIKI = re.compile(r"\[\[([^\[\]|#]{1,200})")
_NOT_RECORDS = re.compile(r"^[a-z]+://.*/(?:issues|pull|pulls|discussions|commit|commits|merge_requests|wiki)/",
                          re.IGNORECASE)
_NOISE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b(?!-)|(?<!\w)#\d+|https?://\S+|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
_NAMED = re.compile(r"\b(?:(?i:[ml]?adrs?|rfc|tdr|decision|record)[-_ #]{0,2}\d{1,6}|[A-Z]{1,10}(?:-[A-Z]{1,10})?-"
                    r"\d{1,6})\b(?:-[\w-]+)?|\b\d{8}-[\w-]+|\b\d{4}-\d{2}-\d{2}-[\w-]+|\b\d{1,6}-[A-Za-z][\w-]+")
_BARE = re.compile(r"(?:[\W_]|\b(?:and|und|et|y|e|og|och|en|no|nr|adrs?|number)\b)*(\d{1,6})"
                   r"(?![\w%]|\.\w)", re.IGNORECASE)
_SURE = re.compile(r"\b(?:ADR|MADR|RFC|LADR|TDR)[-_ #]{0,2}\d{1,6}\b(?:-[\w-]+)?|\b\d{4,8}-[\w-]{3,}", re.IGNORECASE)
_KEYS: dict[str, Relation] = {
    "supersedes": Relation.SUPERSEDES, "supersede": Relation.SUPERSEDES, "replaces": Relation.SUPERSEDES,
    "obsoletes": Relation.SUPERSEDES, "supercedes": Relation.SUPERSEDES, "remplace": Relation.SUPERSEDES,
    "ersetzt": Relation.SUPERSEDES, "erstatter": Relation.SUPERSEDES, "reemplaza": Relation.SUPERSEDES,
    "superseded by": Relation.SUPERSEDED_BY, "superseded": Relation.SUPERSEDED_BY,
    "superceded by": Relation.SUPERSEDED_BY, "replaced by": Relation.SUPERSEDED_BY,
    "replaced with": Relation.SUPERSEDED_BY, "superseding": Relation.SUPERSEDES,
    "supersededby": Relation.SUPERSEDED_BY, "replacedby": Relation.SUPERSEDED_BY,
    "obsoleted by": Relation.SUPERSEDED_BY, "remplacé par": Relation.SUPERSEDED_BY,
    "remplacée par": Relation.SUPERSEDED_BY, "ersetzt durch": Relation.SUPERSEDED_BY,
    "erstattet av": Relation.SUPERSEDED_BY, "reemplazado por": Relation.SUPERSEDED_BY,
    "amends": Relation.AMENDS, "amend": Relation.AMENDS, "modifies": Relation.AMENDS,
}
NOTHING = frozenset({"", "none", "n/a", "na", "-", "--", "no", "nothing", "tbd", "keine", "aucun",
                     "aucune", "ninguno", "无"})
"""What people write where there is no record to name."""
_MOST = 50


@dataclass(slots=True)
class _Found:
    edges: dict[Relation, dict[str, None]] = field(default_factory=dict)

    def add(self, relation: Relation, references: Iterable[str]) -> None:
        self.edges.setdefault(relation, {}).update(dict.fromkeys(references))

    def of(self, relation: Relation, own: str) -> tuple[str, ...]:
        return tuple(name for name in self.edges.get(relation, ()) if name.casefold() != own)[:_MOST]


def relations_of(document: Document, raw_status: Iterable[str], stem: str) -> Relations:
    """Every relation the record states. `raw_status` are the lines of its status, `stem` its own name."""
    found = _Found()
    for item in fields_of(document):
        if relation := _KEYS.get(item.key):
            found.add(relation, _of_field(item))
    for line in raw_status:
        _add_line(found, line, anywhere=True)
    for line in document.preamble()[:_MOST * 4]:
        _add_line(found, line, anywhere=line.lstrip().startswith(">"))
    _add_sections(found, document)
    own = stem.casefold()
    return Relations(*(found.of(relation, own) for relation in
                       (Relation.SUPERSEDES, Relation.SUPERSEDED_BY, Relation.AMENDS)))


def is_superseded(line: str) -> bool:
    """Whether a line of a status says that another record took this one's place."""
    return any(relation is Relation.SUPERSEDED_BY for relation, _, _ in _clauses(line))


def references(text: str) -> tuple[str, ...]:
    """The records named in a piece of text: the stems that links lead to, else what looks like an id."""
    linked = [stem for target in (*_TARGET.findall(text), *_WIKI.findall(text)) if (stem := _stem(target))]
    if linked:
        return tuple(linked[:_MOST])
    words = _NOISE.sub(" ", plain(text))
    return tuple(_NAMED.findall(words)[:_MOST] or _bare_numbers(words))


def _bare_numbers(words: str) -> list[str]:
    """The numbers that the words begin with: `3, 4 and 5`; a number further on counts something else."""
    found: list[str] = []
    at = 0
    while len(found) < _MOST and (number := _BARE.match(words, at)):
        found.append(number[1])
        at = number.end()
    return found


def _of_field(item: Field) -> tuple[str, ...]:
    value = item.value.strip()
    if value.casefold().endswith((".md", ".mdx", ".markdown")) and " " not in value:
        return (_stem(value) or value,)
    return references(value)


def _stem(target: str) -> str | None:
    """The name of the record that a link leads to; None: it leads elsewhere."""
    if _NOT_RECORDS.match(target):
        return None
    path = PurePosixPath(target.split("#")[0].split("?")[0].rstrip("/"))
    name = path.name
    if path.suffix.casefold() in (".md", ".mdx", ".markdown", ".html", ".adoc", ".rst"):
        name = path.stem
        return path.parent.name if name.casefold() in ("readme", "index") and path.parent.name else name
    return name if re.match(r"(?:[a-z]{1,8}-?)?\d{1,8}(?:[-_]|$)", name, re.IGNORECASE) else None


def _add_sections(found: _Found, document: Document) -> None:
    """Lines below headings about links, sections that are called after a relation, and plain sentences."""
    if not _WORTH_READING.search("\n".join(text for _, text in document.lines)) and not _called_after(document):
        return
    at, relation, links = 0, None, False
    for number, line in document.lines:
        while at < len(document.headings) and document.headings[at].line <= number:
            name = document.headings[at].name
            relation, links = _KEYS.get(name), name in LINK_NAMES or "related" in name or "links" in name
            at += 1
        if not line or not (relation or _WORTH_READING.search(line)):
            continue
        if relation and not line.startswith("#"):
            found.add(relation, references(line) if "](" in line else _SURE.findall(line))
        elif links:
            _add_line(found, line, anywhere=False)
        else:
            _add_sentence(found, line)


def _called_after(document: Document) -> bool:
    return any(heading.name in _KEYS for heading in document.headings)


def _add_sentence(found: _Found, line: str) -> None:
    """`This decision supersedes ADR-3` in prose; other sentences are about other things."""
    for relation, rest, before in _clauses(line):
        if _SUBJECT.search(before):
            found.add(relation, [name for name in references(rest) if "](" in rest or _SURE.fullmatch(name)])


def _add_line(found: _Found, line: str, *, anywhere: bool) -> None:
    """The edges of one line. Unless `anywhere`, it has to begin with the word for the relation."""
    clauses = list(_clauses(line))
    for relation, rest, before in clauses:
        if anywhere or not re.search(r"\w", before):
            found.add(relation, references(rest))
    if anywhere and not clauses and _says_superseded(line):
        found.add(Relation.SUPERSEDED_BY, references(line))


def _says_superseded(line: str) -> bool:
    """Whether the line holds another language's word for it, without a verb that is known here."""
    words = plain(line).casefold()
    first = re.search(r"[^\W\d_]+", words)
    return ((first is not None and STATUS_WORDS.get(first[0]) is Status.SUPERSEDED)
            or any(sign in words for sign in ("取代", "替代", "替换", "置き換え", "대체")))


def _clauses(line: str) -> Iterator[tuple[Relation, str, str]]:
    """(relation, what it is said of, what stands before): each verb governs what follows, up to the next one."""
    line = line[:2000]
    verbs = list(_VERB.finditer(line))[:_MOST]
    for at, verb in enumerate(verbs):
        before = line[:verb.start()]
        if verb.lastgroup is None or _UNREAL.search(before[-40:]) or before.endswith(("/", "-")):
            continue
        end = verbs[at + 1].start() if at + 1 < len(verbs) else len(line)
        yield Relation[verb.lastgroup], line[verb.end():end], before
