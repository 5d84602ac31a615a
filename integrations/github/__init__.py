"""GitHub, over REST and GraphQL: what is asked, what the answers mean, what they cost."""
