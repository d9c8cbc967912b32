/**
 * A server for tests that speaks the protocol: real Yjs on one side, sockets in this process on the other. Messages
 * are delivered one per timer tick, in order, so that fake timers decide when anything arrives.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { HotseatMessage, OwnMessage } from './messages'
import type { RunEntry, RunMessage } from './messages/runs'
import type { Permission } from './messages/session'

export const ADA = { id: 'p-ada', name: 'Ada', role: 'candidate', colour: 4, online: true } as const
export const BEN = { id: 'p-ben', name: 'Ben', role: 'host', colour: 7, online: true } as const

const SESSION = { id: 's1', title: 'Rota', language: 'python', state: 'live', createdAt: '2026-01-02T03:04:05Z' }
export const LIMITS = {
  messageBytes: 2097152,
  updateBytes: 1048576,
  structs: 20000,
  deleteRanges: 100000,
  textUnits: 1048576,
  documentBytes: 2097152,
  files: 64,
  awarenessBytes: 4096,
  run: { entryUnits: 65536, chunks: 2000, textUnits: 4096, place: 2147483647, entries: 100000, bytes: 1048576 },
}
export const WELCOME = {
  type: 'WELCOME',
  build: 'test',
  participant: ADA,
  permissions: ['read', 'edit', 'run'],
  session: SESSION,
  limits: LIMITS,
  participants: [ADA, BEN],
} as const

type Frame = Uint8Array<ArrayBuffer>

export class TestServer {
  doc = new Y.Doc()
  permissions: readonly Permission[] = ['read', 'edit', 'run']
  sockets: TestSocket[] = []
  /** Every document message in the order of arrival, over all connections. */
  updates: Uint8Array[] = []
  runs: RunEntry[] = []
  /** What is answered to HELLO. */
  history: RunMessage[] = []
  hellos: { page: string; before?: string; runs: Record<string, number> }[] = []
  stops: string[] = []
  /** How often somebody asked for everybody's awareness. */
  questions = 0
  /** Awareness payloads as they came. */
  awareness: { client: number; clock: number; state: unknown }[] = []
  down = false
  /** The line is dead: nothing arrives on either side, and nobody is told. */
  dead = false
  withholdAcks = false
  limits = LIMITS
  build = 'test'
  /** The code with which a document message is refused. */
  refuses: (update: Uint8Array) => string | null = () => null
  /** The code with which the connection is closed over a document message. */
  closesOver: (update: Uint8Array) => number | null = () => null
  /** Others' presences, told at every connect. */
  others: { client: number; clock: number; state: unknown }[] = []

  constructor() {
    this.doc.getText('file:main').insert(0, 'print(1)\n')
    this.doc.getMap('files').set('main', { name: 'main.py', language: 'python', order: 0 })
    this.doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      for (const socket of this.sockets) if (socket !== origin) socket.fromServer(syncFrame(2, bytes))
    })
  }

  get text(): string {
    return this.doc.getText('file:main').toString()
  }

  get socket(): TestSocket {
    const last = this.sockets[this.sockets.length - 1]
    if (!last) throw new Error('nobody is connected')
    return last
  }

  accept(socket: TestSocket): void {
    this.sockets.push(socket)
    const { permissions, limits, build } = this
    socket.fromServer(hotseat({ ...WELCOME, generation: 1, permissions, limits, build }))
    socket.fromServer(awarenessFrame(this.others))
    if (permissions.includes('edit')) socket.fromServer(syncFrame(0, Y.encodeStateVector(this.doc)))
  }

  receive(socket: TestSocket, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case 0: {
        const kind = decoding.readVarUint(decoder)
        const body = decoding.readVarUint8Array(decoder)
        if (kind === 0) socket.fromServer(syncFrame(1, Y.encodeStateAsUpdate(this.doc, body)))
        else this.receiveUpdate(socket, body)
        break
      }
      case 1: {
        const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
        for (let n = decoding.readVarUint(inner); n > 0; n--) {
          const client = decoding.readVarUint(inner)
          const clock = decoding.readVarUint(inner)
          this.awareness.push({ client, clock, state: JSON.parse(decoding.readVarString(inner)) })
        }
        break
      }
      case 3:
        this.questions++
        socket.fromServer(awarenessFrame(this.others))
        break
      default:
        this.receiveHotseat(socket, JSON.parse(decoding.readVarString(decoder)))
    }
  }

  private receiveHotseat(socket: TestSocket, message: OwnMessage): void {
    switch (message.type) {
      case 'HELLO':
        this.hellos.push({ page: message.page, ...(message.before && { before: message.before }), runs: message.runs })
        for (const entry of this.history) {
          if (entry.i >= (message.runs[entry.run] ?? 0)) socket.fromServer(hotseat(entry))
        }
        break
      case 'STOP':
        this.stops.push(message.run)
        break
      case 'RUN': {
        if (this.hellos.length === 0) throw new Error('a run entry before HELLO')
        const { type: _, ...entry } = message
        if (!this.runs.some((known) => known.run === entry.run && known.i === entry.i)) this.runs.push(entry)
        if (!this.withholdAcks) socket.fromServer(hotseat({ type: 'RUNACK', run: entry.run, i: entry.i, number: 1 }))
      }
    }
  }

  private receiveUpdate(socket: TestSocket, update: Uint8Array): void {
    this.updates.push(update)
    const n = ++socket.documentMessages
    const closing = this.closesOver(update)
    if (closing !== null) {
      this.sockets = this.sockets.filter((other) => other !== socket)
      socket.breakOff(closing, 'too large')
      return
    }
    const refusal = this.refuses(update) ?? (this.lacksSomethingOf(update) ? 'incomplete' : null)
    if (refusal !== null) {
      socket.fromServer(hotseat({ type: 'NACK', n, code: refusal, message: `refused: ${refusal}` }))
      if (refusal === 'incomplete' && !socket.asked) {
        socket.asked = true
        socket.fromServer(syncFrame(0, Y.encodeStateVector(this.doc)))
      }
      return
    }
    socket.asked = false
    Y.applyUpdate(this.doc, update, socket)
    if (!this.withholdAcks) socket.fromServer(hotseat({ type: 'ACK', n }))
  }

  private lacksSomethingOf(update: Uint8Array): boolean {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc))
    Y.applyUpdate(copy, update)
    return copy.store.pendingStructs !== null || copy.store.pendingDs !== null
  }

  /** The connection breaks: nothing in flight arrives, on either side. */
  cut(code = 1006, reason = ''): void {
    for (const socket of this.sockets.splice(0)) socket.breakOff(code, reason)
  }
}

