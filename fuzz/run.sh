#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, one after the other: fuzz/run.sh 1200
# What is found lies in fuzz/artifacts; the corpus grows in fuzz/corpus. Neither is committed.
set -euo pipefail
cd "$(dirname "$0")"
seconds="${1:-60}"
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version 0.13.2 --locked
cargo +nightly fuzz build
for target in feel_parse feel_eval dmn_xml bpmn_xml process_yaml; do
  dictionary=feel.dict
  case "$target" in *_xml) dictionary=dmn.dict ;; esac
  mkdir -p "corpus/$target"
  cargo +nightly fuzz run "$target" "corpus/$target" "seeds/$target" -- \
    -max_total_time="$seconds" -max_len=4000 -timeout=30 -rss_limit_mb=2048 -dict="$dictionary" -print_final_stats=1
done
