import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Left, Life } from './life'

const LEFT: Left = { client: 7, clock: 3, shown: 5 }

/** As the browser does: one after the other, in the order of asking. */
function withLocks(): void {
  let last: Promise<unknown> = Promise.resolve()
  const request = (_name: string, take: () => unknown) => {
    last = last.then(take)
    return last
  }
  vi.stubGlobal('navigator', { locks: { request } })
}

const arrive = () => new Life('s1', 'p-ada')

/** A tab is closed: what was its own goes with it. */
function close(life: Life, left: Left | null): void {
  life.handOver(left)
  sessionStorage.clear()
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

describe('the next life in a tab', () => {
  test('knows the one before and goes on as its writer', async () => {
    const first = arrive()
    first.handOver(LEFT)
    const second = arrive()
    expect(second.before).toBe(first.page)
    expect(await second.writer()).toEqual(LEFT)
    expect(await second.writer()).toBeNull()
    expect(arrive().before).toBeNull()
  })

  test('knows the one before that wrote nothing', async () => {
    const first = arrive()
    first.handOver(null)
    const second = arrive()
    expect(second.before).toBe(first.page)
    expect(await second.writer()).toBeNull()
  })
})

describe('another tab', () => {
  test('goes on as the writer that a closed one left, and only one of several does', async () => {
    withLocks()
    close(arrive(), LEFT)
    const tabs = [arrive(), arrive(), arrive()]
    const writers = await Promise.all(tabs.map((tab) => tab.writer()))
    expect(writers).toEqual([LEFT, null, null])
    expect(tabs.map((tab) => tab.before)).toEqual([null, null, null])
  })

  test('takes what is its own first', async () => {
    withLocks()
    close(arrive(), { ...LEFT, client: 1 })
    arrive().handOver(LEFT)
    expect(await arrive().writer()).toEqual(LEFT)
  })

  test('takes nothing where the browser cannot keep two apart', async () => {
    close(arrive(), LEFT)
    expect(await arrive().writer()).toBeNull()
  })

  test('takes nothing of another participant, nor what is no writer', async () => {
    withLocks()
    close(new Life('s1', 'p-ada-2'), LEFT)
    close(new Life('s2', 'p-ada'), LEFT)
    localStorage.setItem('hotseat.writer.s1.p-ada.x', '{"client":"7"}')
    localStorage.setItem('hotseat.writer.s1.p-ada.y', '{')
    expect(await arrive().writer()).toBeNull()
  })
})

describe('a page that comes back after it was put aside', () => {
  test('goes on as it was', async () => {
    withLocks()
    const life = arrive()
    life.handOver(LEFT)
    expect(await life.resume()).toBe(true)
    expect(arrive().before).toBeNull()
    expect(await arrive().writer()).toBeNull()
  })

  test('does not where another tab has taken what it left', async () => {
    withLocks()
    const life = arrive()
    life.handOver(LEFT)
    sessionStorage.clear()
    expect(await arrive().writer()).toEqual(LEFT)
    expect(await life.resume()).toBe(false)
  })
})

test('nothing is left of somebody who is forgotten', async () => {
  withLocks()
  close(arrive(), LEFT)
  arrive().forget()
  expect(localStorage).toHaveLength(0)
})

test('without storage everybody is new', async () => {
  withLocks()
  vi.stubGlobal('localStorage', undefined)
  const life = arrive()
  life.handOver(LEFT)
  life.forget()
  expect(await life.writer()).toBeNull()
  expect(await life.resume()).toBe(false)
})
