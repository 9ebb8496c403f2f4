"""The production configuration of gunicorn, with a half-second timer, so that no test waits ten seconds for it."""

from django.utils.module_loading import import_string

from config.gunicorn import *  # noqa: F403


def post_worker_init(worker):
    worker.background = import_string("config.timer.Timer")(seconds=0.5), import_string("config.pulse.Pulse")()
    for thread in worker.background:
        thread.start()
