"""Constants of config/gunicorn.py and config/busy.py. Imports nothing: see config/metrics_folder.py."""

WAITING = 400  # requests of a process that wait
GIVE_BACK = "registry.give_back"  # key in the WSGI environment: the function to call after the response is sent
