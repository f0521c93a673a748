"""Where people stand and why, duties, absences, who vouches, a taxonomy of topics, evidence by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('topic_relation',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('broader','related')", name=op.f('ck_topic_relation_kind_known')),
    sa.ForeignKeyConstraint(['other_id'], ['topic.id'], name=op.f('fk_topic_relation_other_id_topic')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_topic_relation_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_relation')),
    sa.UniqueConstraint('topic_id', 'other_id', name=op.f('uq_topic_relation_topic_id_other_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_topic_relation_other_id'), 'topic_relation', ['other_id'], unique=False)
    op.create_table('absence',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_absence_days_in_order')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_absence_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_absence_member_id'), 'absence', ['member_id'], unique=False)
    op.create_table('community_duty',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('moderator','core','champion')", name=op.f('ck_community_duty_kind_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_community_duty_member_id_member')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_community_duty_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_community_duty')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_community_duty_member_id'), 'community_duty', ['member_id'], unique=False)
    op.create_index(op.f('ix_community_duty_organisation_id'), 'community_duty', ['organisation_id'], unique=False)
    op.create_table('endorsement',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('voice', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("voice IN ('peer','moderator')", name=op.f('ck_endorsement_voice_known')),
    sa.CheckConstraint('level BETWEEN 1 AND 4', name=op.f('ck_endorsement_level_known')),
    sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_endorsement_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_endorsement_member_id_member')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_endorsement_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endorsement')),
    sa.UniqueConstraint('member_id', 'topic_id', 'by_id', name=op.f('uq_endorsement_member_id_topic_id_by_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_endorsement_by_id'), 'endorsement', ['by_id'], unique=False)
    op.create_index(op.f('ix_endorsement_topic_id'), 'endorsement', ['topic_id'], unique=False)
    op.create_table('status_change',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('status_before', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('changed_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('prospect','invited','active','dormant','left')", name=op.f('ck_status_change_status_known')),
    sa.CheckConstraint("status_before IN ('prospect','invited','active','dormant','left')", name=op.f('ck_status_change_status_before_known')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_status_change_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_change')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_status_change_member_id'), 'status_change', ['member_id'], unique=False)
    op.create_table('evidence_topic',
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_evidence_topic_evidence_id_evidence')),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_evidence_topic_topic_id_topic')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_topic')),
    sa.UniqueConstraint('evidence_id', 'topic_id', name=op.f('uq_evidence_topic_evidence_id_topic_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_evidence_topic_topic_id'), 'evidence_topic', ['topic_id'], unique=False)
    op.add_column('member', sa.Column('status_since', sa.Date(), nullable=True))
    op.add_column('member', sa.Column('next_step', sa.Text(), server_default='', nullable=False))
    op.add_column('member', sa.Column('next_step_on', sa.Date(), nullable=True))
    op.add_column('member', sa.Column('checked_on', sa.Date(), nullable=True))
    op.add_column('topic', sa.Column('scheme', sa.Text(), server_default='', nullable=False))
    # Column and constraint in one sentence: SQLite knows no ALTER that adds a constraint.
    op.execute(
        "ALTER TABLE member ADD COLUMN referred_by_id INTEGER"
        " CONSTRAINT fk_member_referred_by_id_member REFERENCES member (id)"
    )
    op.create_index(op.f('ix_member_referred_by_id'), 'member', ['referred_by_id'], unique=False)
    op.execute(
        "ALTER TABLE expertise ADD COLUMN said_by TEXT DEFAULT 'self' NOT NULL"
        " CONSTRAINT ck_expertise_voice_known CHECK (said_by IN ('self','peer','moderator'))"
    )
    _widen('consent', 'purpose', "purpose IN ('newsletter','directory','recording','speaking')")
    op.add_column('evidence', sa.Column('source', sa.Text(), server_default='', nullable=False))
    _widen('evidence', 'kind', "kind IN ('talk','resource','project','statement','thanks')")


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
