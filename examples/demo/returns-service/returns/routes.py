import hmac
import os
from datetime import UTC, datetime
from functools import wraps

from flask import Blueprint, abort, current_app, jsonify, request

from returns.models import Event, Return, db

LABELS = os.environ.get("LABEL_SERVICE_URL", "http://localhost:9000")
returns = Blueprint("returns", __name__)


def with_key(view):
    @wraps(view)
    def checked(*arguments, **named):
        sent = request.headers.get("X-Api-Key", "")
        keys = current_app.config["API_KEYS"]
        if not any(hmac.compare_digest(sent, key) for key in keys):
            abort(401, "who are you?")
        return view(*arguments, **named)

    return checked


@returns.get("")
@with_key
def listed():
    rows = Return.query.order_by(Return.asked_at.desc()).all()
    return jsonify([{"parcel": row.parcel, "state": row.state} for row in rows])


@returns.post("")
@with_key
def announce():
    sent = request.get_json()
    made = Return(parcel=sent["parcel"], reason=sent["reason"])
    db.session.add(made)
    db.session.flush()
    db.session.add(Event(return_id=made.id, what="announced", at=datetime.now(UTC)))
    db.session.commit()
    return jsonify(parcel=made.parcel, label=f"{LABELS}/labels/{made.parcel}"), 201


@returns.get("/<parcel>")
@with_key
def one(parcel: str):
    found = Return.query.filter_by(parcel=parcel).first_or_404()
    events = Event.query.filter_by(return_id=found.id).order_by(Event.at).all()
    return jsonify(state=found.state, events=[event.what for event in events])
