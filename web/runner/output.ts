import { type Fd, OUTPUT_BYTES_MAX, OUTPUT_INTERVAL_MS, type OutputChunk, UNCREDITED_BYTES_MAX } from './messages'

/** Chunks in one message; a message of single bytes on changing streams is cut rather than refused by the page. */
const CHUNKS_PER_MESSAGE = 1_024

/**
 * Output on its way to the page: at most one message per 50 ms and 64 KiB that the page has not credited, at most 1 MiB
 * per run. The first output after a pause goes at once. `afterwards` queues something behind the output; from that moment only
 * credit holds the output back.
 */
export class Output {
  #waiting: OutputChunk[] = []
  #waitingBytes = 0
  #uncredited = 0
  #kept = 0
  #skip = 0
  #sentAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #after: (() => void)[] = []
  truncated = false

  constructor(
    private readonly send: (chunks: OutputChunk[]) => void,
    /** There is room again: more can be taken from the worker. */
    private readonly more: () => void,
    /** The page has not dealt with what it has: until it does, the program is not what takes the time. */
    private readonly held: (held: boolean) => void = () => undefined,
  ) {}

  get room(): number {
    return UNCREDITED_BYTES_MAX - this.#waitingBytes
  }

  /** The next run of the program prints the same again; what the page has is left out. */
  replay(): void {
    this.#skip = this.#kept
    this.#kept = 0
  }

  /** False when the run has printed more than is kept; the rest is dropped. */
  add(chunks: readonly OutputChunk[]): boolean {
    for (const [fd, bytes] of chunks) {
      const left = OUTPUT_BYTES_MAX - this.#kept
      const kept = bytes.length <= left ? bytes : bytes.subarray(0, wholeCharacters(bytes, left))
      const known = Math.min(kept.length, Math.max(0, this.#skip - this.#kept))
      this.#kept += kept.length
      if (known < kept.length) {
        this.#waiting.push([fd, kept.subarray(known)])
        this.#waitingBytes += kept.length - known
      }
      if (kept.length < bytes.length) this.truncated = true
    }
    this.#pump()
    return !this.truncated
  }

  afterwards(act: () => void): void {
    this.#after.push(act)
    this.#pump()
  }

  credit(bytes: number): void {
    this.#uncredited = Math.max(0, this.#uncredited - bytes)
    this.#pump()
  }

  #pump(): void {
    clearTimeout(this.#timer)
    while (this.#waitingBytes > 0) {
      const full = this.#uncredited >= UNCREDITED_BYTES_MAX
      this.held(full)
      if (full) return
      const wait = this.#sentAt + OUTPUT_INTERVAL_MS - performance.now()
      // Nobody looks at a hidden page, and its timers come once in a second or a minute.
      if (wait > 0 && this.#after.length === 0 && document.visibilityState !== 'hidden') {
        this.#timer = setTimeout(() => this.#pump(), wait)
        return
      }
      this.#sentAt = performance.now()
      this.send(this.#take(UNCREDITED_BYTES_MAX - this.#uncredited))
    }
    this.held(false)
    for (const act of this.#after.splice(0)) act()
    this.more()
  }

  #take(bytesMax: number): OutputChunk[] {
    const groups: { fd: Fd; parts: Uint8Array[]; bytes: number }[] = []
    let bytes = 0
    let taken = 0
    for (const [fd, data] of this.#waiting) {
      const part = data.subarray(0, bytesMax - bytes)
      const last = groups.at(-1)
      if (last?.fd === fd) {
        last.parts.push(part)
        last.bytes += part.length
      } else if (groups.length === CHUNKS_PER_MESSAGE) {
        break
      } else {
        groups.push({ fd, parts: [part], bytes: part.length })
      }
      bytes += part.length
      if (part.length < data.length) {
        this.#waiting[taken] = [fd, data.subarray(part.length)]
        break
      }
      taken++
      if (bytes === bytesMax) break
    }
    this.#waiting.splice(0, taken)
    this.#waitingBytes -= bytes
    this.#uncredited += bytes
    return groups.map(({ fd, parts, bytes: length }) => [fd, join(parts, length)])
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The largest length ≤ `max` that does not end inside a UTF-8 character. */
function wholeCharacters(bytes: Uint8Array, max: number): number {
  let end = max
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
