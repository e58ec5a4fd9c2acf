#!/usr/bin/env bash
# Writes the site into target/site. Needs Maven, and Node.js 20.19 or newer.
#   src/site/build.sh            builds it
#   src/site/build.sh --check    also checks it, in Chromium; screenshots are in target/site-screenshots
# With SITE_REUSE=1 what Maven and the reference page wrote before is used if it is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

present() { [ "${SITE_REUSE:-}" = 1 ] && ls "$@" > /dev/null 2>&1; }

present target/reports/apidocs/index.html target/testkit-javadoc/index.html \
  target/generated-sources/openapi/SUPPORT.md || mvn -B -q -Dmaven.test.skip=true -Dmaven.javadoc.skip=false package
present spec/dist/reference.html || (cd spec && npm ci --no-audit --no-fund && npm run --silent reference)
present src/site/node_modules/markdown-it || (cd src/site && npm ci --no-audit --no-fund)

node src/site/build.js
if [ "${1:-}" = --check ]; then
  node src/site/chart.js --check
  node src/site/check.js
fi
