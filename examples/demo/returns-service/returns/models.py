from datetime import UTC, datetime

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Return(db.Model):
    __tablename__ = "returns"

    id = db.Column(db.Integer, primary_key=True)
    parcel = db.Column(db.String(12), nullable=False, unique=True)
    reason = db.Column(db.String(200), nullable=False)
    state = db.Column(db.String(20), nullable=False, default="announced")
    asked_at = db.Column(db.DateTime(timezone=True), nullable=False, default=lambda: datetime.now(UTC))


class Event(db.Model):
    __tablename__ = "return_events"

    id = db.Column(db.Integer, primary_key=True)
    return_id = db.Column(db.ForeignKey("returns.id"), nullable=False)
    what = db.Column(db.String(40), nullable=False)
    at = db.Column(db.DateTime(timezone=True), nullable=False)
