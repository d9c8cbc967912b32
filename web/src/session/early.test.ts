import { expect, it, vi } from 'vitest'
import type { Code } from '../api/client'
import type { LinkState } from '../sync/line'
import type { Welcome } from '../sync/messages/session'
import { createStore } from '../sync/store'
import { watchEarly } from './early'

const offline: LinkState = { kind: 'offline', attempt: 1, retryAt: 0 }
const code: Code = { file: 'main', language: 'python', code: 'print(1)\n' }

function open(read: () => Promise<Code>) {
  const state = createStore<LinkState>({ kind: 'connecting' })
  const welcome = createStore<Welcome | null>(null)
  return { state, welcome, early: watchEarly({ state, welcome }, read) }
}

it('the text is read over REST when the line never opened, and goes when it does', async () => {
  const { state, welcome, early } = open(async () => code)
  expect(early.get()).toBeNull()
  state.set(offline)
  await vi.waitFor(() => expect(early.get()).toBe(code.code))
  welcome.set({} as Welcome)
  expect(early.get()).toBeNull()
})

it('a server that does not answer at all blocks nothing, and is asked again at the next try', async () => {
  const read = vi.fn<() => Promise<Code>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(code)
  const { state, early } = open(read)
  state.set(offline)
  await vi.waitFor(() => expect(read).toHaveBeenCalledOnce())
  expect(early.get()).toBeNull()
  await vi.waitFor(() => {
    state.set({ ...offline })
    expect(early.get()).toBe(code.code)
  })
})

it('a line that was open once is not blocked', () => {
  const read = vi.fn(async () => code)
  const { state, welcome } = open(read)
  welcome.set({} as Welcome)
  state.set(offline)
  expect(read).not.toHaveBeenCalled()
})
