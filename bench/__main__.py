"""`python -m bench NAME ...`: run one bench, its JSON on stdout."""

import sys
from importlib import import_module

BENCHES = {
    "repositories": "review repositories, open what is proven, apply it all and run their suites: PATH...",
    "runtime": "milliseconds that Nova adds to a turn with a model, over the bare SDK: [TURNS]",
    "budgets": "runs of an agent against an endpoint that reports nonsense, and whether any budget was passed: [RUNS]",
    "injections": "side effects of a model that obeys every instruction planted in code, records and tool results",
    "proof": "what the proof is worth, and costs: attacks [WORD] | breakages PATH... | overhead PATH...",
    "startup": "seconds of `nova --help` and of an offline answer, as a person waits for them: [TIMES]",
    "routing": "how often the router acts, asks and is wrong, on the examples and on 60 other requests",
    "decisions": "how well decision records are read and found, on records that others wrote: DATA_FOLDER",
    "decision_queries": "the record that governs a change in the top 3, false grounds, milliseconds: DATA_FOLDER",
    "engine": "the refactoring engine: rope [OPERATION ...] DATA_FOLDER, tasks DATA_FOLDER CHECKOUT, speed PATH...",
    "index": "seconds of the index and of the rules, as ratios to ast.parse of the same files: PATH...",
}


def main() -> int:
    name, arguments = sys.argv[1:2], sys.argv[2:]
    if not name or name[0] not in BENCHES:
        for known, what in BENCHES.items():
            print(f"python -m bench {known:<17} {what}")
        return 0 if not name else 2
    return int(import_module(f"bench.{name[0]}").main(arguments))


if __name__ == "__main__":
    sys.exit(main())
