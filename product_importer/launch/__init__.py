"""One command starts everything on one machine: `manage.py up`, its servers, its processes and its settings."""
