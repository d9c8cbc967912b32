import type { Chunk, RunEntry, RunEvent } from '../sync/messages'

/** Output is sent at most this often; what arrives in between goes together. */
const BATCH_MS = 50
/** Bytes of JSON of the chunks of one entry; the whole message stays below the 64 KiB of the contract. */
const ENTRY_BYTES_MAX = 60 << 10
/** UTF-16 units of one piece of text: at most 6 bytes each when escaped, so a piece always fits an entry. */
const PIECE_UNITS = 8 << 10
/** UTF-8 bytes of output of one run that are sent; the server keeps no more. */
export const RUN_BYTES_MAX = 1 << 20

/** The entries of one own run: numbered, output batched, in the order things happened. */
export class Entries {
  #next = 0
  #waiting: Chunk[] = []
  #sentBytes = 0
  #sentAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  /** More was printed than is sent. */
  truncated = false

  constructor(
    private readonly run: string,
    private readonly send: (entry: RunEntry) => void,
  ) {}

  /** Everything but output: sent at once, after the output before it. */
  add(event: Exclude<RunEvent, { kind: 'output' }>): void {
    this.#flush()
    this.#send(event)
  }

  output(fd: 1 | 2, text: string): void {
    for (const piece of pieces(text)) {
      const bytes = utf8(piece)
      if (this.#sentBytes + bytes > RUN_BYTES_MAX) {
        this.truncated = true
        break
      }
      this.#sentBytes += bytes
      const last = this.#waiting.at(-1)
      if (last?.[0] === fd && last[1].length + piece.length <= PIECE_UNITS) {
        this.#waiting[this.#waiting.length - 1] = [fd, last[1] + piece]
      } else {
        this.#waiting.push([fd, piece])
      }
    }
    const wait = this.#sentAt + BATCH_MS - performance.now()
    if (wait <= 0) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), wait)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.length === 0) return
    this.#sentAt = performance.now()
    let chunks: Chunk[] = []
    let bytes = 0
    for (const chunk of this.#waiting) {
      const size = utf8(JSON.stringify(chunk)) + 1
      if (bytes + size > ENTRY_BYTES_MAX) {
        this.#send({ kind: 'output', chunks })
        chunks = []
        bytes = 0
      }
      chunks.push(chunk)
      bytes += size
    }
    this.#send({ kind: 'output', chunks })
    this.#waiting = []
  }

  #send(event: RunEvent): void {
    this.send({ run: this.run, i: this.#next++, ...event })
  }
}

/** Cuts between characters: half of a surrogate pair is not text. */
function* pieces(text: string): Generator<string> {
  let start = 0
  while (start < text.length) {
    let end = Math.min(text.length, start + PIECE_UNITS)
    const last = text.charCodeAt(end - 1)
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--
    yield text.slice(start, end)
    start = end
  }
}

const encoder = new TextEncoder()
const utf8 = (text: string) => encoder.encode(text).length
