"""`bin/bench`: seed, serve, ask in turn, tell."""

import argparse
import time
from pathlib import Path

from bench import places

SIZES = [1000, 5000, 20_000]


def main() -> None:
    options = argparse.ArgumentParser(
        prog="bin/bench", description="Measure our pages beside a bare Django's, in a throw-away database."
    )
    options.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entries of the writers")
    options.add_argument("--others", type=int, default=100_000, help="entries of other people")
    options.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    asked = options.parse_args()
    places.outside()
    began = time.monotonic()
    with places.database():
        from bench import measure, report, seed  # they need Django's settings

        seed.make_bare_database()
        writers = seed.seed([1, *asked.sizes], asked.others)
        print(f"Seeded in {time.monotonic() - began:.0f} s.", flush=True)
        with (
            places.serving("config.settings", "config.wsgi") as ours,
            places.serving("bench.bare.settings", "bench.bare.wsgi") as bare,
        ):
            rows = measure.everything(writers, ours, bare, asked.rounds)
    print(report.table(rows))
    print(f"\n{report.verdict(rows)}\n\nThe whole run took {time.monotonic() - began:.0f} s.")
    if asked.json:
        asked.json.write_text(report.as_json(rows))


if __name__ == "__main__":
    main()
