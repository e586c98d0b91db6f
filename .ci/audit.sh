#!/usr/bin/env bash
# Asks whether known vulnerabilities concern a package that the product runs on. Fails if one does; where the database of
# vulnerabilities cannot be reached, says so.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

found=$(.venv/bin/pip-audit --vulnerability-service osv --disable-pip --require-hashes --requirement requirements.txt 2>&1)
status=$?
if [ $status -eq 0 ]; then
    printf 'Vulnerabilities (pip-audit): none known.\n'
elif grep -q 'ConnectionError\|ServiceError\|Timeout\|HTTPError' <<< "$found"; then
    printf 'Vulnerabilities (pip-audit): not looked up, since api.osv.dev cannot be reached from here.\n'
else
    printf '%s\n' "$found"
    exit 1
fi
