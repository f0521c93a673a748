"""Pictures, the words that a consent was given to, and issues as they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('picture',
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('credit', sa.Text(), nullable=False),
    sa.Column('shows_people', sa.Boolean(), server_default=sa.text('1') if op.get_bind().dialect.name == "sqlite" else sa.true(), nullable=False),
    sa.Column('consent_by', sa.Text(), nullable=False),
    sa.Column('consent_on', sa.Date(), nullable=True),
    sa.Column('added_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture')),
    sa.UniqueConstraint('digest', name=op.f('uq_picture_digest')),
    sqlite_autoincrement=True
    )
    _widen('issue', 'status', "status IN ('drafted','rendered','sent')")
    op.create_table('edition',
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('markdown', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('redacted_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_edition_issue_id_issue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('issue_id', 'number', name=op.f('uq_edition_issue_id_number')),
    sqlite_autoincrement=True
    )
    op.add_column('form_letter', sa.Column('pictures', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('contribution', sa.Column('agreed', sa.Text(), server_default='', nullable=False))
    # Column and constraint in one sentence: SQLite knows no ALTER that adds a constraint.
    op.execute(
        "ALTER TABLE contribution ADD COLUMN picture_id INTEGER"
        " CONSTRAINT fk_contribution_picture_id_picture REFERENCES picture (id)"
    )
    op.execute(
        "ALTER TABLE message ADD COLUMN edition_id INTEGER"
        " CONSTRAINT fk_message_edition_id_edition REFERENCES edition (id)"
    )
    op.create_index(op.f('ix_message_edition_id'), 'message', ['edition_id'], unique=False)
    # Until now a consent was to the words that stand there.
    blank = "char(10) || char(10)" if op.get_bind().dialect.name == "sqlite" else "chr(10) || chr(10)"
    op.execute(f"UPDATE contribution SET agreed = title || {blank} || body WHERE consent_by <> ''")


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
