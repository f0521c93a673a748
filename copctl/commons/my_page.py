"""My page: what a member says of themselves, what others see of it, and what is theirs here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import select

from copctl.access import web_sessions
from copctl.commons import named, occasion, own
from copctl.commons.my_forms import NEW_TOPICS
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community import consent, countries, own_profile, visible
from copctl.community.knowing.levels import LEVELS
from copctl.community.languages import language_code, language_name
from copctl.community.profile import check_value
from copctl.errors import CopctlError, Refused
from copctl.store.schema import Attendance, Expertise, LearningSession, Member, Rsvp, Topic
from copctl.store.schema.member import Purpose, Voice
from copctl.store.schema.session import SessionStatus

# Purpose -> what it is called, and what somebody agrees to.
PURPOSES = {
    Purpose.NEWSLETTER: ("Newsletter", "It comes to your address. Each issue has a link that ends it."),
    Purpose.DIRECTORY: (
        "Directory",
        "Other members find you here, with what is ticked above, and the newsletter may name you.",
    ),
    Purpose.RECORDING: ("Recording", "Sessions in which you are seen or heard may be recorded."),
    Purpose.SPEAKING: ("Speaking", "You may be asked to speak in a session. You can always say no."),
}
_FORMS = ("profile", "expertise", "shown", "consents", "leave")
_SENTENCE = 300
# So many topics are proposed, and so many sessions of the past are listed.
_PROPOSED, _PAST = 300, 30


@dataclass(frozen=True)
class Tried:
    """A form that was not taken: which one, what was typed, and a sentence by field ("" for all of it)."""

    form: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def of(self, form: str) -> Mapping[str, str]:
        """What was typed into this form; nothing where it was another one."""
        return self.said if self.form == form else {}


@dataclass(frozen=True)
class Agreed:
    """A purpose: what it means, whether the member agrees, since when or until when."""

    purpose: str
    title: str
    means: str
    stands: bool
    since: date | None
    until: date | None


def me(view: View, *, session: int = 0, tried: Tried | None = None) -> Page:
    """The reader's own page. `session` is the number of the web session that they look from."""
    member, tried = own.reader_of(view), tried or Tried()
    values: dict[str, Any] = {
        "email": member.email or "",
        "number": member.id,
        "profile": {**profile(member), **tried.of("profile")},
        "seen": state_of(member),
        "countries": sorted(countries.names().items(), key=lambda pair: pair[1]),
        "claims": _claims(view, member, tried.of("expertise")),
        "new": _new_claims(tried.of("expertise")),
        "levels": LEVELS,
        "known": _known(view, member),
        "fields": [
            (name, label, name in visible.chosen(member.shown)) for name, label in visible.FIELDS.items()
        ],
        "is_listed": visible.is_listed(member),
        "agreements": agreements(member),
        "coming": _coming(view, member),
        "attended": _attended(view, member),
        "sent_in": own.sent_in(view),
        "browsers": _browsers(view, member, session),
        "errors": {form: dict(tried.errors) if tried.form == form else {} for form in _FORMS},
    }
    return Page("/me", "me.html", values)


def leave(view: View, *, errors: Mapping[str, str] | None = None) -> Page:
    """The question before somebody leaves."""
    own.reader_of(view)
    return Page("/me/leave", "leave.html", {"errors": dict(errors or {})})


# What is in the forms ----------------------------------------------------------------------------------


def profile(member: Member) -> dict[str, str]:
    """The fields of the profile as texts, such as the form takes them."""
    hours = member.hours_per_quarter
    texts = {
        "organisation": member.organisation.name if member.organisation else "",
        "languages": ", ".join(_called(code) for code in member.languages or []),
        "hours_per_quarter": f"{hours:g}" if hours is not None else "",
    }
    return {
        name: texts[name] if name in texts else getattr(member, name) or "" for name in own_profile.FIELDS
    }


def state_of(member: Member) -> str:
    """What tells this state of somebody's profile from another one (BLAKE2b, 64 bits)."""
    return blake2b(repr(sorted(profile(member).items())).encode(), digest_size=8).hexdigest()


def refuse_other_state(member: Member, seen: str) -> None:
    """Refused where the profile is not the one that its form showed: somebody was first."""
    if seen and seen != state_of(member):
        raise Refused(
            "This was changed since you opened the page, in another tab or by the moderator.",
            hint="save it again to keep what you typed, or load the page to see what is there",
        )


