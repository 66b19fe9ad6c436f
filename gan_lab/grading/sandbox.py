"""What an answer may do while it is graded: compute, and write into one small folder.

`enter` is called once in a process made for one answer, before any of the student's code runs,
and cannot be undone. Each layer is used where the system has it: an account without rights (only
if the grader is root), namespaces for network, processes and mounts, Landlock for files and TCP
(both Linux), and limits. The names of those in force go into the report.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import site
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gan_lab
from gan_lab.errors import GanLabError

MEMORY = 2 * 2**30  # bytes that an answer may take beyond what torch has taken
FILE_SIZE = 64 * 2**20  # bytes of the largest file that it may write
FOLDER_SIZE = 256 * 2**20  # bytes of all its files, where the folder can be mounted for it
PROCESSES = 32  # threads count too
FILES = 256  # open at a time
ACCOUNTS = range(61_000, 65_000)  # nobody's; each worker takes another, by its process

# Flags of unshare(2), mount(2), prctl(2), and the system calls of Landlock.
NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 2, 4, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 8, 36, 38
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READ = 1 << 2 | 1 << 3  # a file, a folder; not: run a program
DAC_READ_SEARCH = 1 << 2

# What Python and torch may look at beside their own folders.
SYSTEM_FILES = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share", "/lib", "/lib64",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf", "/etc/fonts",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system", "/sys/fs/cgroup",
    "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
WRITABLE = ("/dev/null", "/dev/shm")


@dataclass(frozen=True)
class Plan:
    """What `prepare` found that this system can do.

    account: number of the account to change to, or None
    flags: namespaces that the kernel allows, for unshare(2)
    landlock: version of Landlock's interface, 0 without
    keep_reading: the account could not read Python itself: it keeps root's right to read, and
        Landlock says what
    """

    account: int | None = None
    flags: int = 0
    landlock: int = 0
    keep_reading: bool = False

    def layers(self) -> list[str]:
        """The layers in force, in words, for the report."""
        network = "none, but Python's sockets are refused"
        if self.flags & NEWNET:
            network = "own, empty (namespace)"
        elif self.landlock >= 4:
            network = "no TCP (Landlock); Python's sockets are refused"
        files = "as the grader's account may"
        if self.landlock:
            files = "Python's and the package's to read, its own folder to write (Landlock)"
        elif self.account is not None:
            files = "as an account without rights may"
        processes = "killed by group"
        if self.flags & NEWPID:
            processes = "own (namespace)"
        elif self.account is not None:
            processes = "own account"
        account = "the grader's own"
        if self.account is not None:
            account = "without rights" + (", may read" if self.keep_reading else "")
        limits = "time" if sys.platform == "win32" else "time, memory, processes, file size"
        return [
            f"account: {account}",
            f"network: {network}",
            f"files: {files}",
            f"processes: {processes}",
            f"limits: {limits}",
        ]


def prepare() -> Plan:
    """Try out what this system can do, in processes that end at once.

    Raises:
        GanLabError: the grader is root and cannot give up root's rights in a useful way.
    """
    if sys.platform == "win32":
        return Plan()
    account = ACCOUNTS[os.getpid() % len(ACCOUNTS)] if os.geteuid() == 0 else None
    if sys.platform != "linux":
        return _readable(Plan(account=account))
    landlock = max(0, _libc().syscall(LANDLOCK_CREATE, None, 0, 1))
    user = 0 if account is not None else NEWUSER
    namespaces = [NEWNET | NEWPID | NEWNS | NEWIPC, NEWNET | NEWPID, NEWNET, NEWPID]
    for version in (landlock, 0) if landlock else (0,):
        for flags in (*(user | each for each in namespaces), 0):
            plan = _readable(Plan(account, flags, version))
            if _rehearse(plan):
                return plan
    raise GanLabError("this system refuses all limits for answers: grade on another one")


def _readable(plan: Plan) -> Plan:
    """The plan, with the right to read where the account could not read Python itself."""
    if plan.account is None:
        return plan
    hidden = next((path for path in readable_folders() if not _can_read(plan.account, path)), None)
    if hidden is None:
        return plan
    if not plan.landlock:
        raise GanLabError(
            f"answers are run by an account without rights, and it cannot read {hidden}: make that "
            "folder and those above it readable for all (chmod o+rx), or start the grader as an "
            "ordinary user"
        )
    return Plan(plan.account, plan.flags, plan.landlock, keep_reading=True)


def readable_folders() -> list[Path]:
    """Python's own folders, its libraries and the package: what an answer needs to read."""
    package = Path(gan_lab.__file__).resolve().parent
    wanted = [Path(sys.base_prefix), Path(sys.prefix), package]
    wanted += [Path(folder) for folder in (*site.getsitepackages(), site.getusersitepackages())]
    for entry in map(Path, filter(None, sys.path)):
        if not package.is_relative_to(entry.resolve()) or entry.name == "site-packages":
            wanted.append(entry)
    found = {path.resolve() for path in wanted if path.exists()}
    return sorted(path for path in found if path != Path(path.anchor))


