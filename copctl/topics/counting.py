"""Counting a survey's question: which question, by which rule, out of how many people."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import Answer, Member, Question, Response, Survey
from copctl.store.schema.member import MemberStatus
from copctl.surveys import ballots, definitions
from copctl.topics import box, tally
from copctl.topics.box import CHOSEN, NUMERIC, Box, Subject, fitting_rule
from copctl.topics.tally import TopicCount

# Questions that are looked at first when none is named.
_ABOUT_TOPICS = ("topics", "topic")


@dataclass(frozen=True)
class Part:
    """What one group of respondents said: how many of them answered, and the lines."""

    answered: int
    lines: list[TopicCount]


@dataclass(frozen=True)
class Count:
    """A tally. `respondents` answered the survey, `answered` of them this question.

    `eligible` counts active members, `members` those of them who responded; `response_rate` is their
    ratio (AAPOR 2023, response rate 1), or None where nobody is eligible. Where no response could be
    matched to a member, all respondents are taken for members, unless they are more than the members:
    then there is no rate. Shares are of all respondents.
    """

    survey: Survey
    name: str
    label: str
    rule: str
    respondents: int
    answered: int
    eligible: int
    members: int | None
    lines: list[TopicCount]
    mean: float | None = None
    by: str | None = None
    segments: dict[str, Part] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def response_rate(self) -> float | None:
        """Responding members by eligible members, 0 to 1."""
        return self.members / self.eligible if self.eligible and self.members is not None else None


def count(
    db: Session,
    slug: str,
    *,
    question: str | None = None,
    rule: str | None = None,
    by: str | None = None,
    most: int | None = None,
) -> Count:
    """Count one question of a survey.

    Without `question`, the one that is named `topics`, else the first that can be ranked. Without
    `rule`: approval for choices, borda for rankings, score for numbers. Raises NotFound for an unknown
    survey or question, WrongUsage for an unknown rule or group, Refused when the rule does not fit.
    """
    survey = definitions.find(db, slug)
    subject = _subject(survey, question)
    chosen = fitting_rule(subject, rule)
    respondents = ballots.respondents(db, survey.id)
    everybody = _everybody(db, survey, subject)
    taken, tied = tally.top(box.lines(subject, chosen, everybody, respondents), most)
    eligible, members, warnings = _turnout(db, survey, respondents)
    if subject.type not in (*CHOSEN, *NUMERIC):
        warnings.append("Free text is counted as it was written; only case and blanks are overlooked.")
    if tied:
        labels = ", ".join(line.topic for line in tied)
        warnings.append(f"Place {most} is a tie with {labels}; the alphabet decided.")
    return Count(
        survey=survey,
        name=subject.name,
        label=subject.label,
        rule=chosen,
        respondents=respondents,
        answered=everybody.answered,
        eligible=eligible,
        members=members,
        lines=taken,
        mean=box.mean(subject, everybody),
        by=by,
        segments=_segments(db, survey, subject, chosen, by) if by else {},
        warnings=warnings,
    )


def _subject(survey: Survey, text: str | None) -> Subject:
    if text is None:
        return _default_subject(survey)
    questions = definitions.find_question(survey, text)
    if len(questions) > 1:
        return Subject(questions, questions[0].grid, questions[0].grid)
    return Subject(questions, questions[0].name, questions[0].label or questions[0].name)


def _default_subject(survey: Survey) -> Subject:
    def place(question: Question) -> tuple[bool, int, int]:
        order = ("select_multiple", "rank", "select_one", *NUMERIC)
        return (question.name not in _ABOUT_TOPICS, order.index(question.type), question.position)

    countable = [q for q in survey.questions if q.type in (*CHOSEN, *NUMERIC)]
    if not countable:
        raise Refused(
            f"The survey {survey.slug} has no question that can be ranked.",
            hint=f"copctl survey show {survey.slug}, or name a text question with --question",
        )
    question = min(countable, key=place)
    return Subject([question], question.name, question.label or question.name)


def _everybody(db: Session, survey: Survey, subject: Subject) -> Box:
    ids = [question.id for question in subject.questions]
    if subject.type == "rank":
        return box.ranked(ballots.rankings(db, ids[0]))
    if subject.type in NUMERIC:
        return box.rated(ballots.scores(db, ids))
    if subject.type not in CHOSEN:
        texts = db.execute(select(Answer.text).where(Answer.question_id.in_(ids), Answer.text.is_not(None)))
        written = [str(text) for text in texts.scalars()]
        return Box(len(written), texts=written)
    answered = max(ballots.answering(db, survey.id, number) for number in ids)
    return box.chosen(subject, answered, ballots.counts(db, survey.id, ids))


def _segments(db: Session, survey: Survey, subject: Subject, rule: str, by: str) -> dict[str, Part]:
    ids = [question.id for question in subject.questions]
    boxes: dict[str, Box]
    if subject.type == "rank":
        boxes = {name: box.ranked(cast) for name, cast in ballots.rankings_by(db, ids[0], by).items()}
    elif subject.type in NUMERIC:
        boxes = {name: box.rated(cast) for name, cast in ballots.scores_by(db, ids, by).items()}
    else:
        counted = ballots.counts_by(db, survey.id, ids, by)
        answered = ballots.answered_by(db, survey.id, ids, by)
        boxes = {name: box.chosen(subject, answered[name], cast) for name, cast in counted.items()}
    sizes = ballots.respondents_by(db, survey.id, by)
    return {
        name: Part(boxes[name].answered, box.lines(subject, rule, boxes[name], sizes[name]))
        for name in sorted(boxes, key=lambda name: (-sizes[name], name))
    }


def _turnout(db: Session, survey: Survey, respondents: int) -> tuple[int, int | None, list[str]]:
    """Active members, those of them who responded, and what to say about the difference."""
    active = Member.status == MemberStatus.ACTIVE.value
    eligible = int(db.execute(select(func.count()).select_from(Member).where(active)).scalar_one())
    responded = exists().where(Response.member_id == Member.id, Response.survey_id == survey.id)
    if not db.execute(select(Member.id).where(responded).limit(1)).first():
        return eligible, *_unmatched(respondents, eligible)
    members = int(db.execute(select(func.count()).select_from(Member).where(active, responded)).scalar_one())
    others = respondents - members
    if not others:
        return eligible, members, []
    who = "1 respondent is not an active member and does"
    if others > 1:
        who = f"{others} respondents are not active members and do"
    return eligible, members, [f"{who} not count in the response rate."]


def _unmatched(respondents: int, eligible: int) -> tuple[int | None, list[str]]:
    """The rate's numerator where no response names a member: all of them, if so many can be members."""
    if not respondents or not eligible:
        return (0 if eligible else None), []
    if respondents > eligible:
        return None, ["No response could be matched to a member, so there is no response rate."]
    return respondents, ["No response could be matched to a member; the rate takes all of them for members."]
