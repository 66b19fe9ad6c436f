"""Answers that crash, hang or attack: each gets its status, and nobody else is harmed."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from gan_lab.grading import sandbox
from gan_lab.grading.pool import FOLDER
from gan_lab.grading.sandbox import NEWNET, NEWPID
from tests.grading.classroom import handed_in, right
from tests.grading.conftest import SECONDS

LESSON = "01_toy_1010"
SHORT = 2.0  # for what does not end by itself
LINUX = sys.platform == "linux"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no limits of this kind")

AT_CALL = "def real_patterns(n):\n    {}\n    return torch.zeros(n, 4)\n"

# What it does -> (the code, statuses that are right)
DEEDS = {
    "ends the process": ("import os; os._exit(0)", {"crashed"}),
    "ends it while it is called": (AT_CALL.format("import os; os._exit(3)"), {"crashed"}),
    "raises SystemExit": ("raise SystemExit(0)", {"failed"}),
    "kills itself": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {"failed"}),
    "kills what started it": ("import os; os.kill(os.getppid(), 9)", {"failed", "crashed"}),
    "kills its group": ("import os; os.killpg(0, 9)", {"failed", "crashed"}),
    "kills all": ("import os; os.kill(-1, 9)", {"failed", "crashed"}),
    "kills what started it, without Python's help": (
        "import ctypes, os; libc = ctypes.CDLL(None)\n"
        "libc.kill(os.getppid(), 9); libc.kill(0, 9); libc.kill(-1, 9)",
        {"failed", "crashed", "missing"},
    ),
    "breaks its memory": (
        "import ctypes; ctypes.string_at(0)",
        {"crashed"},
    ),
    "loops": (AT_CALL.format("while True: pass"), {"timeout"}),
    "loops above its definition": ("while True: pass", {"timeout"}),
    "loops and swallows what ends it": (
        AT_CALL.format("\n    while True:\n        try:\n            while True: pass\n"
                       "        except BaseException: pass"),
        {"timeout"},
    ),
    "sleeps in one call of C": (AT_CALL.format("import time; time.sleep(10_000)"), {"timeout"}),
    "computes in one call of C": (AT_CALL.format("sum(range(10**13))"), {"timeout"}),
    "blocks all signals": (
        "import signal\nsignal.pthread_sigmask(0, range(1, 65))\nsum(range(10**13))",
        {"timeout"},
    ),
    "prints a gigabyte": (
        AT_CALL.format("print('x' * 10**6 * 1000)"),
        {"failed", "timeout"},
    ),
    "writes a gigabyte to its outputs": (
        "import os\nfor i in range(1000): os.write(1 + i % 2, b'x' * 10**6)",
        {"missing", "timeout"},
    ),
    "writes a file without end": (
        AT_CALL.format("f = open('large', 'wb'); [f.write(b'x' * 10**7) for _ in range(1000)]"),
        {"failed", "timeout"},
    ),
    "asks for all memory": (
        AT_CALL.format("x = [torch.ones(10**8) for _ in range(1000)]"),
        {"failed", "crashed", "timeout"},
    ),
    "deletes its home": (
        "import shutil, os\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)",
        {"failed", "missing"},
    ),
    "closes all files": (AT_CALL.format("import os; os.closerange(0, 1000)"), {"crashed"}),
    "recurses": (AT_CALL.format("real_patterns(n)"), {"failed", "crashed"}),
}  # fmt: skip


# A sample in each run, and all of them with -m slow.
SAMPLE = ("ends the process", "kills what started it", "loops", "deletes its home")


@pytest.mark.parametrize(
    "deed", [pytest.param(d, marks=[] if d in SAMPLE else pytest.mark.slow) for d in DEEDS]
)
def test_it_gets_its_status_and_the_next_exercise_its_own(judge, deed) -> None:
    code, statuses = DEEDS[deed]
    notebook = handed_in(LESSON, {"1.1": code, "1.2": right("1.2")})
    found = judge(notebook, "1.1", LESSON, SHORT if "timeout" in statuses else SECONDS)
    assert found["status"] in statuses, found
    assert not found["points_earned"]
    assert (found["points_earned"] is None) == (found["status"] in ("crashed", "timeout"))
    assert judge(notebook, "1.2", LESSON)["status"] == "passed"


@pytest.mark.slow
def test_a_class_that_kills_in_its_body_harms_only_its_own_exercise(judge) -> None:
    code = "class Bomb:\n    import os\n    os._exit(1)\n"
    notebook = handed_in(LESSON, {"1.1": code, "1.2": right("1.2")})
    assert judge(notebook, "1.1", LESSON)["status"] == "crashed"
    assert judge(notebook, "1.2", LESSON)["status"] == "passed"


def test_a_fork_bomb_is_held_and_cleared_away(judge, worker) -> None:
    # Fifty at most, so that even a sandbox that fails does no harm; the limit is PROCESSES.
    bomb = (
        "import os, time\n"
        "made = 0\n"
        "for _ in range(50):\n"
        "    try: child = os.fork()\n"
        "    except OSError: break\n"
        "    if child == 0:\n"
        "        os.setsid() if made % 2 else None\n"
        "        time.sleep(10_000)\n"
        "    made += 1\n"
        "def real_patterns(n):\n    raise ValueError(f'made {made}')\n"
    )
    found = judge(handed_in(LESSON, {"1.1": bomb}), "1.1", LESSON)
    assert found["status"] == "failed"
    made = int(found["message"].split("made ")[1].split()[0].rstrip("."))
    # root's and the system's limits apply per account, so other processes of ours count too
    assert made < sandbox.PROCESSES or not LINUX
    if LINUX:
        assert not sandbox._children(worker.process.pid)


REPORT = """
import os, socket, pathlib, json
found = {{}}
def attempt(name, deed):
    try:
        deed()
        found[name] = "yes"
    except BaseException as error:
        found[name] = type(error).__name__
{attempts}
def real_patterns(n):
    raise ValueError(json.dumps(found))
