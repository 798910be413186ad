#!/usr/bin/env bash
# Pins every package with hashes, without index addresses; needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$@"; }
compile pyproject.toml --extra test --extra spark -o requirements/test.txt
compile pyproject.toml -c requirements/test.txt -o requirements/base.txt
compile pyproject.toml --extra bench -c requirements/test.txt -o requirements/bench.txt
echo 'setuptools>=77' | compile - -o requirements/build.txt
