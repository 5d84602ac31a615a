"""Onboarding: plans from the protocol, what shows that their items are done, and the clock.

`terms` and `timing` are pure: what an item asks of whom, and how the clock runs. `plans` makes
plans and lays them beside the protocol, `ticking` is what people do to an item.
"""
