import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { type Connection, connect } from './connection'
import { openJournal } from './journal'
import type { RunEntry } from './messages/runs'
import { TestLocks } from './testLocks'
import { awarenessFrame, BEN, hotseat, syncFrame, TestServer, TestSocket } from './testServer'

let server: TestServer
const open: Connection[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('WebSocket', TestSocket)
  TestLocks.install()
  vi.stubGlobal('reportError', vi.fn())
  server = new TestServer()
  TestSocket.server = server
})

afterEach(() => {
  for (const connection of open.splice(0)) connection.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  TestLocks.remove()
})

/** A page: document, journal and connection as the session page puts them together. */
async function page() {
  const journal = await openJournal('s1', 'shared')
  const connection = connect({
    url: 'ws://test',
    token: 't',
    session: 's1',
    document: 'shared',
    doc: new Y.Doc(),
    journal,
  })
  open.push(connection)
  return { connection, journal, text: () => connection.doc.get().getText('file:main') }
}

async function livePage() {
  const it = await page()
  await pass(50)
  expect(it.connection.state.get()).toEqual({ kind: 'live' })
  return it
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

function type(text: Y.Text, edits: string) {
  for (const character of edits) text.insert(text.length, character)
}

describe('an edit', () => {
  test('is saved when the server acknowledged it', async () => {
    const { connection, text } = await livePage()
    type(text(), 'abcdefghijklmnopqrst')
    expect(connection.save.get()).toMatchObject({ kind: 'sending', edits: 20 })
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toBe('print(1)\nabcdefghijklmnopqrst')
    // The empty step 2 of the connection, then one message per edit.
    expect(server.updates).toHaveLength(21)
  })

  test('is not said to be on disk before the server has let the page in', async () => {
    const { connection, text } = await page()
    expect(connection.save.get()).toEqual({ kind: 'connecting' })
    type(text(), 'x')
    expect(connection.save.get()).toMatchObject({ kind: 'sending', edits: 1 })
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('is not said to be on disk when the welcome could not be read', async () => {
    const accept = server.accept.bind(server)
    server.accept = (socket) => {
      const fromServer = socket.fromServer.bind(socket)
      socket.fromServer = (frame) =>
        frame[0] === 100 ? fromServer(hotseatText('{"type":"WELCOME"}')) : fromServer(frame)
      accept(socket)
    }
    const { connection } = await page()
    await pass(500)
    expect(connection.synced.get()).toBe(true)
    expect(connection.save.get()).toEqual({ kind: 'connecting' })
  })

  test('counts as unsaved for as long as the acknowledgement is withheld, with the age of the oldest', async () => {
    const { connection, text } = await livePage()
    server.withholdAcks = true
    const since = Date.now()
    type(text(), '1234567')
    await pass(5_000)
    expect(server.text).toContain('1234567')
    expect(connection.save.get()).toEqual({ kind: 'sending', edits: 7, since })
  })

  test('made before the connection is live goes out with the first step 2', async () => {
    const { connection, text } = await page()
    type(text(), 'early')
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toContain('early')
    expect(server.updates).toHaveLength(1)
  })

  test('in flight when the socket is cut is sent again and not doubled', async () => {
    const { connection, text } = await livePage()
    type(text(), '01234')
    await pass(1)
    server.cut()
    type(text(), '56789')
    expect(connection.save.get()).toEqual({ kind: 'offline', edits: 10 })
    await pass(1_000)
    expect(connection.state.get()).toEqual({ kind: 'live' })
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toBe('print(1)\n0123456789')
    expect(text().toString()).toBe(server.text)
  })

  test('too large together with the others for one message goes out by itself', async () => {
    const { connection, text } = await livePage()
    server.down = true
    server.cut()
    for (const letter of 'abc') text().insert(0, letter.repeat(600_000))
    server.down = false
    await pass(20_000)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text.length).toBe(1_800_009)
    expect(Math.max(...server.updates.map((update) => update.length))).toBeLessThan(1024 * 1024)
  })

  test('acknowledged before the cut is not counted again', async () => {
    const { connection, text } = await livePage()
    type(text(), 'abc')
    await pass(50)
    server.withholdAcks = true
    type(text(), 'de')
    await pass(50)
    server.cut()
    expect(connection.save.get()).toEqual({ kind: 'offline', edits: 2 })
  })

  test('an acknowledgement of messages never sent is ignored', async () => {
    const { connection, text } = await livePage()
    server.withholdAcks = true
    type(text(), 'ab')
    server.socket.fromServer(hotseat({ type: 'ACK', n: 99 }))
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'sending', edits: 2 })
  })
})

