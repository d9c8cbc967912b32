import type { Fd, OutputChunk } from './messages'

/**
 * Memory shared by the frame and one worker, so that a program which never returns to its event loop can still print,
 * wait for input and be interrupted. Control words, then one line of input, then a ring of output records:
 *
 *   Int32[8]  input state · input length · head · tail · frame idle · interrupt · (2 unused)
 *   64 KiB    UTF-8 of the answered line
 *   256 KiB   records: fd (1 byte), length (3 bytes, little endian), bytes
 *
 * head and tail count bytes since the start; a run's output is limited far below 2^31. Only the worker moves head, only
 * the frame moves tail; head - tail is at most the size of the ring. What the worker writes stays readable after it has
 * been terminated, so nothing printed before an endless loop is lost. User code cannot reach this memory by a name, but
 * the frame reads it as if it could: a record that does not add up is `corrupt`.
 */
const INPUT_STATE = 0
const INPUT_LENGTH = 1
const HEAD = 2
const TAIL = 3
const IDLE = 4
const INTERRUPT = 5
const CONTROL_BYTES = 32
const INPUT_BYTES = 64 << 10
const RING_BYTES = 256 << 10
const RECORD_HEADER = 4
/** As many as the ring can hold. A worker that moves the words itself could keep the frame looking for ever. */
const RECORDS_MAX = Math.ceil(RING_BYTES / (RECORD_HEADER + 1))
/** One record, so that a large write and its reader make progress together. */
const RECORD_BYTES_MAX = 32 << 10

const ASKING = 1
const ANSWERED = 2
const END_OF_INPUT = -1
const INTERRUPTED = 2

export class Channel {
  static create(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(CONTROL_BYTES + INPUT_BYTES + RING_BYTES)
    new Int32Array(memory, 0, CONTROL_BYTES / 4)[IDLE] = 1
    return memory
  }

  readonly #control: Int32Array
  readonly #input: Uint8Array
  readonly #ring: Uint8Array
  /** One word: what an interpreter polls for a pressed Stop. */
  readonly interruptWord: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, CONTROL_BYTES / 4)
    this.#input = new Uint8Array(memory, CONTROL_BYTES, INPUT_BYTES)
    this.#ring = new Uint8Array(memory, CONTROL_BYTES + INPUT_BYTES, RING_BYTES)
    this.interruptWord = new Int32Array(memory, INTERRUPT * 4, 1)
  }

  // The worker's side.

  /** Blocks while the ring is full. `wake` is called when the frame has stopped looking and must be told. */
  write(fd: Fd, bytes: Uint8Array, wake: () => void): void {
    for (let start = 0; start < bytes.length; start += RECORD_BYTES_MAX) {
      const part = bytes.subarray(start, start + RECORD_BYTES_MAX)
      const head = this.#control[HEAD] ?? 0
      for (;;) {
        const tail = Atomics.load(this.#control, TAIL)
        if (RING_BYTES - (head - tail) >= RECORD_HEADER + part.length) break
        Atomics.wait(this.#control, TAIL, tail)
      }
      this.#put(head, Uint8Array.of(fd, part.length & 255, part.length >> 8, 0))
      this.#put(head + RECORD_HEADER, part)
      Atomics.store(this.#control, HEAD, head + RECORD_HEADER + part.length)
      if (Atomics.exchange(this.#control, IDLE, 0) === 1) wake()
    }
  }

  /** Blocks until the frame answers `ask`; null at the end of the input and after an interrupt. */
  readLine(ask: () => void): string | null {
    Atomics.store(this.#control, INPUT_STATE, ASKING)
    if (Atomics.load(this.interruptWord, 0) === INTERRUPTED) return null
    ask()
    while (Atomics.load(this.#control, INPUT_STATE) === ASKING) Atomics.wait(this.#control, INPUT_STATE, ASKING)
    const length = Atomics.load(this.#control, INPUT_LENGTH)
    // A copy: text decoders refuse shared memory.
    return length === END_OF_INPUT ? null : new TextDecoder().decode(this.#input.slice(0, length))
  }

  // The frame's side.

  answer(text: string | null): void {
    let length = END_OF_INPUT
    if (text !== null) {
      const bytes = new TextEncoder().encode(text)
      length = Math.min(bytes.length, INPUT_BYTES)
      this.#input.set(bytes.subarray(0, length))
    }
    Atomics.store(this.#control, INPUT_LENGTH, length)
    Atomics.store(this.#control, INPUT_STATE, ANSWERED)
    Atomics.notify(this.#control, INPUT_STATE)
  }

  interrupt(): void {
    Atomics.store(this.interruptWord, 0, INTERRUPTED)
    if (Atomics.load(this.#control, INPUT_STATE) === ASKING) this.answer(null)
  }

  /** Takes whole records until `bytesMax` is passed. `empty` means that the worker wakes the frame for the next one. */
  drain(bytesMax: number): { chunks: OutputChunk[]; state: 'more' | 'empty' | 'corrupt' } {
    const chunks: OutputChunk[] = []
    let taken = 0
    for (let left = RECORDS_MAX; left > 0; left--) {
      const tail = this.#control[TAIL] ?? 0
      const filled = Atomics.load(this.#control, HEAD) - tail
      if (filled === 0) {
        Atomics.store(this.#control, IDLE, 1)
        if (Atomics.load(this.#control, HEAD) === tail) return { chunks, state: 'empty' }
        if (Atomics.exchange(this.#control, IDLE, 0) === 0) return { chunks, state: 'empty' }
        continue
      }
      if (taken >= bytesMax) return { chunks, state: 'more' }
      const [fd, low = 0, high = 0] = this.#get(tail, RECORD_HEADER)
      const length = low | (high << 8)
      const adds = length > 0 && filled >= RECORD_HEADER + length && filled <= RING_BYTES
      if ((fd !== 1 && fd !== 2) || !adds) {
        return { chunks, state: 'corrupt' }
      }
      chunks.push([fd, this.#get(tail + RECORD_HEADER, length)])
      taken += length
      Atomics.store(this.#control, TAIL, tail + RECORD_HEADER + length)
      Atomics.notify(this.#control, TAIL)
    }
    return { chunks, state: 'more' }
  }

  #put(position: number, bytes: Uint8Array): void {
    const at = position % RING_BYTES
    const first = Math.min(bytes.length, RING_BYTES - at)
    this.#ring.set(bytes.subarray(0, first), at)
    this.#ring.set(bytes.subarray(first), 0)
  }

  #get(position: number, length: number): Uint8Array {
    const at = position % RING_BYTES
    const first = Math.min(length, RING_BYTES - at)
    const bytes = new Uint8Array(length)
    bytes.set(this.#ring.subarray(at, at + first))
    bytes.set(this.#ring.subarray(0, length - first), first)
    return bytes
  }
}
