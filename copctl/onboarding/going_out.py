"""Whether a mail that asks somebody to join should still go out, beside what is asked of surveys."""

from __future__ import annotations

from copctl.onboarding.inviting import INVITATION, REMINDER, unwelcome
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.surveys.asking.going_out import SurveyMail


class CommunityMail(SurveyMail):
    """Answers `mail.delivery` about the mails of surveys and those about joining."""

    def objection(self, message: Message) -> str:
        """Why it should not go out: as of a survey, or its reader has joined or wants no mail since."""
        if message.kind not in (INVITATION, REMINDER) or message.member_id is None:
            return super().objection(message)
        member = self.db.get(Member, message.member_id)
        if member is None:
            return ""
        return "has joined since" if member.status == MemberStatus.ACTIVE else unwelcome(member)
