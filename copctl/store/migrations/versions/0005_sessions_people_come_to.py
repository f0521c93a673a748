"""Mail that is sent: form letters, attempts, what comes back. Sessions people come to: answers, attendance."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('form_letter',
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_letter')),
    sqlite_autoincrement=True
    )
    op.create_table('suppression',
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_key', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("reason IN ('unsubscribed','bounced','complained','asked')", name=op.f('ck_suppression_reason_known')),
    sa.CheckConstraint("scope IN ('all','list')", name=op.f('ck_suppression_scope_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression')),
    sa.UniqueConstraint('email_key', name=op.f('uq_suppression_email_key')),
    sqlite_autoincrement=True
    )
    op.create_table('attendance',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('first_seen', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_seen', sa.DateTime(timezone=True), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_attendance_minutes_counted')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attendance_member_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_attendance_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'member_id', name=op.f('uq_attendance_session_id_member_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_attendance_member_id'), 'attendance', ['member_id'], unique=False)
    op.create_table('rsvp',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('stamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer IN ('yes','no','maybe')", name=op.f('ck_rsvp_answer_known')),
    sa.CheckConstraint("source IN ('mail','moderator','registration','portal')", name=op.f('ck_rsvp_source_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_rsvp_member_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_rsvp_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rsvp')),
    sa.UniqueConstraint('session_id', 'member_id', name=op.f('uq_rsvp_session_id_member_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_rsvp_member_id'), 'rsvp', ['member_id'], unique=False)
    op.create_table('attempt',
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('code', sa.Integer(), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("outcome IN ('sent','later','failed','unknown','bounced')", name=op.f('ck_attempt_outcome_known')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_attempt_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_attempt_made_at'), 'attempt', ['made_at'], unique=False)
    op.create_index(op.f('ix_attempt_message_id'), 'attempt', ['message_id'], unique=False)
    op.create_table('received_mail',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('settled', sa.Boolean(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('reply','bounce','unsubscribe','other')", name=op.f('ck_received_mail_kind_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_received_mail_member_id_member')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_received_mail_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_received_mail_key')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_received_mail_member_id'), 'received_mail', ['member_id'], unique=False)
    op.create_index(op.f('ix_received_mail_message_id'), 'received_mail', ['message_id'], unique=False)
    op.create_table('speaker_step',
    sa.Column('speaker_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('proposed','asked','accepted','declined','confirmed','withdrew')", name=op.f('ck_speaker_step_status_known')),
    sa.ForeignKeyConstraint(['speaker_id'], ['session_speaker.id'], name=op.f('fk_speaker_step_speaker_id_session_speaker')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speaker_step')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_speaker_step_speaker_id'), 'speaker_step', ['speaker_id'], unique=False)
    op.add_column('message', sa.Column('words', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('message', sa.Column('calendar_sequence', sa.Integer(), nullable=True))
    op.add_column('message', sa.Column('to_list', sa.Boolean(), server_default=sa.text('0'), nullable=False))
    op.add_column('message', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('message', sa.Column('tries', sa.Integer(), server_default='0', nullable=False))
    op.add_column('message', sa.Column('run', sa.Text(), server_default='', nullable=False))
    op.add_column('session', sa.Column('slides', sa.Text(), server_default='', nullable=False))
    op.add_column('session', sa.Column('decided', sa.Text(), server_default='', nullable=False))
    op.add_column('session', sa.Column('wrapped_on', sa.Date(), nullable=True))
    _widen(
        'message', 'status',
        "status IN ('queued','sending','sent','failed','bounced','suppressed','unknown','cancelled')",
    )
    # Column and constraint in one sentence: SQLite knows no ALTER that adds a constraint.
    op.execute(
        "ALTER TABLE contribution ADD COLUMN session_id INTEGER"
        " CONSTRAINT fk_contribution_session_id_session REFERENCES session (id)"
    )
    op.execute(
        "ALTER TABLE message ADD COLUMN session_id INTEGER"
        " CONSTRAINT fk_message_session_id_session REFERENCES session (id)"
    )
    op.execute(
        "ALTER TABLE message ADD COLUMN letter_id INTEGER"
        " CONSTRAINT fk_message_letter_id_form_letter REFERENCES form_letter (id)"
    )
    op.execute(
        "ALTER TABLE session ADD COLUMN feedback_survey_id INTEGER"
        " CONSTRAINT fk_session_feedback_survey_id_survey REFERENCES survey (id)"
    )
    op.create_index(op.f('ix_contribution_session_id'), 'contribution', ['session_id'], unique=False)
    op.create_index(op.f('ix_message_letter_id'), 'message', ['letter_id'], unique=False)
    op.create_index(op.f('ix_message_session_id'), 'message', ['session_id'], unique=False)
    op.execute(
        "UPDATE message SET to_list = " + ("1" if op.get_bind().dialect.name == "sqlite" else "true") +
        " WHERE kind IN ('survey invitation','survey reminder','invitation to join','reminder to join')"
    )
    # What a speaker stands at is known of the past; how they came there is not.
    op.execute(
        "INSERT INTO speaker_step (speaker_id, status, noted_on)"
        " SELECT id, status, since FROM session_speaker ORDER BY id"
    )


def _widen(table: str, column: str, rule: str) -> None:
    """Let a column hold one more word; row numbers that were used up stay used up."""
    name = f'ck_{table}_{column}_known'
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table)
        op.create_check_constraint(op.f(name), table, rule)
        return
    used = op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table})
    last = used.scalar()
    with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), rule)
    if last is not None:
        op.get_bind().execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
        op.get_bind().execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), {"table": table, "last": last}
        )


def downgrade() -> None:
    raise NotImplementedError("put the copy back that was made before the upgrade")
