"""A Notion workspace, whose members are looked up."""
