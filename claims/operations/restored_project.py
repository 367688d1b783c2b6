"""The project that an export goes into, and what its labels refer to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from claims.errors import Conflict, InvalidInput
from claims.exchange.records import (
    BasisRecord,
    EarlierRevision,
    Labelled,
    SpeakerRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.models import (
    Annotation,
    Decision,
    Guideline,
    Label,
    LabelScheme,
    LabelSource,
    Outlet,
    Project,
    Round,
    Speaker,
    User,
    get_last_word,
    make_name_key,
)
from claims.models.stages import MOST_IN_ROUND
from claims.operations.labelled_people import Annotators
from claims.operations.projects import furnish
from claims.operations.restored_columns import make_outlet
from claims.operations.restored_survey import Contents, SchemeKey
from claims.operations.validation import check_columns

VERIFIABILITY, VERDICT = LabelScheme.Kind.VERIFIABILITY, LabelScheme.Kind.VERDICT
UNKNOWN_GUIDELINE = "(The text of this version is not part of the export that it came from.)"
SOURCE_NAME = "Export"
LabelRecord = VerifiabilityRecord | VerdictRecord


@dataclass(slots=True)
class Restored:
    """What rows refer to, found by what records call it."""

    project: Project
    labels: dict[tuple[SchemeKey, str], Label] = field(default_factory=dict)
    # By kind and value, where a record does not say of which scheme.
    values: dict[tuple[str, str], Label] = field(default_factory=dict)
    speakers: dict[UUID, Speaker] = field(default_factory=dict)
    guidelines: dict[int, Guideline] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    annotators: dict[str, User] = field(default_factory=dict)
    # Articles that another text has replaced.
    replaced: frozenset[UUID] = frozenset()
    # The time at work on earlier revisions, where a decision that stands on them tells of it.
    seconds: Mapping[UUID, int | None] = field(default_factory=dict)


def refer(restored: Restored, row: Annotation | Decision, record: Labelled) -> None:
    """Let the row name whom and what its record names."""
    said, judged, quoted = record.verifiability, record.verdict, record.original_speaker
    row.speaker = restored.speakers[record.speaker.uuid]
    row.original_speaker = restored.speakers[quoted.uuid] if quoted else None
    row.verifiability = restored.labels[(said.scheme, said.scheme_version), said.value]
    if judged:
        row.verdict = restored.labels[(judged.scheme, judged.scheme_version), judged.value]


def refer_in_short(
    restored: Restored, label: Annotation, said: EarlierRevision | BasisRecord
) -> None:
    """As `refer`, where only the values are told: what follows from them is as of now."""
    verifiability = restored.values[VERIFIABILITY, said.verifiability]
    verdict = restored.values[VERDICT, said.verdict] if said.verdict else None
    label.speaker = restored.speakers[said.speaker.uuid]
    label.verifiability, label.verdict = verifiability, verdict
    label.verifiable = _copy_verifiable(verifiability, verdict)
    label.check_worthy = verifiability.check_worthy or Label.CheckWorthy.UNSET
    label.canonical_verdict = verdict.canonical if verdict else ""


def _copy_verifiable(label: Label, verdict: Label | None) -> str:
    """As the label says now; where a verdict went with it, it said at least so much then."""
    allows = label.verifiable in (Label.Verifiable.YES, Label.Verifiable.PARTLY)
    return label.verifiable if allows or verdict is None else Label.Verifiable.YES


def prepare(actor: User, contents: Contents, now: datetime) -> Restored:
    """The project with all but its articles and labels: made, or as it was left half-way."""
    labels = _prepare_labels(contents)
    project = _find_project(contents, labels, actor, now)
    restored = Restored(
        project,
        labels=labels,
        replaced=frozenset(contents.replaced),
        seconds=contents.seconds,
    )
    restored.values = _find_values(contents, labels)
    restored.speakers = _prepare_speakers(project, contents)
    restored.guidelines = _prepare_guidelines(project, contents, actor, now)
    restored.rounds = _prepare_rounds(project, contents, actor, now)
    restored.annotators = _prepare_annotators(project, contents)
    restored.outlets = _prepare_outlets(project, contents)
    return restored


def _prepare_labels(contents: Contents) -> dict[tuple[SchemeKey, str], Label]:
    found: dict[tuple[SchemeKey, str], Label] = {}
    schemes: tuple[tuple[str, Mapping[SchemeKey, Mapping[str, LabelRecord]]], ...] = (
        (VERIFIABILITY, contents.verifiabilities),
        (VERDICT, contents.verdicts),
    )
    for kind, by_key in schemes:
        for key, records in by_key.items():
            for label in _prepare_scheme(kind, key, list(records.values())):
                found[key, label.value] = label
    return found


def _prepare_scheme(kind: str, key: SchemeKey, records: Iterable[LabelRecord]) -> Iterator[Label]:
    """The labels that the records name, of the scheme that there is, or of a new one."""
    slug, version = key
    scheme, created = LabelScheme.objects.get_or_create(
        slug=slug, version=version, defaults={"kind": kind, "name": slug}
    )
    known = {label.value: label for label in scheme.labels.all()}
    for order, record in enumerate(records, start=1):
        label = _make_label(scheme, order, record)
        if created:
            check_columns(label)
            label.save(force_insert=True)
            known[label.value] = label
        _compare(scheme, kind, label, known.get(record.value))
        yield known[record.value]


def _make_label(scheme: LabelScheme, order: int, record: LabelRecord) -> Label:
    label = Label(scheme=scheme, order=order, value=record.value, name=record.name)
    if isinstance(record, VerdictRecord):
        label.canonical, label.rating = record.canonical or "", record.rating
        return label
    label.verifiable, label.check_worthy = record.verifiable, record.check_worthy
    if label.verifiable in (Label.Verifiable.YES, Label.Verifiable.PARTLY):
        label.verdict_rule = Label.VerdictRule.ALLOWED
    return label


def _compare(scheme: LabelScheme, kind: str, label: Label, known: Label | None) -> None:
    """Raise Conflict where the installation's label says something else in exports."""
    if (
        known is None
        or scheme.kind != kind
        or known.name != label.name
        or (kind == VERDICT and known.rating != label.rating)
    ):
        raise Conflict(
            "scheme_differs",
            "The label “%(value)s” of the scheme “%(scheme)s”, version %(version)d, is another "
            "here than in the export.",
            value=label.value,
            scheme=scheme.slug,
            version=scheme.version,
        )


