"""What people see: the pages, and the Django project that serves them."""

from dashboard.celery import app as celery_app

__all__ = ["celery_app"]
