"""index rates by zone"""

from alembic import op

revision = "9e37c5d84a10"
down_revision = "4b1f0c2a97de"


def upgrade() -> None:
    op.create_index("ix_rates_contract_zone", "rates", ["contract_id", "zone"])


def downgrade() -> None:
    op.drop_index("ix_rates_contract_zone", "rates")
