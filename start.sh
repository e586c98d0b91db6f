#!/usr/bin/env bash
# Starts the whole product on this machine: ./start.sh [FILE.csv]
#
# Needs Python 3.11 or newer with venv, nothing else. Reads PORT, HOST, DATA_DIR, ADMIN_PASSWORD, DATABASE_URL,
# REDIS_URL and SECRET_KEY from the environment; see README.md.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
. "$root/.ci/venv.sh"

make_venv
install_runtime
exec "$venv/bin/python" "$root/manage.py" up "$@"
