"""Spans, sessions with their exchanges, and approvals."""

import sqlalchemy as sa
from alembic import op

revision = "nova_0002"
down_revision = "nova_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "span",
        sa.Column("trace", sa.String(), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("parent", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text()),
    )
    op.create_index("span_by_start", "span", ["trace", "start"])
    op.create_table(
        "chat_session",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("project", sa.String()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("pending", sa.JSON()),
    )
    op.create_table(
        "exchange",
        sa.Column("session", sa.String(), sa.ForeignKey("chat_session.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("role", sa.String()),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("cost_usd", sa.String()),
        sa.Column("at", sa.Text(), nullable=False),
    )
    op.create_table(
        "approval",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("session", sa.String(), sa.ForeignKey("chat_session.id"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text()),
        sa.Column("runner", sa.String()),
        sa.Column("result", sa.Text()),
        sa.Column("finished_at", sa.Text()),
    )
    op.create_index("ix_approval_session", "approval", ["session"])


def downgrade() -> None:
    for name in ("approval", "exchange", "chat_session", "span"):
        op.drop_table(name)
