import { describe, expect, test, vi } from 'vitest'
import type { Connection } from './connection'
import { livePage, page, pass, testEveryPage, type, until } from './testPage'
import { awarenessFrame, hotseat, syncFrame } from './testServer'

const around = testEveryPage()

describe('the line', () => {
  test('asks for the protocol and shows its token', async () => {
    await livePage()
    const { socket } = around.server
    expect(socket.url).toBe('ws://test/ws/sessions/s1')
    expect(socket.protocols).toEqual(['hotseat.v1', 'hotseat.token.t'])
  })

  test.each([4401, 4404, 4410, 4430])('stops at %d and keeps the unsent text', async (code) => {
    const { server } = around
    const { connection, text } = await livePage()
    server.withholdAcks = true
    type(text(), 'mine')
    await pass(10)
    server.cut(code, 'The interview is over.')
    expect(connection.state.get()).toEqual({ kind: 'closed', code, reason: 'The interview is over.' })
    expect(connection.unsentText()).toBe('mine')
    connection.retryNow()
    await pass(60_000)
    expect(server.sockets).toHaveLength(0)
  })

  test.each([1006, 1012, 1013, 4413, 4422, 4423, 4508, 4529])('comes back after %d', async (code) => {
    const { connection } = await livePage()
    around.server.cut(code)
    expect(connection.state.get().kind).toBe('offline')
    await pass(800)
    expect(connection.state.get()).toEqual({ kind: 'live' })
  })

  test('waits longer with every failed try, up to ten seconds, and says when it tries again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
    const { server } = around
    const { connection } = await livePage()
    const waits: number[] = []
    const attempts: number[] = []
    connection.state.subscribe(() => {
      const state = connection.state.get()
      if (state.kind !== 'offline') return
      waits.push(Math.round(state.retryAt - Date.now()))
      attempts.push(state.attempt)
    })
    server.down = true
    server.cut()
    await pass(30_000)
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(waits).toEqual([250, 425, 722, 1228, 2088, 3550, 6034, 10000, 10000])
  })

  test.each([4413, 4422])('waits longer each time it is closed with %d, though each try catches up', async (code) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
    const { server } = around
    const { connection } = await livePage()
    const waits: number[] = []
    connection.state.subscribe(() => {
      const state = connection.state.get()
      if (state.kind === 'offline') waits.push(Math.round(state.retryAt - Date.now()))
    })
    for (let n = 0; n < 4; n++) {
      server.cut(code)
      await until(() => connection.state.get().kind === 'live')
    }
    expect(waits).toEqual([722, 2088, 6034, 10000])
  })

  test('does not take an open socket for success: only a step 2 starts the waits again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
    const { server } = around
    const { connection } = await livePage()
    server.accept = (socket) => socket.breakOff(1012, '')
    server.cut()
    for (let n = 0; n < 4; n++) await pass(10_000)
    const state = connection.state.get()
    expect(state.kind === 'offline' && state.attempt).toBeGreaterThan(5)
  })

  test('closed with 4403 before it caught up waits like any other', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
    const { server } = around
    const { connection } = await livePage()
    let tries = 0
    server.accept = (socket) => {
      tries++
      socket.breakOff(4403, '')
    }
    server.cut(4403)
    await pass(10_000)
    expect(connection.state.get().kind).toBe('offline')
    expect(tries).toBeLessThan(10)
  })

  test.each([
    ['the network is back', () => dispatchEvent(new Event('online'))],
    ['the tab is shown', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['asked to', (connection: Connection) => connection.retryNow()],
  ])('tries at once when %s', async (_, wake) => {
    const { server } = around
    const { connection } = await livePage()
    server.down = true
    server.cut()
    await pass(30_000)
    server.down = false
    expect(connection.state.get().kind).toBe('offline')
    wake(connection)
    await pass(20)
    expect(connection.state.get()).toEqual({ kind: 'live' })
  })

  test('ignores what it cannot read', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    const frames: unknown[] = [
      'text frame',
      new Uint8Array([]).buffer,
      new Uint8Array([77, 1, 2]).buffer,
      new Uint8Array([0, 2, 200, 1, 1]).buffer,
      new Uint8Array([0, 9, 0]).buffer,
      new Uint8Array([100, 5, 123]).buffer,
    ]
    const json = ['{', 'null', '[]', '{"type":"ACK"}', '{"type":"ACK","n":-1}', '{"type":"EVIL"}', '{"type":"WELCOME"}']
    for (const frame of frames) server.socket.deliver(frame)
    for (const body of json) server.socket.fromServer(hotseatText(body))
    type(text(), 'x')
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.sockets).toHaveLength(1)
  })

  test('is opened again after an update that cannot be applied, and has the text', async () => {
    const { server } = around
    const { text } = await livePage()
    server.socket.fromServer(syncFrame(2, new Uint8Array([9, 9, 9, 9])))
    await pass(1_000)
    expect(reportError).toHaveBeenCalled()
    server.doc.getText('file:main').insert(0, 'still ')
    await pass(50)
    expect(text().toString()).toBe('still print(1)\n')
  })
})

