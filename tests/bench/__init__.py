"""`make bench SIZE=m`: what a fixed set of requests costs, on a generated registry, served as in production.

The database is made once for each size and kept in .bench, as are the results: those of size S are what the others are
compared with. Client, server and database share the machine.
"""
