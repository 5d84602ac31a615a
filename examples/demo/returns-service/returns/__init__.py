import os

from flask import Flask, jsonify
from flask_migrate import Migrate
from werkzeug.exceptions import HTTPException

from returns.models import db
from returns.routes import returns


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    app.config["API_KEYS"] = frozenset(filter(None, os.environ.get("API_KEYS", "").split(",")))
    db.init_app(app)
    Migrate(app, db)
    app.register_blueprint(returns, url_prefix="/returns")

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException):
        return jsonify(error=error.description), error.code

    return app
