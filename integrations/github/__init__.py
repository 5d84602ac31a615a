"""GitHub, over its REST and GraphQL interfaces: what is asked, what the answers mean, what they cost."""
