"""What gunicorn's configuration and the limit of requests share. It imports nothing: see config/metrics_folder.py."""

WAITING = 400  # requests of a process that wait
GIVE_BACK = "registry.give_back"  # key in the WSGI environment: the function to call after the response is sent
