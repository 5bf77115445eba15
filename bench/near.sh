#!/bin/bash
# near.sh [THINGS] [ROUNDS]: what near questions cost beside plain ones, over UDP, on one core.
# Prints, for each kind of question, the server's processor time an answer in microseconds, and its ratio to
# a plain question's. Needs python3 and dnsperf; with root the two processes have real-time priority.
set -euo pipefail
cd "$(dirname "$0")/.."
things=${1:-1000000} rounds=${2:-3}
. bench/serving.sh

cargo build --release -q -p sns-server
python3 bench/near_zone.py "$things" "$work/zone"
for questions in "$work"/zone.*.q; do mv "$questions" "$work/${questions#"$work"/zone.}"; done
serve "$work/zone.zone"
for ((round = 0; round < rounds; round++)); do
  for kind in plain near1 near8 room box; do measure "$kind"; done
done
report
