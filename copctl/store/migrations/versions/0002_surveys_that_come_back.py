"""Links, columns and names that are remembered, the outbox, coded text, partial responses, repeats."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('column_mapping',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('header', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('takes', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_column_mapping_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_column_mapping')),
    sa.UniqueConstraint('survey_id', 'header', 'place', name=op.f('uq_column_mapping_survey_id_header_place')),
    sqlite_autoincrement=True
    )
    op.create_table('coding_decision',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_coding_decision_question_id_question')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coding_decision')),
    sa.UniqueConstraint('question_id', 'position', name=op.f('uq_coding_decision_question_id_position')),
    sqlite_autoincrement=True
    )
    op.create_table('member_address',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_key', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_address_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_address')),
    sa.UniqueConstraint('email_key', name=op.f('uq_member_address_email_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_member_address_member_id'), 'member_address', ['member_id'], unique=False)
    op.create_table('message',
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('queued','sent','cancelled')", name=op.f('ck_message_status_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_message_member_id_member')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_message_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('about', name=op.f('uq_message_about')),
    sa.UniqueConstraint('message_id', name=op.f('uq_message_message_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_message_member_id'), 'message', ['member_id'], unique=False)
    op.create_index(op.f('ix_message_status'), 'message', ['status'], unique=False)
    op.create_index(op.f('ix_message_survey_id'), 'message', ['survey_id'], unique=False)
    op.create_table('name_match',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('name_key', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_name_match_member_id_member')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_name_match_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_name_match')),
    sa.UniqueConstraint('survey_id', 'name_key', name=op.f('uq_name_match_survey_id_name_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_name_match_member_id'), 'name_match', ['member_id'], unique=False)
    op.create_table('survey_link',
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=True),
    sa.Column('answered', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('invited_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_survey_link_member_id_member')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_link_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_link')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_survey_link_code_hash')),
    sa.UniqueConstraint('survey_id', 'member_id', name=op.f('uq_survey_link_survey_id_member_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_survey_link_member_id'), 'survey_link', ['member_id'], unique=False)
    op.add_column('answer', sa.Column('instance', sa.Integer(), nullable=True))
    op.add_column('response', sa.Column('partial', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index('ix_response_partial', 'response', ['survey_id'], unique=False, sqlite_where=sa.text('partial IS 1'), postgresql_where=sa.text('partial'))
    op.add_column('response', sa.Column('matched_by', sa.Text(), server_default='', nullable=False))
    op.add_column('topic', sa.Column('minutes', sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("put the copy back that was made before the upgrade")
