"""Runs and their findings, pull requests, intents, answers."""

import sqlalchemy as sa
from alembic import op

revision = "reviewer_0001"
down_revision = None
branch_labels = ("reviewer",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text()),
        sa.Column("report", sa.JSON()),
        sa.UniqueConstraint("project", "key"),
    )
    op.create_table(
        "finding",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("run", sa.String(), sa.ForeignKey("run.id"), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("idea", sa.String(), nullable=False),
        sa.Column("decision", sa.Text()),
        sa.Column("pull", sa.String()),
    )
    op.create_index("finding_run", "finding", ["run"])
    op.create_table(
        "pull",
        sa.Column("number", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (
            "project", "repository", "rule", "path", "symbol", "idea_symbol", "idea_effect", "branch", "target",
            "base", "head", "head_tree", "patch_sha256", "status", "opened_at", "run", "title", "family", "diff")),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.Text()),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("remembered", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("edited", sa.String()),
        sqlite_autoincrement=True,
    )
    op.create_index("pull_project", "pull", ["project"])
    op.create_table(
        "intent",
        sa.Column("pull", sa.Integer(), sa.ForeignKey("pull.number"), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
    )
    op.create_index("answer_project", "answer", ["project"])


def downgrade() -> None:
    for table in ("answer", "intent", "pull", "finding", "run"):
        op.drop_table(table)
