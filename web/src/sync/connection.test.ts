import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Journal } from './journal'
import type { RunEntry, RunMessage } from './messages/runs'
import { livePage, page, pass, testEveryPage, type, unload, until } from './testPage'
import { BEN, hotseat } from './testServer'

const around = testEveryPage()

describe('an edit', () => {
  test('is saved when the server acknowledged it', async () => {
    const { server } = around
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
    const { connection } = page()
    expect(connection.save.get()).toEqual({ kind: 'connecting' })
    await until(() => connection.synced.get())
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('counts as unsaved for as long as the acknowledgement is withheld, with the age of the oldest', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.withholdAcks = true
    const since = Date.now()
    type(text(), '1234567')
    await pass(5_000)
    expect(server.text).toContain('1234567')
    expect(connection.save.get()).toEqual({ kind: 'sending', edits: 7, since })
  })

  test('in flight when the socket is cut is sent again and not doubled', async () => {
    const { server } = around
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

  test('acknowledged before the cut is not counted again', async () => {
    const { server } = around
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
    const { server } = around
    const { connection, text } = await livePage()
    server.withholdAcks = true
    type(text(), 'ab')
    server.socket.fromServer(hotseat({ type: 'ACK', n: 99 }))
    await pass(50)
    expect(connection.save.get()).toMatchObject({ kind: 'sending', edits: 2 })
  })

  test('that fails to be kept arrives all the same, and so do those after it', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    vi.spyOn(Journal.prototype, 'add').mockImplementationOnce(() => {
      throw new Error('fault')
    })
    type(text(), 'a')
    await until(() => server.text.endsWith('a'))
    type(text(), 'bc')
    await until(() => server.text.endsWith('abc'))
    expect(reportError).toHaveBeenCalledOnce()
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('arrives though somebody who watches the light fails at every change', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    connection.save.subscribe(() => {
      throw new Error('fault')
    })
    type(text(), 'abc')
    await pass(50)
    server.doc.getText('file:main').insert(0, '> ')
    await pass(50)
    expect(text().toString()).toBe('> print(1)\nabc')
    expect(server.text).toBe(text().toString())
  })

  test('larger than the limits is cut up, whatever the latest limits are', async () => {
    const { server } = around
    server.limits = { ...server.limits, updateBytes: 2_000, structs: 50, deleteRanges: 40 }
    const { connection, text } = await livePage()
    text().insert(0, 'x'.repeat(10_000))
    connection.doc.get().transact(() => {
      for (let n = 0; n < 200; n++) text().insert(n * 3, ' ')
    })
    connection.doc.get().transact(() => {
      for (let n = 0; n < 100; n++) text().delete(n * 2, 1)
    })
    await pass(100)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toBe(text().toString())
    for (const update of server.updates) {
      const { structs, ds } = Y.decodeUpdate(update)
      expect(update.length).toBeLessThanOrEqual(2_000)
      expect(structs.length).toBeLessThanOrEqual(50)
      expect([...ds.clients.values()].flat().length).toBeLessThanOrEqual(40)
    }
  })

  test('of an outage too large together for one message goes out by itself', async () => {
    const { server } = around
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
})

describe('a page that was offline and closed', () => {
  test('gives its edits to the next life, which merges them, with none left unsaved', async () => {
    const { server } = around
    const first = await livePage()
    server.down = true
    server.cut()
    type(first.text(), '<thirty offline edits, counted>')
    expect(first.connection.save.get()).toEqual({ kind: 'offline', edits: 31 })
    await unload(first)
    server.doc.getText('file:main').insert(0, '# meanwhile\n')
    server.down = false
    const sent = server.updates.length

    const second = await livePage()
    await pass(100)
    expect(second.connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.text).toBe('# meanwhile\nprint(1)\n<thirty offline edits, counted>')
    expect(second.text().toString()).toBe(server.text)
    // Together, in the answer to step 1.
    expect(server.updates.length - sent).toBe(1)
    await unload(second)
    const before = server.updates.length

    const third = await livePage()
    await pass(100)
    expect(third.connection.save.get()).toMatchObject({ kind: 'saved' })
    // The empty answer to step 1.
    expect(server.updates.slice(before).map((update) => update.length)).toEqual([2])
  })

  test('leaves them to its own participant: another of the same browser neither sends nor loses them', async () => {
    const { server } = around
    const host = await livePage({ participant: BEN.id, alone: false })
    server.down = true
    server.cut()
    type(host.text(), 'the host, offline')
    await unload(host)
    server.down = false

    const candidate = await livePage({ alone: false })
    await pass(100)
    expect(candidate.text().toString()).toBe('print(1)\n')
    expect(candidate.connection.refused.get()).toEqual([])
    await unload(candidate)
    expect(server.text).toBe('print(1)\n')

    await livePage({ participant: BEN.id, alone: false })
    await pass(100)
    expect(server.text).toBe('print(1)\nthe host, offline')
  })

  test('leaves nothing when it is left and forgotten, also by who only watches', async () => {
    const { server } = around
    const editor = await livePage()
    server.down = true
    server.cut()
    type(editor.text(), 'mine')
    await unload(editor)
    server.down = false
    server.permissions = ['read']
    const watching = await livePage()
    await watching.connection.forget()
    server.permissions = ['read', 'edit']
    const again = await livePage()
    await pass(50)
    expect(again.text().toString()).toBe('print(1)\n')
  })

  test('that only watches has no journal', async () => {
    const { server } = around
    const editor = await livePage()
    server.down = true
    server.cut()
    type(editor.text(), 'mine')
    await unload(editor)
    server.down = false
    server.permissions = ['read']
    const opened = vi.spyOn(indexedDB, 'open')
    const watching = await livePage()
    expect(watching.connection.editable.get()).toBe(false)
    expect(watching.text().toString()).toBe('print(1)\n')
    expect(watching.connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(opened).not.toHaveBeenCalled()
  })
})

describe('the client id', () => {
  test('is the same after a hundred reloads, and every edit arrives', async () => {
    const { server } = around
    const ids = new Set<number>()
    for (let n = 0; n < 100; n++) {
      const it = await livePage()
      ids.add(it.connection.doc.get().clientID)
      type(it.text(), String(n % 10))
      if (n % 2 === 0) await pass(30)
      await unload(it)
    }
    const last = await livePage()
    await pass(50)
    expect(ids.size).toBe(1)
    expect(server.text).toBe(`print(1)\n${'0123456789'.repeat(10)}`)
    expect(last.text().toString()).toBe(server.text)
  })

  test('is seen by the others after a reload, too: they take only what is newer than the life before', async () => {
    const { server } = around
    const shown = () => server.awareness.map(({ client, clock }) => [client, clock])
    const publish = (it: Awaited<ReturnType<typeof livePage>>, file: string) =>
      it.connection.presence.publish(() => ({ cursor: null, file }))
    const first = await livePage()
    const id = first.connection.doc.get().clientID
    for (const file of 'abc') {
      publish(first, file)
      await pass(60)
    }
    await unload(first)
    publish(await livePage(), 'd')
    await pass(60)
    expect(shown()).toEqual([1, 2, 3, 4].map((clock) => [id, clock]))
  })

  test('is handed to nobody while the page lives: a duplicated tab has its own', async () => {
    const first = await livePage()
    await unload(first)
    const second = await livePage()
    const duplicate = await livePage()
    expect(duplicate.connection.doc.get().clientID).not.toBe(second.connection.doc.get().clientID)
  })

  test('is not used again when the last edits reached neither the server nor the disk', async () => {
    const { server } = around
    const first = await livePage()
    const id = first.connection.doc.get().clientID
    server.down = true
    server.cut()
    type(first.text(), 'lost in a crash of the disk')
    await unload(first)
    vi.stubGlobal('indexedDB', new IDBFactory())
    server.down = false
    const second = await livePage()
    expect(second.connection.storageBlocked.get()).toBe(false)
    expect(second.connection.doc.get().clientID).not.toBe(id)
  })

  test('is not used again when the browser keeps no journal', async () => {
    const first = await livePage()
    const id = first.connection.doc.get().clientID
    await unload(first)
    vi.stubGlobal('indexedDB', { open: () => ({}) })
    const second = await livePage()
    expect(second.connection.storageBlocked.get()).toBe(true)
    expect(second.connection.doc.get().clientID).not.toBe(id)
  })

  test('is not used again as long as something written under it is not here', async () => {
    const first = await livePage()
    const id = first.connection.doc.get().clientID
    type(first.text(), 'abc')
    await pass(50)
    await unload(first)
    // Another tab took three more edits over and has not sent them yet.
    const key = Object.keys(localStorage).find((each) => each.startsWith('hotseat.writer.s1.p-ada.')) ?? ''
    const left = JSON.parse(localStorage.getItem(key) ?? '')
    expect(left).toMatchObject({ client: id, clock: 3 })
    localStorage.setItem(key, JSON.stringify({ ...left, clock: 6 }))
    expect((await livePage()).connection.doc.get().clientID).not.toBe(id)
  })

  test('is renewed in a page that was put aside while another one used it', async () => {
    const first = await livePage()
    const id = first.connection.doc.get().clientID
    dispatchEvent(new Event('pagehide'))
    await pass(50)
    const second = await livePage()
    expect(second.connection.doc.get().clientID).toBe(id)
    const back = Object.assign(new Event('pageshow'), { persisted: true })
    dispatchEvent(back)
    expect(first.connection.doc.get().clientID).not.toBe(id)
  })
})

describe('people', () => {
  test('and the session are known, and what one may do', async () => {
    const { connection } = await livePage()
    expect(connection.session.get()?.title).toBe('Rota')
    expect(connection.participants.get().map((person) => person.name)).toEqual(['Ada', 'Ben'])
    expect([connection.may('edit'), connection.may('manage')]).toEqual([true, false])
  })

  test('whose permissions changed come back at once and have the new ones', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    const states: string[] = []
    connection.state.subscribe(() => states.push(connection.state.get().kind))
    server.permissions = ['read']
    server.cut(4403)
    await until(() => !connection.may('edit'))
    expect(states).not.toContain('offline')
    expect(connection.editable.get()).toBe(false)
    server.permissions = ['read', 'edit']
    server.cut(4403)
    await until(() => connection.editable.get())
    type(text(), 'again')
    await pass(50)
    expect(server.text).toContain('again')
  })

  test('who may no longer edit get their unsaved text back', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.withholdAcks = true
    server.refuses = () => 'read-only'
    server.permissions = ['read']
    text().insert(0, 'too late')
    server.cut(4403)
    await until(() => connection.refused.get().length > 0)
    await until(() => text().toString() === 'print(1)\n')
    expect(connection.refused.get()).toEqual([{ code: 'read-only', message: '', text: 'too late' }])
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })
})

describe("others' edits", () => {
  test('arrive as one transaction per 33 ms', async () => {
    const { server } = around
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
    const { server } = around
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
  const told = (run: string, i: number): RunMessage => ({
    type: 'RUN',
    run: run.repeat(32),
    i,
    participant: BEN.id,
    number: 7,
    at: '2026-01-02T03:04:05Z',
    kind: 'input',
    text: String(i),
  })

  test('is sent again after a reconnect until it is settled, and stored once', async () => {
    const { server } = around
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

  test('made before the first HELLO waits for it', async () => {
    const { server } = around
    const { connection } = page()
    connection.sendRun(entry(0))
    await until(() => server.runs.length === 1)
    expect(server.hellos).toHaveLength(1)
  })

  test('that is refused is not sent again, and the sentence is told', async () => {
    const { server } = around
    const { connection } = await livePage()
    const told: unknown[] = []
    connection.onRun((message) => told.push(message))
    server.withholdAcks = true
    connection.sendRun(entry(0))
    await pass(5)
    const ack = { type: 'RUNACK', run: '0'.repeat(32), i: 0, number: 1, refused: 'language: none of this server' }
    server.socket.fromServer(hotseat(ack))
    await pass(5)
    server.runs = []
    server.cut()
    await pass(1_000)
    expect(told).toEqual([ack])
    expect(server.runs).toEqual([])
  })

  test('of the history comes after the document, and only what the page lacks', async () => {
    const { server } = around
    server.history = [told('a', 0), told('a', 1), told('b', 0)]
    const { connection } = page()
    const seen: string[] = []
    connection.knowsRuns(() => ({ ['a'.repeat(32)]: 1 }))
    connection.onRun((message) => seen.push(`${message.run[0]}${message.i} ${connection.synced.get()}`))
    await until(() => seen.length === 2)
    expect(seen).toEqual(['a1 true', 'b0 true'])
  })

  test('that begins a run comes after the text that was sent before it', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    const seen: string[] = []
    connection.onRun(() => seen.push(text().toString()))
    const theirs = server.doc.getText('file:main')
    for (const letter of 'ba') theirs.insert(0, letter)
    const begun = { ...told('a', 0), kind: 'started', file: 'main', fileName: 'main.py', language: 'python' }
    server.socket.fromServer(hotseat(begun))
    await pass(1)
    expect(seen).toEqual(['abprint(1)\n'])
  })

  test("of others is told to who listens, until they don't, and one that throws stops nobody", async () => {
    const { server } = around
    const { connection } = await livePage()
    const seen: unknown[] = []
    connection.onRun(() => {
      throw new Error('broken')
    })
    const leave = connection.onRun((message) => seen.push(message.type))
    server.socket.fromServer(hotseat(told('a', 0)))
    await pass(5)
    leave()
    server.socket.fromServer(hotseat(told('a', 1)))
    await pass(5)
    expect(seen).toEqual(['RUN'])
    expect(reportError).toHaveBeenCalled()
  })

  test('is named in HELLO with the life of the page, and the one before', async () => {
    const { server } = around
    const first = await livePage()
    server.cut()
    await until(() => server.hellos.length === 2)
    await unload(first)
    await livePage()
    await pass(5)
    const [one, again, next] = server.hellos
    expect(again?.page).toBe(one?.page)
    expect(next?.page).not.toBe(one?.page)
    expect([one?.before, next?.before]).toEqual([undefined, one?.page])
  })

  test('can be stopped by somebody else', async () => {
    const { server } = around
    const { connection } = await livePage()
    const heard: unknown[] = []
    connection.onStop((stop) => heard.push(stop))
    connection.stopRun('a'.repeat(32))
    const stop = { type: 'STOP', run: 'b'.repeat(32), by: BEN.id }
    server.socket.fromServer(hotseat(stop))
    await pass(5)
    expect(server.stops).toEqual(['a'.repeat(32)])
    expect(heard).toEqual([stop])
  })
})
