import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openJournal } from './journal'
import { livePage, page, pass, storage, testEveryPage, type, unload, until } from './testPage'
import { ADA, hotseat, LIMITS } from './testServer'

const around = testEveryPage()

const says = (words: string) => (update: Uint8Array) => new TextDecoder().decode(update).includes(words)
const refusing = (words: string) => (update: Uint8Array) => (says(words)(update) ? 'document-full' : null)

/** Types while the line is cut; what is refused then goes in one message with the rest. */
async function offline(it: Awaited<ReturnType<typeof livePage>>, act: () => void) {
  const { server } = around
  server.down = true
  server.cut()
  act()
  server.down = false
  await until(() => it.connection.state.get().kind === 'live')
}

describe('a refusal', () => {
  test('takes the edit out, offers its text, and keeps what was refused nowhere else', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    const before = connection.doc.get()
    server.refuses = refusing('too much')
    type(text(), 'ok')
    await pass(50)
    text().insert(0, 'too much')
    await pass(500)
    expect(connection.refused.get()).toEqual([
      { code: 'document-full', message: 'refused: document-full', text: 'too much' },
    ])
    expect(connection.doc.get()).not.toBe(before)
    expect(text().toString()).toBe('print(1)\nok')
    expect(server.text).toBe('print(1)\nok')
    connection.dismissRefused()
    expect(connection.refused.get()).toEqual([])
    type(text(), '!')
    await pass(50)
    expect(server.text).toBe('print(1)\nok!')
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('of one edit of an outage takes out that one alone', async () => {
    const { server } = around
    const it = await livePage()
    server.refuses = refusing('too much')
    await offline(it, () => {
      type(it.text(), 'AN HOUR OF WORK')
      it.text().insert(0, 'too much')
    })
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(it.connection.refused.get()).toMatchObject([{ text: 'too much' }])
    expect(server.text).toBe('print(1)\nAN HOUR OF WORK')
    expect(it.text().toString()).toBe(server.text)
    expect(it.connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('leaves where it is what was typed after it', async () => {
    const { server } = around
    const it = await livePage()
    server.refuses = refusing('too much')
    await offline(it, () => {
      type(it.text(), 'before ')
      it.text().insert(it.text().length, 'too much')
      type(it.text(), ' AN HOUR OF WORK')
      it.text().insert(9, '# ')
    })
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(it.connection.refused.get()).toMatchObject([{ text: 'too much' }])
    expect(server.text).toBe('print(1)\n# before  AN HOUR OF WORK')
    expect(it.text().toString()).toBe(server.text)
    expect(it.connection.save.get()).toMatchObject({ kind: 'saved' })
  })

  test('of an outage as a whole of which no edit is refused by itself takes out nothing', async () => {
    const { server } = around
    const it = await livePage()
    const before = it.connection.doc.get()
    server.refuses = (update) => (says('ab')(update) ? 'too-large' : null)
    await offline(it, () => type(it.text(), 'abcdef'))
    await until(() => server.text === 'print(1)\nabcdef' && it.connection.editable.get())
    expect(it.connection.refused.get()).toEqual([])
    expect(it.connection.doc.get()).toBe(before)
  })

  test('takes along neither what was built on it nor anything of another writer', async () => {
    const { server } = around
    const other = await livePage()
    await offline(other, () => {
      server.down = true
      type(other.text(), ' of the tab before')
    }).catch(() => {})
    await unload(other)
    sessionStorage.clear()
    const it = await livePage()
    server.refuses = refusing('too much')
    it.text().insert(0, 'too much')
    it.text().insert(0, 'more ')
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(it.text().toString()).toBe('more print(1)\n of the tab before')
    expect(it.connection.refused.get().map(({ text }) => text)).toEqual(['too much'])
  })

  test('stops typing until the new document is there, also while the line is cut', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.refuses = () => 'document-full'
    text().insert(0, 'A')
    server.accept = (socket) => socket.breakOff(1006, '')
    await until(() => connection.refused.get().length > 0)
    expect(connection.editable.get()).toBe(false)
    await pass(30_000)
    expect(connection.editable.get()).toBe(false)
    expect(connection.state.get().kind).toBe('offline')
    // An input method in the middle of a word does not ask: its text is offered, too.
    text().insert(0, 'B')
    Reflect.deleteProperty(server, 'accept')
    server.refuses = () => null
    await until(() => connection.editable.get())
    expect(connection.refused.get()).toMatchObject([{ text: 'AB' }])
    expect(text().toString()).toBe('print(1)\n')
  })

  test('is on disk in this browser until it is dismissed', async () => {
    const { server } = around
    const first = await livePage()
    server.refuses = refusing('secret')
    first.text().insert(0, 'secret plan')
    await until(() => first.connection.refused.get().length > 0 && first.connection.editable.get())
    await unload(first)
    const second = await livePage()
    expect(second.connection.refused.get()).toMatchObject([{ code: 'document-full', text: 'secret plan' }])
    expect(second.text().toString()).toBe('print(1)\n')
    second.connection.dismissRefused()
    await unload(second)
    const third = await livePage()
    expect(third.connection.refused.get()).toEqual([])
  })

  test('leaves the light to the line: what is refused and what is offline are both told', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.refuses = refusing('too much')
    text().insert(0, 'too much')
    await until(() => connection.editable.get() && connection.refused.get().length > 0)
    server.down = true
    server.cut()
    expect(connection.save.get()).toEqual({ kind: 'offline', edits: 0 })
    expect(connection.refused.get()).toHaveLength(1)
  })

  test('of a message that held nothing of ours changes nothing', async () => {
    const { server } = around
    server.refuses = () => 'budget'
    const { connection } = await livePage()
    await pass(5_000)
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.sockets).toHaveLength(1)
  })

  test('survives a cut in the middle: what was not settled goes on one by one', async () => {
    const { server } = around
    const it = await livePage()
    server.refuses = (update) => (says('too much')(update) ? 'too-large' : null)
    let cuts = 0
    const receive = server.receive.bind(server)
    server.receive = (socket, frame) => {
      if (says('too much')(frame) && cuts < 2) {
        cuts++
        server.cut()
      } else receive(socket, frame)
    }
    await offline(it, () => {
      type(it.text(), 'before')
      it.text().insert(0, 'too much')
    }).catch(() => {})
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(server.text).toBe('print(1)\nbefore')
    expect(it.text().toString()).toBe(server.text)
  })
})

describe('an edit that waits for one the server lacks', () => {
  test('is no refusal: the server asks and has everything', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    const receive = server.receive.bind(server)
    let lost = 0
    server.receive = (socket, frame) => {
      // The first update never reaches the document, and the server does not know why.
      if (says('first')(frame) && lost++ === 0) {
        socket.documentMessages++
        return
      }
      receive(socket, frame)
    }
    text().insert(0, 'first ')
    text().insert(6, 'second ')
    text().insert(13, 'third ')
    await until(() => server.text.includes('third'))
    await pass(50)
    expect(server.text).toBe('first second third print(1)\n')
    expect(connection.refused.get()).toEqual([])
    expect(connection.save.get()).toMatchObject({ kind: 'saved' })
    expect(server.sockets).toHaveLength(1)
  })

  test('is one in the end, when the server lacks it for good', async () => {
    const { server } = around
    const { connection, text } = await livePage()
    server.refuses = (update) => (says('cursed')(update) ? 'incomplete' : null)
    text().insert(0, 'fine ')
    text().insert(0, 'cursed ')
    server.socket.fromServer(hotseat({ type: 'ACK', n: 1 }))
    await until(() => connection.refused.get().length > 0 && connection.editable.get())
    expect(connection.refused.get()).toMatchObject([{ code: 'incomplete', text: 'cursed ' }])
    expect(server.text).toBe('fine print(1)\n')
  })
})

