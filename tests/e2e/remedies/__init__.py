"""For each misbehaviour of the services: with the program's remedy all is well, without it the failure shows.

The services are the lab's stand-ins, which misbehave as the real ones were seen to (platform-verified);
what they are told, and the jobs beside them, are the program's own.
"""
