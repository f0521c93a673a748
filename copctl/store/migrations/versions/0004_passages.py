"""What people said and did, piece by piece, instead of one lumped text a person."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TABLE profile_search")
    op.execute("DROP TABLE profile_search_state")
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute(
            "CREATE TABLE passage (id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL, kind TEXT NOT NULL,"
            " title TEXT NOT NULL, dated DATE, digest TEXT NOT NULL, words TEXT NOT NULL)"
        )
        op.execute(
            "CREATE VIRTUAL TABLE passage_search"
            " USING fts5(words, content='passage', content_rowid='id', tokenize='ascii')"
        )
        op.execute("CREATE TABLE passage_term (term TEXT PRIMARY KEY, held INTEGER NOT NULL) WITHOUT ROWID")
    else:
        op.execute(
            "CREATE TABLE passage (id BIGINT PRIMARY KEY, member_id BIGINT NOT NULL, kind TEXT NOT NULL,"
            " title TEXT NOT NULL, dated DATE, digest TEXT NOT NULL, words TEXT NOT NULL,"
            " search TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)"
        )
        op.execute("CREATE INDEX ix_passage_search ON passage USING gin (search)")
        op.execute("CREATE TABLE passage_term (term TEXT PRIMARY KEY, held BIGINT NOT NULL)")
    op.execute("CREATE INDEX ix_passage_member_id ON passage (member_id)")
    blob = "BLOB" if sqlite else "BYTEA"
    op.execute(
        "CREATE TABLE passage_vector (passage_id BIGINT PRIMARY KEY, digest TEXT NOT NULL,"
        f" model TEXT NOT NULL, vector {blob} NOT NULL)"
    )
    op.execute("CREATE TABLE passage_state (seen BIGINT NOT NULL, held BIGINT NOT NULL)")
    op.execute("INSERT INTO passage_state VALUES (0, 0)")


def downgrade() -> None:
    raise NotImplementedError("put the copy back that was made before the upgrade")
