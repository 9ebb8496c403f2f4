"""`make bench SIZE=m`: measure a fixed set of requests on a generated registry, served as in production.

The database is created once per size and stored in .bench with the results. Other sizes are compared with size S.
Client, server and database share the machine.
"""
