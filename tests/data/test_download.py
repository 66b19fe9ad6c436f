"""Downloads end in the right file or in one clear error, whatever the network does.

The sources are servers on this machine: the public mirrors themselves are never asked here.
"""

from __future__ import annotations

import dataclasses
import errno
import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from gan_lab import doctor
from gan_lab.data import download, images
from gan_lab.data.download import File, Patience, fetch, first_to_answer, partly_there
from gan_lab.data.images import IDX_SIZES, public_files
from gan_lab.errors import GanLabError
from tests.conftest import REAL_ROOT
from tests.data import faulty_server as faulty
from tests.data.faulty_server import Fault, Server, serving, status

QUICK = Patience(connect=5, read=5, tries=3, backoff=0.01, longest_pause=1.5, lock=30)
HASTY = dataclasses.replace(QUICK, read=0.3)  # where a test waits for its end
NO_YEAR = {"Retry_After": "Fri, 31 Dec 99999 23:59:59 GMT"}
SOON, LATE = {"Retry_After": "1"}, {"Retry_After": "600"}


def contents() -> dict[str, bytes]:
    """Two files: MNIST's labels where they are at hand, and otherwise others of that kind."""
    names = [name for name in IDX_SIZES if "labels" in name]
    folder = Path(REAL_ROOT or "/nowhere") / "MNIST/raw"
    if all((folder / name).is_file() for name in names):
        return {name: (folder / name).read_bytes() for name in names}
    sizes = [IDX_SIZES[name] for name in names]
    return {
        name: b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(size))[:size]
        for name, size in zip(names, sizes, strict=True)
    }


CONTENTS = contents()
BIG, SMALL = CONTENTS


@pytest.fixture
def server():
    with serving() as server:
        server.files.update(CONTENTS)
        server.files.update({f"{n}.gz": gzip.compress(c, mtime=0) for n, c in CONTENTS.items()})
        yield server


@pytest.fixture
def second():
    with serving() as server:
        server.files.update({f"{n}.gz": gzip.compress(c, mtime=0) for n, c in CONTENTS.items()})
        yield server


