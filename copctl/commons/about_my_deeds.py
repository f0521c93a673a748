"""Everything about one person, for them: what they answered, where they were, what they gave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.commons import occasion
from copctl.community import contributions, offers, publishing
from copctl.store.schema import (
    Answer,
    Attendance,
    Choice,
    Contribution,
    LearningSession,
    Member,
    NameMatch,
    Picture,
    Question,
    Response,
    Rsvp,
    SessionSpeaker,
    Survey,
    SurveyLink,
)
from copctl.surveys import definitions


def _asked(db: Session, member: Member) -> list[dict[str, Any]]:
    """The surveys that they were asked to answer. Of an anonymous one nothing else is known, and not when."""
    wanted = select(SurveyLink, Survey).join(Survey, Survey.id == SurveyLink.survey_id)
    rows = db.execute(wanted.where(SurveyLink.member_id == member.id).order_by(Survey.id)).tuples()
    return [
        {
            "survey": survey.slug,
            "title": survey.title,
            "anonymous": definitions.is_anonymous(survey),
            "invited_on": link.invited_on,
            "reminded_on": link.reminded_on,
            # Other surveys know it by the response.
            "took_part": link.answered if definitions.is_anonymous(survey) else None,
        }
        for link, survey in rows
    ]


def _responses(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(Response, Survey).join(Survey, Survey.id == Response.survey_id)
    rows = db.execute(wanted.where(Response.member_id == member.id).order_by(Response.id)).tuples()
    return [
        {
            "survey": survey.slug,
            "title": survey.title,
            "name": response.name,
            "email": response.email,
            "submitted_at": response.submitted_at,
            "submitted_as_written": response.submitted_as_written,
            "whole": not response.partial,
            "known_by": response.matched_by,
            "answers": _answers(db, response),
        }
        for response, survey in rows
        if not definitions.is_anonymous(survey)
    ]


def _answers(db: Session, response: Response) -> list[dict[str, Any]]:
    wanted = (
        select(Answer, Question, Choice)
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Answer.response_id == response.id)
        .order_by(Question.position, Answer.instance, Answer.place, Answer.id)
    )
    return [_answer(answer, question, choice) for answer, question, choice in db.execute(wanted).tuples()]


def _answer(answer: Answer, question: Question, choice: Choice | None) -> dict[str, Any]:
    said: str | float | None = answer.text if answer.text is not None else answer.number
    found: dict[str, Any] = {
        "question": question.label or question.name,
        "answer": choice.label if choice is not None else said,
        "rank": answer.rank,
        "record": answer.instance,
    }
    return {key: value for key, value in found.items() if value is not None or key == "answer"}


def _called(db: Session, member: Member) -> list[dict[str, Any]]:
    """The names in surveys' files that the moderator said are theirs."""
    wanted = select(NameMatch, Survey).join(Survey, Survey.id == NameMatch.survey_id)
    rows = db.execute(wanted.where(NameMatch.member_id == member.id).order_by(NameMatch.id)).tuples()
    return [{"survey": survey.slug, "name": match.name_key} for match, survey in rows]


def _rsvps(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(Rsvp).where(Rsvp.member_id == member.id).order_by(Rsvp.id)
    return [
        {
            **_session(row.session),
            "answer": row.answer,
            "said_at": row.said_at,
            "source": row.source,
            "comment": row.comment,
        }
        for row in db.execute(wanted).scalars()
    ]


def _attendance(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(Attendance).where(Attendance.member_id == member.id).order_by(Attendance.id)
    return [
        {
            **_session(row.session),
            "name": row.name,
            "minutes": row.minutes,
            "first_seen": row.first_seen,
            "last_seen": row.last_seen,
            "source": row.source,
        }
        for row in db.execute(wanted).scalars()
    ]


def _talks(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(SessionSpeaker).where(SessionSpeaker.member_id == member.id).order_by(SessionSpeaker.id)
    return [
        {
            **_session(row.session),
            "talk": row.talk,
            "status": row.status,
            "since": row.since,
            "steps": [{"status": step.status, "on": step.noted_on} for step in row.steps],
        }
        for row in db.execute(wanted).scalars()
    ]


def _session(session: LearningSession) -> dict[str, Any]:
    return {"session": session.code, "title": occasion.title(session)}


def _contributions(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(Contribution).where(Contribution.member_id == member.id).order_by(Contribution.id)
    return [
        {
            "number": piece.id,
            "kind": piece.kind,
            "title": piece.title,
            "body": piece.body,
            "link": piece.link,
            "dated": piece.dated,
            "consent_by": piece.consent_by,
            "consent_on": piece.consent_on,
            "agreed_words": piece.agreed,
        }
        for piece in db.execute(wanted).scalars()
    ]


def _published(db: Session, member: Member) -> list[dict[str, Any]]:
    """What is published with their consent: their own pieces, and others that their name agreed to.

    A name proves little, since members write their own: what it agreed to is told only where it is published,
    and where nobody else may be meant.
    """
    stories = db.execute(select(Contribution).where(Contribution.consent_by != "")).scalars()
    pictures = db.execute(select(Picture).where(Picture.consent_by != "")).scalars()
    begins = Member.name_key.startswith(member.name_key, autoescape=True)
    others = list(db.execute(select(Member.name_key).where(Member.id != member.id, begins)).scalars())

    def is_theirs(consent_by: str) -> bool:
        is_signed = publishing.is_signed_by(consent_by, member.name_key)
        return is_signed and not any(publishing.is_signed_by(consent_by, other) for other in others)

    found = [
        (piece.kind, piece.title, piece.consent_by, piece.consent_on)
        for piece in stories
        if piece.member_id == member.id
        or (contributions.may_be_published(piece) and is_theirs(piece.consent_by))
    ]
    found += [
        ("picture", picture.alt, picture.consent_by, picture.consent_on)
        for picture in pictures
        if is_theirs(picture.consent_by)
    ]
    return [dict(zip(("kind", "title", "consent_by", "consent_on"), one, strict=True)) for one in found]


def _offers(db: Session, member: Member) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in offers.entry(offer).items() if not key.startswith("member")}
        for offer in offers.of(db, member)
    ]


PARTS = {
    "surveys": _asked,
    "responses": _responses,
    "names_in_surveys": _called,
    "rsvps": _rsvps,
    "attendance": _attendance,
    "talks": _talks,
    "contributions": _contributions,
    "consents_to_publish": _published,
    "sent_in": _offers,
}
COVERED = {
    ("survey_link", "member_id"): "surveys",
    ("response", "member_id"): "responses",
    ("name_match", "member_id"): "names_in_surveys",
    ("rsvp", "member_id"): "rsvps",
    ("attendance", "member_id"): "attendance",
    ("session_speaker", "member_id"): "talks",
    ("contribution", "member_id"): "contributions",
    ("offer", "member_id"): "sent_in",
}
