#!/usr/bin/env bash
# Validates PDFs with veraPDF against the standards that they claim: each must pass PDF/A-2a and PDF/UA-1.
# Usage: scripts/verapdf.sh [folder]   (default: what `cargo test -p radica-render` rendered)
# Ends with 0 when all pass, 1 when one fails, 2 when nothing could be validated (and says why).
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
folder=${1:-$target/tmp/templates}
for tool in java mvn; do
  command -v "$tool" >/dev/null 2>&1 || {
    echo "veraPDF needs $tool (Debian: apt-get install default-jre-headless maven); nothing was validated." >&2
    exit 2
  }
done
shopt -s nullglob
pdfs=("$folder"/*.pdf)
[ ${#pdfs[@]} -gt 0 ] || { echo "No PDF in $folder; run: cargo test -p radica-render" >&2; exit 2; }

mkdir -p "$target/verapdf"
classpath=$(realpath "$target/verapdf")/classpath
if [ ! -s "$classpath" ] || [ scripts/verapdf/pom.xml -nt "$classpath" ]; then
  echo "Fetching veraPDF with Maven…"
  mvn -q -B -f scripts/verapdf/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$classpath" || { echo "veraPDF could not be fetched; nothing was validated." >&2; exit 2; }
  touch "$classpath" # Maven leaves an unchanged file as old as it was.
fi

# Flavour 0: the standards named in each file's own metadata. It ends with 1 when a file fails.
report=$(java -cp "$(cat "$classpath")" org.verapdf.apps.GreenfieldCliWrapper \
  --format text --flavour 0 "${pdfs[@]}") || true
failures=$(grep -v '^PASS' <<<"$report" || true)
archival=$(grep -c '^PASS .* 2a$' <<<"$report" || true)
accessible=$(grep -c '^PASS .* ua1$' <<<"$report" || true)
[ -z "$failures" ] || echo "$failures"
echo "veraPDF: of ${#pdfs[@]} documents, $archival are PDF/A-2a and $accessible are PDF/UA-1."
[ "$archival" -eq ${#pdfs[@]} ] && [ "$accessible" -eq ${#pdfs[@]} ]
