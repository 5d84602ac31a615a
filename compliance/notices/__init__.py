"""What people are told of at once, besides the digest: at most one mail a day, and of each event
once.
"""
