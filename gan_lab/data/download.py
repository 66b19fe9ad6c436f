"""Files of data sets from the internet: whole and right, or one clear error that says why not.

Connections, proxies and certificates are the work of requests; counting and pacing of new tries
that of urllib3; one process at a time that of filelock; a hub has its own client. What is here is
what no library knows: what our files are, and in which ways a source can fail to give them.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import html
import importlib.util
import itertools
import os
import queue
import re
import shutil
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

import filelock
import requests
import urllib3
from requests import exceptions as trouble_of_requests
from tqdm.auto import tqdm
from urllib3.util import Retry

from gan_lab import __version__
from gan_lab.data.access import holds, in_the_way
from gan_lab.errors import GanLabError
from gan_lab.files import NO_ROOM, replacing

ASK_AGAIN = (408, 425, 429, 500, 502, 503, 504)  # a source that answers so may recover
_PROGRESS = 2**20  # bytes: a try that brought so many was no failure, and tries count anew
_HUB = "hub:"
_SETTINGS = (  # what decides who is asked, and how
    *("GAN_LAB_MIRROR", "GAN_LAB_HUB", "HF_ENDPOINT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("https_proxy", "http_proxy", "all_proxy", "no_proxy"),
)


@dataclass(frozen=True)
class File:
    """One file of a data set, and where it can be had.

    name: from the data root, with "/" between folders
    size: bytes
    sha256: of its bytes, hexadecimal
    urls: its public sources, which are tried in this order
    gz_size: bytes of what these sources serve, where that is the file packed by gzip
    """

    name: str
    size: int
    sha256: str
    urls: tuple[str, ...]
    gz_size: int | None = None

    @property
    def download_size(self) -> int:
        """Bytes that come from a public source."""
        return self.gz_size or self.size


@dataclass(frozen=True)
class Patience:
    """How long one waits for a source, in seconds, and how often it is asked.

    connect: until it takes the connection
    read: for the next byte; also, how long it may stay slower than `slowest`
    slowest: bytes a second
    tries: in a row that bring nothing
    backoff: before the third try; doubled for each further one
    longest_pause: that a source may ask for (Retry-After) before another source is asked
    lock: until another process has finished the same data set
    """

    connect: float = 5.0
    read: float = 8.0
    slowest: float = 1000.0
    tries: int = 3
    backoff: float = 0.5
    longest_pause: float = 20.0
    lock: float = 3600.0


USUAL = Patience()


class _Refused(Exception):
    """This source does not give the file: ask another one."""


class _Broken(Exception):
    """This source did not give the file now: it may when it is asked again."""

    def __init__(self, why: str, response: requests.Response | None = None) -> None:
        super().__init__(why)
        self.response = response


def fetch(title: str, files: Sequence[File], root: Path, patience: Patience = USUAL) -> None:
    """Download those of `files` that are not in `root`. What is there already stays as it is.

    GAN_LAB_MIRROR (an address that lies as a data root does) and GAN_LAB_HUB (OWNER/NAME of a
    data set of the Hugging Face hub that does) are asked first. A file gets its name when it is
    complete and its checksum is right. An interrupted download leaves NAME.part, from which the
    next one goes on. Of several processes one downloads, and the others wait for it.

    Args:
        title: of the data set with its licence, for the line that is printed before it comes.

    Raises:
        GanLabError: no source gives a file, it cannot be written, or one may not look into `root`.
    """
    if not _missing(files, root):
        return
    with _on_disk(files, root), _alone(files, root, patience):
        missing = _missing(files, root)  # another process may have been faster
        if not missing:
            return
        size = sum(file.download_size for file in missing)
        print(f"Downloading {title}, {megabytes(size)}, into {root} ...")
        _check_room(missing, root)
        first = 0  # the source that worked is the first for the next file
        with _session() as session:
            for file in missing:
                first = _fetch_file(file, root, first, session, patience)


def partly_there(files: Sequence[File], root: Path) -> int:
    """Bytes that interrupted downloads left in `root`."""
    return sum(_size(_part(root / file.name, zipped)) for file in files for zipped in (False, True))


def first_to_answer(files: Sequence[File], seconds: float = 3.0) -> str | None:
    """The host that gives a file first, of all that have one of them; None if none does in time.

    A refusal, or a page in place of the file, is what a network answers that lets nothing through;
    404 comes from a server that is there. (A hub is asked for its front page: that is a page.)
    """
    addresses = {_host(address): address for file in files for address, _ in _sources(file)}
    answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def ask(host: str, address: str) -> None:
        is_hub = address.startswith(_HUB)
        if is_hub:  # its front page, which is a page
            host = "huggingface.co"
            address = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
        try:
            with requests.get(address, stream=True, timeout=seconds) as response:
                is_page = "html" in response.headers.get("Content-Type", "").lower()
                is_there = response.status_code == 404 or (response.ok and not is_page)
                answers.put(host if is_there or (is_hub and response.status_code < 500) else None)
        except (OSError, ValueError, urllib3.exceptions.HTTPError):  # OSError: all of requests too
            answers.put(None)

    for host, address in addresses.items():
        # a thread each: the resolving of a name knows no time limit
        threading.Thread(target=ask, args=(host, address), daemon=True).start()
    end = time.monotonic() + seconds
    with contextlib.suppress(queue.Empty):
        for _ in addresses:
            if answer := answers.get(timeout=max(0.0, end - time.monotonic())):
                return answer
    return None


def network_settings() -> tuple[str, ...]:
    """What the environment says about sources, proxies and certificates, to be compared."""
    return tuple(os.environ.get(name, "") for name in _SETTINGS)


def wrong_setting(url: str) -> str | None:
    """The setting on this machine that keeps `url` from being asked, in a few words; or None.

    No address of a proxy in full: it may hold a password.
    """
    return _lost_certificates(url) or _wrong_proxy(url)


def _lost_certificates(url: str) -> str | None:
    if not url.startswith("https:"):
        return None
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # the first that is set is used
    name = next((name for name in names if os.environ.get(name)), None)
    if name is None or Path(os.environ[name]).exists():
        return None
    return f"{name} names certificates that are not there ({os.environ[name]}): correct or unset it"


def _wrong_proxy(url: str) -> str | None:
    try:
        proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    except ValueError:
        return None  # it is the source's own address that is none
    if not proxy:
        return None
    variables = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"
    scheme = proxy.split("://")[0].lower() if "://" in proxy else "http"
    if scheme.startswith("socks"):
        if importlib.util.find_spec("socks"):
            return None
        return (
            f"the {scheme} proxy ({variables}) needs one more package: pip install requests[socks]"
        )
    try:
        good = scheme in ("http", "https") and urllib3.util.parse_url(proxy).host
    except urllib3.exceptions.LocationParseError:
        good = None
    return None if good else f"the proxy's address ({variables}) is not valid: correct or unset it"


def _missing(files: Sequence[File], root: Path) -> list[File]:
    return [file for file in files if not holds(root, file.name)]


# One file


def _sources(file: File) -> list[tuple[str, bool]]:
    """(address, whether it serves the file packed by gzip), in the order in which to ask."""
    sources = []
    if mirror := os.environ.get("GAN_LAB_MIRROR", "").strip():
        sources.append((f"{mirror.rstrip('/')}/{quote(file.name)}", False))
    if repository := os.environ.get("GAN_LAB_HUB", "").strip():
        sources.append((_HUB + repository, False))
    return sources + [(url, file.gz_size is not None) for url in file.urls]


def _fetch_file(
    file: File, root: Path, first: int, session: requests.Session, patience: Patience
) -> int:
    """Ask one source after the other, from the first-th on; returns the place of the one that
    gave the file."""
    target = root / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    for rest in target.parent.glob(f"{target.name}.*.part"):
        if re.fullmatch(r"\.\d+\.part", rest.name.removeprefix(target.name)):
            rest.unlink()  # half unpacked by a process that was ended: we are alone here
    beside = target.with_name(f"{target.name}.gz")  # as a browser saves it
    if file.gz_size and beside.is_file():
        with contextlib.suppress(_Refused):
            _settle(beside, target, file, zipped=True)
            return first
    sources = list(enumerate(_sources(file)))
    own = len(sources) - len(file.urls)  # those that a person named, who should know of trouble
    troubles = []
    for place, (address, zipped) in sources[first:] + sources[:first]:
        try:
            if address.startswith(_HUB):
                _from_hub(address.removeprefix(_HUB), file, target, root)
            else:
                _from_http(address, zipped, file, target, session, patience)
            return place
        except _Refused as trouble:
            troubles.append(f"{_host(address)}: {trouble}")
            if place < own:
                print(f"{troubles[-1]}. Trying the next source.")
    raise GanLabError(f"no source gave {target.name}: {'; '.join(troubles) or 'none is known'}")


def _from_http(
    url: str,
    zipped: bool,
    file: File,
    target: Path,
    session: requests.Session,
    patience: Patience,
) -> None:
    part = _part(target, zipped)
    resumed = _size(part) > 0
    _download(url, part, (file.gz_size if zipped else None) or file.size, session, patience)
    try:
        _settle(part, target, file, zipped)
    except _Refused:
        part.unlink()
        if not resumed:
            raise
        # what was there before may have been the wrong half
        return _from_http(url, zipped, file, target, session, patience)
    part.unlink(missing_ok=True)
    return None


def _from_hub(repository: str, file: File, target: Path, root: Path) -> None:
    """By the hub's own client, which knows its log-in, its proxies and its ways to try again."""
    try:
        from huggingface_hub import hf_hub_download
    except ImportError:
        raise _Refused(
            "the package huggingface_hub is not installed: pip install huggingface_hub"
        ) from None
    with tempfile.TemporaryDirectory(prefix="hub-", dir=_workshop(root)) as folder:
        try:
            found = hf_hub_download(repository, file.name, repo_type="dataset", local_dir=folder)
        except Exception as error:  # of kinds that change from version to version
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise _Refused(reason.rstrip(".")) from None
        _settle(Path(found), target, file, zipped=False)


