"""Runs one program as `__main__` the way CPython would, and says how it ended.

Part of the memory image, so it must not hold anything of JavaScript: `sleep` is given at every start. Uses only the
standard library. `run` is the one entry; what it returns is JSON.
"""

import ast
import asyncio
import builtins
import heapq
import json
import linecache
import os
import random
import sys
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
            time.sleep(timeout)
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


def _stripped(error, kept):
    """The traceback from the first frame of the program on; the same for causes and contexts."""
    seen = set()
    pending = [error]
    while pending:
        e = pending.pop()
        if e is None or id(e) in seen:
            continue
        seen.add(id(e))
        tb = e.__traceback__
        while tb is not None and tb.tb_frame.f_globals is kept:
            tb = tb.tb_next
        e.__traceback__ = tb
        pending += [e.__cause__, e.__context__]
        if isinstance(e, BaseExceptionGroup):
            pending += e.exceptions
    return error


def _place(error, names):
    """The line of the program that is to blame: of a syntax error itself, else the newest frame in one of its files."""
    if isinstance(error, SyntaxError) and error.filename in names and error.lineno:
        return {"file": error.filename, "line": error.lineno, "column": max(1, error.offset or 1)}
    place = {}
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_filename in names:
            place = {"file": code.co_filename, "line": line}
    return place


def _report(error, names):
    error = _stripped(error, globals())
    shown = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    sys.stderr.write("".join(shown.format()))
    message = "".join(traceback.TracebackException(type(error), error, None, compact=True).format_exception_only())
    return {"message": message.strip().splitlines()[-1], **_place(error, names)}


def _exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 255
    print(code, file=sys.stderr)
    return 1


def run(files, entry, sleep):
    """files: name → text, as JSON. Returns {code, error?} as JSON."""
    files = json.loads(files)
    for name, text in files.items():
        with open(f"{HOME}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # Tracebacks show the program as it was started, even if it changes its own file or directory.
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    os.chdir(HOME)
    sys.argv = [entry]
    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    if sleep is not None:
        time.sleep = sleep
    # The image was made once: without this every run would draw the same numbers.
    random.seed()
    asyncio.events._set_event_loop_policy(_LoopPolicy())

    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=entry, __builtins__=builtins)
    sys.modules["__main__"] = main
    end = {"code": 0}
    try:
        exec(compile(files[entry], entry, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as exit:
        end = {"code": _exit_code(exit.code)}
    except BaseException as error:
        code = 130 if isinstance(error, KeyboardInterrupt) else 1
        end = {"code": code, "error": _report(error, set(files))}
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except ValueError:
                pass  # the program closed it
    return json.dumps(end)
