"""Cases of functions that somebody runs on a command line, in files that serve too."""

from tests.compliance.checks.queries_cases import LOOPS, WRITES, alchemy
from tests.compliance.repositories import Case, Files

BODY = "    for name in names:\n        session.execute(select(Order).where(Order.name == name))\n    session.add(Order())\n    session.commit()\n    session.add(User())\n    session.commit()\n"


def command(decorator: str, taken_in: str = "import click") -> Files:
    """A service with a function under a decorator that queries in a loop and commits twice."""
    return alchemy(
        f"{taken_in}\nfrom models import Order, User\n{decorator}\ndef deploy(names):\n{BODY}"
    )


BY_HAND = (
    ("@app.cli.command()", "from shop import app"),
    ("@app.cli.command('deploy')", "from shop import app"),
    ("@click.command()", "import click"),
    ("@cli.command('deploy')\n@click.option('--count')", "import click"),
    ("@app.command()", "import typer"),
    ("@manager.command", "from flask_script import Manager"),
)
BY_OTHERS = (
    ("@app.post('/deploy')", "import click"),
    ("@bot.command()", "import discord"),
    ("@commands.handler()", "import click"),
)
CASES = (
    *(Case(WRITES, "pass", f"a command writes: {each}", command(each, taken), "no function writes two or more tables") for each, taken in BY_HAND),
    *(Case(WRITES, "fail", f"no command writes: {each}", command(each, taken), "1 of 1") for each, taken in BY_OTHERS),
    *(Case(LOOPS, "pass", f"a command loops: {each}", command(each, taken), "no query is seen") for each, taken in BY_HAND[:3]),
    *(Case(LOOPS, "fail", f"no command loops: {each}", command(each, taken)) for each, taken in BY_OTHERS[:2]),
)  # fmt: skip