def enter(plan: Plan, home: Path, seconds: float) -> None:
    """Give up every right that an answer does not need. For good, and for this process alone.

    Called after `own_namespaces` in the child of that process.

    Args:
        home: an empty folder, which becomes the current one
        seconds: of computing that the process may use

    Raises:
        OSError: a layer that `prepare` found is refused now. The answer must not run then.
    """
    os.environ.update(HOME=str(home), TMPDIR=str(home), TMP=str(home), TEMP=str(home))
    tempfile.tempdir = str(home)  # some checks write files too
    if sys.platform == "win32":
        os.chdir(home)
        return
    if plan.flags & NEWNS:
        _mount_folders(home, plan)
    if plan.account is not None:
        os.chown(home, plan.account, plan.account)
    rules = _landlock_rules(plan.landlock, home) if plan.landlock else None
    os.chdir(home)
    _limit(seconds)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # where memory runs out, an answer goes first
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _drop_account(plan)
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(PR_SET_NO_NEW_PRIVS, 1)
    if rules is not None:
        _check(_libc().syscall(LANDLOCK_RESTRICT, rules, 0), "landlock_restrict_self")
        os.close(rules)


def own_namespaces(plan: Plan) -> None:
    """Leave the grader's namespaces. The next process that is forked is the first of its own.

    Raises:
        OSError: the kernel refuses it now.
    """
    if not plan.flags:
        return
    user, group = os.geteuid(), os.getegid()
    _check(_libc().unshare(plan.flags), "unshare")
    if plan.flags & NEWUSER:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def adopt_orphans() -> None:
    """What an answer leaves behind becomes this process's child, so that `end_all` finds it."""
    if sys.platform == "linux":
        _prctl(PR_SET_SUBREAPER, 1)


