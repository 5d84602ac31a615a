"""Onboarding: plans from the protocol, what shows that their items are done, and the clock.

`terms`, `timing`, `commands` and `report_format` are pure. `plans` makes plans and lays them beside
the protocol, and `following` has them follow the people there are. What settles an item: `ticking`
by people, `reports` by the doctor on a laptop, `verification` by what GitHub shows, `notion` by the
workspace.
"""