describe('an edit over which the server closes the connection', () => {
  test.each([4413, 4422])('with %d twice is taken out, and everything else is saved', async (code) => {
    const { server } = around
    const it = await livePage()
    let closings = 0
    server.closesOver = (update) => {
      if (!says('poison')(update)) return null
      closings++
      return code
    }
    type(it.text(), 'before ')
    it.text().insert(0, 'poison')
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(closings).toBe(2)
    expect(it.connection.refused.get()).toEqual([{ code: 'closed', message: 'too large', text: 'poison' }])
    expect(server.text).toBe('print(1)\nbefore ')
    expect(it.text().toString()).toBe(server.text)
    type(it.text(), 'after')
    await until(() => it.connection.save.get().kind === 'saved')
    expect(server.text).toBe('print(1)\nbefore after')
  })

  test('of an outage is found among the others', async () => {
    const { server } = around
    const it = await livePage()
    server.closesOver = (update) => (says('poison')(update) ? 4413 : null)
    server.down = true
    server.cut()
    type(it.text(), 'before ')
    it.text().insert(0, 'poison')
    server.down = false
    await until(() => it.connection.refused.get().length > 0 && it.connection.editable.get())
    expect(it.connection.refused.get()).toMatchObject([{ text: 'poison' }])
    expect(server.text).toBe('print(1)\nbefore ')
    expect(it.text().toString()).toBe(server.text)
  })
})

/** A life that ended while edits were taken out: what is left of it builds on what is gone. */
async function leftBehind(...words: readonly string[]): Promise<void> {
  const doc = new Y.Doc()
  const text = doc.getText('file:main')
  const made: Uint8Array[] = []
  doc.on('update', (bytes: Uint8Array) => made.push(bytes))
  for (const each of ['gone ', ...words]) text.insert(text.length, each)
  const owner = { session: 's1', document: 'shared', participant: ADA.id, page: 'f'.repeat(32), before: null }
  const journal = await openJournal({ ...owner, alone: true })
  for (const bytes of made.slice(1)) journal.add(bytes)
  await journal.close()
}

describe('edits that nothing will complete are taken out', () => {
  const settled = async () => {
    const { server } = around
    const it = await livePage()
    await until(() => it.connection.save.get().kind === 'saved' && it.connection.editable.get())
    // The server is not asked and answered for ever.
    expect(server.updates.length).toBeLessThan(20)
    type(it.text(), 'on')
    await until(() => server.text === 'print(1)\non')
    return it.connection.refused.get()
  }

  test('while it is looked for what the server closes the connection over', async () => {
    around.server.closesOver = (update) => (says('poison')(update) ? 4413 : null)
    await leftBehind('orphan ', 'poison ')
    expect(await settled()).toMatchObject([{ text: 'orphan ' }, { text: 'poison ' }])
  })

  test('where all that the server lacks is more than a message may hold', async () => {
    around.server.limits = { ...LIMITS, updateBytes: 400 }
    await leftBehind('orphan ', 'x'.repeat(300), 'y'.repeat(300))
    expect((await settled()).map(({ text }) => text).join('')).toContain('orphan ')
  })
})

test('a page that never got in keeps nothing and asks for nothing', async () => {
  const { connection } = page()
  await connection.close()
  await storage()
  expect(connection.editable.get()).toBe(false)
})
