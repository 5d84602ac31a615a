"""The GraphQL documents that ask for people and teams, after GitHub's public schema."""

from __future__ import annotations

MEMBERS = """
query Members($organization: String!, $after: String) {
  organization(login: $organization) {
    membersWithRole(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { role node { id login name avatarUrl } }
    }
  }
}
"""

VIEWER = "query Viewer { viewer { id login name } }"

TEAMS = """
query Teams($organization: String!, $after: String) {
  organization(login: $organization) {
    teams(first: 50, after: $after, orderBy: {field: NAME, direction: ASC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id slug name privacy parentTeam { id }
        members(first: 100, membership: IMMEDIATE) {
          pageInfo { hasNextPage endCursor }
          edges { role node { id login } }
        }
        repositories(first: 100) {
          pageInfo { hasNextPage endCursor }
          edges { permission node { id } }
        }
      }
    }
  }
}
"""

MORE_TEAM_MEMBERS = """
query MoreTeamMembers($team: ID!, $after: String) {
  node(id: $team) {
    ... on Team {
      members(first: 100, after: $after, membership: IMMEDIATE) {
        pageInfo { hasNextPage endCursor }
        edges { role node { id login } }
      }
    }
  }
}
"""

MORE_TEAM_REPOSITORIES = """
query MoreTeamRepositories($team: ID!, $after: String) {
  node(id: $team) {
    ... on Team {
      repositories(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { permission node { id } }
      }
    }
  }
}
"""
