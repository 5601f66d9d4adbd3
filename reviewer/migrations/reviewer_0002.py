"""What reviewers with a model may have cost a run."""

import sqlalchemy as sa
from alembic import op

revision = "reviewer_0002"
down_revision = "reviewer_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("models_usd", sa.String()))


def downgrade() -> None:
    op.drop_column("run", "models_usd")
