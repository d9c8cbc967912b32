/**
 * Parts of languages, fetched from this server and checked against what it announced. Kept by the browser's HTTP cache and
 * nowhere else: their names contain their hash and never change, so they stay there as long as there is room, compressed, and
 * on plain HTTP too, where there is no Cache Storage; nothing has to be cleared by hand. Knows no language and no frame.
 */
export interface PartFile {
  readonly sha256: string
  /** Lengths: raw, and of the two forms that travel. */
  readonly bytes: number
  readonly br: number
  readonly gz: number
}

export const RUNTIMES = '/runtimes/'

/** Waits before a download that broke, or was put off, goes on; then it is given up. A server restarts within them. */
const RETRY_MS = [1_000, 2_000, 4_000, 8_000]

/** Answers of a server that stops, starts or has too much to do: later it may say something else. */
const LATER = [429, 502, 503, 504]

/** The list of all languages. */
export const getList = (): Promise<Response> => patiently(() => get('runtimes.json', { cache: 'no-cache' }))

async function get(name: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(RUNTIMES + name, init)
  if (response.ok) return response
  const why = `${RUNTIMES}${name} could not be loaded: ${response.status}`
  throw LATER.includes(response.status) ? new Error(why) : new PartError(why)
}

/** `progress` is told how much of the part is here, of 1. */
export async function fetchPart(name: string, file: PartFile, progress: (share: number) => void): Promise<ArrayBuffer> {
  const download = new Download(name, file.bytes, progress)
  await patiently(() => download.goOn())
  await verify(name, download.buffer, file.sha256)
  return download.buffer
}

/** What does not change by asking again. */
class PartError extends Error {}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (const wait of RETRY_MS) {
    try {
      return await attempt()
    } catch (failure) {
      if (failure instanceof PartError) throw failure
      await new Promise((done) => setTimeout(done, wait))
    }
  }
  return attempt()
}

/** One part on its way. After a break it goes on where it stopped if the server can send a rest, else from its beginning. */
class Download {
  readonly buffer: ArrayBuffer
  readonly #bytes: Uint8Array
  #at = 0
  #rests = false

  constructor(
    private readonly name: string,
    length: number,
    private readonly progress: (share: number) => void,
  ) {
    this.#bytes = new Uint8Array(length)
    this.buffer = this.#bytes.buffer as ArrayBuffer
  }

  async goOn(): Promise<void> {
    const asked = this.#rests && this.#at > 0
    const response = await get(this.name, asked ? { headers: { range: `bytes=${this.#at}-` } } : {})
    if (response.status !== 206) this.#at = 0
    // A rest is a rest of what travels: it cannot be put behind what was decoded already.
    const { headers } = response
    this.#rests = headers.get('accept-ranges') === 'bytes' && headers.get('content-encoding') === null
    if (response.body === null) throw new PartError(`${this.name} has no content`)
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      if (this.#at + value.length > this.#bytes.length) throw new PartError(`${this.name} is longer than announced`)
      this.#bytes.set(value, this.#at)
      this.#at += value.length
      this.progress(this.#at / this.#bytes.length)
    }
    if (this.#at !== this.#bytes.length) throw new Error(`${this.name} broke off`)
  }
}

let unchecked = false

/** A page on plain HTTP has no SHA-256. The bytes come from the server that sent the page, so it goes on and says so once. */
async function verify(name: string, buffer: ArrayBuffer, sha256: string): Promise<void> {
  const subtle: SubtleCrypto | undefined = crypto.subtle
  if (subtle === undefined) {
    if (!unchecked) console.warn('Without HTTPS the language runtimes cannot be checked against their hashes.')
    unchecked = true
    return
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', buffer))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (hex !== sha256) throw new PartError(`${name} is not what the server announced`)
}
