import { loadPyodide, type PyodideAPI } from 'pyodide'
import createPyodideModule from 'pyodide/pyodide.asm.mjs'
import { decodeError, fields, type Job } from '../messages'
import type { Host, Outcome, Runtime } from '../runtime'

import { installHarness } from './install'
import { offline, VIRTUAL_ORIGIN } from './offline'

const SNAPSHOT = 'snapshot.bin'
/** `time.sleep` rests in slices of this length and looks for Ctrl-C between them. */
const SLEEP_SLICE_MS = 50

interface Python {
  readonly api: PyodideAPI
  /** Held as long as the worker lives: a proxy that is collected while the interpreter is busy is an error of nobody. */
  readonly harness: { run(job: string, wait: (seconds: number) => void): string }
}

let python: Python | null = null

/**
 * CPython, compiled to WebAssembly, started from a memory image; without the image, or where it does not fit, from
 * scratch (slower by a second or two). Its parts come from `host.files` and `host.modules` only.
 */
export const pythonRuntime: Runtime = {
  async load(host) {
    // Pyodide refuses to run in a classic worker, which it recognises by this function.
    Object.defineProperty(globalThis, 'importScripts', { configurable: true, value: undefined })
    const api = await offline(host.files, host.modules, () => start(host))
    python = { api, harness: api.pyimport('_hotseat') }
  },

  async run(job, host) {
    if (python === null) throw new Error('Python is not loaded')
    return runIn(python, job, host)
  },
}

async function start(host: Host): Promise<PyodideAPI> {
  const image = host.files[SNAPSHOT]
  if (image !== undefined) {
    try {
      return await boot(image)
    } catch (failure) {
      console.warn(`The memory image of Python does not fit, starting without it: ${String(failure)}`)
    }
  }
  return boot(undefined)
}

async function boot(image: ArrayBuffer | SharedArrayBuffer | undefined): Promise<PyodideAPI> {
  const python = await loadPyodide({
    indexURL: VIRTUAL_ORIGIN,
    stdLibURL: `${VIRTUAL_ORIGIN}python_stdlib.zip`,
    packageBaseUrl: VIRTUAL_ORIGIN,
    createPyodideModule,
    lockFileContents: JSON.stringify({
      info: {
        abi_version: '2026_0',
        arch: 'wasm32',
        platform: 'emscripten_5_0_3',
        python: '3.14.2',
        version: '314.0.7',
      },
      packages: {},
    }),
    env: { HOME: '/home/pyodide' },
    ...(image !== undefined && { _loadSnapshot: new Uint8Array(image) }),
  })
  // A program can reach what pyodide keeps, and the image may be shared with the workers of the runs to come.
  forgetImage(python)
  python.runPython(installHarness)
  return python
}

function forgetImage(python: PyodideAPI): void {
  const config = fields(fields(fields(python)?._api)?.config)
  if (config === null) throw new Error('pyodide keeps its settings elsewhere now')
  Reflect.deleteProperty(config, '_loadSnapshot')
}

function runIn({ api: python, harness }: Python, job: Job, host: Host): Outcome {
  if (host.interrupt !== null) python.setInterruptBuffer(host.interrupt)
  python.setStdin({
    stdin: () => {
      const line = host.readLine()
      python.checkInterrupt()
      return line
    },
    isatty: false,
  })
  const write = (fd: 1 | 2) => ({
    write(bytes: Uint8Array) {
      host.write(fd, bytes)
      return bytes.length
    },
    isatty: false,
  })
  python.setStdout(write(1))
  python.setStderr(write(2))
  host.mark('user')
  try {
    return decodeOutcome(harness.run(JSON.stringify(job), sleeper(python, host)))
  } catch (failure) {
    // The interpreter itself broke: a stack overflow of the engine, no memory left.
    const message = `Python stopped working: ${String(failure).trim().split('\n').at(-1)}`
    host.write(2, `${message}\n`)
    return { code: 1, error: { message } }
  }
}

/** Rests where the thread can, and looks for Ctrl-C between two rests; else it spins: there is nothing to wait on. */
function sleeper(python: PyodideAPI, host: Host): (seconds: number) => void {
  const never = host.interrupt === null ? null : new Int32Array(new SharedArrayBuffer(4))
  return (seconds) => {
    const until = performance.now() + seconds * 1_000
    for (;;) {
      python.checkInterrupt()
      const rest = until - performance.now()
      if (rest <= 0) return
      if (never !== null) Atomics.wait(never, 0, 0, Math.min(rest, SLEEP_SLICE_MS))
    }
  }
}

function decodeOutcome(json: string): Outcome {
  const outcome = fields(JSON.parse(json))
  const error = decodeError(outcome?.error)
  const code = typeof outcome?.code === 'number' ? outcome.code : 1
  return error === null ? { code } : { code, error }
}