describe('a dead line', () => {
  test('is known within five seconds while somebody looks', async () => {
    const { server } = around
    const { connection } = await livePage()
    server.dead = true
    await pass(5_000)
    expect(connection.state.get().kind).toBe('offline')
  })

  test('is known within five seconds while something is unsaved, also in a hidden tab', async () => {
    const { server } = around
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const { connection, text } = await livePage()
    await pass(10_000)
    server.dead = true
    type(text(), 'x')
    await pass(5_000)
    expect(connection.state.get().kind).toBe('offline')
  })

  test('of a hidden tab with everything saved is found in its own time', async () => {
    const { server } = around
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const { connection } = await livePage()
    server.dead = true
    await pass(20_000)
    expect(connection.state.get().kind).toBe('live')
    await pass(15_000)
    expect(connection.state.get().kind).toBe('offline')
  })

  test('is known at once when the browser says that there is no network', async () => {
    const { server } = around
    const { connection } = await livePage()
    server.down = true
    dispatchEvent(new Event('offline'))
    expect(connection.state.get().kind).toBe('offline')
    server.down = false
    dispatchEvent(new Event('online'))
    await pass(20)
    expect(connection.state.get().kind).toBe('live')
  })

  test('is found two seconds after the computer wakes', async () => {
    const { server } = around
    const { connection } = await livePage()
    server.dead = true
    const { questions } = server
    vi.setSystemTime(Date.now() + 3_600_000)
    await pass(2_500)
    expect(connection.state.get().kind).toBe('live')
    await pass(2_000)
    expect(connection.state.get().kind).toBe('offline')
    expect(server.questions).toBe(questions)
  })

  test('is not what a sleep leaves: a line that lives goes on', async () => {
    const { server } = around
    const { connection } = await livePage()
    const { socket } = server
    vi.setSystemTime(Date.now() + 3_600_000)
    await pass(10_000)
    expect(server.socket).toBe(socket)
    expect(connection.state.get().kind).toBe('live')
  })

  test('is found in a hidden tab whose timers the browser slows down, too', async () => {
    const { server } = around
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const { connection, text } = await livePage()
    server.dead = true
    type(text(), 'x')
    for (let n = 0; n < 3; n++) {
      vi.setSystemTime(Date.now() + 60_000)
      await pass(2_500)
    }
    expect(connection.state.get().kind).toBe('offline')
  })

  test('is not one that was asked just before the computer slept', async () => {
    const { server } = around
    const { connection } = await livePage()
    const { socket } = server
    server.dead = true
    // The question is on its way, and its answer never comes.
    await pass(3_000)
    vi.setSystemTime(Date.now() + 3_600_000)
    server.dead = false
    await pass(10_000)
    expect(server.socket).toBe(socket)
    expect(connection.state.get().kind).toBe('live')
  })

  test('is not a slow one: what was sent before the question has its time', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.dead = true
    text().insert(0, 'x'.repeat(640_000))
    await pass(30_000)
    expect(connection.state.get().kind).toBe('live')
    await pass(20_000)
    expect(connection.state.get().kind).toBe('offline')
  })
})

describe('a silent room', () => {
  test('is asked once per silence, and nothing is asked where somebody moves', async () => {
    const { server } = around
    const { connection } = await livePage()
    const { socket } = server
    await pass(25_000)
    expect(server.questions).toBeGreaterThanOrEqual(8)
    expect(server.questions).toBeLessThanOrEqual(10)
    const { questions } = server
    for (let n = 0; n < 20; n++) {
      socket.fromServer(awarenessFrame([]))
      await pass(2_000)
    }
    expect(server.questions).toBe(questions)
    expect(server.socket).toBe(socket)
    expect(connection.state.get().kind).toBe('live')
  })
})

describe('a server that goes', () => {
  test('finds its pages back within the time it gave, none of which says "offline"', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9)
    const { server } = around
    const { connection, text } = await livePage()
    const states: string[] = []
    connection.state.subscribe(() => states.push(connection.state.get().kind))
    server.socket.fromServer(hotseat({ type: 'GOAWAY', afterMs: 2_000 }))
    await pass(2)
    server.cut(1012)
    type(text(), 'still here')
    await pass(1_700)
    expect(server.sockets).toHaveLength(0)
    await pass(300)
    expect(server.sockets).toHaveLength(1)
    expect(states).not.toContain('offline')
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toContain('still here')
  })

  test('and does not come back is an outage like any other', async () => {
    const { server } = around
    const { connection } = await livePage()
    server.socket.fromServer(hotseat({ type: 'GOAWAY', afterMs: 2_000 }))
    await pass(2)
    server.down = true
    server.cut(1012)
    expect(connection.state.get().kind).toBe('live')
    await pass(2_100)
    expect(connection.state.get().kind).toBe('offline')
  })

  test('and whose successor does not answer is one, too', async () => {
    const { server } = around
    const { connection } = await livePage()
    server.socket.fromServer(hotseat({ type: 'GOAWAY', afterMs: 2_000 }))
    await pass(2)
    server.cut(1012)
    server.dead = true
    await pass(4_100)
    expect(connection.state.get().kind).toBe('offline')
  })
})

test('the first connection that is never answered is tried again', async () => {
  const { server } = around
  server.dead = true
  const { connection } = page()
  await pass(31_000)
  expect(connection.state.get().kind).toBe('offline')
  server.dead = false
  await until(() => connection.synced.get())
})

function hotseatText(json: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json)
  return new Uint8Array([100, text.length, ...text])
}
