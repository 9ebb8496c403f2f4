"""Mixed load with faults: `make load MINUTES=10`.

Readers, programs and members of staff use the registry while its processes are killed and the database is restarted.
Each write that the registry acknowledged is noted, and compared with the database at the end.
"""
