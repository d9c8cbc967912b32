import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fetchPack } from './packs'

const script = 'self.onmessage = () => {}'
const image = new Uint8Array(1_000).fill(7)
const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const manifest = {
  languages: {
    toy: {
      interrupt: true,
      limits: { startMs: 1, runMs: 2 },
      script: 'toy.js',
      modules: {},
      files: { 'image.bin': 'image.1.bin' },
    },
  },
  files: {
    'toy.js': { sha256: hash(script), bytes: script.length, br: 10, gz: 11 },
    'image.1.bin': { sha256: hash(image), bytes: image.length, br: 90, gz: 91 },
  },
}

let served: Record<string, Response>

beforeEach(() => {
  served = {
    '/runtimes/runtimes.json': new Response(JSON.stringify(manifest)),
    '/runtimes/toy.js': new Response(script),
    '/runtimes/image.1.bin': new Response(image),
  }
  vi.stubGlobal('fetch', async (url: string) => served[url] ?? new Response('', { status: 404 }))
  vi.stubGlobal('crypto', globalThis.crypto)
})
afterEach(() => void vi.unstubAllGlobals())

it('fetches all parts and counts the bytes that travel', async () => {
  const seen: [number, number][] = []
  const pack = await fetchPack('toy', (loaded, total) => seen.push([loaded, total]))
  expect(pack).toMatchObject({ script, modules: {}, interrupt: true, startMs: 1, runMs: 2 })
  expect(new Uint8Array(pack.files['image.bin'] ?? new ArrayBuffer(0))).toEqual(image)
  expect(seen.at(-1)).toEqual([100, 100])
})

it.each([
  ['other bytes', new Uint8Array(1_000).fill(8), 'image.1.bin is not what the server announced'],
  ['too few', image.subarray(1), 'image.1.bin broke off'],
  ['too many', new Uint8Array(1_001), 'image.1.bin is longer than announced'],
] as const)('refuses %s', async (_, bytes, why) => {
  served['/runtimes/image.1.bin'] = new Response(bytes.slice())
  await expect(fetchPack('toy', () => undefined)).rejects.toThrow(why)
})

it('names a language or a file that is not there', async () => {
  await expect(fetchPack('cobol', () => undefined)).rejects.toThrow('cobol is not installed on this server')
  served['/runtimes/runtimes.json'] = new Response(JSON.stringify(manifest))
  served['/runtimes/image.1.bin'] = new Response('', { status: 503 })
  await expect(fetchPack('toy', () => undefined)).rejects.toThrow('/runtimes/image.1.bin could not be loaded: 503')
})

it('goes on without SHA-256 on plain HTTP, and says so once', async () => {
  vi.stubGlobal('crypto', {})
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  await expect(fetchPack('toy', () => undefined)).resolves.toBeTruthy()
  expect(warn).toHaveBeenCalledOnce()
  warn.mockRestore()
})
