"""Errors to Sentry, traces to OpenTelemetry: off unless the environment says where to.

The libraries are extras (requirements-observe). Each module imports its own, so only `start` loads it.
"""
