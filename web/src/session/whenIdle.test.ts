import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { whenIdle } from './whenIdle'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('waits for a pause of the page, and not for ever', () => {
  const ask = vi.fn((_act: () => void, _options: { timeout: number }) => 7)
  const cancel = vi.fn()
  vi.stubGlobal('requestIdleCallback', ask)
  vi.stubGlobal('cancelIdleCallback', cancel)
  const act = vi.fn()
  const stop = whenIdle(act, 600)
  expect(ask).toHaveBeenCalledWith(act, { timeout: 600 })
  expect(act).not.toHaveBeenCalled()
  stop()
  expect(cancel).toHaveBeenCalledWith(7)
})

it('waits its time in a browser that cannot tell, unless it is taken back', () => {
  vi.stubGlobal('requestIdleCallback', undefined)
  const act = vi.fn()
  whenIdle(act, 600)()
  whenIdle(act, 600)
  vi.advanceTimersByTime(599)
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(act).toHaveBeenCalledOnce()
})
