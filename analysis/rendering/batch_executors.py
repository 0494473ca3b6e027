"""Where does the work of a batch run: here, in processes beside, or on a cluster?

Each way hands every outcome to the same function as soon as it is there. When a
worker dies, what was under way runs once more, each job alone; one that ends its worker
then too is said to have failed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from analysis.errors import RenderingError, RequestError
from analysis.rendering.batch_work import Outcome, Work, do_work

DASK = "dask://"
_DIED = "the process that made it ended suddenly (often for want of memory)"
Take = Callable[[Outcome], None]


def run_work(work: Sequence[Work], *, executor: str, n_jobs: int, take: Take) -> None:
    """Do the work and hand each outcome over as it comes.

    Parameters
    ----------
    work : sequence of Work
        What to do, in any order.
    executor : str
        ``serial``, ``loky`` or ``dask://host:port``.
    n_jobs : int
        Processes for ``loky``.
    take : callable
        Called in this process with each outcome, once per piece of work.

    Raises
    ------
    RenderingError
        If the cluster cannot be reached.
    """
    if not work:
        return
    if executor == "serial":
        for each in work:
            take(do_work(each))
    elif executor == "loky":
        _run_in_processes(work, n_jobs, take)
    else:
        _run_on_cluster(work, executor.removeprefix(DASK), take)


def fail_if_executor_is_unknown(executor: str, n_jobs: int) -> None:
    """Refuse an executor or a number of processes that cannot be.

    Raises
    ------
    RequestError
        Naming those there are.
    """
    address = executor.removeprefix(DASK)
    is_cluster = executor.startswith(DASK) and ":" in address
    if executor not in {"serial", "loky"} and not is_cluster:
        raise RequestError(
            f"{executor!r} is not a way to run a batch.",
            where="the option --executor",
            expected="serial, loky, or the address of a Dask scheduler: dask://host:port",
            fix="choose one of them",
        )
    if n_jobs < 1:
        raise RequestError(
            f"A batch cannot run in {n_jobs} processes.",
            where="the option --jobs",
            expected="a whole number from 1 on, at most the number of cores",
            fix="choose one, or leave the option out",
        )


def _run_in_processes(work: Sequence[Work], n_jobs: int, take: Take) -> None:
    """Run in processes of this machine; run alone what was under way when one died."""
    left = {each.code: each for each in work}

    def take_off(outcome: Outcome) -> None:
        del left[outcome.code]
        take(outcome)

    while left:
        suspects = _run_in_pool(list(left.values()), n_jobs, take_off)
        for each in suspects:
            if _run_in_pool([each], 1, take_off):
                take_off(Outcome(each.code, "failed", _DIED, "TerminatedWorkerError"))


def _run_in_pool(work: Sequence[Work], n_jobs: int, take: Take) -> list[Work]:
    """Run work in a pool of its own; return what was under way when a process died."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 (slow)

    from joblib import Parallel, delayed, parallel_config  # noqa: PLC0415 (slow)
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415 (slow)

    under_way: dict[str, Work] = {}

    def hand_out() -> Iterator[Any]:
        for each in work:
            under_way[each.code] = each
            yield delayed(do_work)(each, parent=os.getpid())

    try:
        with parallel_config(backend="loky", inner_max_num_threads=1):
            # One process would be this very one to joblib; what limits is the dispatch.
            pool = Parallel(
                n_jobs=max(2, n_jobs),
                pre_dispatch=n_jobs,
                batch_size=1,
                return_as="generator_unordered",
            )
            for outcome in pool(hand_out()):
                del under_way[outcome.code]
                take(outcome)
    except BrokenProcessPool:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)
        return list(under_way.values())
    except BaseException:
        with suppress(Exception):
            get_reusable_executor().shutdown(wait=True, kill_workers=True)
        raise
    get_reusable_executor().shutdown(wait=True)
    return []


def _run_on_cluster(work: Sequence[Work], address: str, take: Take) -> None:
    """Run on a Dask cluster; its scheduler gives work of a dead worker to another one."""
    from distributed import Client, as_completed  # noqa: PLC0415 (slow, and in an extra)

    try:
        client: Any = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError):
        raise RenderingError(
            "The Dask cluster cannot be reached.",
            where=f"{DASK}{address}",
            expected="a scheduler that runs there, with the same package on its workers",
            fix="start it, correct the address, or choose --executor loky",
        ) from None
    with client:
        futures = {client.submit(do_work, each, pure=False): each.code for each in work}
        try:
            for future in as_completed(list(futures), loop=client.loop):
                error = future.exception()
                take(future.result() if error is None else _lost(futures[future], error))
        except BaseException:
            client.cancel(list(futures), force=True)
            raise


def _lost(code: str, error: BaseException) -> Outcome:
    return Outcome(code, "failed", _DIED, type(error).__name__)