@pytest.fixture(autouse=True)
def plain_network(monkeypatch) -> None:
    """No mirror, no hub and no proxy of whoever runs the tests."""
    for name in ("GAN_LAB_MIRROR", "GAN_LAB_HUB", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def files_of(*servers: Server, zipped: bool = True) -> list[File]:
    """The data set MNIST, as if these servers were its sources."""
    ending = ".gz" if zipped else ""
    return [
        File(
            name=f"MNIST/raw/{name}",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            urls=tuple(f"{server.address}/mnist/{name}{ending}" for server in servers),
            gz_size=len(gzip.compress(content, mtime=0)) if zipped else None,
        )
        for name, content in CONTENTS.items()
    ]


def get(root: Path, *servers: Server, zipped: bool = True, patience: Patience = QUICK) -> None:
    fetch("MNIST (its licence)", files_of(*servers, zipped=zipped), root, patience)


def held(root: Path) -> dict[str, bytes]:
    """All files of the root but the course's own locks."""
    files = [path for path in root.rglob("*") if path.is_file() and ".gan_lab" not in path.parts]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


WHOLE = {f"MNIST/raw/{name}": content for name, content in CONTENTS.items()}


def fails(root: Path, *servers: Server, **settings) -> str:
    """The one line of the error; whatever is there under a data file's name is that file."""
    with pytest.raises(GanLabError) as error:
        get(root, *servers, **settings)
    for name, content in held(root).items():
        assert name.endswith(".part") or WHOLE[name] == content
    assert "\n" not in str(error.value)
    return str(error.value)


# What a source does to the first file, each time or once, and what the error says of it.
# None: it is mended by asking again.
@dataclasses.dataclass
class Case:
    faults: list[Fault]
    error: str | None
    requests: int  # for that file, at most

    @property
    def patience(self) -> Patience:
        slow = (faulty.never_answers, faulty.stalls, faulty.trickles, faulty.slow_but_steady)
        return HASTY if self.faults[0] in slow else QUICK


def nowhere(request, content: bytes) -> None:
    request.say(302, b"", Location="http://[bad")


FAULTS = {
    "drops at once": Case([faulty.drops_at_once], "connection breaks or is refused", 3),
    "drops at once, one time": Case([faulty.drops_at_once, faulty.right], None, 2),
    "drops in the middle": Case([faulty.drops_in_the_middle], "connection br", 3),
    "drops, then goes on": Case([faulty.drops_in_the_middle, faulty.right], None, 2),
    "drops, knows no ranges": Case([faulty.drops_in_the_middle, faulty.without_ranges], None, 2),
    "truncated": Case([faulty.truncated], "connection br", 3),
    "truncated, one time": Case([faulty.truncated, faulty.right], None, 2),
    "truncated, unseen": Case([faulty.truncated_unseen], "broke after", 3),
    "sends another part": Case([faulty.wrong_part], "another part of the file", 2),
    "never answers": Case([faulty.never_answers], "nothing comes for 0.3 seconds", 3),
    "stalls in the middle": Case([faulty.stalls], "nothing comes for 0.3 seconds", 3),
    "stalls, then goes on": Case([faulty.stalls, faulty.right], None, 2),
    "trickles": Case([faulty.trickles], "bytes a second", 3),
    "slow, but steady": Case([faulty.slow_but_steady], None, 3),
    "403": Case([status(403)], r"answers 403 \(Forbidden\)", 1),
    "404": Case([status(404)], r"answers 404 \(Not Found\)", 1),
    "429, then right": Case([status(429, SOON), faulty.right], None, 2),
    "429, in ten minutes": Case([status(429, LATE)], "answers 429 .* pause of 600 seconds", 1),
    "429, nonsense": Case([status(429, {"Retry_After": "soon"}), faulty.right], None, 2),
    "429, always": Case([status(429)], r"answers 429 \(Too Many Requests\)", 3),
    "429, in the year 99999": Case([status(429, NO_YEAR), faulty.right], None, 2),
    "429, in 5,000 digits": Case([status(429, {"Retry_After": "9" * 5000})], "answers 429", 3),
    "429, in 400 digits": Case([status(429, {"Retry_After": "9" * 400})], "answers 429", 3),
    "500": Case([status(500)], r"answers 500 \(Internal Server Error\)", 3),
    "500, then right": Case([status(500), faulty.right], None, 2),
    "503, then right": Case([status(503, SOON), faulty.right], None, 2),
    "a web page": Case([faulty.login_page], 'web page "Welcome to Hotel Wifi"', 1),
    "a web page, called bytes": Case([faulty.login_page_by_another_name], "log-in page", 1),
    "quota page with 200": Case([faulty.quota_page], "quota for this file is used up", 1),
    "quota page with 403": Case([faulty.quota_page_403], "try again tomorrow", 1),
    "corrupt": Case([faulty.corrupt], "corrupt|not the original", 1),
    "too short": Case([faulty.shorter], r"it has [\d,]+ bytes, not the [\d,]+", 1),
    "too long": Case([faulty.longer], r"it has [\d,]+ bytes, not the [\d,]+", 1),
    "too long, unseen": Case([faulty.longer_unseen], "sends more than the", 1),
    "empty": Case([faulty.empty], "it has 0 bytes", 1),
    "redirects in a circle": Case([faulty.circle], "from one address to the next", 40),
    "redirects": Case([faulty.moved], None, 2),
    "redirects to no address": Case([nowhere], "sends to an address that is none", 1),
    "no length": Case([faulty.without_length], None, 1),
    "in chunks": Case([faulty.in_chunks], None, 1),
    "labelled as packed": Case([faulty.labelled_as_packed], None, 1),
}


@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_ends_in_the_right_file_or_one_clear_error(
    server, tmp_path, name: str, zipped: bool
) -> None:
    case = FAULTS[name]
    ending = ".gz" if zipped else ""
    server.faults[f"{BIG}{ending}"] = list(case.faults)
    if case.error is None:
        get(tmp_path, server, zipped=zipped, patience=case.patience)
        assert held(tmp_path) == WHOLE
    else:
        said = fails(tmp_path, server, zipped=zipped, patience=case.patience)
        assert re.search(case.error, said)
        assert said.startswith(f"no source gave {BIG}: 127.0.0.1: ")
    asked = [path for path, _ in server.requests if path.endswith(f"{BIG}{ending}")]
    assert 1 <= len(asked) <= case.requests
    # and once the source is well again, so are we
    server.faults.clear()
    get(tmp_path, server, zipped=zipped)
    assert held(tmp_path) == WHOLE


@pytest.mark.parametrize("name", [name for name, case in FAULTS.items() if case.error])
def test_a_second_source_makes_good_what_the_first_fails_to_give(
    server, second, tmp_path, name: str, capsys
) -> None:
    server.faults[f"{BIG}.gz"] = list(FAULTS[name].faults)
    get(tmp_path, server, second, patience=FAULTS[name].patience)
    assert held(tmp_path) == WHOLE
    assert len(capsys.readouterr().out.splitlines()) == 1
    # the source that worked is the first one for the next file
    assert [path for path, _ in server.requests if SMALL in path] == []


def test_the_real_files_come_whole_through_a_bad_afternoon(server, second, tmp_path) -> None:
    files = public_files("mnist")
    if not all((Path(REAL_ROOT or "/nowhere") / file.name).is_file() for file in files):
        pytest.skip("MNIST is not at hand: set GAN_LAB_DATA to the folder that holds it")
    real = {file.name: (Path(REAL_ROOT) / file.name).read_bytes() for file in files}
    faults = [
        [faulty.drops_in_the_middle, status(503), faulty.truncated, faulty.right],
        [faulty.login_page],
        [status(500), faulty.drops_at_once, faulty.right],
        [faulty.corrupt],
    ]
    served = []
    for file, answers in zip(files, faults, strict=True):
        name = f"{Path(file.name).name}.gz"
        packed = gzip.compress(real[file.name], 1)
        server.files[name] = second.files[name] = packed
        server.faults[name] = answers
        urls = (f"{server.address}/{name}", f"{second.address}/{name}")
        served.append(dataclasses.replace(file, urls=urls, gz_size=len(packed)))
        fetch("MNIST", served[-1:], tmp_path, QUICK)
    assert held(tmp_path) == real


# What is asked for


def test_a_broken_download_goes_on_where_it_broke(server, tmp_path) -> None:
    content = server.files[f"{BIG}.gz"]
    server.faults[f"{BIG}.gz"] = [faulty.truncated, faulty.right]
    get(tmp_path, server)
    assert [part for path, part in server.requests if BIG in path] == [
        None,
        f"bytes={len(content) // 2}-",
    ]


def test_new_tries_come_later_and_later(server, tmp_path) -> None:
    server.faults[f"{BIG}.gz"] = [status(500)]
    fails(tmp_path, server, patience=dataclasses.replace(QUICK, tries=4, backoff=0.1))
    gaps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert len(gaps) == 3
    assert gaps[1] >= 0.2
    assert gaps[2] >= 0.4


def test_a_pause_that_a_source_asks_for_is_kept(server, tmp_path) -> None:
    server.faults[f"{BIG}.gz"] = [status(429, SOON), faulty.right]
    get(tmp_path, server)
    assert server.times[1] - server.times[0] >= 1.0


def test_tries_that_bring_something_are_no_failures(server, tmp_path, monkeypatch) -> None:
    """A line that breaks each hundred megabytes brings a gigabyte in the end."""
    content = server.files[BIG]
    monkeypatch.setattr(download, "_PROGRESS", 1000)

    def next_part(request, content: bytes) -> None:
        start = int((request.headers.get("Range") or "bytes=0-")[6:-1])
        where = f"bytes {start}-{len(content) - 1}/{len(content)}"
        headers = {"Content_Range": where} if start else {}
        request.start(206 if start else 200, len(content) - start, **headers)
        request.wfile.write(content[start : start + len(content) // 7])

    server.faults[BIG] = [next_part]
    get(tmp_path, server, zipped=False)
    assert held(tmp_path) == WHOLE
    assert sum(BIG in path for path, _ in server.requests) == 8
    assert len(content) // 7 > 1000


def test_a_part_that_belongs_to_something_else_is_thrown_away(server, tmp_path) -> None:
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    for rest in (b"x" * 100, b"x" * 10_000_000, b"x" * len(server.files[f"{BIG}.gz"])):
        (folder / f"{BIG}.gz.part").write_bytes(rest)
        get(tmp_path, server)
        assert held(tmp_path) == WHOLE
        (folder / BIG).unlink()


@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
def test_a_part_whose_rest_no_source_has_is_asked_for_anew(server, tmp_path, zipped: bool) -> None:
    name = f"{BIG}.gz" if zipped else BIG

    def no_such_rest(request, content: bytes) -> None:
        if request.headers.get("Range"):
            return request.say(416, b"")
        return faulty.right(request, content)

    server.faults[name] = [no_such_rest]
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    (folder / f"{name}.part").write_bytes(b"x" * 100)
    get(tmp_path, server, zipped=zipped)
    assert held(tmp_path) == WHOLE
    assert [rest for path, rest in server.requests if BIG in path] == ["bytes=100-", None]


def test_a_source_that_has_no_part_at_all_is_asked_once_more_only(server, tmp_path) -> None:
    server.faults[f"{BIG}.gz"] = [status(416)]
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    (folder / f"{BIG}.gz.part").write_bytes(b"x" * 100)
    assert "answers 416" in fails(tmp_path, server)
    assert len(server.requests) == 2


def test_a_complete_part_is_not_downloaded_again(server, tmp_path) -> None:
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    for name in CONTENTS:
        (folder / f"{name}.gz.part").write_bytes(server.files[f"{name}.gz"])
    assert partly_there(files_of(server), tmp_path) == sum(
        len(server.files[f"{name}.gz"]) for name in CONTENTS
    )
    get(tmp_path, server)
    assert held(tmp_path) == WHOLE
    assert server.requests == []


def test_what_a_browser_saved_is_unpacked(server, tmp_path) -> None:
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    saved = server.files[f"{BIG}.gz"]
    (folder / f"{BIG}.gz").write_bytes(saved)
    (folder / f"{SMALL}.gz").write_bytes(b"half a file")
    get(tmp_path, server)
    assert held(tmp_path) == {
        **WHOLE,
        f"MNIST/raw/{BIG}.gz": saved,  # it stays
        f"MNIST/raw/{SMALL}.gz": b"half a file",
    }
    assert [path for path, _ in server.requests] == [f"/mnist/{SMALL}.gz"]


def test_a_file_that_is_there_is_not_touched(server, tmp_path, capsys) -> None:
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    (folder / BIG).write_bytes(b"somebody's own, right or not")
    before = (folder / BIG).stat()
    get(tmp_path, server)
    assert (folder / BIG).read_bytes() == b"somebody's own, right or not"
    assert (folder / BIG).stat().st_mtime_ns == before.st_mtime_ns
    assert (folder / SMALL).read_bytes() == CONTENTS[SMALL]
    capsys.readouterr()
    server.requests.clear()
    get(tmp_path, server)  # nothing is missing: nothing is asked, nothing is said
    assert server.requests == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
def test_a_file_that_somebody_puts_there_meanwhile_stays(server, tmp_path, zipped: bool) -> None:
    path = tmp_path / "MNIST/raw" / BIG

    def meanwhile(request, content: bytes) -> None:
        path.write_bytes(b"somebody's own")
        faulty.right(request, content)

    server.faults[path.name + (".gz" if zipped else "")] = [meanwhile]
    get(tmp_path, server, zipped=zipped)
    assert held(tmp_path) == {**WHOLE, f"MNIST/raw/{BIG}": b"somebody's own"}


def test_the_first_line_names_the_licence_the_size_and_the_place(server, tmp_path, capsys) -> None:
    get(tmp_path, server)
    assert capsys.readouterr().out == (
        f"Downloading MNIST (its licence), 0.1 MB, into {tmp_path} ...\n"
    )


def test_a_long_download_has_a_progress_bar(server, tmp_path, monkeypatch, capsys) -> None:
    real = download.tqdm
    monkeypatch.setattr(download, "tqdm", lambda **kw: real(**{**kw, "delay": 0, "leave": True}))
    server.faults[f"{BIG}.gz"] = [faulty.truncated, faulty.right]
    get(tmp_path, server)
    shown = capsys.readouterr().err
    assert f"{BIG}.gz: 100%" in shown


# Sources


def test_all_sources_are_named_when_none_works(server, second, tmp_path) -> None:
    server.faults[f"{BIG}.gz"] = [status(404)]
    second.faults[f"{BIG}.gz"] = [faulty.quota_page]
    said = fails(tmp_path, server, second)
    assert re.search("answers 404.*; 127.0.0.1: its download quota", said)


def test_nobody_listens(tmp_path) -> None:
    with serving() as server:
        pass
    assert "connection breaks or is refused" in fails(tmp_path, server)


@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
def test_a_name_that_nobody_knows(tmp_path, zipped: bool) -> None:
    file = dataclasses.replace(
        files_of(zipped=zipped)[0], urls=("http://nowhere.invalid/x", "http://:/x", "ftp://x/y")
    )
    with pytest.raises(GanLabError) as error:
        fetch("MNIST", [file], tmp_path, QUICK)
    said = str(error.value)
    assert "nowhere.invalid: its name is not known here" in said
    assert said.count("this is no address") == 2


def test_a_mirror_of_the_class_comes_first(server, second, tmp_path, monkeypatch, capsys) -> None:
    """It lies as a data root does: the files as they are, not packed."""
    monkeypatch.setenv("GAN_LAB_MIRROR", f"{server.address}/course data/")
    get(tmp_path, second)
    assert held(tmp_path) == WHOLE
    assert [p for p, _ in server.requests] == [
        f"/course%20data/MNIST/raw/{name}" for name in CONTENTS
    ]
    assert second.requests == []


@pytest.mark.parametrize(
    ("mirror", "error"),
    [
        ("http://teacher:secret@{}/x", "127.0.0.1: it answers 404"),
        ("class-server/data", "GAN_LAB_MIRROR: this is no address"),
        ("http://[broken/x", "GAN_LAB_MIRROR: this is no address"),
    ],
)
def test_a_mirror_that_fails_is_named_and_passed_over(
    server, second, tmp_path, monkeypatch, capsys, mirror: str, error: str
) -> None:
    server.files.clear()
    monkeypatch.setenv("GAN_LAB_MIRROR", mirror.format(server.address.removeprefix("http://")))
    get(tmp_path, second)
    assert held(tmp_path) == WHOLE
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert error in said[1]
    assert "secret" not in said[1]


def test_a_mirror_that_serves_something_else_is_not_believed(
    server, second, tmp_path, monkeypatch, capsys
) -> None:
    server.faults[BIG] = [faulty.corrupt]
    monkeypatch.setenv("GAN_LAB_MIRROR", server.address)
    get(tmp_path, second)
    assert held(tmp_path) == WHOLE
    assert "not the original" in capsys.readouterr().out


def test_the_proxy_is_used(server, tmp_path, monkeypatch) -> None:
    """The data's own server does not exist: only a proxy can know it."""
    monkeypatch.setenv("http_proxy", server.address)
    files = [
        dataclasses.replace(file, urls=(f"http://data.invalid/mnist/{Path(file.name).name}.gz",))
        for file in files_of()
    ]
    fetch("MNIST", files, tmp_path, QUICK)
    assert held(tmp_path) == WHOLE
    assert server.requests[0][0] == f"http://data.invalid/mnist/{BIG}.gz"


def test_a_proxy_that_is_not_there_is_named(tmp_path, monkeypatch) -> None:
    with serving() as gone:
        pass
    monkeypatch.setenv("http_proxy", f"http://me:secret@{gone.address[7:]}")
    file = dataclasses.replace(files_of()[0], urls=("http://data.invalid/x",))
    with pytest.raises(GanLabError, match=r"the proxy \(HTTPS_PROXY, HTTP_PROXY\)") as error:
        fetch("MNIST", [file], tmp_path, QUICK)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("proxy", "error"),
    [
        ("socks5://me:secret@127.0.0.1:9", r"the socks5 proxy .*pip install requests\[socks\]"),
        ("http://me:secret@127.0.0.1:port", "the proxy's address .* is not valid"),
        ("gopher://me:secret@127.0.0.1:9", "the proxy's address .* is not valid"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_named(tmp_path, monkeypatch, proxy, error) -> None:
    if proxy.startswith("socks") and importlib.util.find_spec("socks"):
        pytest.skip("requests[socks] is installed here")
    monkeypatch.setenv("ALL_PROXY", proxy)
    file = dataclasses.replace(files_of()[0], urls=("http://data.invalid/x",))
    with pytest.raises(GanLabError, match=error) as found:
        fetch("MNIST", [file], tmp_path, QUICK)
    assert "ALL_PROXY" in str(found.value)
    assert "this is no address" not in str(found.value)
    assert "secret" not in str(found.value)


# Certificates


@pytest.fixture
def lost_certificates(monkeypatch, tmp_path) -> str:
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    return f"REQUESTS_CA_BUNDLE names certificates that are not there ({tmp_path / 'gone.pem'})"


def test_certificates_that_are_not_there_are_no_fault_of_the_disk(
    second, tmp_path, lost_certificates
) -> None:
    secure = "https://127.0.0.1:9/x"
    file = files_of(second)[0]
    with pytest.raises(GanLabError) as error:
        fetch("MNIST", [dataclasses.replace(file, urls=(secure,))], tmp_path, QUICK)
    assert lost_certificates in str(error.value)
    assert "cannot be written" not in str(error.value)
    fetch("MNIST", [dataclasses.replace(file, urls=(secure, *file.urls))], tmp_path, QUICK)
    assert held(tmp_path) == {file.name: WHOLE[file.name]}  # the second source was asked


def test_the_doctor_names_certificates_that_are_not_there(
    monkeypatch, tmp_path, lost_certificates
) -> None:
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path))
    file = dataclasses.replace(files_of()[0], urls=("https://127.0.0.1:9/x",))
    monkeypatch.setattr(images, "public_files", lambda _: [file])
    died = []
    monkeypatch.setattr(threading, "excepthook", died.append)
    (finding,) = doctor._network_finding()
    time.sleep(0.2)
    assert lost_certificates in finding.found
    assert not died


# The hub


def test_a_hub_without_its_client(second, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    monkeypatch.setenv("GAN_LAB_HUB", "teacher/data")
    get(tmp_path, second)
    assert held(tmp_path) == WHOLE
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert said[1].startswith("hub teacher/data: the package huggingface_hub is not installed")


class Client:
    """Stands in for the hub's client: writes what it is told to, where it is told to."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents

    def hf_hub_download(self, repo_id: str, filename: str, *, repo_type: str, local_dir: str):
        assert (repo_id, repo_type) == ("teacher/data", "dataset")
        if filename not in self.contents:
            raise ValueError(f"404 Client Error.\n\n{filename} is not in the repository")
        path = Path(local_dir) / filename
        path.parent.mkdir(parents=True)
        path.write_bytes(self.contents[filename])
        return str(path)


@pytest.mark.parametrize("contents", [WHOLE, dict.fromkeys(WHOLE, b"other"), {}])
def test_a_hub_is_compared_like_any_source(
    second, tmp_path, monkeypatch, capsys, contents: dict[str, bytes]
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", Client(contents))
    monkeypatch.setenv("GAN_LAB_HUB", "teacher/data")
    get(tmp_path, second)
    assert held(tmp_path) == WHOLE
    said = capsys.readouterr().out
    if contents is WHOLE:
        assert second.requests == []
    else:
        assert ("404 Client Error" if not contents else "not the original") in said
        assert said.count("\n") == 2
    assert [path.name for path in (tmp_path / ".gan_lab").iterdir()] in ([], ["MNIST.lock"])


def test_the_hubs_own_client(second, tmp_path, monkeypatch) -> None:
    """The real client, against a server that answers as the hub does for a small file."""
    pytest.importorskip("huggingface_hub")

    def as_hub(request, content: bytes) -> None:
        headers = {"ETag": f'"{hashlib.sha1(content).hexdigest()}"', "X_Repo_Commit": "c" * 40}
        request.start(200, len(content), **headers)
        if request.command == "GET":
            request.wfile.write(content)

    with serving() as hub:
        hub.files.update(CONTENTS)
        hub.faults.update({name: [as_hub] for name in CONTENTS})
        code = (
            "import sys; from pathlib import Path; from tests.data.test_download import *;"
            "fetch('MNIST', files_of(), Path(sys.argv[1]), QUICK)"
        )
        environment = {
            **os.environ,
            "GAN_LAB_HUB": "teacher/data",
            "HF_ENDPOINT": hub.address,  # it is read when the client is imported
            "HF_HUB_DISABLE_XET": "1",
            "HF_HOME": str(tmp_path / "home"),
        }
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "root")],
            env=environment, cwd=Path(__file__).parents[2], check=True, timeout=120,
        )  # fmt: skip
    assert held(tmp_path / "root") == WHOLE
    assert {path for path, _ in hub.requests} >= {
        f"/datasets/teacher/data/resolve/main/MNIST/raw/{name}" for name in CONTENTS
    }


# The disk


def test_a_disk_that_is_too_small(server, tmp_path, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 5_000, 5_000))
    said = fails(tmp_path, server)
    assert f"there is no room for MNIST in {tmp_path}: 0.1 MB are needed" in said
    assert server.requests == []
    assert held(tmp_path) == {}


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limits for files here")
@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
def test_a_disk_that_fills_up_meanwhile(server, tmp_path, zipped: bool) -> None:
    """The system refuses to write on: in the middle of a download, or of unpacking."""
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (1_000, 40_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
        try:
            said = fails(tmp_path, server, zipped=zipped)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        assert "there is no room for MNIST" in said
        assert "GAN_LAB_DATA" in said
        assert held(tmp_path) == {}  # no part is left on a full disk
    get(tmp_path, server, zipped=zipped)
    assert held(tmp_path) == WHOLE


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_costs_nothing_that_was_good(server, tmp_path, monkeypatch, code) -> None:
    get(tmp_path, server)
    (tmp_path / "MNIST/raw" / SMALL).unlink()

    def full(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(download, "_transfer", full)
    assert "no room" in fails(tmp_path, server)
    assert held(tmp_path) == {f"MNIST/raw/{BIG}": CONTENTS[BIG]}


def test_a_root_that_cannot_be_written(server, tmp_path) -> None:
    (tmp_path / "file").write_text("precious")
    said = fails(tmp_path / "file" / "root", server)
    assert f"{tmp_path / 'file' / 'root'} cannot be written" in said
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    if not os.access(locked, os.W_OK):  # an administrator may write everywhere
        assert f"{locked} cannot be written: Permission denied" in fails(locked, server)
    assert (tmp_path / "file").read_text() == "precious"
    assert server.requests == []


@pytest.mark.parametrize(
    ("kind", "said"), [("file", "is a file, not a folder"), ("link", "is a link to /nowhere/at")]
)
def test_what_stands_in_the_roots_place_is_named(server, tmp_path, kind: str, said: str) -> None:
    root = tmp_path / "root"
    if kind == "file":
        root.write_text("precious")
    else:
        root.symlink_to("/nowhere/at all")
    with pytest.raises(GanLabError) as error:
        get(root, server)
    assert f"{root} cannot be written: {root} {said}" in str(error.value)
    assert server.requests == []
    assert root.is_symlink() if kind == "link" else root.read_text() == "precious"


def test_half_unpacked_files_of_ended_processes_are_cleared_away(server, tmp_path) -> None:
    folder = tmp_path / "MNIST/raw"
    folder.mkdir(parents=True)
    (folder / f"{BIG}.12345.part").write_bytes(b"half of it")
    (folder / f"{BIG}.mine.part").write_bytes(b"whose is this?")
    get(tmp_path, server)
    assert held(tmp_path) == {**WHOLE, f"MNIST/raw/{BIG}.mine.part": b"whose is this?"}


# Processes

# gan_lab.data imports torch, which takes seconds that a download does not need
CHILD = """
import sys, types, pathlib, gan_lab
package = types.ModuleType("gan_lab.data")
package.__path__ = [str(pathlib.Path(gan_lab.__file__).parent / "data")]
sys.modules["gan_lab.data"] = package
from gan_lab.data.download import File, Patience, fetch
files = [{files}]
fetch("MNIST", files, pathlib.Path({root!r}), Patience(connect=5, read=5, backoff=0.01))
print("whole")
"""


def start_child(root: Path, server: Server) -> subprocess.Popen:
    files = ", ".join(map(repr, files_of(server, zipped=False)))
    return subprocess.Popen(
        [sys.executable, "-c", CHILD.format(files=files, root=str(root))],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(happened, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_killed_in_the_middle_and_started_again(server, tmp_path) -> None:
    halfway = threading.Event()

    def half_of_it(request, content: bytes) -> None:
        request.start(200, len(content))
        request.wfile.write(content[: len(content) // 2])
        request.wfile.flush()
        halfway.wait(30)

    server.faults[BIG] = [half_of_it, faulty.right]
    child = start_child(tmp_path, server)
    part = tmp_path / "MNIST/raw" / f"{BIG}.part"
    wait_for(lambda: part.is_file())
    child.kill()
    child.communicate()
    halfway.set()
    assert not (tmp_path / "MNIST/raw" / BIG).exists()
    get(tmp_path, server, zipped=False)  # the lock of the dead process holds nobody up
    assert held(tmp_path) == WHOLE


def test_of_two_processes_one_downloads_and_the_other_waits(server, tmp_path) -> None:
    gate = threading.Event()

    def in_time(request, content: bytes) -> None:
        gate.wait(30)
        faulty.right(request, content)

    server.faults[BIG] = [in_time]
    children = [start_child(tmp_path, server) for _ in range(2)]
    waiting = []
    readers = [
        threading.Thread(target=lambda c=child: waiting.extend(c.stdout)) for child in children
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    gate.set()
    for child, reader in zip(children, readers, strict=True):
        assert child.wait(60) == 0
        reader.join()
        child.stdout.close()
    assert held(tmp_path) == WHOLE
    assert sorted(path for path, _ in server.requests) == sorted(f"/mnist/{n}" for n in CONTENTS)
    assert waiting.count("whole\n") == 2


def test_two_threads_are_safe_too_and_one_says_that_it_waits(server, tmp_path, capsys) -> None:
    server.faults[f"{BIG}.gz"] = [faulty.slow_but_steady]
    threads = [threading.Thread(target=get, args=(tmp_path, server)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(tmp_path) == WHOLE
    assert len(server.requests) == len(CONTENTS)
    assert "Another process is downloading MNIST" in capsys.readouterr().out


def test_a_wait_without_end_is_ended(server, tmp_path, capsys) -> None:
    import filelock

    folder = tmp_path / ".gan_lab"
    folder.mkdir()
    with filelock.FileLock(folder / "MNIST.lock", thread_local=False):
        said = []

        def try_it() -> None:
            said.append(fails(tmp_path, server, patience=dataclasses.replace(QUICK, lock=0.1)))

        thread = threading.Thread(target=try_it)  # a process may not wait for its own thread
        thread.start()
        thread.join()
    assert "another process has been downloading MNIST" in said[0]
    assert server.requests == []


def test_a_file_system_without_locks(server, tmp_path, monkeypatch) -> None:
    def acquire(*_, **__) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr("filelock.FileLock.acquire", acquire)
    get(tmp_path, server)
    assert held(tmp_path) == WHOLE


# Who answers


def test_who_answers_first(server, second) -> None:
    server.faults.update({f"{name}.gz": [faulty.never_answers] for name in CONTENTS})
    assert first_to_answer(files_of(server), seconds=0.2) is None
    assert first_to_answer(files_of(second), seconds=5) == "127.0.0.1"
    with serving() as gone:
        pass
    start = time.monotonic()
    assert first_to_answer(files_of(gone), seconds=10) is None
    assert time.monotonic() - start < 5  # who hangs up at once is not waited for


@pytest.mark.parametrize("fault", [faulty.login_page, status(403), status(500)])
def test_who_refuses_or_sends_a_page_does_not_answer(server, fault) -> None:
    """As networks of schools do that let nothing through, or that want a log-in first."""
    server.faults.update({f"{name}.gz": [fault] for name in CONTENTS})
    assert first_to_answer(files_of(server), seconds=5) is None


@pytest.fixture
def doctor_online(monkeypatch, tmp_path):
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path))

    def network(*servers: Server) -> list[doctor.Finding]:
        monkeypatch.setattr(images, "public_files", lambda _: files_of(*servers))
        return doctor._network_finding()

    return network


def test_the_doctor_says_whether_missing_data_can_be_fetched(doctor_online, second) -> None:
    (finding,) = doctor_online(second)
    assert finding.what == "network"
    assert "127.0.0.1 answers" in finding.found
    assert finding.remedy is None


def test_no_network_is_no_illness(doctor_online) -> None:
    with serving() as gone:
        pass
    (finding,) = doctor_online(gone)
    assert "no source of the missing data answers" in finding.found
    assert "lessons use what the course draws" in finding.advice
    assert "GAN_LAB_MIRROR" in finding.advice
    assert finding.remedy is None


def test_the_doctor_asks_nobody_where_nothing_would_be_fetched(
    doctor_online, second, tmp_path, monkeypatch
) -> None:
    get(tmp_path, second)
    second.requests.clear()
    assert doctor_online(second) == []
    shutil.rmtree(tmp_path / "MNIST")
    monkeypatch.setenv("GAN_LAB_OFFLINE", "1")
    assert doctor_online(second) == []
    assert second.requests == []


# The catalogue


def test_each_set_has_more_than_one_source_of_its_own_files() -> None:
    for name in ("mnist", "fashion-mnist", "faces"):
        for file in public_files(name):
            assert len(file.urls) >= 2
            assert len(set(file.urls)) == len(file.urls)
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            if file.gz_size:
                assert file.gz_size < file.size
                ending = f"/{Path(file.name).name}.gz"
                assert all(url.endswith(ending) for url in file.urls)


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_catalogue_knows_the_real_files(name: str) -> None:
    files = public_files(name)
    if not all((Path(REAL_ROOT or "/nowhere") / file.name).is_file() for file in files):
        pytest.skip("the data are not at hand: set GAN_LAB_DATA to the folder that holds them")
    for file in files:
        content = (Path(REAL_ROOT) / file.name).read_bytes()
        assert len(content) == file.size
        assert hashlib.sha256(content).hexdigest() == file.sha256
