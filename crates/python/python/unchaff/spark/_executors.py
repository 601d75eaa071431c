"""What the driver sends to executors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .. import __version__


def on_executors(step: str, *args: Any) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Gives a function for ``mapInArrow`` that runs a function of :mod:`unchaff.spark._steps`.

    It is sent as a whole, so that an executor without this package can say what it lacks.
    """
    here = __version__

    def run(batches):
        try:
            import unchaff
            from unchaff.spark import _steps
        except ImportError as why:
            raise RuntimeError(
                f"this executor cannot load the Python package unchaff ({why}): install it on all machines, or ship the "
                "wheel with --archives unchaff.zip#pkgs and spark.executorEnv.PYTHONPATH=./pkgs (see docs/scale.md)"
            ) from why
        if unchaff.__version__ != here:
            raise RuntimeError(f"this executor has unchaff {unchaff.__version__}, the driver {here}: install the same")
        return getattr(_steps, step)(batches, *args)

    return run
