/**
 * The page's end of the runner. Opens the sandboxed frame when it is first needed, hands it languages and jobs, and
 * replaces a frame that no longer answers. What the frame says is decoded; a frame that says something else is removed.
 */
import {
  decodeFromFrame,
  decodeToFrame,
  EXIT_STOPPED,
  type FromFrame,
  type Job,
  type ToFrame,
} from '../../runner/messages'
import { findPack, Shelf } from './packs'
import { fetchPart, type PartFile } from './parts'
import type { RunnerEvent, RunnerPort } from './runner'
import { SandboxFrame } from './sandbox'

/**
 * Pause between a removed frame and the next. The browser runs both in one process; only when the first is gone for a
 * moment does it end a process that hangs (Chromium, measured: at once 0 of 1 opened, after 500 ms all).
 */
const REOPEN_MS = 1_000

export function createRunner(parent: HTMLElement): RunnerPort & { close(): void } {
  return new Runner(parent)
}

interface CurrentRun {
  readonly id: string
  readonly on: (event: RunnerEvent) => void
  stopped: boolean
  /** The frame it was given to; null while the language is loading. */
  frame: Frame | null
}

class Runner implements RunnerPort {
  #frame: Frame | null = null
  #run: CurrentRun | null = null
  #openDelayMs = 0

  constructor(private readonly parent: HTMLElement) {}

  async prepare(language: string, progress: (loaded: number, total: number) => void = () => undefined): Promise<void> {
    const frame = this.#open()
    const unwatch = frame.watchLoading(language, progress)
    await frame.load(language).finally(unwatch)
    progress(1, 1)
    await frame.warm(language)
  }

  run(id: string, language: string, job: Job, on: (event: RunnerEvent) => void): void {
    const run: CurrentRun = { id, on, stopped: false, frame: null }
    this.#run = run
    const start = { type: 'run', id, language, job } as const
    if (decodeToFrame(start) === null) {
      // The frame would say nothing to it, and the run would neither begin nor end. Names of files are anybody's.
      this.#fail(
        run,
        'The runner does not take this program: it is too long, or its file has a name that no file may have',
      )
      return
    }
    const frame = this.#open()
    const unwatch = frame.watchLoading(language, (loaded, total) => {
      if (this.#run === run) on({ type: 'loading', loaded, total })
    })
    frame
      .load(language)
      .then(
        () => {
          if (this.#run !== run) return
          run.frame = frame
          frame.send(start)
          void this.#watch(run)
        },
        (failure: Error) => this.#fail(run, failure.message),
      )
      .finally(unwatch)
  }

  stop(id: string): void {
    const run = this.#run
    if (run?.id !== id) return
    run.stopped = true
    if (run.frame === null) this.#finish(run, { type: 'exit', code: EXIT_STOPPED, ms: 0, reason: 'stopped' })
    else run.frame.send({ type: 'stop', id })
  }

  input(id: string, line: string | null): void {
    this.#run?.frame?.send({ type: 'stdin', id, text: line })
  }

  credit(id: string, bytes: number): void {
    this.#run?.frame?.send({ type: 'credit', id, bytes })
  }

  close(): void {
    this.#frame?.close(new Error('The page was closed'))
    this.#frame = null
    this.#run = null
  }

  #open(): Frame {
    this.#frame ??= new Frame(
      this.parent,
      this.#openDelayMs,
      (message) => this.#hear(message),
      (frame, why) => this.#replace(frame, why),
    )
    return this.#frame
  }

  #hear(message: FromFrame): void {
    const run = this.#run
    if (run === null || !('id' in message) || message.id !== run.id) return
    switch (message.type) {
      case 'phase':
        run.on({ type: message.name })
        return
      case 'exit':
        this.#finish(run, message)
        return
      default:
        run.on(message)
    }
  }

  /** A program cannot hang the frame, which only passes messages on; if it hangs all the same, it is removed. */
  async #watch(run: CurrentRun): Promise<void> {
    while (this.#run === run && run.frame !== null && run.frame === this.#frame) {
      if (!(await run.frame.ping())) this.#replace(run.frame, 'The runner stopped answering')
    }
  }

  #replace(frame: Frame, why: string): void {
    if (frame !== this.#frame) return
    this.#frame = null
    this.#openDelayMs = REOPEN_MS
    // One that never opened would not open again either; the next press of Run tries.
    const languages = frame.isOpen ? frame.languages() : []
    frame.close(new Error(why))
    const run = this.#run
    if (run !== null) this.#fail(run, why)
    // The bytes are in the browser's cache. If this fails, the next run says why.
    for (const language of languages) this.prepare(language).catch(() => undefined)
  }

  #fail(run: CurrentRun, message: string): void {
    if (this.#run !== run) return
    if (run.stopped) this.#finish(run, { type: 'exit', code: EXIT_STOPPED, ms: 0, reason: 'stopped' })
    else this.#finish(run, { type: 'exit', code: 1, ms: 0, reason: 'crashed', error: { message } })
  }

  #finish(run: CurrentRun, exit: RunnerEvent & { type: 'exit' }): void {
    this.#run = null
    run.on(exit)
  }
}

interface Settle {
  resolve(): void
  reject(why: Error): void
}

interface Loading {
  readonly sent: Promise<void>
  /** Those who wait for a spare worker. */
  readonly warming: Settle[]
  loaded: number
  total: number
}

