"""Buttons are heard while a cell runs, in a kernel of its own; what else was said is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Empty
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

SECONDS = 60
SETUP = """
import time, ipywidgets
from gan_lab.widgets._listen import Listener
pressed = []
button = ipywidgets.Button()
button.on_click(pressed.append)
print(button.model_id, flush=True)
"""
UNTIL_PRESSED = """
hear = Listener()
print("running", flush=True)
end = time.monotonic() + 30
try:
    while not pressed and time.monotonic() < end:
        time.sleep(0.05)
        hear()
finally:
    hear.close()
print(len(pressed), "pressed")
"""


@pytest.fixture(scope="module")
def client() -> Iterator[BlockingKernelClient]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.manager = manager
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> str:
    return said(client, client.execute(code))


def said(client: BlockingKernelClient, request: str, enough: str | None = None) -> str:
    """What the kernel prints for a request, until it has said `enough` or is done with it."""
    text = ""
    for message in _messages(client):
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        text += content.get("text", "") + "\n".join(content.get("traceback", ()))
        idle = message["msg_type"] == "status" and content["execution_state"] == "idle"
        if idle or (enough and enough in text):
            return text
    raise AssertionError("unreachable")


def _messages(client: BlockingKernelClient) -> Iterator[Any]:
    end = time.monotonic() + SECONDS
    while True:
        try:
            yield client.get_iopub_msg(timeout=max(0.1, end - time.monotonic()))
        except Empty:
            raise AssertionError(f"the kernel said nothing for {SECONDS} s") from None


def press(client: BlockingKernelClient, model: str) -> None:
    data = {"method": "custom", "content": {"event": "click"}}
    message = client.session.msg("comm_msg", {"comm_id": model, "data": data})
    client.shell_channel.send(message)


def test_a_button_is_heard_and_waiting_cells_run_afterwards_in_their_order(client):
    model = run(client, SETUP).strip()
    for _ in range(3):  # a second time in the same kernel is as good as the first
        run(client, "pressed.clear()")
        cell = client.execute(UNTIL_PRESSED)
        said(client, cell, "running")
        first, second = client.execute("print('first')"), client.execute("print('second')")
        time.sleep(0.2)  # they are taken up before the button is
        press(client, model)
        assert "1 pressed" in said(client, cell)
        assert said(client, first) == "first\n"
        assert said(client, second) == "second\n"


def test_a_button_after_the_cell_is_heard_as_ever(client):
    model = run(client, SETUP).strip()
    press(client, model)
    assert run(client, "print(len(pressed))") == "1\n"


def test_an_interrupt_ends_the_cell_and_the_kernel_goes_on(client):
    run(client, SETUP)
    cell = client.execute(UNTIL_PRESSED)
    said(client, cell, "running")
    client.manager.interrupt_kernel()
    assert "KeyboardInterrupt" in said(client, cell)
    assert run(client, "print('alive')") == "alive\n"
