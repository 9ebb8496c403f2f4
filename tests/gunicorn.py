"""The production configuration of gunicorn, whose timer tries every half second: no test waits ten for it."""

from django.utils.module_loading import import_string

from config.gunicorn import *  # noqa: F403


def post_worker_init(worker):
    worker.timer = import_string("config.timer.Timer")(seconds=0.5)
    worker.timer.start()
