"""contracts and rates"""

import sqlalchemy as sa
from alembic import op

revision = "4b1f0c2a97de"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer", sa.String(64), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("discount", sa.Numeric(4, 3), nullable=False),
    )
    op.create_index("ix_contracts_customer", "contracts", ["customer"])
    op.create_table(
        "rates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contract_id", sa.Integer, sa.ForeignKey("contracts.id"), nullable=False),
        sa.Column("zone", sa.String(8), nullable=False),
        sa.Column("base", sa.Numeric(10, 2), nullable=False),
        sa.Column("per_kilogram", sa.Numeric(10, 4), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rates")
    op.drop_table("contracts")
