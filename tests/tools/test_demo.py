"""`make demo` says in one sentence what stands in its way, and its account exists only in a demo."""

import os
import socket
import stat

import pytest
from django.core.management import CommandError, call_command, load_command_class

from parindex.accounts.models import User
from tools import demo


def test_a_taken_port_is_one_sentence(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit, match=r"is taken\. Choose another"):
            demo._port()


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_one_sentence(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="a port is a number"):
        demo._port()


@pytest.fixture
def own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_account_is_made_once_and_its_password_is_printed_each_time(own_files, capsys):
    call_command("ensure_demo_staff")
    password = (own_files / "demo-password").read_text()
    call_command("ensure_demo_staff")
    assert (own_files / "demo-password").read_text() == password
    assert capsys.readouterr().out.count(password) == 2
    user = User.objects.get(username="demo")
    assert user.is_staff
    assert user.check_password(password)
    assert stat.S_IMODE((own_files / "demo-password").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_three_more_accounts_enter_submit_and_approve(own_files, capsys):
    call_command("ensure_demo_staff")
    said = capsys.readouterr().out
    for username, group in (
        ("demo-nhap-diem", "Nhập điểm"),
        ("demo-trinh", "Trình công bố"),
        ("demo-phe-duyet", "Phê duyệt"),
    ):
        user = User.objects.get(username=username)
        password = (own_files / f"demo-password-{username}").read_text()
        assert user.check_password(password)
        assert password in said
        assert user.is_staff
        assert not user.is_superuser
        assert [each.name for each in user.groups.all()] == [group]
        assert "(minh họa)" in user.first_name


@pytest.mark.django_db
def test_a_lost_password_is_made_anew(own_files):
    call_command("ensure_demo_staff")
    (own_files / "demo-password").unlink()
    call_command("ensure_demo_staff")
    assert User.objects.get(username="demo").check_password((own_files / "demo-password").read_text())


@pytest.mark.django_db
def test_outside_a_demo_there_is_no_such_account(own_files, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("ensure_demo_staff")
    assert not User.objects.exists()


def test_what_was_approved_goes_out_in_a_demo_too(monkeypatch):
    """The services run beside the portal and end with it; each is a command with those options."""
    begun, served = [], []
    monkeypatch.setattr(demo, "_port", lambda: 8000)
    monkeypatch.setattr(demo, "_manage", lambda *_arguments: None)
    monkeypatch.setattr(demo.subprocess, "run", lambda *_arguments, **_options: None)
    monkeypatch.setattr(demo.subprocess, "Popen", lambda arguments: begun.append(arguments[2:]))
    monkeypatch.setattr(demo.os, "execv", lambda *arguments: served.append(arguments))
    monkeypatch.setattr(demo.os, "chdir", lambda _where: None)
    monkeypatch.setenv("PARINDEX_DEMO", "1")
    demo.main()
    assert ["release_due", "--watch", "5", "--beside", str(os.getpid())] in begun
    assert ["work_imports", "--beside", str(os.getpid())] in begun
    assert len(served) == 1
    for name, *options in begun:
        command = load_command_class("scoring", name)
        given = vars(command.create_parser("manage.py", name).parse_args(options))
        assert given["beside"] == os.getpid()
