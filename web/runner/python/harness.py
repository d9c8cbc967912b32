"""Runs one program as `__main__` the way CPython would, and says how it ended.

Part of the memory image, so it must not hold anything of JavaScript: `wait` is given at every start. Uses only the
standard library. `run` is the one entry; what it returns is JSON.
"""

import asyncio
import atexit
import builtins
import json
import linecache
import os
import random
import sys
import threading
import time
import traceback
import types

HOME = "/home/pyodide"


class _Selector:
    """There are no sockets here: waiting for events is sleeping until the next timer."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("asyncio waits for something that can never happen")
        if timeout > 0:
            # Not longer, because Ctrl-C cancels the main task without raising here.
            time.sleep(min(timeout, 0.05))
        return []

    def close(self):
        pass


class _Loop(asyncio.base_events.BaseEventLoop):
    """An event loop that blocks, so that asyncio.run() works in every browser and can be interrupted."""

    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class _LoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = _Loop


def _ours(filename):
    """Frames of this file, and those that pyodide invents for JavaScript."""
    return filename == "<hotseat>" or filename.startswith("blob:")


def _strip(shown, seen):
    """Leaves the frames of the program and of the library, also in causes, contexts and groups."""
    if shown is None or id(shown) in seen:
        return
    seen.add(id(shown))
    if shown.stack is not None:
        frames = [frame for frame in shown.stack if not _ours(frame.filename)]
        shown.stack = traceback.StackSummary.from_list(frames) if frames else None
    for other in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
        _strip(other, seen)


def _place(error, shown, names):
    """What is to blame: the place of a syntax error itself, else the newest frame in one of the program's files."""
    if isinstance(error, SyntaxError) and error.filename in names and error.lineno:
        return {"file": error.filename, "line": error.lineno, "column": max(1, error.offset or 1)}
    for frame in reversed(shown.stack or ()):
        if frame.filename in names:
            place = {"file": frame.filename, "line": frame.lineno}
            return place if frame.colno is None else {**place, "column": frame.colno + 1}
    return {}


def _report(error, names):
    shown = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    _strip(shown, set())
    sys.stderr.write("".join(shown.format()))
    message = "".join(shown.format_exception_only()).strip().splitlines()
    return {"message": message[-1] if message else type(error).__name__, **_place(error, shown, names)}


class _Exit(BaseException):
    """`os._exit`: ends the program, and nothing but this."""


def _exit_at_once(code):
    raise _Exit(code)


def _no_thread(self):
    raise RuntimeError("can't start new thread")


def _sleep_by(wait):
    """`wait` lets the thread rest and looks for Ctrl-C; what is no time to wait is for CPython to refuse."""
    refuse = time.sleep

    def sleep(seconds, /):
        try:
            waits = seconds > 0
        except TypeError:
            waits = False
        wait(float(seconds)) if waits else refuse(seconds)

    return sleep


def _exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 255
    print(code, file=sys.stderr)
    return 1


def _run_to_end(text, name, scope, names):
    """Runs the program and, as CPython does, what it registered for its end after its traceback."""
    end = {"code": 0}
    try:
        exec(compile(text, name, "exec", dont_inherit=True), scope)
    except _Exit as exit:
        return {"code": _exit_code(exit.args[0])}
    except SystemExit as exit:
        end = {"code": _exit_code(exit.code)}
    except BaseException as error:
        code = 130 if isinstance(error, KeyboardInterrupt) else 1
        end = {"code": code, "error": _report(error, names)}
    atexit._run_exitfuncs()
    return end


def run(job, wait):
    """job: {files: name → text, entry, arguments}, as JSON. Returns {code, error?} as JSON."""
    job = json.loads(job)
    files, entry = job["files"], job["entry"]
    for name, text in files.items():
        with open(f"{HOME}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # Tracebacks show the program as it was started, even if it changes its own file or directory.
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    os.chdir(HOME)
    sys.argv = [entry, *job["arguments"]]
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    time.sleep = _sleep_by(wait)
    os._exit = _exit_at_once
    # The library would fail in the middle of starting one, five frames deep.
    threading.Thread.start = _no_thread
    # Pyodide's own asyncio hands control back to the browser; a program that must block cannot use it.
    asyncio.run = asyncio.runners.run
    asyncio.events._set_running_loop(None)
    asyncio.events._set_event_loop_policy(_LoopPolicy())
    # The image was made once: without this every run would draw the same numbers.
    random.seed()

    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=entry, __builtins__=builtins)
    sys.modules["__main__"] = main
    try:
        end = _run_to_end(files[entry], entry, main.__dict__, set(files))
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except ValueError:
                pass  # the program closed it
    return json.dumps(end)
