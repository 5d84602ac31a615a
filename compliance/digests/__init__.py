"""The weekly digest: what is in it, when it is due, and that each is sent once."""
