"""One thread that does for many what costs it little more than for one, such as to wait for the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Batches(Generic[Task, Result]):
    """Does the tasks of several threads in the order in which they came, all that wait as one batch.

    In a thread of its own `each` is called with every task of a batch, then `settle` once, and only then are
    the results told. What either raises is raised where the tasks were given: by `each` for one of them, by
    `settle` for the whole batch.
    """

    def __init__(self, each: Callable[[Task], Result], settle: Callable[[], None]) -> None:
        self._each, self._settle = each, settle
        self._waiting: SimpleQueue[tuple[Task, Future[Result]] | None] = SimpleQueue()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    def do(self, task: Task) -> Result:
        """What came of the task, once its whole batch is settled."""
        told: Future[Result] = Future()
        with self._turn:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            self._waiting.put((task, told))
        return told.result()

    def close(self) -> None:
        """Return once all is done that was asked for; what is asked for later begins anew."""
        with self._turn:
            if self._thread is not None:
                self._waiting.put(None)
                self._thread.join()
                self._thread = None

    def _run(self) -> None:
        for batch in self._batches():
            done: list[tuple[Result, Future[Result]]] = []
            for task, told in batch:
                try:
                    done.append((self._each(task), told))
                except BaseException as error:  # noqa: BLE001 - whoever waits hears of it
                    told.set_exception(error)
            try:
                self._settle()
            except BaseException as error:  # noqa: BLE001 - all who wait hear of it
                for _, told in done:
                    told.set_exception(error)
            else:
                for result, told in done:
                    told.set_result(result)

    def _batches(self) -> Iterator[list[tuple[Task, Future[Result]]]]:
        while (given := self._waiting.get()) is not None:
            batch = [given]
            while not self._waiting.empty() and (given := self._waiting.get()) is not None:
                batch.append(given)
            yield batch
            if given is None:
                return
