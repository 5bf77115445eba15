#!/bin/bash
# cells.sh [PLAN] [ROUNDS]: what a question for a finest cell costs beside a question for an ordinary name with the
# same answer, over UDP, on one core. Prints the server's processor time an answer of each, and the ratio.
# Needs python3 and dnsperf; with root the two processes have real-time priority.
set -euo pipefail
cd "$(dirname "$0")/.."
plan=${1:-zones/coworking} rounds=${2:-5}
. bench/serving.sh

cargo build --release -q -p sns-server -p sns-tools
target/release/sns compile "$plan" -o "$work/zone" 2>"$work/log"
# Of each wildcard below _h3: its parent, a name that has the same set, and a finest cell that it answers for.
python3 - "$work" <<'PYTHON'
import random, sys
work = sys.argv[1]
digits = random.Random(5)
parents = set()
for line in open(f"{work}/zone"):
    owner, *_, kind, _data = line.split(None, 4)
    if owner.startswith("*.") and "._h3." in owner:
        parents.add(owner[2:])
plain, cell = open(f"{work}/plain.q", "w"), open(f"{work}/cell.q", "w")
for parent in sorted(parents, key=lambda name: name[::-1]):
    missing = 15 - (parent.split("._h3.")[0].count(".") )
    for _ in range(20):
        finest = "".join(f"{digits.randrange(7)}." for _ in range(missing)) + parent
        if not any(finest.split(".", i)[-1] in parents for i in range(1, missing)):
            plain.write(f"{parent} PTR\n")
            cell.write(f"{finest} PTR\n")
PYTHON
serve "$work/zone"
for ((round = 0; round < rounds; round++)); do
  for kind in plain cell; do measure "$kind"; done
done
report