def _settle(source: Path, target: Path, file: File, zipped: bool) -> None:
    """Give what has come its name, if it is the file that it should be.

    Raises:
        _Refused: it is not.
    """
    if target.exists():  # somebody has put it there meanwhile
        return
    if not zipped:
        with source.open("rb") as stream:
            _compare(stream, file)
        source.replace(target)
        return
    with replacing(target) as part, part.open("wb") as out:
        try:
            with gzip.open(source) as stream:
                _compare(stream, file, out)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise _Refused("what it sends cannot be unpacked: the file is corrupt") from None


def _compare(stream: BinaryIO | gzip.GzipFile, file: File, out: BinaryIO | None = None) -> None:
    digest, size = hashlib.sha256(), 0
    while size <= file.size and (block := stream.read(2**20)):
        digest.update(block)
        size += len(block)
        if out:
            out.write(block)
    found = digest.hexdigest()
    if (size, found) != (file.size, file.sha256):
        raise _Refused(
            f"what it sends is not the original (SHA-256 {found[:12]}..., expected "
            f"{file.sha256[:12]}...)"
        )


# One transfer


def _session() -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"gan_lab/{__version__}"
    session.headers["Accept-Encoding"] = "identity"  # or sizes and ranges would mean other bytes
    session.headers["Accept-Language"] = "en"  # what a page says is looked for in English
    return session


