"""How the web process is served, by `bin/run` and by the Procfile."""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
preload_app = True  # config/wsgi.py leaves nothing open that a fork must not inherit
graceful_timeout = 10
control_socket_disable = True
accesslog = None  # who reads what, and when, is nobody's business
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"no_words": {"()": "config.logs.NoWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "no_words"}},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def post_worker_init(worker: object) -> None:
    """What every request needs lives as long as the process: no collection need look at it again."""
    gc.collect()
    gc.freeze()
