"""The task engine: it comes back, takes ids only, and keeps no values."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from desk import jobs
from desk.jobs import MAX_ATTEMPTS, QUEUES, TaskFailed, enqueue_on_commit, requeue_orphans
from tests.desk import sample_tasks
from tests.tasks import run_tasks, waiting


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    sample_tasks.ran.clear()


def test_the_settings_know_every_queue() -> None:
    from django.conf import settings

    assert set(settings.TASKS["default"]["QUEUES"]) == set(QUEUES)


@pytest.mark.django_db
def test_a_task_runs_with_its_id() -> None:
    enqueue_on_commit(sample_tasks.note, 7)
    run_tasks()
    assert sample_tasks.ran == [7]


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["priya@example.com", "Priya Raman", "", "x" * 41, b"7", None, 1.5, ["a"]])
def test_nothing_but_ids_and_codes_may_wait_in_a_queue(value: object) -> None:
    with pytest.raises(TypeError) as refused:
        enqueue_on_commit(sample_tasks.note, value)  # type: ignore[arg-type]
    assert str(value) not in str(refused.value) or value in ("", None)
    with pytest.raises(TypeError):
        sample_tasks.note.enqueue(value)
    assert waiting() == 0


@pytest.mark.django_db
def test_ids_have_no_names() -> None:
    with pytest.raises(TypeError):
        sample_tasks.note.enqueue(number=7)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_leaves_no_task() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue_on_commit(sample_tasks.note, 7)
        raise RuntimeError
    assert run_tasks() == 0


@pytest.mark.django_db
def test_what_will_pass_is_tried_again_later() -> None:
    sample_tasks.not_yet.enqueue(7)
    run_tasks()
    assert sample_tasks.ran == [7]
    assert waiting("mail") == 1


@pytest.mark.django_db
def test_each_wait_is_longer_than_the_one_before() -> None:
    waits = [jobs.delay(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert timedelta(seconds=1) < waits[0] < waits[-1] < timedelta(minutes=5)


@pytest.mark.django_db
def test_after_the_last_attempt_the_row_says_failed_and_why() -> None:
    sample_tasks.not_yet.enqueue(7)
    run_tasks(ahead=True, failures=True)
    assert sample_tasks.ran == [7] * MAX_ATTEMPTS
    assert waiting() == 0
    failed = DBTaskResult.objects.failed().get()
    assert "Again:mail-server-busy" in failed.traceback


@pytest.mark.django_db
def test_a_task_can_name_errors_that_will_pass() -> None:
    sample_tasks.passing_trouble.enqueue(7)
    run_tasks()
    assert waiting() == 1


@pytest.mark.django_db
def test_a_locked_database_will_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(list[int | str]):
        def append(self, value: int | str) -> None:
            raise OperationalError("database is locked")

    monkeypatch.setattr(sample_tasks, "ran", Locked())
    sample_tasks.note.enqueue(7)
    run_tasks()
    assert waiting() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [sample_tasks.quote_a_document, sample_tasks.own_trouble])
def test_a_failure_keeps_a_code_and_a_line_but_no_words(trouble: Task[..., None]) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        trouble.enqueue(7)
        run_tasks(failures=True)
    finally:
        logging.getLogger().removeHandler(handler)
    row = DBTaskResult.objects.failed().get()
    kept = row.traceback + row.exception_class_path + written.getvalue()
    assert "Priya" not in kept
    assert "priya" not in kept
    assert row.exception_class_path == "desk.jobs.TaskFailed"
    assert written.getvalue()


@pytest.mark.django_db
def test_an_error_code_of_our_own_is_kept() -> None:
    sample_tasks.own_trouble.enqueue(7)
    run_tasks(failures=True)
    assert "OwnTrouble:no-such-page" in DBTaskResult.objects.failed().get().traceback


def test_the_place_of_a_failure_is_the_last_line_of_our_own_code() -> None:
    try:
        jobs.only_ids([None], {})
    except TypeError as error:
        assert jobs.where(error) == ""  # the engine itself is never the culprit
    from desk.children import Child

    try:
        Child("none", ["/does/not/exist"], {}).start()
    except OSError as error:
        assert jobs.where(error).startswith("desk/children.py:")


def running(worker: str, *, deaths: int = 1, hours: float = 0) -> DBTaskResult:
    """A row that looks as its worker left it when it died."""
    sample_tasks.note.enqueue(7)
    row = DBTaskResult.objects.latest("enqueued_at")
    row.status, row.worker_ids = "RUNNING", [f"{n}" for n in range(deaths - 1)] + [worker]
    row.started_at = timezone.now() - timedelta(hours=hours)
    row.save()
    return row


@pytest.mark.django_db
def test_a_worker_takes_back_what_its_namesake_left() -> None:
    row = running("ours")
    running("theirs")
    assert requeue_orphans(QUEUES, worker="ours") == (1, 0)
    row.refresh_from_db()
    assert (row.status, row.started_at) == ("READY", None)
    run_tasks()
    assert sample_tasks.ran == [7]


@pytest.mark.django_db
def test_other_queues_are_left_alone() -> None:
    running("ours")
    assert requeue_orphans(["scan"], worker="ours") == (0, 0)


@pytest.mark.django_db
def test_a_task_that_kills_workers_is_given_up() -> None:
    row = running("ours", deaths=jobs.MAX_DEATHS)
    assert requeue_orphans(QUEUES, worker="ours") == (0, 1)
    row.refresh_from_db()
    assert row.status == "FAILED"
    assert row.task_result.errors[0].exception_class is TaskFailed


@pytest.mark.django_db
def test_without_a_name_only_old_work_is_taken_back() -> None:
    running("theirs", hours=2)
    running("theirs", hours=0)
    assert requeue_orphans(QUEUES, started_before=timezone.now() - timedelta(hours=1)) == (1, 0)


@pytest.mark.django_db
def test_the_name_of_a_worker_is_the_same_after_a_restart() -> None:
    assert jobs.worker_id("scan") == jobs.worker_id("scan")
    assert jobs.worker_id("scan") != jobs.worker_id("rest")
    assert len(jobs.worker_id("scan")) <= 64
