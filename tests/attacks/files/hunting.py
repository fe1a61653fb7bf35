"""`scripts/fuzz`: atheris looks for a way through one target that ends in a failure, guided by the lines it reaches.

What it finds lies as a file beside its corpus, in .venv/fuzz; it belongs into `FOUND` of fuzz_seeds.py.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["rules", "papers", "web", "texts"], enable_loader_override=False):
    from tests.attacks.files.fuzz_seeds import FOUND, seeds
    from tests.attacks.files.fuzzing import LARGEST, TARGETS

KEPT = Path(__file__).parents[3] / ".venv" / "fuzz"
SLOWEST, MOST_MB = 10, 2048
"""An input may take so many seconds and megabytes."""


def main(target: str, seconds: int) -> None:
    """Hunt in one target for so many seconds; ends with 77 and the input when something was found."""
    corpus = KEPT / target
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate((*seeds(target), *(data for name, data in FOUND if name == target))):
        (corpus / f"seed-{place}").write_bytes(seed)
    limits = (f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MOST_MB}", f"-max_len={LARGEST}")
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={KEPT}/{target}-", str(corpus)], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.stdout.write("\n".join(TARGETS) + "\n")
    else:
        main(sys.argv[1], int(sys.argv[2]))
