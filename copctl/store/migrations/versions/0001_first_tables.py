"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('change',
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('command', sa.Text(), nullable=False),
    sa.Column('undoes', sa.Integer(), nullable=True),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.Column('final', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['undoes'], ['change.id'], name=op.f('fk_change_undoes_change')),
    sa.ForeignKeyConstraint(['undone_by'], ['change.id'], name=op.f('fk_change_undone_by_change')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change')),
    sqlite_autoincrement=True
    )
    op.create_table('charter_version',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('domain', sa.Text(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('members_get', sa.Text(), nullable=False),
    sa.Column('members_give', sa.Text(), nullable=False),
    sa.Column('norms', sa.Text(), nullable=False),
    sa.Column('cadence', sa.Text(), nullable=False),
    sa.Column('moderator', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charter_version')),
    sa.UniqueConstraint('version', name=op.f('uq_charter_version_version')),
    sqlite_autoincrement=True
    )
    op.create_table('issue',
    sa.Column('quarter', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('offered', sa.JSON(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rendered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('drafted','rendered')", name=op.f('ck_issue_status_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue')),
    sa.UniqueConstraint('quarter', name=op.f('uq_issue_quarter')),
    sqlite_autoincrement=True
    )
    op.create_table('organisation',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=True),
    sa.Column('website', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('name_key', name=op.f('uq_organisation_name_key')),
    sqlite_autoincrement=True
    )
    op.create_table('session',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('timezone', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('recording', sa.Text(), nullable=False),
    sa.Column('calendar_uid', sa.Text(), nullable=False),
    sa.Column('calendar_sequence', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('planned','held','cancelled')", name=op.f('ck_session_status_known')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_session_minutes_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session')),
    sa.UniqueConstraint('code', name=op.f('uq_session_code')),
    sqlite_autoincrement=True
    )
    op.create_table('survey',
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('draft','open','closed')", name=op.f('ck_survey_status_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
    sa.UniqueConstraint('slug', name=op.f('uq_survey_slug')),
    sqlite_autoincrement=True
    )
    op.create_table('topic',
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('emerging','backlog','scheduled','covered','parked')", name=op.f('ck_topic_status_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('slug', name=op.f('uq_topic_slug')),
    sqlite_autoincrement=True
    )
    op.create_table('agenda_item',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_agenda_item_minutes_positive')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_agenda_item_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_agenda_item_session_id_position'), 'agenda_item', ['session_id', 'position'], unique=False)
    op.create_table('changed_row',
    sa.Column('change_id', sa.Integer(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['change.id'], name=op.f('fk_changed_row_change_id_change')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changed_row')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_changed_row_change_id'), 'changed_row', ['change_id'], unique=False)
    op.create_index(op.f('ix_changed_row_noun_row_id'), 'changed_row', ['noun', 'row_id'], unique=False)
    op.create_table('intake',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('tool', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_intake_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_intake_survey_id'), 'intake', ['survey_id'], unique=False)
    op.create_table('member',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('email_key', sa.Text(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('country', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('timezone', sa.Text(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('hours_per_quarter', sa.Float(), nullable=True),
    sa.Column('motivations', sa.Text(), nullable=False),
    sa.Column('brings', sa.Text(), nullable=False),
    sa.Column('bio', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('prospect','invited','active','dormant','left')", name=op.f('ck_member_status_known')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_member_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member')),
    sa.UniqueConstraint('email_key', name=op.f('uq_member_email_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_member_name_key'), 'member', ['name_key'], unique=False)
    op.create_index(op.f('ix_member_organisation_id'), 'member', ['organisation_id'], unique=False)
    op.create_table('question',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('list_name', sa.Text(), nullable=False),
    sa.Column('parameters', sa.Text(), nullable=False),
    sa.Column('grid', sa.Text(), nullable=False),
    sa.Column('extra', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_question_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('survey_id', 'name', name=op.f('uq_question_survey_id_name')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_question_survey_id_position'), 'question', ['survey_id', 'position'], unique=False)
    op.create_table('session_topic',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_topic_session_id_session')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_session_topic_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_topic')),
    sa.UniqueConstraint('session_id', 'topic_id', name=op.f('uq_session_topic_session_id_topic_id')),
    sqlite_autoincrement=True
    )
    op.create_table('topic_alias',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_alias_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_alias')),
    sa.UniqueConstraint('slug', name=op.f('uq_topic_alias_slug')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_topic_alias_topic_id'), 'topic_alias', ['topic_id'], unique=False)
    op.create_table('topic_origin',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('votes', sa.Integer(), nullable=True),
    sa.Column('respondents', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_topic_origin_survey_id_survey')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_origin_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_origin')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_topic_origin_topic_id'), 'topic_origin', ['topic_id'], unique=False)
    op.create_table('choice',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('written_in', sa.Boolean(), nullable=False),
    sa.Column('extra', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_choice_question_id_question')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_choice')),
    sa.UniqueConstraint('question_id', 'name', name=op.f('uq_choice_question_id_name')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_choice_question_id_position'), 'choice', ['question_id', 'position'], unique=False)
    op.create_table('consent',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("purpose IN ('newsletter','directory','recording')", name=op.f('ck_consent_purpose_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_consent_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('member_id', 'purpose', name=op.f('uq_consent_member_id_purpose')),
    sqlite_autoincrement=True
    )
    op.create_table('contribution',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('consent_by', sa.Text(), nullable=False),
    sa.Column('consent_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('project','resource','story')", name=op.f('ck_contribution_kind_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_contribution_member_id_member')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_contribution_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_contribution_kind_dated'), 'contribution', ['kind', 'dated'], unique=False)
    op.create_table('evidence',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('talk','resource','project','statement')", name=op.f('ck_evidence_kind_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_evidence_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_evidence_member_id'), 'evidence', ['member_id'], unique=False)
    op.create_table('expertise',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('claimed_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('level BETWEEN 1 AND 4', name=op.f('ck_expertise_level_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_expertise_member_id_member')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_expertise_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expertise')),
    sa.UniqueConstraint('member_id', 'topic_id', name=op.f('uq_expertise_member_id_topic_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_expertise_topic_id'), 'expertise', ['topic_id'], unique=False)
    op.create_table('response',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('respondent_key', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('intake_id', sa.Integer(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_as_written', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_response_intake_id_intake')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_response_member_id_member')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_response_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response')),
    sa.UniqueConstraint('survey_id', 'respondent_key', name=op.f('uq_response_survey_id_respondent_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_response_member_id'), 'response', ['member_id'], unique=False)
    op.create_index(op.f('ix_response_survey_id_member_id'), 'response', ['survey_id', 'member_id'], unique=False)
    op.create_table('session_speaker',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('talk', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('proposed','asked','accepted','declined','confirmed','withdrew')", name=op.f('ck_session_speaker_status_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_session_speaker_member_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_speaker_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_speaker')),
    sa.UniqueConstraint('session_id', 'member_id', name=op.f('uq_session_speaker_session_id_member_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_session_speaker_member_id'), 'session_speaker', ['member_id'], unique=False)
    op.create_table('answer',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('choice_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('number', sa.Float(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['choice_id'], ['choice.id'], name=op.f('fk_answer_choice_id_choice')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_answer_question_id_question')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_answer_response_id_response')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_answer_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_answer_first', 'answer', ['survey_id', 'question_id', 'place'], unique=False, sqlite_where=sa.text('place = 1'), postgresql_where=sa.text('place = 1'))
    op.create_index(op.f('ix_answer_response_id'), 'answer', ['response_id'], unique=False)
    op.create_index('ix_answer_tally', 'answer', ['survey_id', 'question_id', 'choice_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE profile_search USING fts5(words, tokenize='ascii')")
    else:
        op.execute("CREATE TABLE profile_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_profile_search_words ON profile_search USING gin (words)")
    op.execute("CREATE TABLE profile_search_state (seen BIGINT NOT NULL)")
    op.execute("INSERT INTO profile_search_state VALUES (0)")


def downgrade() -> None:
    raise NotImplementedError("put the copy back that was made before the upgrade")
