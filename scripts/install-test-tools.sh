#!/usr/bin/env bash
# Installs what the tests need and the machine lacks (Debian-like; root or passwordless sudo), then the pinned npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=()
command -v chromium  >/dev/null 2>&1 || packages+=(chromium)
command -v pdftotext >/dev/null 2>&1 || packages+=(poppler-utils)
command -v cc        >/dev/null 2>&1 || packages+=(gcc libc6-dev)
[ -x /usr/lib/postgresql/15/bin/initdb ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
fc-list 2>/dev/null | grep -qi "noto" || packages+=(fonts-noto-core)
if [ ${#packages[@]} -gt 0 ] && command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
  echo "Installing: ${packages[*]}"
  $as_root apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null \
    || echo "Could not install ${packages[*]}; what is missing is named next." >&2
fi
scripts/need.sh test
for folder in tests/browser tests/mail tests/oidc-provider; do
  if [ -f "$folder/package-lock.json" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --silent)
  fi
done
