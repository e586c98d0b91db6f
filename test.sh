#!/usr/bin/env bash
# Runs every check, cheapest first, and then the tests: ./test.sh
# Runs only pytest, with these arguments:                ./test.sh tests/products/imports -k planning
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
. "$root/.ci/venv.sh"

make_venv
install_runtime requirements-dev.txt
cd -- "$root"
PATH="$venv/bin:$PATH"

if [ $# -gt 0 ]; then
    exec python -m pytest "$@"
fi

# A data folder for the checks that need servers. Root's servers run as somebody else, who must pass through it.
scratch=$(mktemp -d)
chmod 711 "$scratch"
trap 'rm -rf "$scratch"' EXIT

step() {
    say "› $1"
    shift
    "$@"
}
templates() { find . -path ./.venv -prune -o -path '*/templates/*.html' -print0; }
check_templates() { templates | xargs -0 -r djade --check --target-version 5.2; }
check_deploy() {
    local key
    key=$(python -c 'import secrets; print(secrets.token_urlsafe(60))')
    DJANGO_ENV=production SECRET_KEY="$key" WEBHOOK_MASTER_KEY="$key" CREDENTIALS_KEY="$key" ALLOWED_HOSTS=importer.example.com \
        DATABASE_URL=postgresql://app@localhost/app REDIS_URL=redis://localhost/0 \
        DATA_DIR="$scratch/production" python manage.py check --deploy --fail-level WARNING
}

step "ruff" ruff check --quiet .
step "ruff format" ruff format --quiet --check .
step "templates (djade)" check_templates
step "layers (import-linter)" lint-imports --no-logo
step "types (mypy)" mypy
step "settings (check --deploy)" check_deploy
step "migrations" env DATA_DIR="$scratch/data" python manage.py makemigrations --check --dry-run
step "tests" python -m pytest -n "${TEST_PROCESSES:-3}" --dist worksteal -q
say "All checks and tests passed."