"""


def report(judge, attempts: dict[str, str]) -> dict[str, str]:
    """What each attempt comes to: "yes", or the name of the error."""
    lines = "\n".join(f"attempt({name!r}, lambda: {deed})" for name, deed in attempts.items())
    found = judge(handed_in(LESSON, {"1.1": REPORT.format(attempts=lines)}), "1.1", LESSON)
    text = found["message"]
    return json.loads(text[text.index("{") : text.index("}") + 1])


def test_it_may_write_into_its_own_folder_and_nowhere_else(judge, tmp_path, worker) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o777)
    outside.chmod(0o777)
    package = Path(sandbox.__file__).parents[1]
    found = report(
        judge,
        {
            "own": "open('mine', 'w').write('x')",
            "home": "open(os.path.expanduser('~/mine'), 'w').write('x')",
            "package": f"open({str(package / 'files.py')!r}, 'a')",
            "new in package": f"open({str(package / 'planted.py')!r}, 'w')",
        },
    )
    assert found["own"] == found["home"] == "yes"
    confined = worker.layers and any("Landlock" in layer for layer in worker.layers)
    if confined or os.geteuid() == 0:
        assert found["package"] != "yes"
        assert found["new in package"] != "yes"
    if confined:
        more = report(
            judge,
            {
                "read": f"list(os.scandir({str(tmp_path)!r}))",
                "write": f"open({str(outside / 'x')!r}, 'w')",
                "users": "open('/etc/shadow')",
                "names": "open('/etc/passwd')",
            },
        )
        assert "yes" not in more.values(), more
    assert not (package / "planted.py").exists()
    assert not list(outside.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("family", ["TCP", "UDP"])
def test_no_network(judge, worker, family) -> None:
    kind = socket.SOCK_STREAM if family == "TCP" else socket.SOCK_DGRAM
    heard: list[bytes] = []
    with socket.socket(socket.AF_INET, kind) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        if family == "TCP":
            server.listen()
            server.settimeout(20)
        else:
            server.settimeout(1.0)

        def hear() -> None:
            with contextlib.suppress(OSError):
                heard.append(server.recv(10))

        # without Python's own sockets, which are refused on their own
        code = (
            f"(lambda c: c.CDLL(None).connect(c.CDLL(None).socket(2, {int(kind)}, 0), "
            f"__import__('struct').pack('!HHL8x', 512, {port}, 0x7f000001), 16) "
            "and (_ for _ in ()).throw(OSError()))(__import__('ctypes'))"
        )
        found = report(
            judge,
            {
                "python": f"socket.create_connection(('127.0.0.1', {port}), 2)",
                "name": "socket.getaddrinfo('localhost', 80)",
                "libc": code,
            },
        )
        listener = threading.Thread(target=hear)
        if family == "UDP":
            listener.start()
            listener.join()
    assert found["python"] != "yes"
    assert found["name"] != "yes"
    layers = " ".join(worker.layers)
    if "namespace" in layers.split("network:")[1].split("files:")[0]:
        assert found["libc"] != "yes"
    assert not heard


def test_no_program_is_run(judge, worker) -> None:
    found = report(
        judge,
        {
            "system": "os.system('true')",
            "popen": "__import__('subprocess').run(['true'])",
            "exec": "os.execv('/bin/true', ['true'])",
            "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
        },
    )
    assert "yes" not in found.values(), found


def test_nothing_of_the_graders_environment_is_seen(judge, monkeypatch) -> None:
    found = report(judge, {"secret": "os.environ['GRADER_SECRET']", "home": "os.environ['HOME']"})
    assert found == {"secret": "KeyError", "home": "yes"}


def test_the_temporary_folder_is_deleted(judge) -> None:
    mark = f"mark-of-{os.getpid()}"
    code = f"import os\nos.makedirs('a/b')\nopen('a/b/{mark}', 'w').write('x')\nos._exit(0)\n"
    assert judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)["status"] == "crashed"
    assert not list(Path(tempfile.gettempdir()).glob(f"{FOLDER}*/home_*/a/b/{mark}"))


def test_limits_are_in_force(judge) -> None:
    found = judge(
        handed_in(
            LESSON,
            {
                "1.1": "import resource as r, os\n"
                "def real_patterns(n):\n"
                "    names = ('CORE', 'FSIZE', 'NPROC', 'NOFILE')\n"
                "    limits = [r.getrlimit(getattr(r, 'RLIMIT_' + name)) for name in names]\n"
                "    raise ValueError(f'{limits} {os.geteuid()}')\n"
            },
        ),
        "1.1",
        LESSON,
    )
    each = (0, sandbox.FILE_SIZE, sandbox.PROCESSES, sandbox.FILES)
    assert str([(limit, limit) for limit in each]) in found["message"]
    if os.geteuid() == 0:
        account = int(found["message"].rsplit("] ", 1)[1].split()[0].rstrip("."))
        assert account in sandbox.ACCOUNTS


def test_the_layers_are_named(worker) -> None:
    worker.start()
    told = "; ".join(worker.layers)
    assert all(what in told for what in ("account:", "network:", "files:", "processes:", "limits:"))
    bare = sandbox.Plan().layers()
    assert "Python's sockets are refused" in bare[1]
    full = sandbox.Plan(account=1, flags=NEWNET | NEWPID, landlock=7).layers()
    assert "namespace" in full[1]
    assert "Landlock" in full[2]


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again(judge, worker) -> None:
    notebook = handed_in(LESSON, {"1.1": right("1.1")})
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"
    worker.process.kill()
    worker.process.wait()
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


@pytest.mark.slow
@pytest.mark.skipif(not LINUX, reason="namespaces are Linux's")
def test_nothing_of_a_worker_outlives_the_command(tmp_path) -> None:
    """The worker ends when the one who asks is gone, however that happened."""
    script = (
        "import os, subprocess, sys\n"
        "from gan_lab.grading.pool import Worker\n"
        "worker = Worker([])\n"
        "worker.start()\n"
        "print(worker.process.pid, worker.folder, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    pid, folder = done.stdout.split()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "zombie" in Path(f"/proc/{pid}/status").read_text():
            assert not Path(folder).exists()
            return
        threading.Event().wait(0.05)
    raise AssertionError("the worker is still there")
