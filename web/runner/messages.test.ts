import { describe, expect, it } from 'vitest'
import { CODE_UNITS_MAX, decodeFromFrame, decodeToFrame, INPUT_UNITS_MAX, UNCREDITED_BYTES_MAX } from './messages'
import { decodeFromWorker } from './worker-messages'

const id = 'a'.repeat(32)
const bytes = (length: number) => new Uint8Array(length)
const pack = { script: 's.js', modules: {}, files: {}, interrupt: true, startMs: 1, runMs: 1 }

describe('what the frame says', () => {
  const accepted: unknown[] = [
    { type: 'hello', shared: true },
    { type: 'ready', language: 'python' },
    { type: 'failed', language: 'python', why: 'no' },
    { type: 'pong', n: 3 },
    { type: 'phase', id, name: 'running' },
    { type: 'out', id, chunks: [[1, bytes(3)]] },
    { type: 'want-input', id },
    { type: 'exit', id, code: 0, ms: 12, reason: 'exit' },
    {
      type: 'exit',
      id,
      code: 1,
      ms: 1,
      reason: 'crashed',
      error: { message: 'x', file: 'main.py', line: 3 },
      truncated: true,
    },
  ]
  it.each(accepted)('is taken as it is: %j', (message) => {
    expect(decodeFromFrame(message)).toEqual(message)
  })

  const refused: unknown[] = [
    null,
    'hello',
    {},
    { type: 'nonsense' },
    { type: 'hello', shared: 'yes' },
    { type: 'out', id: 'short', chunks: [] },
    { type: 'out', id, chunks: [[3, bytes(1)]] },
    { type: 'out', id, chunks: [[1, 'text']] },
    { type: 'out', id, chunks: [[1, bytes(UNCREDITED_BYTES_MAX + 1)]] },
    { type: 'exit', id, code: 256, ms: 1, reason: 'exit' },
    { type: 'exit', id, code: -1, ms: 1, reason: 'exit' },
    { type: 'exit', id, code: 0, ms: 1, reason: 'because' },
    { type: 'exit', id, code: 0, ms: 1, reason: 'exit', error: { line: 3 } },
    { type: 'phase', id, name: 'flying' },
  ]
  it.each(refused)('is refused when unknown or out of bounds: %j', (message) => {
    expect(decodeFromFrame(message)).toBeNull()
  })

  it('keeps an error that has no usable place', () => {
    const exit = { type: 'exit', id, code: 1, ms: 1, reason: 'exit', error: { message: 'x', line: -3, file: 7 } }
    expect(decodeFromFrame(exit)).toMatchObject({ error: { message: 'x' } })
  })
})

describe('what the page says', () => {
  const job = { files: { 'main.py': 'print(1)' }, entry: 'main.py', arguments: ['-v'] }

  it('is taken as it is', () => {
    for (const message of [
      { type: 'load', language: 'python', pack: { ...pack, files: { a: 'a.1.bin' } } },
      { type: 'part', name: 'a.1.bin', bytes: new ArrayBuffer(3) },
      { type: 'unload', language: 'python' },
      { type: 'warm', language: 'python' },
      { type: 'run', id, language: 'python', job },
      { type: 'stop', id },
      { type: 'stdin', id, text: 'x' },
      { type: 'stdin', id, text: null },
      { type: 'credit', id, bytes: 5 },
      { type: 'ping', n: 1 },
    ]) {
      expect(decodeToFrame(message)).toEqual(message)
    }
  })

  const refused: unknown[] = [
    undefined,
    { type: 'run', id, language: 'python', job: { ...job, entry: 'other.py' } },
    { type: 'run', id, language: 'python', job: { ...job, entry: 'toString' } },
    { type: 'run', id, language: 'python', job: { ...job, arguments: [1] } },
    { type: 'run', id, language: 'python', job: { ...job, files: { '../x': '' }, entry: '../x' } },
    { type: 'run', id, language: '', job },
    { type: 'credit', id, bytes: -1 },
    { type: 'load', language: 'python', pack: { ...pack, modules: { a: bytes(3) } } },
    { type: 'load', language: 'python', pack: { ...pack, interrupt: 1 } },
  ]
  it.each(refused)('is refused when it does not fit: %j', (message) => {
    expect(decodeToFrame(message)).toBeNull()
  })

  it('is refused when it is too long', () => {
    const long = { ...job, files: { 'main.py': 'x'.repeat(CODE_UNITS_MAX + 1) } }
    expect(decodeToFrame({ type: 'run', id, language: 'python', job: long })).toBeNull()
    expect(decodeToFrame({ type: 'stdin', id, text: 'x'.repeat(INPUT_UNITS_MAX + 1) })).toBeNull()
  })
})

describe('what a worker says', () => {
  it('is refused when unknown, and cut where it is only long', () => {
    expect(decodeFromWorker({ type: 'exit', code: 3, ms: 5 })).toEqual({ type: 'exit', code: 3, ms: 5 })
    expect(decodeFromWorker({ type: 'exit', code: 3, ms: -1 })).toBeNull()
    expect(decodeFromWorker({ type: 'exit', code: 'three' })).toBeNull()
    expect(decodeFromWorker({ type: 'out', chunks: [[2, bytes(1)]] })).toEqual({ type: 'out', chunks: [[2, bytes(1)]] })
    expect(decodeFromWorker({ type: 'out', chunks: [[0, bytes(1)]] })).toBeNull()
    expect(decodeFromWorker({ type: 'out', chunks: [[1, 'x']] })).toBeNull()
    expect(decodeFromWorker({ type: 'hack' })).toBeNull()
    expect(decodeFromWorker({ type: 'failed', why: 'x'.repeat(9_999) })).toMatchObject({ why: 'x'.repeat(1_000) })
  })
})
