#!/usr/bin/env bash
# Sets up all that `make demo` (base) or `make test` (test) needs; does nothing that is already done.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-base}
venv=.venv
say() { printf '\033[36m%s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"; return
        fi
    done
    fail "Python 3.11 or newer with venv is needed (Debian: apt install python3 python3-venv)."
}

install_packages() { # packages of Debian, where we may
    if [ "$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=sudo
    else fail "Please install: $*   (apt install $*)"; fi
    command -v apt-get >/dev/null || fail "Please install: $*"
    say "Installing $*"
    $sudo apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

[ -x "$venv/bin/python" ] || { say "Creating $venv"; "$(find_python)" -m venv "$venv"; }

lock=requirements/$what.txt
stamp=$venv/.installed-$what
sum=$(sha256sum "$lock" pyproject.toml | sha256sum | cut -c1-64)
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
    say "Installing Python packages ($lock)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/build.txt
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    echo "$sum" > "$stamp"
fi

if [ -x scripts/frontend.sh ]; then scripts/frontend.sh; fi

if [ "$what" = test ]; then
    needed=()
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || needed+=(chromium)
    fc-list 2>/dev/null | grep -qiE 'cjk|wqy' || needed+=(fonts-noto-cjk)
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || needed+=(postgresql)
    ldconfig -p 2>/dev/null | grep -q 'libgomp\.so' || needed+=(libgomp1)
    command -v java >/dev/null || needed+=(default-jre-headless)
    if [ ${#needed[@]} -gt 0 ]; then
        if [ "${CI:-}" = true ] || [ "$(id -u)" = 0 ]; then install_packages "${needed[@]}"
        else say "Not installed: ${needed[*]}; the tests that need them will be skipped."; fi
    fi
fi