/** One frame, from opening to removal, and the languages that it was handed. */
class Frame {
  readonly #sandbox: SandboxFrame
  readonly #languages = new Map<string, Loading>()
  readonly #shelf = new Shelf()
  /** The parts that were handed over or are on their way: languages that need the same one wait for the same. */
  readonly #parts = new Map<string, Part>()
  readonly #watchers = new Set<(language: string, loading: Loading) => void>()

  constructor(
    parent: HTMLElement,
    delayMs: number,
    private readonly hear: (message: FromFrame) => void,
    private readonly broken: (frame: Frame, why: string) => void,
  ) {
    this.#sandbox = new SandboxFrame({
      parent,
      delayMs,
      src: '/runner/',
      title: 'Runner',
      hear: (data) => this.#receive(decodeFromFrame(data)),
      broken: (why) => broken(this, why),
    })
  }

  get isOpen(): boolean {
    return this.#sandbox.isOpen
  }

  send(message: ToFrame, transfer: Transferable[] = []): void {
    this.#sandbox.send(message, transfer)
  }

  languages(): string[] {
    return [...this.#languages.keys()]
  }

  /** Resolves when the frame has the language's bytes; the frame queues runs of it until it is ready. */
  load(language: string): Promise<void> {
    this.#shelf.touch(language)
    return this.#load(language).sent
  }

  /** Resolves when a spare worker of a loaded language waits for its job. */
  warm(language: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#load(language).warming.push({ resolve, reject })
      this.send({ type: 'warm', language })
    })
  }

  /** Tells the progress so far and to come of a language whose bytes are on the way. */
  watchLoading(language: string, tell: (loaded: number, total: number) => void): () => void {
    const watch = (name: string, { loaded, total }: Loading) => {
      if (name === language && total > 0 && loaded < total) tell(loaded, total)
    }
    const loading = this.#languages.get(language)
    if (loading !== undefined) watch(language, loading)
    this.#watchers.add(watch)
    return () => this.#watchers.delete(watch)
  }

  /** False when the frame does not answer in time. Takes a second, whatever the answer. */
  ping(): Promise<boolean> {
    return this.#sandbox.ping((n) => this.send({ type: 'ping', n }))
  }

  close(why: Error): void {
    this.#sandbox.close(why)
    for (const { warming } of this.#languages.values()) for (const settle of warming) settle.reject(why)
  }

  #load(language: string): Loading {
    const known = this.#languages.get(language)
    if (known !== undefined) return known
    const loading: Loading = { sent: this.#hand(language), warming: [], loaded: 0, total: 0 }
    loading.sent.catch((failure: Error) => this.#failed(language, failure.message))
    this.#languages.set(language, loading)
    return loading
  }

  async #hand(language: string): Promise<void> {
    const { pack, parts } = await findPack(language)
    for (const gone of this.#shelf.use(language, parts)) this.#unload(gone)
    const total = [...parts.values()].reduce((sum, { br }) => sum + br, 0)
    const tell = () => {
      const loading = this.#languages.get(language)
      if (loading === undefined) return
      const loaded = [...parts].reduce((sum, [name, { br }]) => sum + br * (this.#parts.get(name)?.share ?? 0), 0)
      Object.assign(loading, { loaded: Math.round(loaded), total })
      for (const watch of this.#watchers) watch(language, loading)
    }
    await Promise.all([...parts].map(([name, file]) => this.#part(name, file, tell)))
    if (!this.#languages.has(language)) throw new Error('Other languages needed its place')
    this.send({ type: 'load', language, pack })
  }

  #part(name: string, file: PartFile, tell: () => void): Promise<void> {
    const known = this.#parts.get(name)
    if (known !== undefined) {
      known.tells.push(tell)
      return known.handed
    }
    const part: Part = { share: 0, tells: [tell], handed: Promise.resolve() }
    const hand = async () => {
      const bytes = await fetchPart(name, file, (share) => {
        part.share = share
        for (const each of part.tells) each()
      })
      await this.#sandbox.opened
      this.send({ type: 'part', name, bytes }, [bytes])
    }
    part.handed = hand()
    part.handed.catch(() => this.#parts.delete(name))
    this.#parts.set(name, part)
    return part.handed
  }

  /** The frame lets go of a language and its parts; whoever wants it again loads it again, from the browser's cache. */
  #unload(language: string): void {
    this.#forget(language)
    this.send({ type: 'unload', language })
  }

  #forget(language: string): void {
    this.#languages.delete(language)
    this.#shelf.drop(language)
    for (const name of this.#parts.keys()) if (!this.#shelf.needs(name)) this.#parts.delete(name)
  }

  #failed(language: string, why: string): void {
    for (const settle of this.#languages.get(language)?.warming ?? []) settle.reject(new Error(why))
    // The next press of Run tries again.
    this.#forget(language)
  }

  #receive(message: FromFrame | null): void {
    if (message === null) {
      this.broken(this, 'The runner said something unknown')
      return
    }
    switch (message.type) {
      case 'hello':
        this.#sandbox.greeted()
        return
      case 'pong':
        this.#sandbox.ponged(message.n)
        return
      case 'ready':
        for (const settle of this.#languages.get(message.language)?.warming.splice(0) ?? []) settle.resolve()
        return
      case 'failed':
        this.#failed(message.language, message.why)
        return
      default:
        this.hear(message)
    }
  }
}

/** A part that is on its way to the frame, or there. */
interface Part {
  /** How much of it has come, of 1. */
  share: number
  readonly tells: (() => void)[]
  handed: Promise<void>
}