def _download(
    url: str, part: Path, size: int, session: requests.Session, patience: Patience
) -> None:
    """Bring `part` to `size` bytes, by as many tries as patience allows.

    Raises:
        _Refused: the source does not give the file.
    """
    fresh = Retry(patience.tries - 1, backoff_factor=patience.backoff)
    retry, most = fresh, _size(part)
    if most > size:
        part.unlink()
        most = 0
    name = part.name.removesuffix(".part")
    # files that come within a second need no bar
    with tqdm(total=size, desc=name, unit="B", unit_scale=True, delay=1.0, leave=False) as bar:
        while _size(part) != size:
            try:
                _transfer(url, part, size, session, patience, bar)
            except _Broken as trouble:
                if _size(part) >= most + _PROGRESS:
                    retry, most = fresh, _size(part)
                try:
                    retry = retry.increment("GET", url)
                except urllib3.exceptions.MaxRetryError:
                    raise _Refused(str(trouble)) from None
                _pause(retry, trouble, patience)


def _pause(retry: Retry, trouble: _Broken, patience: Patience) -> None:
    asked = None
    if trouble.response is not None:
        # beside nonsense there are years and numbers that no clock and no float can hold
        with contextlib.suppress(urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
            asked = float(retry.get_retry_after(trouble.response.raw) or 0)
    if asked and asked > patience.longest_pause:
        raise _Refused(f"{trouble}, and asks for a pause of {asked:,.0f} seconds")
    time.sleep(max(asked or 0.0, retry.get_backoff_time()))


def _transfer(
    url: str, part: Path, size: int, session: requests.Session, patience: Patience, bar: tqdm
) -> None:
    """One request: what comes is added to `part`."""
    have = _size(part)
    with _network(url, patience), _answer(url, have, session, patience) as response:
        blocks = _blocks(response, patience)
        first = next(blocks, b"")
        _check_answer(response, first, blocks)
        start = have if response.status_code == 206 else 0
        _check_size(response, start, size)
        bar.n = start
        with part.open("ab" if start else "wb") as out:
            for block in itertools.chain([first], blocks):
                out.write(block)
                bar.update(len(block))
                if out.tell() > size:
                    break
    found = _size(part)
    if found > size:
        part.unlink()
        raise _Refused(f"it sends more than the {size:,} bytes of the file")
    if found < size:
        raise _Broken(f"the connection broke after {found:,} of {size:,} bytes")


@contextlib.contextmanager
def _answer(
    url: str, have: int, session: requests.Session, patience: Patience
) -> Iterator[requests.Response]:
    """What a source answers that is asked for all but the first `have` bytes.

    Where it has no such rest, what is there is of something else: it is asked for the whole file,
    which takes that part's place.
    """
    for start in (have, 0):
        headers = {"Range": f"bytes={start}-"} if start else {}
        with _get(url, headers, session, patience) as response:
            if not start or response.status_code != 416:
                yield response
                return


def _get(
    url: str, headers: dict[str, str], session: requests.Session, patience: Patience
) -> requests.Response:
    limits = (patience.connect, patience.read)
    try:
        return session.get(url, headers=headers, stream=True, timeout=limits)
    except trouble_of_requests.RequestException:
        raise
    except OSError as error:  # a plain one would be taken for the disk's
        raise _Refused(wrong_setting(url) or f"it cannot be asked: {error}") from None


def _blocks(response: requests.Response, patience: Patience) -> Iterator[bytes]:
    """The answer's bytes as they come, unpacked by nobody.

    Raises:
        _Broken: they have become a trickle.
    """
    since, counted = time.monotonic(), 0
    while block := response.raw.read1(2**18, decode_content=False):
        yield block
        counted += len(block)
        if (seconds := time.monotonic() - since) >= patience.read:
            if counted < patience.slowest * seconds:
                raise _Broken(f"it sends no more than {counted / seconds:,.0f} bytes a second")
            since, counted = time.monotonic(), 0


def _check_answer(response: requests.Response, first: bytes, blocks: Iterator[bytes]) -> None:
    """Raise unless the answer is a file, whatever its status says."""
    page = ""
    if first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        while len(first) < 2**16 and (block := next(blocks, b"")):
            first += block
        page = html.unescape(first.decode("utf-8", "replace"))
    if re.search(
        r"quota\W.{0,60}exceeded|exceeded.{0,60}\Wquota|too many users have", page, re.I | re.S
    ):
        raise _Refused(
            "its download quota for this file is used up: try again tomorrow, or fetch the file "
            "with a browser"
        )
    status = f"it answers {response.status_code} ({response.reason or 'no reason given'})"
    if response.status_code in ASK_AGAIN:
        raise _Broken(status, response)
    if response.status_code not in (200, 206):
        raise _Refused(status)
    if page:
        found = re.search(r"<title[^>]*>(.*?)</title>", page, re.I | re.S)
        named = f' "{" ".join(found[1].split())[:80]}"' if found and found[1].strip() else ""
        raise _Refused(
            f"it sends a web page{named} instead of the file: is it a log-in page of this network?"
        )


def _check_size(response: requests.Response, start: int, size: int) -> None:
    where = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if start and (where is None or int(where[1]) != start):
        raise _Refused("it sends another part of the file than it was asked for")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and start + int(length) != size:
        raise _Refused(f"it has {start + int(length):,} bytes, not the {size:,} of the file")


@contextlib.contextmanager
def _network(url: str, patience: Patience) -> Iterator[None]:
    """What goes wrong on the way, in plain words. No address: it may hold a password."""
    try:
        yield
    except (
        trouble_of_requests.InvalidURL,  # InvalidProxyURL is one
        trouble_of_requests.MissingSchema,
        trouble_of_requests.InvalidSchema,
    ):
        no_address = "this is no address: it should begin with https:// or http://"
        raise _Refused(_wrong_proxy(url) or no_address) from None
    except trouble_of_requests.TooManyRedirects:
        raise _Refused("it sends from one address to the next") from None
    except trouble_of_requests.ProxyError:
        raise _Broken("the proxy (HTTPS_PROXY, HTTP_PROXY) does not let through") from None
    except (trouble_of_requests.SSLError, urllib3.exceptions.SSLError):
        raise _Broken("its certificate is not accepted, or the secure connection broke") from None
    except trouble_of_requests.ConnectTimeout:
        raise _Broken(f"it does not answer within {patience.connect:g} seconds") from None
    except (trouble_of_requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError):
        raise _Broken(f"nothing comes for {patience.read:g} seconds") from None
    except (trouble_of_requests.RequestException, urllib3.exceptions.HTTPError) as error:
        if "NameResolution" in repr(error):
            raise _Broken("its name is not known here: is there a network?") from None
        raise _Broken("the connection breaks or is refused") from None
    except ValueError:  # from the parts of an address, and no kind of requests' own
        raise _Refused("it sends to an address that is none") from None


def _host(address: str) -> str:
    """Who is asked, for a message: without the path, and without a user's name and password."""
    if address.startswith(_HUB):
        return f"hub {address.removeprefix(_HUB)}"
    try:
        return urlsplit(address).hostname or "GAN_LAB_MIRROR"
    except ValueError:
        return "GAN_LAB_MIRROR"


# The disk


def _set_of(files: Sequence[File]) -> str:
    """The data set's folder, such as "MNIST"."""
    return files[0].name.split("/")[0]


def _workshop(root: Path) -> Path:
    """The course's own folder in a data root."""
    folder = root / ".gan_lab"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def _alone(files: Sequence[File], root: Path, patience: Patience) -> Iterator[None]:
    """While this lasts, no other process downloads the same data set into this root."""
    name = _set_of(files)
    lock = filelock.FileLock(_workshop(root) / f"{name}.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            print(f"Another process is downloading {name} into {root}: waiting for it ...")
            lock.acquire(timeout=patience.lock)
    except NotImplementedError:
        pass  # a file system without locks: checksums still tell a file that two have written
    except filelock.Timeout:
        raise GanLabError(
            f"another process has been downloading {name} into {root} for "
            f"{patience.lock / 60:.0f} minutes: end it, or wait and run again"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _part(target: Path, zipped: bool) -> Path:
    return target.with_name(f"{target.name}{'.gz' if zipped else ''}.part")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _room(files: Sequence[File]) -> int:
    """Bytes that the files need while they come."""
    return sum(file.size for file in files) + max(file.gz_size or 0 for file in files)


def _check_room(files: Sequence[File], root: Path) -> None:
    if shutil.disk_usage(root).free < _room(files) - partly_there(files, root):
        raise _no_room(files, root)


def _no_room(files: Sequence[File], root: Path) -> GanLabError:
    return GanLabError(
        f"there is no room for {_set_of(files)} in {root}: {megabytes(_room(files))} are needed "
        f"and {megabytes(shutil.disk_usage(root).free)} are free. Free some space, or set "
        "GAN_LAB_DATA to a folder with more"
    )


@contextlib.contextmanager
def _on_disk(files: Sequence[File], root: Path) -> Iterator[None]:
    """What goes wrong on this machine's side, as one clear error. A full disk keeps no part."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            why = in_the_way(root) or error.strerror or error
            raise GanLabError(f"{root} cannot be written: {why}") from None
        for file in files:
            for zipped in (False, True):
                with contextlib.suppress(OSError):
                    _part(root / file.name, zipped).unlink(missing_ok=True)
        raise _no_room(_missing(files, root), root) from None


def megabytes(n: int) -> str:
    """12345678 -> "12 MB"; 1443490838 -> "1.4 GB"."""
    return f"{n / 1e9:,.1f} GB" if n >= 1e9 else f"{max(n / 1e6, 0.1):,.{int(n < 1e7)}f} MB"