describe('a page that was offline and closed', () => {
  test('gives its thirty edits to the next page, which merges them, with none left unsaved', async () => {
    const first = await livePage()
    server.down = true
    server.cut()
    type(first.text(), '<thirty offline edits, counted>')
    const edits = 31
    expect(first.connection.save.get()).toEqual({ kind: 'offline', edits })
    await first.journal.close()
    server.doc.getText('file:main').insert(0, '# meanwhile\n')
    server.down = false

    const second = await page()
    expect(second.journal.found).toHaveLength(edits)
    expect(second.connection.save.get()).toMatchObject({ edits })
    await pass(100)
    expect(second.connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toBe('# meanwhile\nprint(1)\n<thirty offline edits, counted>')
    await second.journal.flush()
    second.connection.close()
    await second.journal.close()

    const third = await openJournal('s1', 'shared')
    expect(third.found).toHaveLength(0)
  })
})

describe('a refusal', () => {
  test('takes the edit out, offers its text, and keeps what was refused nowhere else', async () => {
    const { connection, text } = await livePage()
    const before = connection.doc.get()
    server.refuses = (update) => new TextDecoder().decode(update).includes('too much')
    type(text(), 'ok')
    await pass(50)
    text().insert(0, 'too much')
    text().insert(0, 'more')
    await pass(500)
    expect(connection.save.get()).toEqual({ kind: 'refused', message: 'document is full', text: 'too muchmore' })
    expect(connection.doc.get()).not.toBe(before)
    expect(text().toString()).toBe('print(1)\nok')
    expect(server.text).toBe('print(1)\nok')
    connection.dismissRefused()
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    type(text(), '!')
    await pass(50)
    expect(server.text).toBe('print(1)\nok!')
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('offers what is typed until the server has answered, too', async () => {
    const { connection, text } = await livePage()
    server.refuses = () => true
    text().insert(0, 'A')
    await pass(2)
    expect(connection.save.get()).toMatchObject({ kind: 'refused', text: 'A' })
    text().insert(0, 'B')
    server.refuses = () => false
    await pass(500)
    expect(connection.save.get()).toMatchObject({ kind: 'refused', text: 'AB' })
    expect(text().toString()).toBe('print(1)\n')
  })

  test('of a message that held nothing of ours changes nothing', async () => {
    server.refuses = () => true
    const { connection } = await livePage()
    await pass(5_000)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.sockets).toHaveLength(1)
  })
})

describe('the link', () => {
  test('asks for the protocol and shows its token', async () => {
    await livePage()
    expect(server.socket.url).toBe('ws://test/ws/sessions/s1')
    expect(server.socket.protocols).toEqual(['hotseat.v1', 'hotseat.token.t'])
  })

  test('has said who is here and what the session is', async () => {
    const { connection } = await livePage()
    expect(connection.welcome.get()).toMatchObject({ permissions: ['read', 'edit', 'run'], generation: 1 })
    expect(connection.session.get()?.title).toBe('Rota')
    expect(connection.participants.get().map((person) => person.name)).toEqual(['Ada', 'Ben'])
  })

  test.each([4401, 4403, 4404, 4410, 4413, 4422, 4423, 4430])('stops at %d and keeps the unsent text', async (code) => {
    const { connection, text } = await livePage()
    server.withholdAcks = true
    type(text(), 'mine')
    await pass(10)
    server.cut(code, 'The interview is over.')
    expect(connection.state.get()).toEqual({ kind: 'closed', code, reason: 'The interview is over.' })
    expect(connection.unsentText()).toBe('mine')
    await pass(60_000)
    expect(server.sockets).toHaveLength(0)
  })

  test.each([1006, 1012, 1013, 4508, 4529])('comes back after %d', async (code) => {
    const { connection } = await livePage()
    server.cut(code)
    expect(connection.state.get().kind).toBe('offline')
    await pass(400)
    expect(connection.state.get()).toEqual({ kind: 'live' })
  })

  test('waits longer with every failed try, up to ten seconds, and says when it tries again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
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

  test('does not take an open socket for success: only a step 2 starts the waits again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999999)
    const { connection } = await livePage()
    server.accept = (socket) => socket.breakOff(1012, '')
    server.cut()
    for (let n = 0; n < 4; n++) await pass(10_000)
    expect(connection.state.get()).toMatchObject({ kind: 'offline' })
    const state = connection.state.get()
    expect(state.kind === 'offline' && state.attempt).toBeGreaterThan(5)
  })

  test.each([
    ['the network is back', () => dispatchEvent(new Event('online'))],
    ['the tab is shown', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['asked to', (connection: Connection) => connection.retryNow()],
  ])('tries at once when %s', async (_, wake) => {
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

  test('gives up a socket that is silent for 45 seconds', async () => {
    const { connection } = await livePage()
    const silent = server.socket
    for (let n = 0; n < 4; n++) {
      await pass(25_000)
      silent.fromServer(awarenessFrame([]))
    }
    expect(server.socket).toBe(silent)
    await pass(46_000)
    expect(server.socket).not.toBe(silent)
    expect(connection.state.get()).toEqual({ kind: 'live' })
  })

  test('reconnects within the time a leaving server gives, and types on meanwhile', async () => {
    const { connection, text } = await livePage()
    const leaving = server.socket
    leaving.fromServer(hotseat({ type: 'GOAWAY', afterMs: 2_000 }))
    const states: string[] = []
    connection.state.subscribe(() => states.push(connection.state.get().kind))
    type(text(), 'still here')
    await pass(2_100)
    expect(server.socket).not.toBe(leaving)
    expect(states).not.toContain('offline')
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toContain('still here')
  })

  test('ignores what it cannot read and counts it', async () => {
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
    expect(connection.ignored).toBe(frames.length + json.length)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.sockets).toHaveLength(1)
  })

  test('reconnects after an update it cannot apply, and has the text', async () => {
    const { text } = await livePage()
    server.socket.fromServer(syncFrame(2, new Uint8Array([9, 9, 9, 9])))
    await pass(1_000)
    expect(reportError).toHaveBeenCalled()
    server.doc.getText('file:main').insert(0, 'still ')
    await pass(50)
    expect(text().toString()).toBe('still print(1)\n')
  })
})

describe("others' edits", () => {
  test('arrive as one transaction per 33 ms', async () => {
    const { connection, text } = await livePage()
    let transactions = 0
    connection.doc.get().on('afterTransaction', (tr) => {
      if (tr.changed.size > 0) transactions++
    })
    await pass(100)
    const theirs = server.doc.getText('file:main')
    for (let n = 0; n < 30; n++) {
      theirs.insert(0, 'x')
      await pass(2)
    }
    await pass(40)
    expect(text().toString()).toBe(server.text)
    expect(transactions).toBeLessThanOrEqual(4)
  })

  test('arrive at once when the tab is hidden', async () => {
    const { text } = await livePage()
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const theirs = server.doc.getText('file:main')
    theirs.insert(0, 'a')
    theirs.insert(0, 'b')
    await pass(1)
    expect(text().toString()).toBe('baprint(1)\n')
  })
})

describe('a run entry', () => {
  const entry = (i: number): RunEntry => ({ run: '0'.repeat(32), i, kind: 'input', text: `line ${i}` })

  test('is sent again after a reconnect until it is acknowledged, and stored once', async () => {
    const { connection } = await livePage()
    const acks: number[] = []
    connection.onRun((message) => {
      if (message.type === 'RUNACK') acks.push(message.i)
    })
    server.withholdAcks = true
    connection.sendRun(entry(0))
    await pass(10)
    server.cut()
    connection.sendRun(entry(1))
    server.withholdAcks = false
    await pass(1_000)
    expect(server.runs.map((run) => run.i)).toEqual([0, 1])
    expect(acks).toEqual([0, 1])
    server.cut()
    server.runs = []
    await pass(1_000)
    expect(server.runs).toEqual([])
  })

  test("of others is told to who listens, until they don't", async () => {
    const { connection } = await livePage()
    const seen: unknown[] = []
    const leave = connection.onRun((message) => seen.push(message.type))
    const theirs = { ...entry(0), type: 'RUN', participant: BEN.id, number: 7, at: '2026-01-02T03:04:05Z' }
    server.socket.fromServer(hotseat(theirs))
    await pass(5)
    leave()
    server.socket.fromServer(hotseat(theirs))
    await pass(5)
    expect(seen).toEqual(['RUN'])
  })
})

function hotseatText(json: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json)
  return new Uint8Array([100, text.length, ...text])
}
