#!/usr/bin/env bash
# Asks whether known vulnerabilities concern a package that the product runs on. Fails if one does, or if nobody can say why
# the question was not answered; where the database of vulnerabilities cannot be reached, says so and goes on.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

asked=()
for lock in requirements.txt requirements-*.txt; do
    case $lock in
        requirements-dev.txt | requirements-bench.txt) ;; # nobody runs the product on these
        *) asked+=(--requirement "$lock") ;;
    esac
done
found=$(.venv/bin/pip-audit --vulnerability-service osv --disable-pip --require-hashes "${asked[@]}" 2>&1)
status=$?
if [ $status -eq 0 ]; then
    printf 'Vulnerabilities (pip-audit): none known.\n'
elif ! grep -q '^Found [0-9]* known vulnerabilit' <<< "$found" && grep -q 'ConnectionError\|ServiceError\|Timeout\|HTTPError' <<< "$found"; then
    printf 'Vulnerabilities (pip-audit): NOT LOOKED UP, since api.osv.dev cannot be reached from here.\n'
    [ -z "${GITHUB_ACTIONS:-}" ] || printf '::warning::pip-audit: api.osv.dev could not be reached, so vulnerabilities were not looked up.\n'
else
    printf '%s\n' "$found"
    exit 1
fi
