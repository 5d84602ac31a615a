"""What is left of GitHub's quota for one credential, known to all workers through Redis.

Everything stands in one hash, which expires. Each change is one script in Redis, so that answers
which overtake each other leave the truth behind. Without Redis work goes on, and every worker meets
GitHub's limits by itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from integrations.github.errors import LimitedError

LOG = logging.getLogger(__name__)

_SECONDS = 1.0
# What stands before a quota's name in the hash; `blocked`, `strikes` and `remembered` have none.
_QUOTA = "quota:"
_KEPT_SECONDS = 24 * 60 * 60
_SHORTEST_BLOCK, _LONGEST_BLOCK = 60, 60 * 60
# How long a secondary limit counts against the next one, beyond as long again as it lasted.
_QUIET = 10 * 60

# Takes one request out of what is left, before it is sent: with those that are on their way, no
# more are sent than GitHub will answer.
_CHECK = """
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked') or 0)
if blocked > tonumber(ARGV[2]) then return {'', tostring(blocked)} end
local quota = redis.call('HGET', KEYS[1], ARGV[1])
if not quota then return false end
local limit, remaining, reset, noted = string.match(quota, '(%S+) (%S+) (%S+) (%S+)')
if tonumber(reset) <= tonumber(ARGV[2]) then return false end
if tonumber(remaining) <= 0 then return {ARGV[1], reset} end
local less = string.format('%d', tonumber(remaining) - 1)
redis.call('HSET', KEYS[1], ARGV[1], table.concat({limit, less, reset, noted}, ' '))
return false
"""

# Within one window what is left never rises: an answer that says so is an older one. GitHub's own
# clocks differ by seconds, hence the tolerance.
_NOTE = """
local limit, remaining, reset, now = unpack(ARGV, 2, 5)
if tonumber(reset) <= tonumber(now) then return end
local quota = redis.call('HGET', KEYS[1], ARGV[1])
if quota then
  local total, known, until_, _ = string.match(quota, '(%S+) (%S+) (%S+) (%S+)')
  if tonumber(limit) == 0 then limit = total end
  if tonumber(until_) > tonumber(now) then
    if tonumber(reset) < tonumber(until_) - 10 then return end
    if tonumber(reset) <= tonumber(until_) + 10 then
      reset = until_
      if tonumber(known) < tonumber(remaining) then remaining = known end
    end
  end