def _find_values(
    contents: Contents, labels: Mapping[tuple[SchemeKey, str], Label]
) -> dict[tuple[str, str], Label]:
    """The labels of which only the value is said: of the export's schemes, else of any.

    What no scheme has gets one of its own.
    """
    found: dict[tuple[str, str], Label] = {}
    for label in labels.values():
        found.setdefault((label.scheme.kind, label.value), label)
    wanted = [(VERIFIABILITY.value, value) for value in contents.other_verifiabilities]
    wanted += [(VERDICT.value, value) for value in sorted(contents.other_verdicts)]
    for kind, value in wanted:
        if (kind, value) not in found:
            had_verdict = contents.other_verifiabilities.get(value, False)
            found[kind, value] = _find_value(kind, value) or _add_value(
                kind, value, had_verdict=had_verdict
            )
    return found


def _find_value(kind: str, value: str) -> Label | None:
    rows = Label.objects.filter(scheme__kind=kind, value=value).select_related("scheme")
    return rows.order_by("pk").first()


def _add_value(kind: str, value: str, *, had_verdict: bool) -> Label:
    scheme = _open_scheme(kind)
    label = Label(scheme=scheme, order=scheme.labels.count() + 1, value=value, name=value[:60])
    if kind == VERIFIABILITY:
        label.verifiable = Label.Verifiable.YES if had_verdict else Label.Verifiable.UNCLEAR
        label.check_worthy = Label.CheckWorthy.UNSET
        if had_verdict:
            label.verdict_rule = Label.VerdictRule.ALLOWED
    check_columns(label)
    label.save(force_insert=True)
    return label


def _open_scheme(kind: str) -> LabelScheme:
    """For what no scheme says."""
    slug = f"restored-{kind}"
    scheme, _created = LabelScheme.objects.get_or_create(
        slug=slug, version=1, defaults={"kind": kind, "name": slug}
    )
    return scheme


def _find_project(
    contents: Contents,
    labels: Mapping[tuple[SchemeKey, str], Label],
    actor: User,
    now: datetime,
) -> Project:
    head = contents.project
    assert head is not None  # noqa: S101 - files without a record are refused
    known = Project.objects.filter(uuid=head.uuid).first()
    if known is not None:
        _check_empty(known, head.slug)
        project = known
    else:
        if Project.objects.filter(slug=head.slug).exists():
            raise Conflict(
                "slug_taken", "Another project has the short name “%(slug)s”.", slug=head.slug
            )
        project = Project(
            uuid=head.uuid,
            slug=head.slug,
            name=head.slug,
            language="",
            verifiability_scheme=_choose_scheme(VERIFIABILITY, labels),
            verdict_scheme=_choose_scheme(VERDICT, labels),
            created_at=now,
        )
        check_columns(project)
        project.save(force_insert=True)
        furnish(project)
    LabelSource.objects.get_or_create(
        project=project,
        format=LabelSource.RESTORED,
        defaults={"name": SOURCE_NAME, "created_at": now, "created_by": actor},
    )
    return project