def _called(code: str) -> str:
    """A language by its name, unless that would be read as another one: `zh-hant` is not only Chinese."""
    name = language_name(code)
    return name if language_code(name) == code else code


def profile_errors(said: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each field of the profile that will not do as it is typed."""
    found = {}
    for name, text in said.items():
        if len(text) > own_profile.LONGEST[name]:
            found[name] = (
                f"That has {len(text):,} characters; there is room for {own_profile.LONGEST[name]:,}."
            )
        elif name == "name" and not text.strip():
            found[name] = "Write your name."
        elif text.strip():
            try:
                check_value(name)(text)
            except CopctlError as error:
                found[name] = sentence(error)
    return found


def sentence(error: CopctlError) -> str:
    """What is wrong and what to do, to stand beside a field."""
    hint = f" {error.hint[:1].upper()}{error.hint[1:].rstrip('.')}." if error.hint else ""
    return f"{error.message[:_SENTENCE]}{hint}"


def offered(view: View) -> dict[int, tuple[str, int]]:
    """The reader's claims as the form shows them: number of the topic -> its label and the level."""
    member = own.reader_of(view)
    return {claim.topic_id: (claim.topic.label, claim.level) for claim in member.expertise}


def _claims(view: View, member: Member, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    claims = (
        select(Topic.id, Topic.label, Expertise.level, Expertise.said_by)
        .join(Expertise, Expertise.topic_id == Topic.id)
        .where(Expertise.member_id == member.id)
        .order_by(Expertise.level.desc(), Topic.label)
    )
    return [
        {
            "number": number,
            "label": label,
            "level": typed.get(f"level-{number}", str(level)),
            "by_others": said_by != Voice.SELF,
        }
        for number, label, level, said_by in view.db.execute(claims).tuples()
    ]


def _new_claims(typed: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Place, label and level of each new claim: as typed, or empty."""
    places = range(1, NEW_TOPICS + 1)
    return [(n, typed.get(f"topic-{n}", ""), typed.get(f"new-level-{n}", "2")) for n in places]


def _known(view: View, member: Member) -> list[str]:
    """Topics to propose: those that the member does not claim yet."""
    claimed = select(Expertise.topic_id).where(Expertise.member_id == member.id)
    others = select(Topic.label).where(Topic.id.not_in(claimed), named.topics()).order_by(Topic.label)
    return list(view.db.execute(others.limit(_PROPOSED)).scalars())


def agreements(member: Member) -> list[Agreed]:
    """What the member agrees to, or could, in the order of `PURPOSES`."""
    found = []
    for purpose, (title, means) in PURPOSES.items():
        held = consent.held(member, purpose.value)
        stands = held is not None and held.withdrawn_on is None
        since, until = (held.given_on, held.withdrawn_on) if held is not None else (None, None)
        found.append(Agreed(purpose.value, title, means, stands, since, until))
    return found


# What is theirs ----------------------------------------------------------------------------------------


def _coming(view: View, member: Member) -> list[tuple[occasion.Line, str]]:
    """Sessions to come that they answered, the next one first, with the answer."""
    answered = (
        select(LearningSession, Rsvp.answer)
        .join(Rsvp, Rsvp.session_id == LearningSession.id)
        .where(
            Rsvp.member_id == member.id,
            LearningSession.status == SessionStatus.PLANNED.value,
            LearningSession.starts_at >= view.now,
        )
        .order_by(LearningSession.starts_at)
        .options(occasion.SPEAKERS)
    )
    return [(occasion.line(session), answer) for session, answer in view.db.execute(answered).tuples()]


def _attended(view: View, member: Member) -> list[occasion.Line]:
    was_there = (
        select(LearningSession)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(Attendance.member_id == member.id)
        .order_by(LearningSession.starts_at.desc())
        .limit(_PAST)
        .options(occasion.SPEAKERS)
    )
    return [occasion.line(session) for session in view.db.execute(was_there).scalars()]


def _browsers(view: View, member: Member, session: int) -> list[dict[str, Any]]:
    """Where the member is signed in, the one that they look from first."""
    signed_in = web_sessions.of(view.db, member.id, view.settings.portal, now=view.now)
    found = [
        {"made_at": made, "seen_at": seen, "is_this": number == session} for number, made, seen in signed_in
    ]
    return sorted(found, key=lambda one: not one["is_this"])
