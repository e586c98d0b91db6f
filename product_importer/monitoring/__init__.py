"""How the product is doing, seen from outside: for Prometheus at /metrics, and for people on the page *System*."""
