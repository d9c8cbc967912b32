import { shared } from './lane'
import { decodeToFrame, EXIT_STOPPED, type FromFrame, type Job, PORT_GREETING, partsOf, type ToFrame } from './messages'
import { LoadedPack } from './pack'
import { Parts } from './parts'
import { Run } from './run'

/**
 * The runner: the one script of a sandboxed page with an opaque origin, no network and nothing to see. It takes one port
 * from the page around it, holds the languages, and starts a new worker for every run. It knows nothing of the page.
 * Read `messages.ts` first, then `run.ts`; `channel.ts` is how a worker that never pauses still prints and reads.
 */

/** A spare costs memory (Python about 130 MB); a tab that nobody looks at gives it back. */
const REST_AFTER_HIDDEN_MS = 60_000

// The one way out of a window that no header closes in Chromium. Programs run in workers, which never have it.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) Reflect.deleteProperty(globalThis, name)

type Send = (message: FromFrame) => void

const parts = new Parts(shared)
const packs = new Map<string, Promise<LoadedPack>>()
let run: Run | null = null
/** The run that waits for its language to be compiled. */
let waiting: string | null = null

function serve(port: MessagePort): void {
  const send = (message: FromFrame) => port.postMessage(message, buffersOf(message))
  port.onmessage = (event) => {
    const message = decodeToFrame(event.data)
    if (message !== null) hear(message, send)
  }
  send({ type: 'hello', shared })
}

function hear(message: ToFrame, send: Send): void {
  switch (message.type) {
    case 'part':
      parts.add(message.name, message.bytes)
      return
    case 'load':
      parts.need(message.language, partsOf(message.pack))
      load(message.language, LoadedPack.load(message.pack, parts), send)
      return
    case 'unload':
      unload(message.language)
      return
    case 'warm':
      void warm(message.language, send)
      return
    case 'run':
      void begin(message.id, message.language, message.job, send)
      return
    case 'stop':
      stop(message.id, send)
      return
    case 'stdin':
      if (run?.id === message.id) run.stdin(message.text)
      return
    case 'credit':
      if (run?.id === message.id) run.credit(message.bytes)
      return
    case 'ping':
      send({ type: 'pong', n: message.n })
  }
}

function load(language: string, pack: Promise<LoadedPack>, send: Send): void {
  packs.set(language, pack)
  pack.catch((failure: Error) => {
    packs.delete(language)
    send(failed(language, failure))
  })
}

/** A run of it that is under way keeps what it has; nothing new is started from it. */
function unload(language: string): void {
  packs.get(language)?.then(
    (pack) => pack.close(),
    () => undefined,
  )
  packs.delete(language)
  parts.release(language)
}

async function warm(language: string, send: Send): Promise<void> {
  try {
    const pack = await packs.get(language)
    if (pack === undefined) throw new Error(`${language} is not loaded`)
    await pack.warm()
    send({ type: 'ready', language })
  } catch (failure) {
    send(failed(language, failure))
  }
}

const failed = (language: string, failure: unknown): FromFrame => ({
  type: 'failed',
  language,
  why: (failure instanceof Error ? failure.message : String(failure)).slice(0, 1_000),
})

/** The page starts one run at a time and only what it has loaded; anything else is its mistake and ends at once. */
async function begin(id: string, language: string, job: Job, send: Send): Promise<void> {
  const refuse = (message: string) => send({ type: 'exit', id, code: 1, ms: 0, reason: 'crashed', error: { message } })
  waiting = id
  const pack = await packs.get(language)?.catch((failure: unknown) => String(failure))
  // It was stopped meanwhile.
  if (waiting !== id) return
  waiting = null
  if (!(pack instanceof LoadedPack)) {
    refuse(pack ?? `${language} is not loaded`)
    return
  }
  if (run !== null) {
    refuse('Another run is under way')
    return
  }
  run = new Run(id, job, pack, send, () => {
    run = null
    // The next Run press finds a started runtime. A failure shows when that run waits for it.
    if (packs.has(language)) pack.warm().catch(() => undefined)
  })
}

function stop(id: string, send: Send): void {
  if (run?.id === id) run.stop()
  else if (waiting === id) {
    waiting = null
    send({ type: 'exit', id, code: EXIT_STOPPED, ms: 0, reason: 'stopped' })
  }
}

function buffersOf(message: FromFrame): Transferable[] {
  return message.type === 'out' ? message.chunks.map(([, bytes]) => bytes.buffer as ArrayBuffer) : []
}

let rest: ReturnType<typeof setTimeout> | undefined
document.addEventListener('visibilitychange', () => {
  clearTimeout(rest)
  const each = (act: (pack: LoadedPack) => unknown) =>
    packs.forEach((pack) => {
      void pack.then(act).catch(() => undefined)
    })
  if (document.visibilityState === 'hidden') rest = setTimeout(() => each((pack) => pack.rest()), REST_AFTER_HIDDEN_MS)
  else each((pack) => pack.warm())
})

addEventListener('message', function greet(event) {
  const port = event.ports[0]
  if (event.source !== parent || event.data !== PORT_GREETING || port === undefined) return
  removeEventListener('message', greet)
  serve(port)
})