def die_with_parent() -> None:
    """End this process when the one that forked it ends."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end_all(plan: Plan, pid: int, ended: bool) -> None:
    """Kill the process `pid`, its group and all that it has started, and wait for their end.

    Args:
        ended: it has ended by itself, and its end was seen: nobody may be killed by its number
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    if not ended:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    if sys.platform != "linux":
        return
    # A process may fork while it is being looked for, so until nothing is left.
    for _ in range(1000):
        left = _children(os.getpid())
        if plan.account is not None and not plan.flags & NEWPID:
            left += _of_account(plan.account)
        if not left:
            return
        for each in left:
            with contextlib.suppress(OSError):
                os.kill(each, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _children(parent: int) -> list[int]:
    return [pid for pid, status in _processes() if f"\nPPid:\t{parent}\n" in status]


def _of_account(account: int) -> list[int]:
    return [
        pid
        for pid, status in _processes()
        if f"\nUid:\t{account}\t" in status and "\nState:\tZ" not in status
    ]


def _processes() -> list[tuple[int, str]]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                found.append((int(folder.name), (folder / "status").read_text(errors="replace")))
    return found


def _rehearse(plan: Plan) -> bool:
    """Whether all of the plan works here, and leaves an answer its own folder."""
    with tempfile.TemporaryDirectory(prefix="gan_lab_grade_") as folder:

        def attempt() -> None:
            own_namespaces(plan)
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    enter(plan, Path(folder), 60)
                    Path("written").write_text("x", encoding="ascii")
                    status = 0
                finally:
                    os._exit(status)
            if os.waitpid(pid, 0)[1]:
                raise OSError("not in these namespaces")

        return _succeeds(attempt)


def _can_read(account: int, path: Path) -> bool:
    def attempt() -> None:
        os.setgroups([])
        os.setgid(account)
        os.setuid(account)
        next(path.iterdir(), None)

    return _succeeds(attempt)


def _succeeds(attempt: Callable[[], None]) -> bool:
    """Whether `attempt` returns, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            attempt()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def _limit(seconds: float) -> None:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    used *= 1 if sys.platform == "darwin" else 1024
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: used + MEMORY,
        resource.RLIMIT_FSIZE: FILE_SIZE,
        resource.RLIMIT_NPROC: PROCESSES,
        resource.RLIMIT_NOFILE: FILES,
        resource.RLIMIT_CPU: int(seconds) + 1,
    }
    for limit, value in limits.items():
        most = resource.getrlimit(limit)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (value, value))


def _drop_account(plan: Plan) -> None:
    """Become the account without rights; in a namespace of users, give up the rights in it."""
    if plan.account is None:
        if plan.flags & NEWUSER:
            _set_capabilities(0)
        return
    if plan.keep_reading:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(plan.account)
    os.setuid(plan.account)
    if sys.platform == "linux":
        _set_capabilities(DAC_READ_SEARCH if plan.keep_reading else 0)


def _mount_folders(home: Path, plan: Plan) -> None:
    """A folder of limited size to write into, and no sockets of the system's services."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    owner = plan.account if plan.account is not None else os.geteuid()
    size = f"size={FOLDER_SIZE},mode=700,uid={owner},nr_inodes=10000"
    _mount("tmpfs", str(home), "tmpfs", MS_NOSUID | MS_NODEV, size)
    kept = [home, *readable_folders()]
    for folder in map(Path, ("/run", "/var/run")):
        if folder.is_dir() and not folder.is_symlink():
            if any(path.is_relative_to(folder) for path in kept):
                continue
            _mount("tmpfs", str(folder), "tmpfs", MS_NOSUID | MS_NODEV, "size=4096,mode=755")


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    def text(value: str | None) -> bytes | None:
        return None if value is None else os.fsencode(value)

    done = _libc().mount(
        text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data or None)
    )
    _check(done, f"mount {target}")


def _landlock_rules(version: int, home: Path) -> int:
    """A file descriptor with the rules: what is not named in them is refused."""
    n_rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    every = (1 << n_rights) - 1
    network = 3 if version >= 4 else 0  # bind, connect
    scope = 3 if version >= 6 else 0  # abstract sockets and signals to the rest of the system
    size = 8 if version < 4 else 16 if version < 6 else 24
    wanted = (ctypes.c_uint64 * 3)(every, network, scope)
    rules = _libc().syscall(
        LANDLOCK_CREATE, ctypes.byref(wanted), ctypes.c_size_t(size), ctypes.c_uint(0)
    )
    _check(rules, "landlock_create_ruleset")
    for path in [*map(str, readable_folders()), *SYSTEM_FILES]:
        _allow(rules, path, READ)
    may_write = every & ~1  # all but running programs
    for path in [str(home), *WRITABLE]:
        _allow(rules, path, may_write)
    return rules


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # this system has no such file
        return
    try:
        if not Path(path).is_dir():
            rights &= 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # those that a single file has
        beneath = _PathBeneath(rights, fd)
        done = _libc().syscall(LANDLOCK_ADD, rules, 1, ctypes.byref(beneath), 0)
        _check(done, f"landlock_add_rule {path}")
    finally:
        os.close(fd)


def _set_capabilities(kept: int) -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    _check(_libc().capset(ctypes.byref(header), ctypes.byref(data)), "capset")


def _prctl(what: int, value: int) -> None:
    arguments = [ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3]
    _check(_libc().prctl(what, *arguments), f"prctl {what}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
