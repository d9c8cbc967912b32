import type { Pack } from '../../runner/messages'

/** The build's list of what each language consists of; see `web/build/runtimes.mjs`. */
interface Manifest {
  readonly languages: Readonly<Record<string, ManifestLanguage>>
  readonly files: Readonly<Record<string, ManifestFile>>
}

interface ManifestLanguage {
  readonly interrupt: boolean
  readonly limits: { readonly startMs: number; readonly runMs: number }
  readonly script: string
  readonly modules: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

interface ManifestFile {
  readonly sha256: string
  /** Lengths: raw, and of the two forms that travel. */
  readonly bytes: number
  readonly br: number
  readonly gz: number
}

const RUNTIMES = '/runtimes/'

/**
 * Fetches all parts of a language from this server and checks them against the manifest. The browser's cache keeps them:
 * their names contain their hash. Progress counts the bytes that travel.
 */
export async function fetchPack(language: string, progress: (loaded: number, total: number) => void): Promise<Pack> {
  // The manifest comes from our own server and is believed as its scripts are; the frame decodes the pack again.
  const manifest = (await (await get('runtimes.json', 'no-cache')).json()) as Manifest
  const entry = manifest.languages[language]
  if (entry === undefined) throw new Error(`${language} is not installed on this server`)

  const names = [entry.script, ...Object.values(entry.modules), ...Object.values(entry.files)]
  const total = names.reduce((sum, name) => sum + fileOf(manifest, name).br, 0)
  let loaded = 0
  const bytes = new Map<string, ArrayBuffer>()
  const fetchOne = async (name: string) => {
    const file = fileOf(manifest, name)
    const buffer = await read(name, file, (share) => {
      loaded += share * file.br
      progress(Math.min(total, Math.round(loaded)), total)
    })
    await verify(name, buffer, file.sha256)
    bytes.set(name, buffer)
  }
  await Promise.all(names.map(fetchOne))

  const buffersOf = (parts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(parts).map(([name, file]) => [name, bytes.get(file) ?? new ArrayBuffer(0)]))
  return {
    script: new TextDecoder().decode(bytes.get(entry.script)),
    modules: buffersOf(entry.modules),
    files: buffersOf(entry.files),
    interrupt: entry.interrupt,
    startMs: entry.limits.startMs,
    runMs: entry.limits.runMs,
  }
}

function fileOf(manifest: Manifest, name: string): ManifestFile {
  const file = manifest.files[name]
  if (file === undefined) throw new Error(`${name} is missing in the list of runtimes`)
  return file
}

async function get(name: string, cache: RequestCache = 'default'): Promise<Response> {
  const response = await fetch(RUNTIMES + name, { cache })
  if (!response.ok) throw new Error(`${RUNTIMES}${name} could not be loaded: ${response.status}`)
  return response
}

async function read(name: string, { bytes }: ManifestFile, progress: (share: number) => void): Promise<ArrayBuffer> {
  const response = await get(name)
  const body = response.body
  if (body === null) throw new Error(`${name} has no content`)
  const buffer = new Uint8Array(bytes)
  let at = 0
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) break
    if (at + value.length > bytes) throw new Error(`${name} is longer than announced`)
    buffer.set(value, at)
    at += value.length
    progress(value.length / bytes)
  }
  if (at !== bytes) throw new Error(`${name} broke off`)
  return buffer.buffer
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
  if (hex !== sha256) throw new Error(`${name} is not what the server announced`)
}
