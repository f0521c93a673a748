"""What a mail about a survey needs when it goes out: whether it still should, and its reader's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.store.schema import Message, Survey, SurveyLink
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys.asking import codes
from copctl.surveys.asking.address import CODE
from copctl.surveys.asking.participation import INVITATION, REMINDER, answered


class SurveyMail:
    """Answers `mail.delivery` about the mails of surveys; `key` makes the codes, which are stored nowhere.

    `renewed` counts links whose code is another than before because the key was replaced.
    """

    kinds = frozenset({INVITATION, REMINDER})

    def __init__(self, db: Session, key: bytes) -> None:
        self.db, self.key = db, key
        self.renewed = 0
        self._answered: dict[int, set[int]] = {}
        self._links: dict[int, dict[int, SurveyLink]] = {}

    def objection(self, message: Message) -> str:
        """Why it should not go out: the survey takes no answers, or its reader has answered since."""
        survey = self._survey(message)
        if survey is None:
            return ""
        if survey.status != SurveyStatus.OPEN:
            return f"the survey {survey.slug} is not open any more"
        if survey.id not in self._answered:
            self._answered[survey.id] = answered(self.db, survey)
        return "has answered since" if message.member_id in self._answered[survey.id] else ""

    def marks(self, message: Message) -> Mapping[str, str]:
        """The reader's code in place of `address.CODE`."""
        if message.survey_id is None or message.member_id is None:
            return {}
        return {CODE: codes.derived(self.key, message.survey_id, message.member_id)}

    def prepare(self, messages: Sequence[Message]) -> None:
        """Let each reader's link count: the store keeps the hash of its code."""
        for message in messages:
            code = self.marks(message).get(CODE)
            survey = self._survey(message)
            if code is not None and survey is not None and message.member_id is not None:
                self._keep(survey, message.member_id, codes.hash_of(code))

    def _survey(self, message: Message) -> Survey | None:
        return self.db.get(Survey, message.survey_id) if message.survey_id is not None else None

    def _keep(self, survey: Survey, member_id: int, code_hash: str) -> None:
        if survey.id not in self._links:
            mine = select(SurveyLink).where(SurveyLink.survey_id == survey.id)
            self._links[survey.id] = {held.member_id: held for held in self.db.execute(mine).scalars()}
        link = self._links[survey.id].get(member_id)
        if link is None:
            self.db.add(SurveyLink(survey_id=survey.id, member_id=member_id, code_hash=code_hash))
        elif link.code_hash != code_hash:
            self.renewed += link.code_hash is not None
            link.code_hash = code_hash