/** Stands in for the browser's WebSocket; `install` gives the class for one server. */
export class TestSocket {
  static server: TestServer
  static readonly OPEN = 1
  readonly protocols: readonly string[]
  binaryType = ''
  readyState = 0
  documentMessages = 0
  /** The server has sent its one step 1 for something incomplete. */
  asked = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  private alive = true

  constructor(
    readonly url: string,
    protocols: readonly string[],
  ) {
    this.protocols = protocols
    const { server } = TestSocket
    setTimeout(() => {
      if (!this.alive) return
      if (server.dead) return
      if (server.down) return this.breakOff(1006, '')
      this.readyState = 1
      this.onopen?.()
      server.accept(this)
    }, 1)
  }

  send(bytes: Frame): void {
    const copy = bytes.slice()
    setTimeout(() => {
      if (this.alive && !TestSocket.server.dead) TestSocket.server.receive(this, copy)
    }, 1)
  }

  fromServer(bytes: Frame): void {
    this.deliver(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  }

  deliver(data: unknown): void {
    setTimeout(() => {
      if (this.alive && !TestSocket.server.dead) this.onmessage?.({ data })
    }, 1)
  }

  breakOff(code: number, reason: string): void {
    if (!this.alive) return
    this.alive = false
    this.readyState = 3
    this.onclose?.({ code, reason })
  }

  close(): void {
    this.alive = false
    this.readyState = 3
    const { server } = TestSocket
    server.sockets = server.sockets.filter((socket) => socket !== this)
  }
}

export function hotseat(message: HotseatMessage | object): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 100)
    encoding.writeVarString(encoder, JSON.stringify(message))
  })
}

export function syncFrame(kind: number, body: Uint8Array): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, body)
  })
}

export function awarenessStates(entries: readonly { client: number; clock: number; state: unknown }[]): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, JSON.stringify(state))
    }
  })
}

export function awarenessFrame(entries: readonly { client: number; clock: number; state: unknown }[]): Frame {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint8Array(encoder, awarenessStates(entries))
  })
}