end
redis.call('HSET', KEYS[1], ARGV[1], table.concat({limit, remaining, reset, now}, ' '))
redis.call('EXPIRE', KEYS[1], ARGV[6])
"""

_BLOCK = """
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked') or 0)
if tonumber(ARGV[1]) > blocked then redis.call('HSET', KEYS[1], 'blocked', ARGV[1]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
"""

# Several workers meet one limit at the same time: that is one limit, not several.
_STRIKE = """
local now, shortest, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked') or 0)
if blocked > now then return tostring(blocked) end
local strikes = 0
if tonumber(redis.call('HGET', KEYS[1], 'remembered') or 0) > now then
  strikes = tonumber(redis.call('HGET', KEYS[1], 'strikes') or 0)
end
local wait = math.min(shortest * 2 ^ math.min(strikes, 20), longest)
local until_ = string.format('%.3f', now + wait)
redis.call('HSET', KEYS[1], 'blocked', until_, 'strikes', strikes + 1,
  'remembered', string.format('%.3f', now + 2 * wait + tonumber(ARGV[4])))
redis.call('EXPIRE', KEYS[1], ARGV[5])
return until_
"""


@dataclass(frozen=True)
class ResourceState:
    """What is left of one quota: `remaining` of `limit` until `reset_at`, as of `noted_at`."""

    resource: str
    limit: int
    remaining: int
    reset_at: datetime
    noted_at: datetime


class Budget:
    """What one credential may still ask, and until when it is blocked. Safe for threads."""

    def __init__(
        self, redis_url: str, identity: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Nothing is connected yet. `clock` gives seconds since 1970."""
        self._redis = redis.Redis.from_url(
            redis_url,
            decode_responses=True,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._key = f"plumbline:github:{identity}"
        self._clock = clock
        self._is_told = False

    def check(self, resource: str) -> None:
        """Take one request out of what is left of a quota.

        Raises:
            LimitedError: nothing is left of it, or a secondary limit blocks all requests.
        """
        found = cast("Sequence[str] | None", self._run(_CHECK, _QUOTA + resource, self._clock()))
        if not found:
            return
        exhausted, until = found[0].removeprefix(_QUOTA), _moment(float(found[1]))
        if exhausted:
            message = f"GitHub's quota for {exhausted} is used up until {_clock_time(until)}"
            raise LimitedError(until, message, resource=exhausted)
        raise LimitedError(
            until, f"GitHub asked us to wait with all requests until {_clock_time(until)}"
        )

    def note(self, resource: str, limit: int, remaining: int, reset_at: datetime) -> None:
        """Remember what an answer says of a quota; what it says of an older window is dropped.

        A `limit` of 0 is one that the answer does not tell.
        """
        moment = f"{reset_at.timestamp():.3f}"
        now = f"{self._clock():.3f}"
        self._run(_NOTE, _QUOTA + resource, limit, remaining, moment, now, _KEPT_SECONDS)

    def block(self, until: datetime) -> None:
        """Send nothing more with this credential before `until`; a longer block stays."""
        self._run(_BLOCK, f"{until.timestamp():.3f}", _KEPT_SECONDS)

    def strike(self) -> datetime:
        """Block for a secondary limit that does not say how long it lasts; says until when.

        That is a minute, and twice as long for each further one that follows soon.
        """
        now = self._clock()
        found = self._run(
            _STRIKE, f"{now:.3f}", _SHORTEST_BLOCK, _LONGEST_BLOCK, _QUIET, _KEPT_SECONDS
        )
        return _moment(float(cast("str", found)) if found else now + _SHORTEST_BLOCK)

    def blocked_until(self) -> datetime | None:
        """Until when a secondary limit blocks all requests; None where none does."""
        found = float(self._all().get("blocked", 0))
        return _moment(found) if found > self._clock() else None

    def state(self) -> tuple[ResourceState, ...]:
        """The quotas whose window is not over, by name; nothing where Redis is out of reach."""
        quotas = [each for each in sorted(self._all().items()) if each[0].startswith(_QUOTA)]
        states = [_state(name.removeprefix(_QUOTA), quota.split(" ")) for name, quota in quotas]
        return tuple(each for each in states if each.reset_at.timestamp() > self._clock())

    def close(self) -> None:
        """Close the connections to Redis."""
        self._redis.close()

    def _all(self) -> dict[str, str]:
        try:
            found = self._redis.hgetall(self._key)
        except redis.RedisError as error:
            self._tell(error)
            return {}
        self._is_told = False
        return cast("dict[str, str]", found)

    def _run(self, script: str, *arguments: str | float) -> object:
        try:
            found = self._redis.eval(script, 1, self._key, *map(str, arguments))
        except redis.RedisError as error:
            self._tell(error)
            return None
        self._is_told = False
        return cast("object", found)

    def _tell(self, error: redis.RedisError) -> None:
        """Say once that Redis is out of reach, and once more when it went away again."""
        if not self._is_told:
            self._is_told = True
            LOG.warning(
                "Redis does not answer (%s): GitHub's quota is not shared between workers until"
                " it does",
                type(error).__name__,
            )


def _state(resource: str, parts: Sequence[str]) -> ResourceState:
    limit, remaining, reset_at, noted_at = parts
    return ResourceState(
        resource, int(limit), int(remaining), _moment(float(reset_at)), _moment(float(noted_at))
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _clock_time(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} UTC"
