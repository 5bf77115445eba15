#!/bin/bash
# near.sh [THINGS] [ROUNDS]: what near questions cost beside plain ones, over UDP, on one core.
# Prints, for each kind of question, the server's processor time an answer in microseconds, and its ratio to
# a plain question's. Needs python3 and dnsperf; with root the two processes have real-time priority.
set -euo pipefail
cd "$(dirname "$0")/.."
things=${1:-1000000} rounds=${2:-3} port=${PORT:-5398} seconds=${SECONDS_A_RUN:-2}
work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

first=() second=()
[ "$(nproc)" -gt 1 ] && first=(taskset -c 0) second=(taskset -c 1)
chrt -r 20 true 2>/dev/null && first=(chrt -r 20 "${first[@]}") second=(chrt -r 20 "${second[@]}")

cargo build --release -q -p sns-server
python3 bench/near_zone.py "$things" "$work/zone"
"${first[@]}" target/release/sns-server --zone "$work/zone.zone" --listen "127.0.0.1:$port" --threads 1 >"$work/log" 2>&1 &
server=$!
until grep -q Ctrl-C "$work/log"; do
  kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
for ((round = 0; round < rounds; round++)); do
  for kind in plain near1 near8 room box; do
    before=$(ticks)
    answers=$("${second[@]}" dnsperf -s 127.0.0.1 -p "$port" -d "$work/zone.$kind.q" -l "$seconds" -c 8 -T 1 -q 100 |
      awk '/Queries completed/ { print $3 }')
    echo "$kind $(($(ticks) - before)) $answers" >>"$work/runs"
  done
done
python3 - "$work/runs" "$(getconf CLK_TCK)" <<'PYTHON'
import collections, statistics, sys
costs = collections.defaultdict(list)
for line in open(sys.argv[1]):
    kind, ticks, answers = line.split()
    costs[kind].append(int(ticks) / int(sys.argv[2]) / int(answers) * 1e6)
plain = statistics.median(costs["plain"])
for kind, values in costs.items():
    cost = statistics.median(values)
    print(f"{kind:6} {cost:6.2f} us an answer, {cost / plain:.2f} of a plain one")
PYTHON
