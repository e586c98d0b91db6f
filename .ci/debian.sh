# Debian's packages for the tests; sourced.

# install_packages NAME…: those that are missing. Debian would also start the servers among them: ours start their own.
install_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg -s "$name" > /dev/null 2>&1 || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        printf 'Install these first, as root: apt-get install %s\n' "${missing[*]}" >&2
        exit 1
    fi
    apt-get -qq update
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${missing[@]}" > /dev/null
}
