"""Everything behind `./run` and `./test`, written with the standard library alone.

The launcher makes the environment, starts the servers and Plumbline's own processes, and sees to
it that they all end together. It knows the rest of the project by its commands only: nothing here
imports Django, and nothing elsewhere imports the launcher.
"""
