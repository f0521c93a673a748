"""One file per noun; importing this package makes the whole schema known."""

from copctl.store.base import Base
from copctl.store.schema.charter import CharterVersion
from copctl.store.schema.coding import CodingDecision
from copctl.store.schema.contribution import Contribution
from copctl.store.schema.intake import ColumnMapping, Intake, NameMatch
from copctl.store.schema.issue import Edition, Issue
from copctl.store.schema.journal import Change, ChangedRow
from copctl.store.schema.link import SurveyLink
from copctl.store.schema.member import (
    Consent,
    Endorsement,
    Evidence,
    EvidenceTopic,
    Expertise,
    Member,
    MemberAddress,
)
from copctl.store.schema.message import Attempt, FormLetter, Message, ReceivedMail, Suppression
from copctl.store.schema.organisation import Organisation
from copctl.store.schema.participation import Attendance, Rsvp
from copctl.store.schema.picture import Picture
from copctl.store.schema.portal import Offer, SignIn, WebSession
from copctl.store.schema.session import (
    AgendaItem,
    LearningSession,
    SessionSpeaker,
    SessionTopic,
    SpeakerStep,
)
from copctl.store.schema.standing import Absence, CommunityDuty, StatusChange
from copctl.store.schema.survey import Answer, Choice, Question, Response, Survey
from copctl.store.schema.topic import Topic, TopicAlias, TopicOrigin, TopicRelation

__all__ = [
    "Absence",
    "AgendaItem",
    "Answer",
    "Attempt",
    "Attendance",
    "Base",
    "Change",
    "ChangedRow",
    "CharterVersion",
    "Choice",
    "CodingDecision",
    "ColumnMapping",
    "CommunityDuty",
    "Consent",
    "Contribution",
    "Edition",
    "Endorsement",
    "Evidence",
    "EvidenceTopic",
    "Expertise",
    "FormLetter",
    "Intake",
    "Issue",
    "LearningSession",
    "Member",
    "MemberAddress",
    "Message",
    "NameMatch",
    "Offer",
    "Organisation",
    "Picture",
    "Question",
    "ReceivedMail",
    "Response",
    "Rsvp",
    "SessionSpeaker",
    "SessionTopic",
    "SignIn",
    "SpeakerStep",
    "StatusChange",
    "Suppression",
    "Survey",
    "SurveyLink",
    "Topic",
    "TopicAlias",
    "TopicOrigin",
    "TopicRelation",
    "WebSession",
]

# The journal names rows by number, so a number must never come back for another row.
for _table in Base.metadata.tables.values():
    _table.dialect_options["sqlite"]["autoincrement"] = True
