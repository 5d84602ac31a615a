from pathlib import Path

from launcher.testing import _settings


def test_the_tests_know_nothing_of_how_this_machines_plumbline_is_configured(
    tmp_path: Path,
) -> None:
    environment = {
        "PATH": "/bin",
        "DATABASE_URL": "postgresql://production",
        "REDIS_URL": "redis://production",
        "PLUMBLINE_SOURCE": "/srv",
        "GITHUB_ORG": "acme",
        "GITHUB_TOKEN": "t0ken",
    }
    found = _settings(environment, tmp_path, None)
    assert found.keys() == {
        *("PATH", "DJANGO_SETTINGS_MODULE", "PLUMBLINE_DATA", "PLUMBLINE_SECRET_KEY"),
        "PYTHONUNBUFFERED",
    }
    assert found["PLUMBLINE_DATA"] == str(tmp_path)
