"""A test run is green only when both databases and the browser really ran."""

import pytest

from tools import run_tests

PASSED = '<testcase classname="tests.core.test_ranking" name="a"/>'
IN_BROWSER = '<testcase classname="tests.e2e.test_smoke" name="b"/>'
SKIPPED_IN_BROWSER = '<testcase classname="tests.e2e.test_smoke" name="c"><skipped/></testcase>'
FAILED = '<testcase classname="tests.core.test_ranking" name="d"><failure/></testcase>'
BROKEN = '<testcase classname="tests.core.test_ranking" name="e"><error/></testcase>'


@pytest.fixture
def verdict(tmp_path, monkeypatch):
    """The exit code of `make test`, given what each database's pytest reported and with which exit code."""

    def decide(sqlite: list[str], postgresql: list[str], exit_code: int = 0, arguments: tuple[str, ...] = ()) -> int:
        written = {"sqlite": sqlite, "postgresql": postgresql}

        class Done:
            returncode = exit_code

        def pytest_run(_command, env, **_options):
            cases = written[env["PARINDEX_TEST_ENGINE"]]
            if cases is not None:
                path = tmp_path / f"{env['PARINDEX_TEST_ENGINE']}.xml"
                path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
            return Done

        class Cluster:
            def __enter__(self):
                return "postgresql://postgres@%2Ftmp%2Fpg-none/postgres"

            def __exit__(self, *_problem):
                return None

        monkeypatch.setattr(run_tests, "REPORTS", tmp_path)
        monkeypatch.setattr(run_tests.subprocess, "run", pytest_run)
        monkeypatch.setattr(run_tests, "cluster", Cluster)
        monkeypatch.setattr(run_tests, "stop_when_terminated", lambda: None)
        monkeypatch.setattr("sys.argv", ["run_tests", *arguments])
        return run_tests.main()

    return decide


def test_both_databases_with_the_browser_are_green(verdict, capsys):
    assert verdict([PASSED, IN_BROWSER], [PASSED, IN_BROWSER]) == 0
    said = capsys.readouterr().out
    assert "sqlite: 2 passed (1 in the browser), 0 failed, 0 skipped" in said
    assert "postgresql: 2 passed (1 in the browser), 0 failed, 0 skipped" in said
    assert "4 passed, 0 failed" in said


@pytest.mark.parametrize("cases", [[PASSED], [PASSED, SKIPPED_IN_BROWSER]], ids=["absent", "skipped"])
def test_a_run_without_the_browser_is_red(verdict, cases):
    assert verdict([PASSED, IN_BROWSER], cases) == 1


@pytest.mark.parametrize("case", [FAILED, BROKEN])
def test_one_failure_is_red(verdict, case):
    assert verdict([PASSED, IN_BROWSER], [PASSED, IN_BROWSER, case]) == 1


@pytest.mark.parametrize("cases", [None, []], ids=["no report", "empty report"])
def test_a_database_that_did_not_run_is_red(verdict, cases):
    assert verdict([PASSED, IN_BROWSER], cases) == 1


def test_pytest_breaking_off_after_green_tests_is_red(verdict):
    assert verdict([PASSED, IN_BROWSER], [PASSED, IN_BROWSER], exit_code=3) == 1
