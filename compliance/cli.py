"""Judges a working copy from the command line: `python -m compliance.cli PATH`.

The same facts, checks and scores as the dashboard's, before waivers and attestations, without a
database, a server or Django.
"""

from __future__ import annotations

import argparse
import gc
import io
import logging
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from compliance.checks import CATALOGUE
from compliance.collect import SourceError
from compliance.collect.folder import FILES_ONLY, working_copy_facts
from compliance.evaluate import evaluate
from compliance.excuses import scored, stand
from compliance.facts import Layout, Phase, PhaseName, Today
from compliance.facts.forge import WorkingBranch
from compliance.facts.sources import unparsed_of
from compliance.masking import printable
from compliance.protocol import Protocol
from compliance.protocol.files import load_protocols
from compliance.protocol.nodes import ProtocolError
from compliance.reports import Report, as_json, as_junit, as_sarif, as_text, on_one_line
from compliance.scoring import Compliance, score
from compliance.self_description import asking

logger = logging.getLogger(__name__)

FAILED_TO_RUN = 2
INTERRUPTED = 130
EXIT_CODES = {
    Compliance.COMPLIANT: 0,
    Compliance.NOT_COMPLIANT: 1,
    Compliance.NOT_ESTABLISHED: 3,
}
FOR_MACHINES: Mapping[str, Callable[[Report], str]] = {
    "json": as_json.render,
    "sarif": as_sarif.render,
    "junit": as_junit.render,
}
_EPILOG = """\
exit codes: 0 compliant, 1 a required check fails, 2 the run itself failed, 3 no required check
fails but some are unknown. PLUMBLINE_PROTOCOLS names a folder of your own protocol files.
"""


class _PrintableFormatter(logging.Formatter):
    """Log records may quote a repository; none of it must command the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code says the verdict."""
    options = _parser().parse_args(arguments)
    handler = logging.StreamHandler()
    handler.setFormatter(_PrintableFormatter("%(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    try:
        report = judge(options.path, options.protocol, options.today)
        _write(_rendered(report, options.format))
    except (SourceError, ProtocolError) as error:
        sys.stderr.write(f"check: {on_one_line(str(error))}\n")
        return FAILED_TO_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    # Python's own exit code after a crash is 1, which here would say that a check fails.
    except Exception:
        logger.exception("the check stopped by a defect in Plumbline: please report it")
        return FAILED_TO_RUN
    return EXIT_CODES[report.score.compliance]


def judge(path: Path, protocol_key: str, today: date) -> Report:
    """Judge one working copy.

    What only people can attest is left out, as everything is that files cannot show, and nothing
    is excused, nor given that the repository asks for: what was approved is known to the dashboard
    alone.

    Raises:
        SourceError: the working copy cannot be read.
        ProtocolError: the protocol is wrong, or there is none of that name.
    """
    protocols = _protocols()
    protocol = _named(protocol_key, protocols)
    facts = working_copy_facts(path).knowing(
        Today(today), Phase(PhaseName.PRODUCTION), WorkingBranch(protocol.working_branch)
    )
    judgement = evaluate(protocol, CATALOGUE, facts, FILES_ONLY)
    components = facts.layout.components if isinstance(facts.layout, Layout) else ()
    return Report(
        path=on_one_line(os.fsencode(path).decode("utf-8", "backslashreplace")),
        protocol=protocol,
        components=components,
        judgement=judgement,
        score=score(scored(stand(replace(judgement, to_attest=()), (), today))),
        asking=asking(facts, protocol, protocols),
        unparsed=unparsed_of(facts),
    )


def _protocols() -> Mapping[str, Protocol]:
    own = os.environ.get("PLUMBLINE_PROTOCOLS")
    return load_protocols(CATALOGUE, Path(own) if own else None)


def _named(key: str, protocols: Mapping[str, Protocol]) -> Protocol:
    if key not in protocols:
        known = ", ".join(sorted(protocols))
        raise ProtocolError(f"there is no protocol {key}; known: {known}")
    return protocols[key]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="check",
        description="Judge a working copy, or a plain directory, by a protocol.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="the folder of the working copy")
    parser.add_argument("--protocol", default="backend", help="by name (default: backend)")
    parser.add_argument(
        "--format", choices=("text", *FOR_MACHINES), default="text", help="default: text"
    )
    parser.add_argument(
        "--today",
        type=_day,
        default=datetime.now(UTC).date(),
        metavar="YYYY-MM-DD",
        help="the day to judge by, for what the calendar changes (default: today, in UTC)",
    )
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-11-24") from error


def _rendered(report: Report, name: str) -> str:
    if name in FOR_MACHINES:
        return FOR_MACHINES[name](report)
    return as_text.render(report, _style())


def _style() -> as_text.Style:
    """Colours and the width of the window where a person looks at it, and wants them."""
    if not sys.stdout.isatty():
        return as_text.Style()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return as_text.Style(min(max(shutil.get_terminal_size().columns, 40), 120), colour)


def _write(text: str) -> None:
    """Write to standard output; a reader who has seen enough is no failure."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    # The process ends with its one judgement: it need not be searched for rubbish before that, nor
    # at its end, when the system takes everything back.
    gc.disable()
    exit_code = main()
    gc.freeze()
    sys.exit(exit_code)
