"""Train a model on the irises, pack it, and predict without the library that trained it.

What would take a notebook and a server: a pickle of a gradient boosting of 100 trees becomes a packed model, which is
read and asked in a Python that can import neither scikit-learn nor NumPy.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier

ASKED = [[6.2, 3.4], [6.2, 1.0]]
PREDICT = """
import sys
sys.modules["numpy"] = sys.modules["sklearn"] = None  # importing either would fail
import scorelet
for prediction in scorelet.load(sys.argv[1]).predict({asked}):
    print(prediction["label"], {{name: round(p, 4) for name, p in prediction["probabilities"].items()}})
"""


def main() -> int:
    iris = load_iris(as_frame=True)
    sepals = iris.data.iloc[:, :2]
    model = GradientBoostingClassifier(n_estimators=100, learning_rate=1.0, max_depth=2, random_state=0)
    model.fit(sepals, iris.target_names[iris.target])
    with TemporaryDirectory() as folder:
        (pickled := Path(folder) / "iris.pkl").write_bytes(pickle.dumps(model))
        sepals.to_csv(rows := Path(folder) / "rows.csv", index=False)
        packed = Path(folder) / "iris.scorelet"
        run("-m", "scorelet", "pack", str(pickled), "--samples", str(rows), "--to", str(packed))
        return run("-c", PREDICT.format(asked=ASKED), str(packed))


def run(*arguments: str) -> int:
    """Run Python, and show what it says."""
    return subprocess.run([sys.executable, *arguments], check=True).returncode


if __name__ == "__main__":
    sys.exit(main())
