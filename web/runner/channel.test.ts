import { expect, it } from 'vitest'
import { Channel } from './channel'

const text = (value: string) => new TextEncoder().encode(value)
const read = (channel: Channel, bytesMax = 1 << 20) => {
  const { chunks, state } = channel.drain(bytesMax)
  return { text: chunks.map(([fd, bytes]) => `${fd}:${new TextDecoder().decode(bytes)}`), state }
}

/** The same memory seen by the worker and by the frame. */
function open() {
  const memory = Channel.create()
  return { worker: new Channel(memory), frame: new Channel(memory), memory }
}

it('the frame reads what the worker wrote, in order, with its stream', () => {
  const { worker, frame } = open()
  worker.write(1, text('a'), () => undefined)
  worker.write(2, text('b'), () => undefined)
  expect(read(frame)).toEqual({ text: ['1:a', '2:b'], state: 'empty' })
})

it('the worker wakes the frame once, and again only after the frame found nothing left', () => {
  const { worker, frame } = open()
  let woken = 0
  const wake = () => {
    woken++
  }
  worker.write(1, text('a'), wake)
  worker.write(1, text('b'), wake)
  expect(woken).toBe(1)
  read(frame)
  worker.write(1, text('c'), wake)
  expect(woken).toBe(2)
})

it('a reader with little room leaves the rest for later', () => {
  const { worker, frame } = open()
  for (const part of ['aa', 'bb', 'cc']) worker.write(1, text(part), () => undefined)
  expect(read(frame, 3)).toEqual({ text: ['1:aa', '1:bb'], state: 'more' })
  expect(read(frame)).toEqual({ text: ['1:cc'], state: 'empty' })
})

it('nothing is lost or mixed when the ring goes round many times', () => {
  const { worker, frame } = open()
  let written = ''
  let seen = ''
  for (let i = 0; i < 2_000; i++) {
    const part = `${i}:${'x'.repeat(i % 997)};`
    worker.write(1, text(part), () => undefined)
    written += part
    if (i % 50 === 0) for (const [, bytes] of frame.drain(1 << 20).chunks) seen += new TextDecoder().decode(bytes)
  }
  for (const [, bytes] of frame.drain(1 << 20).chunks) seen += new TextDecoder().decode(bytes)
  expect(seen).toBe(written)
})

it('memory that a program has damaged is noticed', () => {
  const { worker, frame, memory } = open()
  worker.write(1, text('hello'), () => undefined)
  new Uint8Array(memory).fill(0xff, 32 + (64 << 10), 32 + (64 << 10) + 16)
  expect(frame.drain(1 << 20).state).toBe('corrupt')
})

it('a worker that writes nothing without end does not keep the frame', () => {
  const { frame, memory } = open()
  const control = new Int32Array(memory, 0, 8)
  const ring = new Uint8Array(memory, 32 + (64 << 10))
  ring.set([1, 0, 0, 0])
  control[2] = 4
  expect(frame.drain(1 << 20)).toEqual({ chunks: [], state: 'corrupt' })
})

it('a ring that is full of the smallest records is taken whole, and not more at once', () => {
  const { worker, frame } = open()
  const most = Math.floor((256 << 10) / 5)
  for (let i = 0; i < most; i++) worker.write(1, text('x'), () => undefined)
  const { chunks, state } = frame.drain(1 << 20)
  expect(chunks).toHaveLength(most)
  expect(['more', 'empty']).toContain(state)
})

it('a line that is answered while it is asked for comes back, and null is the end', () => {
  const { worker, frame } = open()
  expect(worker.readLine(() => frame.answer('Änne 😀'))).toBe('Änne 😀')
  expect(worker.readLine(() => frame.answer(''))).toBe('')
  expect(worker.readLine(() => frame.answer(null))).toBeNull()
})

it('an interrupt ends the wait for a line, before and while it is asked for', () => {
  const { worker, frame } = open()
  expect(worker.readLine(() => frame.interrupt())).toBeNull()
  expect(worker.interruptWord[0]).toBe(2)
  expect(
    worker.readLine(() => {
      throw new Error('nobody is asked any more')
    }),
  ).toBeNull()
})
