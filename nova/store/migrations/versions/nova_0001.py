"""Projects, and decision drafts."""

import sqlalchemy as sa
from alembic import op

revision = "nova_0001"
down_revision = None
branch_labels = ("nova",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("python", sa.String()),
        sa.Column("tests", sa.JSON()),
        sa.Column("branch", sa.String()),
        sa.Column("decisions", sa.String()),
    )
    op.create_table(
        "decision_draft",
        sa.Column("project", sa.String(), primary_key=True),
        sa.Column("slug", sa.String(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("decision_draft")
    op.drop_table("project")
