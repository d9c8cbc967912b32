/**
 * What a run tells the room: a sink that makes numbered entries of an execution, output batched, all of it cut to what the
 * server says it takes, so that no program can cost whoever runs it more than a part of its output. Knows no socket and
 * no record.
 *
 * Always: entries are numbered from 0 without gaps; output goes before the event that followed it; what is sent is whole
 * characters; the last entry is the end, for which there is always room.
 */
import type { Chunk, RunEntry, RunEvent } from '../sync/messages/runs'
import type { RunLimits } from '../sync/messages/session'
import type { End, Phase, Sink } from './execution'
import { cut, wellFormed } from './text'

/** Output is sent at most this often; what arrives in between goes together. */
const BATCH_MS = 50
const INT_MAX = 2 ** 31 - 1

export interface About {
  readonly file: string
  readonly fileName: string
  readonly language: string
}

export class Entries implements Sink {
  #next = 0
  #waiting: Chunk[] = []
  #sentBytes = 0
  #sentAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  /** What the program does now, and what the others believe it does. */
  #phase: Phase['kind'] = 'starting'
  #toldPhase: Phase['kind'] = 'starting'
  /** More was printed than is sent: nothing more of it is, so that what is sent has no hole. */
  #truncated = false

  constructor(
    private readonly run: string,
    about: About,
    private readonly limits: RunLimits,
    private readonly send: (entry: RunEntry) => void,
  ) {
    this.#send({ kind: 'started', ...about, fileName: wellFormed(about.fileName) })
  }

  /** Told when it has lasted: most programs have ended before anybody could read that they were starting. */
  phase({ kind }: Phase): void {
    this.#phase = kind
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS)
  }

  output(fd: 1 | 2, text: string): void {
    this.#phase = 'running'
    if (this.#truncated) return
    this.#hold(fd, this.#affordable(wellFormed(text)))
    const wait = this.#sentAt + BATCH_MS - performance.now()
    if (wait <= 0) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), wait)
  }

  /** The program is given all of the line; the others read its beginning. */
  input(line: string): void {
    this.#flushOutput()
    if (!this.#mayGoOn()) return
    this.#send({ kind: 'input', text: cut(wellFormed(line), this.limits.textUnits) })
    this.#toldPhase = 'running'
  }

  ended({ code, ms, reason, error, truncated }: End): void {
    clearTimeout(this.#timer)
    this.#flushOutput()
    this.#send({
      kind: 'ended',
      code: code === (code | 0) ? code : 1,
      ms: Number.isFinite(ms) ? Math.max(0, ms) : 0,
      reason,
      ...(error !== undefined && { error: this.#bounded(error) }),
      ...((truncated || this.#truncated) && { truncated: true }),
    })
  }

  #bounded({ message, file, line, column }: NonNullable<End['error']>): NonNullable<End['error']> {
    const place = (value: number | undefined) =>
      value === undefined || !(value >= 1) ? undefined : Math.floor(Math.min(value, this.limits.place, INT_MAX))
    const [atLine, atColumn] = [place(line), place(column)]
    return {
      message: cut(wellFormed(message), this.limits.textUnits),
      ...(file !== undefined && { file: wellFormed(file) }),
      ...(atLine !== undefined && { line: atLine }),
      ...(atColumn !== undefined && { column: atColumn }),
    }
  }

  /** As much of the text as there are bytes left for. */
  #affordable(text: string): string {
    const left = this.limits.bytes - this.#sentBytes
    const { read, written } = encoder.encodeInto(text, new Uint8Array(Math.min(left, text.length * 3)))
    this.#sentBytes += written
    this.#truncated = read < text.length
    return text.slice(0, read)
  }

  #hold(fd: 1 | 2, text: string): void {
    for (let rest = text; rest !== ''; ) {
      const last = this.#waiting.at(-1)
      const room = last?.[0] === fd ? this.limits.entryUnits - last[1].length : 0
      // Less room than a character may need is none.
      const piece = cut(rest, room > 1 ? room : this.limits.entryUnits)
      if (room > 1 && last !== undefined) this.#waiting[this.#waiting.length - 1] = [fd, last[1] + piece]
      else this.#waiting.push([fd, piece])
      rest = rest.slice(piece.length)
    }
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushOutput()
    if (this.#phase === this.#toldPhase || !this.#mayGoOn()) return
    this.#send({ kind: 'phase', phase: this.#phase })
    this.#toldPhase = this.#phase
  }

  #flushOutput(): void {
    if (this.#waiting.length === 0) return
    this.#sentAt = performance.now()
    for (const chunks of this.#packed()) {
      if (!this.#mayGoOn()) break
      this.#send({ kind: 'output', chunks })
      // Only a running program prints.
      this.#toldPhase = 'running'
    }
    this.#waiting = []
  }

  *#packed(): Generator<Chunk[]> {
    let chunks: Chunk[] = []
    let units = 0
    for (const chunk of this.#waiting) {
      if (chunks.length === this.limits.chunks || units + chunk[1].length > this.limits.entryUnits) {
        yield chunks
        chunks = []
        units = 0
      }
      chunks.push(chunk)
      units += chunk[1].length
    }
    yield chunks
  }

  /** The last entry that a run may have is for its end. */
  #mayGoOn(): boolean {
    if (this.#next < this.limits.entries - 1) return true
    this.#truncated = true
    return false
  }

  #send(event: RunEvent): void {
    this.send({ run: this.run, i: this.#next++, ...event })
  }
}

const encoder = new TextEncoder()
