# Sourced: a server on one core, a load generator on the other, and the processor time an answer.
# Questions are in $work/KIND.q; `report` compares all kinds with the kind "plain".
port=${PORT:-5398} seconds=${SECONDS_A_RUN:-2}
work=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

first=() second=()
[ "$(nproc)" -gt 1 ] && first=(taskset -c 0) second=(taskset -c 1)
chrt -r 20 true 2>/dev/null && first=(chrt -r 20 "${first[@]}") second=(chrt -r 20 "${second[@]}")

# serve ZONE: starts the server and waits until it is ready.
serve() {
  "${first[@]}" target/release/sns-server --zone "$1" --listen "127.0.0.1:$port" --threads 1 >"$work/log" 2>&1 &
  server=$!
  until grep -q Ctrl-C "$work/log"; do
    kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
    sleep 0.2
  done
}

ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }

# measure KIND: asks the questions of a kind for some seconds and notes what that took.
measure() {
  local before answers
  before=$(ticks)
  answers=$("${second[@]}" dnsperf -s 127.0.0.1 -p "$port" -d "$work/$1.q" -l "$seconds" -c 8 -T 1 -q 100 |
    awk '/Queries completed/ { print $3 }')
  echo "$1 $(($(ticks) - before)) $answers" >>"$work/runs"
}

# report: the median of the runs of each kind.
report() {
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
}
