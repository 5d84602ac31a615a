"""GitHub as Plumbline sees it, for tests, benchmarks and the demo: REST, GraphQL and archives
over HTTP, made of one world that is described in `state`.

Only what runs Plumbline is needed to run it.
"""

from tests.github_simulator.simulator import Simulator

__all__ = ["Simulator"]
