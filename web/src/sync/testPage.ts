/** Pages for tests: a connection to the test server, as the session page makes it, in a browser with fake storage. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, vi } from 'vitest'
import type * as Y from 'yjs'
import { type Connection, type ConnectOptions, connect } from './connection'
import { TestLocks } from './testLocks'
import { ADA, TestServer, TestSocket } from './testServer'

const open: Connection[] = []

/** A server, a browser and a clock of its own for every test of the file. */
export function testEveryPage(): { server: TestServer } {
  const around = { server: new TestServer() }
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] })
    vi.stubGlobal('indexedDB', new IDBFactory())
    vi.stubGlobal('WebSocket', TestSocket)
    vi.stubGlobal('reportError', vi.fn())
    sessionStorage.clear()
    TestLocks.install()
    around.server = TestSocket.server = new TestServer()
  })
  afterEach(async () => {
    for (const connection of open.splice(0)) void connection.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    TestLocks.remove()
  })
  return around
}

export interface TestPage {
  readonly connection: Connection
  text(): Y.Text
}

export function page(options: Partial<ConnectOptions> = {}): TestPage {
  const connection = connect({
    url: 'ws://test',
    token: 't',
    session: 's1',
    participant: ADA.id,
    alone: true,
    ...options,
  })
  open.push(connection)
  return { connection, text: () => connection.doc.get().getText('file:main') }
}

export async function livePage(options: Partial<ConnectOptions> = {}): Promise<TestPage> {
  const it = page(options)
  await until(() => it.connection.synced.get())
  await pass(5)
  return it
}

/** The page goes as when its tab is closed or loaded again. */
export async function unload({ connection }: TestPage): Promise<void> {
  dispatchEvent(new Event('pagehide'))
  await storage()
  await connection.close()
}

/** Time passes, and what the browser does beside it. */
export async function pass(ms: number): Promise<void> {
  await storage()
  await vi.advanceTimersByTimeAsync(ms)
  await storage()
}

/** The browser's storage gets as many turns as it needs for a few transactions. */
export async function storage(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise(setImmediate)
}

export async function until(condition: () => boolean): Promise<void> {
  for (let n = 0; n < 1_000; n++) {
    if (condition()) return
    await pass(n < 200 ? 5 : 50)
  }
  throw new Error(`never: ${condition}`)
}

/** Letter by letter, at the end. */
export function type(text: Y.Text, letters: string): void {
  for (const letter of letters) text.insert(text.length, letter)
}
