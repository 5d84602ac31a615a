"""Scorecards: judging a repository and keeping what came of it, and the sums over many.

`judging` turns facts into stored results, one repository at a time. `daily` keeps the sums of teams
and of the organization by the day. `questions` answers what the pages ask.
"""
