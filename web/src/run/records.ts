import type { RunAck, RunEndReason, RunError, RunMessage } from '../sync/messages'
import { createStore, type Store } from '../sync/store'
import { type Line, Lines } from './lines'

export interface RunExit {
  readonly code: number
  readonly ms: number
  readonly reason: RunEndReason
  readonly error?: RunError
  readonly truncated: boolean
}

/** One run as it is drawn. Immutable: a change makes a new one. */
export interface RunRecord {
  readonly id: string
  /** Given by the server when the run's first entry is on disk. */
  readonly number: number | null
  readonly participant: string
  readonly language: string
  /** The id of the file, and its name when it was run. */
  readonly file: string
  readonly fileName: string
  readonly startedAt: number
  readonly state: 'running' | 'ended'
  /** Absent while it runs, and when its participant left before it ended. */
  readonly exit?: RunExit
  readonly lines: readonly Line[]
  /** Lines before the first of `lines` that are no longer kept. */
  readonly dropped: number
  readonly mine: boolean
}

interface Kept {
  record: RunRecord
  readonly lines: Lines
  changed: boolean
}

interface Beginning {
  readonly file: string
  readonly fileName: string
  readonly language: string
  readonly participant: string
  readonly mine: boolean
}

/** Runs kept, and UTF-16 units of their lines together; the oldest that have ended go first. */
const RUNS_MAX = 50
const ALL_UNITS_MAX = 8 << 20
/** Runs whose entries are still recognised as seen, kept or not. */
const SEEN_MAX = 1_000
/** Every entry of a run of this page is known. */
const OWN = Number.POSITIVE_INFINITY
/** The list changes at once after a pause, and at most this often. */
const PUBLISH_MS = 50

/**
 * All runs of the room that this page knows, oldest first. An entry is applied once, by (run, i): a reconnect sends the
 * history again, and own entries are applied before they are sent.
 */
export class Records {
  readonly #list = createStore<readonly RunRecord[]>([])
  readonly list: Store<readonly RunRecord[]> = this.#list
  readonly #kept = new Map<string, Kept>()
  /** run → the entries below this number are known. Own runs of this page: all. */
  readonly #seen = new Map<string, number>()
  /** Participants who are known not to be here. */
  #gone: ReadonlySet<string> = new Set()
  #publishedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  begin(id: string, beginning: Beginning): void {
    this.#seen.set(id, OWN)
    this.#add(id, beginning, null, Date.now())
    this.#publishNow()
    // The first output follows within milliseconds and is shown when it comes.
    this.#publishedAt = Number.NEGATIVE_INFINITY
  }

  print(id: string, fd: 1 | 2, text: string): void {
    this.#change(id, (kept) => kept.lines.print(fd === 1 ? 'out' : 'err', text))
  }

  input(id: string, text: string): void {
    this.#change(id, (kept) => kept.lines.input(text))
  }

  end(id: string, exit: Omit<RunExit, 'reason' | 'truncated'> & { reason?: RunEndReason; truncated?: boolean }): void {
    const { code, ms, error, reason = 'exit', truncated = false } = exit
    this.#change(id, (kept) => {
      kept.record = {
        ...kept.record,
        state: 'ended',
        exit: { code, ms, reason, truncated, ...(error !== undefined && { error }) },
      }
    })
    if (this.#seen.get(id) === OWN) this.#publishNow()
  }

  /** Who has left sends nothing more: their runs are over, until one of them is told on after all. */
  absent(gone: ReadonlySet<string>): void {
    this.#gone = gone
    for (const participant of gone) this.#endUnfinished(participant)
    this.#publish()
  }

  receive(message: RunMessage | RunAck, me: string): void {
    const kept = this.#kept.get(message.run)
    if (kept !== undefined && kept.record.number !== message.number) {
      kept.record = { ...kept.record, number: message.number }
      this.#change(message.run, () => undefined)
    }
    if (message.type === 'RUNACK' || message.i < (this.#seen.get(message.run) ?? 0)) return
    this.#seen.set(message.run, message.i + 1)
    this.#forgetOldest()
    switch (message.kind) {
      case 'started': {
        const { file, fileName, language, participant, number, at } = message
        const mine = participant === me
        this.#endUnfinished(participant)
        this.#add(message.run, { file, fileName, language, participant, mine }, number, Date.parse(at) || Date.now())
        break
      }
      case 'output':
        for (const [fd, text] of message.chunks) this.print(message.run, fd, text)
        break
      case 'input':
        this.input(message.run, message.text)
        break
      case 'ended':
        this.end(message.run, message)
    }
    this.#goOn(message.run)
    this.#publish()
  }

  clear(): void {
    for (const [id, { record }] of this.#kept) {
      if (record.state === 'ended') this.#kept.delete(id)
    }
    this.#publishNow()
  }

  /** A participant runs one thing at a time: what had not ended when they closed the page never will. */
  #endUnfinished(participant: string): void {
    for (const [id, kept] of this.#kept) {
      if (kept.record.participant !== participant || kept.record.state === 'ended') continue
      // Not this page's own run: its end is announced by the runner, never guessed.
      if (this.#seen.get(id) === OWN) continue
      kept.record = { ...kept.record, state: 'ended' }
      kept.changed = true
    }
  }

  /** An entry came: its participant is at it, or left and this is history. */
  #goOn(id: string): void {
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.record.exit !== undefined || this.#seen.get(id) === OWN) return
    const state = this.#gone.has(kept.record.participant) ? 'ended' : 'running'
    if (state !== kept.record.state) kept.record = { ...kept.record, state }
  }

  #add(id: string, beginning: Beginning, number: number | null, startedAt: number): void {
    const lines = new Lines()
    const record: RunRecord = { id, number, startedAt, ...beginning, state: 'running', lines: lines.list(), dropped: 0 }
    this.#kept.set(id, { record, lines, changed: true })
  }

  /** Entries of a run whose start is not known (cut from the history) or that was cleared change nothing. */
  #change(id: string, act: (kept: Kept) => void): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    act(kept)
    kept.changed = true
    this.#publish()
  }

  #publish(): void {
    if (this.#timer !== undefined) return
    const wait = this.#publishedAt + PUBLISH_MS - performance.now()
    if (wait <= 0) this.#publishNow()
    else this.#timer = setTimeout(() => this.#publishNow(), wait)
  }

  #publishNow(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#publishedAt = performance.now()
    this.#bound()
    for (const kept of this.#kept.values()) {
      if (!kept.changed) continue
      kept.record = { ...kept.record, lines: kept.lines.list(), dropped: kept.lines.dropped }
      kept.changed = false
    }
    this.#list.set([...this.#kept.values()].map(({ record }) => record))
  }

  #bound(): void {
    let units = 0
    for (const { lines } of this.#kept.values()) units += lines.units
    for (const [id, { record, lines }] of this.#kept) {
      if (this.#kept.size <= RUNS_MAX && units <= ALL_UNITS_MAX) return
      if (record.state === 'running' && this.#kept.size <= 2 * RUNS_MAX) continue
      units -= lines.units
      this.#kept.delete(id)
    }
  }

  #forgetOldest(): void {
    for (const id of this.#seen.keys()) {
      if (this.#seen.size <= SEEN_MAX) return
      if (!this.#kept.has(id)) this.#seen.delete(id)
    }
  }
}