def _check_empty(project: Project, slug: str) -> None:
    """Raise Conflict unless nothing is in the project, or only what was restored so far."""
    begun = LabelSource.objects.filter(project=project, format=LabelSource.RESTORED).exists()
    named = Speaker.objects.filter(project=project).exclude(name="")
    if not begun and (project.articles.exists() or named.exists()):
        raise Conflict(
            "not_empty", "The project “%(slug)s” is here already, and not empty.", slug=slug
        )
    if project.slug != slug:
        raise Conflict(
            "other_slug",
            "The project is called “%(here)s” here, and “%(there)s” in the export.",
            here=project.slug,
            there=slug,
        )


def _choose_scheme(kind: str, labels: Mapping[tuple[SchemeKey, str], Label]) -> LabelScheme:
    """The export's first of that kind; else the installation's."""
    for label in labels.values():
        if label.scheme.kind == kind:
            return label.scheme
    return LabelScheme.objects.filter(kind=kind).order_by("pk").first() or _open_scheme(kind)


def _prepare_speakers(project: Project, contents: Contents) -> dict[UUID, Speaker]:
    known = {one.uuid: one for one in Speaker.objects.filter(project=project)}
    free = {one.kind: one for one in known.values() if not one.name}
    records = {
        name.uuid: SpeakerRecord(name.uuid, "", name.name, None, None, None)
        for name in contents.names.values()
    } | contents.speakers
    # Who came back before first, then whose kind is told: the other nameless one is what is left.
    for record in sorted(records.values(), key=lambda one: (one.uuid not in known, not one.kind)):
        if record.name is None:
            before = known.get(record.uuid)
            kind = before.kind if before else record.kind or next(iter(free), "")
            if kind not in free:
                raise InvalidInput("several_nameless", "The files hold several nameless speakers.")
            speaker = free.pop(kind)
            if speaker.uuid != record.uuid:
                Speaker.objects.filter(pk=speaker.pk).update(uuid=record.uuid)
                speaker.uuid = record.uuid
            known[record.uuid] = speaker
        elif record.uuid not in known:
            known[record.uuid] = _add_speaker(project, record)
    return known


def _add_speaker(project: Project, record: SpeakerRecord) -> Speaker:
    name = record.name or ""
    key = make_name_key(name)
    speaker = Speaker(
        uuid=record.uuid,
        project=project,
        kind=record.kind or Speaker.Kind.PERSON,
        name=name,
        name_key=key,
        last_word=get_last_word(key),
        role=record.role or "",
        affiliation=record.affiliation or "",
        same_as=record.same_as or "",
    )
    check_columns(speaker)
    speaker.save(force_insert=True)
    return speaker


def _prepare_guidelines(
    project: Project, contents: Contents, actor: User, now: datetime
) -> dict[int, Guideline]:
    known = {one.version: one for one in project.guidelines.all()}
    for version in sorted(contents.guidelines - known.keys()):
        known[version] = Guideline.objects.create(
            project=project,
            version=version,
            text=UNKNOWN_GUIDELINE,
            created_at=now,
            created_by=actor,
        )
    return known


def _prepare_rounds(
    project: Project, contents: Contents, actor: User, now: datetime
) -> dict[int, Round]:
    known = {one.number: one for one in project.rounds.all()}
    for number, name in sorted(contents.rounds.items()):
        if number not in known:
            known[number] = Round(
                project=project,
                number=number,
                name=name,
                kind=Round.Kind.LIVE,
                size=min(max(contents.in_round[number], 1), MOST_IN_ROUND),
                seed=0,
                started_at=now,
                ended_at=now,
                created_by=actor,
            )
            check_columns(known[number])
            known[number].save(force_insert=True)
    return known


def _prepare_outlets(project: Project, contents: Contents) -> dict[str, Outlet]:
    known = {one.name: one for one in project.outlets.all()}
    for name in contents.outlets:
        if name not in known:
            known[name] = make_outlet(name)
            known[name].project = project
            known[name].save(force_insert=True)
    return known


def _prepare_annotators(project: Project, contents: Contents) -> dict[str, User]:
    """Who stands for each pseudonym, and keeps it."""
    source = LabelSource.objects.get(project=project, format=LabelSource.RESTORED)
    annotators = Annotators(source)
    return {name: annotators.get(name, pseudonym=name) for name in contents.annotators}
