#!/usr/bin/env bash
# Collects the texts of the portal for translation and compiles what is translated; needs GNU gettext.
set -euo pipefail
cd "$(dirname "$0")/../src/duijie/portal"
export DJANGO_SETTINGS_MODULE=duijie.portal.settings DUIJIE_DATA_DIR="${DUIJIE_DATA_DIR:-$(mktemp -d)}"
admin=../../../.venv/bin/django-admin
"$admin" makemessages -l en --no-location --no-wrap --no-obsolete
"$admin" compilemessages -l en
