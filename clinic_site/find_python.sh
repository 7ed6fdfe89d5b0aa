# Runs a script with the first Python that is new enough, or says in one sentence what is missing.
# Usage: sh find_python.sh SCRIPT [ARGUMENT ...]
found=
for name in python3 python3.13 python3.12 python3.11 python; do
    command -v "$name" >/dev/null 2>&1 || continue
    version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$name" "$@"
    fi
    found=${found:-$version}
done
if [ -n "$found" ]; then
    echo "Python 3.11 or newer is needed, and only $found was found. Install it, then type make run again." >&2
else
    echo "Python 3.11 or newer is needed, and none was found. Install it, then type make run again." >&2
fi
exit 1
