"""`copctl session`: plan, look at, change and cancel learning sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from copctl.cli import (
    session_attendance,
    session_cancel,
    session_funnel,
    session_propose,
    session_rsvp,
    session_show,
    session_wrap,
)
from copctl.cli.carried import NoTell, tell_carried
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, DryRun, Format, Style, style_of
from copctl.cli.showing import Column, Listing
from copctl.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from copctl.store.schema import LearningSession

app = plain_group("Plan and run learning sessions.")

Code = Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")]
Title = Annotated[str | None, typer.Option(help="Its title (default: the first topic's name).")]
On = Annotated[
    str | None, typer.Option("--on", metavar="'DATE TIME'", help="Local start, such as '2026-12-10 14:00'.")
]
Zone = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="Of that time (default: the community's zone)."),
]
Place = Annotated[str | None, typer.Option(help="Where people meet.")]
Link = Annotated[str | None, typer.Option(help="Where people join online.")]
About = Annotated[str | None, typer.Option(help="What it is about, in Markdown.")]
Agenda = Annotated[
    list[str] | None,
    typer.Option("--agenda", metavar="'MINUTES TITLE'", help="Such as '10 Welcome'. Repeatable, in order."),
]
Speakers = Annotated[
    list[str] | None,
    typer.Option("--speaker", metavar="MEMBER", help="Email, number or name. Repeatable."),
]
Talks = Annotated[
    list[str] | None,
    typer.Option("--talk", metavar="MEMBER:TITLE", help="What a talk is called. Repeatable."),
]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", metavar="TOPIC", help="Slug or name. Repeatable.")
]

_COLUMNS = [
    Column("code", "Code", whole=True),
    Column("when", "When"),
    Column("title", "Title"),
    Column("status", "Status"),
    Column("speakers", "Speakers"),
    Column("where", "Where"),
]


@app.command("plan")
def plan(
    ctx: typer.Context,
    topic: Topics = None,
    title: Title = None,
    on: On = None,
    timezone: Zone = None,
    minutes: Annotated[int, typer.Option(help="How long it takes.")] = 90,
    place: Place = None,
    link: Link = None,
    about: About = None,
    agenda: Agenda = None,
    speaker: Speakers = None,
) -> None:
    """Plan a session.

    Asks what it is about and when it starts if you do not say.
    """
    desk = Desk.of(ctx)
    from copctl.sessions import planning
    from copctl.sessions.entry import when_words
    from copctl.sessions.programme import read_item
    from copctl.when import parse_moment, parse_zone

    zone = parse_zone(timezone or desk.settings.timezone)
    if not topic and title is None:
        topic, title = _asked_subject(desk)
    wish = planning.Plan(
        on=desk.ask(
            on, "--on", f"When does it start ({zone})? Such as 2026-12-10 14:00",
            check=lambda answer: parse_moment(answer, ZoneInfo(zone)),
        ),
        timezone=zone,
        topics=tuple(topic or ()),
        title=title or "",
        about=about or "",
        minutes=minutes,
        place=place or "",
        link=link or "",
        agenda=tuple(read_item(text) for text in agenda or []),
        speakers=tuple(speaker or ()),
    )  # fmt: skip
    with desk.transaction() as db:
        made = planning.plan(db, wish, today=desk.today())
        slugs = [entry.topic.slug for entry in made.topics]
    desk.say(f"Planned session {made.code}: {made.title}, {when_words(made)}.")
    _advise(desk, made, slugs)


def _asked_subject(desk: Desk) -> tuple[list[str], str]:
    """The topic, or the title, that a person answers with."""
    from copctl import names
    from copctl.community import vocabulary

    def topic_of(answer: str) -> str | None:
        with desk.reading() as db:
            found = vocabulary.lookup(db, answer)
            if found is not None:
                return found.slug
            try:
                vocabulary.find(db, answer)
            except NotFound as error:
                # A slip of the pen is asked again; what resembles no topic is a title.
                if error.hint.startswith("did you mean"):
                    raise
            return None

    answer = desk.ask(None, "--topic", "What is it about? A topic, or a title of your own", check=topic_of)
    slug = topic_of(answer)
    return ([slug], "") if slug else ([], names.written(answer))


def _advise(desk: Desk, made: LearningSession, slugs: list[str]) -> None:
    if made.starts_at < desk.now():
        desk.hint(f"Note: that is in the past. If it was held: copctl session edit {made.code} --status held")
    elif not made.speakers and slugs:
        desk.hint(f"Next: copctl speakers suggest {slugs[0]} --session {made.code}")
    else:
        desk.hint(f"Next: copctl invitation render {made.code}")


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only planned, held or cancelled.")] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List sessions by date."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.sessions import planning
    from copctl.sessions.entry import entry_of, row_of

    with desk.reading() as db:
        found = planning.listed(db, status)
        program = style in (Style.JSON, Style.CSV)
        rows = [entry_of(session) if program else row_of(session, desk.today()) for session in found]
    nothing = "No session fits." if status else "No sessions yet. Try: copctl session plan"
    columns = [Column(key, key) for key in _KEYS] if style is Style.CSV and not rows else _COLUMNS
    desk.show(Listing(columns, rows, nothing=nothing), style)


_KEYS = ("code", "title", "status", "starts_at", "local", "timezone", "minutes", "place", "link")


session_show.register(app)


@app.command("edit")
def edit(
    ctx: typer.Context,
    code: Code,
    title: Title = None,
    about: About = None,
    on: On = None,
    timezone: Annotated[
        str | None,
        typer.Option("--timezone", metavar="ZONE", help="Its zone; alone, keeps the clock time."),
    ] = None,
    minutes: Annotated[int | None, typer.Option(help="How long it takes.")] = None,
    place: Place = None,
    link: Link = None,
    agenda: Annotated[
        list[str] | None,
        typer.Option("--agenda", metavar="'MINUTES TITLE'", help="The whole new agenda. Repeatable."),
    ] = None,
    topic: Topics = None,
    drop_topic: Annotated[
        list[str] | None,
        typer.Option("--drop-topic", metavar="TOPIC", help="Take a topic off. Repeatable."),
    ] = None,
    speaker: Speakers = None,
    drop_speaker: Annotated[
        list[str] | None,
        typer.Option("--drop-speaker", metavar="MEMBER", help="Take somebody off. Repeatable."),
    ] = None,
    speaker_status: Annotated[
        list[str] | None,
        typer.Option(
            "--speaker-status",
            metavar="MEMBER:STATUS",
            help="proposed, asked, accepted, declined, confirmed or withdrew. Repeatable.",
        ),
    ] = None,
    talk: Talks = None,
    status: Annotated[str | None, typer.Option(help="planned, held or cancelled.")] = None,
    recording: Annotated[str | None, typer.Option(help="Where the recording is.")] = None,
    notes: Annotated[str | None, typer.Option(help="Notes for yourself.")] = None,
    no_tell: NoTell = False,
    dry_run: DryRun = False,
) -> None:
    """Change a session; only what you name changes.

    Who was invited gets an update when what their calendar shows changes: title, time, place or link. It
    is queued, and leaves with `copctl mail deliver`.

    `--status held` marks its topics as covered and notes the talk with each speaker; `--status planned`
    takes that back.
    """
    desk = Desk.of(ctx)
    from copctl.sessions import planning, telling
    from copctl.sessions.entry import when_words
    from copctl.sessions.posting import Sending
    from copctl.sessions.programme import read_item, read_pair
    from copctl.store import journal

    statuses = [read_pair(text, option="--speaker-status", example="ana@example.org:accepted")
                for text in speaker_status or []]  # fmt: skip
    talks = [read_pair(text, option="--talk", example="ana@example.org:Title") for text in talk or []]
    changes = planning.Revision(
        title=title, about=about, on=on, timezone=timezone, minutes=minutes, place=place, link=link,
        recording=recording, notes=notes, status=status,
        agenda=tuple(read_item(text) for text in agenda if text.strip()) if agenda else None,
        add_topics=tuple(topic or ()), drop_topics=tuple(drop_topic or ()),
        add_speakers=tuple(speaker or ()), drop_speakers=tuple(drop_speaker or ()),
        speaker_statuses=tuple(statuses), talks=tuple(talks),
    )  # fmt: skip
    if changes == planning.Revision():
        raise WrongUsage("Nothing to change was named.", hint="copctl session edit --help")
    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, code)
        sending = Sending(desk.settings, desk.now())
        carried = telling.edit(db, found, changes, sending, today=desk.today(), tell=not no_tell)
        changed = journal.is_changed(db)
        said = f"session {found.code}: {found.title}, {when_words(found)}"
        is_early = found.status == "held" and found.starts_at > desk.now()
    if not changed:
        desk.say(f"Nothing changed: session {code} is stored so already.")
        return
    desk.say(f"{'Would change' if dry_run else 'Changed'} {said}.")
    tell_carried(desk, code, carried, dry_run=dry_run)
    if status and is_early:
        desk.hint("Note: it is marked as held, but it only begins in the future.")


session_attendance.register(app)
session_cancel.register(app)
session_propose.register(app)
session_rsvp.register(app)
session_wrap.register(app)
session_funnel.register(app)
