# Sourced by ./run and ./test, which have set `root` to the folder of the clone. POSIX sh; `setup_env.ps1` is its twin.
# shellcheck shell=sh disable=SC2154

python=$root/.venv/bin/python

# setup_env LOCK [--window]: make .venv fit for use. Its own Python says whether it is; if not, another one mends it.
setup_env() {
    "$python" -I -S "$root/build_scripts/setup_env.py" --is-ready "$@" 2>/dev/null && return
    find_python || return
    "$builder" -I "$root/build_scripts/setup_env.py" "$@" >&2 # stdout is the program's
}

# Set `builder` to a Python that is new enough; $PYTHON, when set, is the only candidate.
find_python() {
    set -- python3.13 python3.12 python3.11 python3 python
    [ -z "${PYTHON:-}" ] || set -- "$PYTHON"
    # A version manager has shims for Pythons that it then refuses to run; so a candidate counts only if it runs.
    for builder; do
        "$builder" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    if [ -n "${PYTHON:-}" ]; then
        echo "PYTHON=$PYTHON is not a Python of version 3.11 or later." >&2
        return 2
    fi
    echo "Python 3.11 or later is needed, and there is none on the PATH. Install it and try again:" >&2
    echo "    Debian, Ubuntu: apt install python3-venv     Fedora: dnf install python3" >&2
    echo "    macOS: brew install python3                  otherwise: https://www.python.org/downloads/" >&2
    return 2
}
