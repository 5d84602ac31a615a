"""What is kept of who set the channel of a team's chat."""

from __future__ import annotations

from compliance.models import Channel, Post
from dashboard.kept.holding import Holding, Row, Rows, Whose, nothing
from dashboard.kept.onboarding import HIDDEN_TEAM


def _channels(whose: Whose) -> Rows:
    if whose.person is None:
        return nothing()

    def tell(each: Channel) -> Row:
        return {"Team": whose.teams.get(each.team_id, HIDDEN_TEAM), "Set": each.set_at}

    return Rows(Channel.objects.filter(set_by=whose.person).order_by("-set_at"), tell)


CHANNELS = Holding(
    models=(Channel, Post),
    title="Channels of teams that you set",
    why="So that its team can ask who set the address that its digest is posted to. Posts to it "
    "are the team’s, and say nothing of you.",
    until="until the channel is removed or set anew; once you are a pseudonym, as that one's",
    none="You have set none.",
    find=_channels,
)
