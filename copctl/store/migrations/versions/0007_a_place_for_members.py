"""Who comes into the members' portal, what they send in, what of themselves they show, and its search."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_in',
    sa.Column('address_key', sa.Text(), nullable=False),
    sa.Column('network', sa.Text(), nullable=False),
    sa.Column('browser', sa.Text(), nullable=True),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.Column('link_hash', sa.Text(), nullable=False),
    sa.Column('salt', sa.Text(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('wrong >= 0', name=op.f('ck_sign_in_wrong_counted')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_sign_in_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_sign_in_link_hash')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_sign_in_made_at'), 'sign_in', ['made_at'])
    op.create_index(op.f('ix_sign_in_address_key_made_at'), 'sign_in', ['address_key', 'made_at'])
    op.create_index(op.f('ix_sign_in_network_made_at'), 'sign_in', ['network', 'made_at'])
    op.create_index(op.f('ix_sign_in_browser'), 'sign_in', ['browser'])
    op.create_index(op.f('ix_sign_in_member_id'), 'sign_in', ['member_id'])
    op.create_table('web_session',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_web_session_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_web_session_token_hash')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_web_session_member_id'), 'web_session', ['member_id'])
    op.create_table('offer',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('contribution_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('project','resource','story')", name=op.f('ck_offer_kind_known')),
    sa.CheckConstraint("verdict IN ('waiting','accepted','declined')", name=op.f('ck_offer_verdict_known')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_offer_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_offer_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_offer_verdict'), 'offer', ['verdict'])
    op.create_index(op.f('ix_offer_member_id'), 'offer', ['member_id'])
    op.create_index(op.f('ix_offer_contribution_id'), 'offer', ['contribution_id'])
    op.add_column('member', sa.Column('shown', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('member', sa.Column('phrase', sa.Integer(), server_default='0', nullable=False))
    _make_page_index()


def _make_page_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TABLE page_entry (id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
            " title TEXT NOT NULL, about TEXT NOT NULL, digest TEXT NOT NULL, words TEXT NOT NULL)"
        )
        op.execute(
            "CREATE VIRTUAL TABLE page_search"
            " USING fts5(words, content='page_entry', content_rowid='id', tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE page_entry (id BIGINT PRIMARY KEY, place TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
            " title TEXT NOT NULL, about TEXT NOT NULL, digest TEXT NOT NULL, words TEXT NOT NULL,"
            " search TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)"
        )
        op.execute("CREATE INDEX ix_page_search ON page_entry USING gin (search)")
    op.execute("CREATE TABLE page_state (seen BIGINT NOT NULL)")
    op.execute("INSERT INTO page_state VALUES (0)")


def downgrade() -> None:
    raise NotImplementedError("put the copy back that was made before the upgrade")
