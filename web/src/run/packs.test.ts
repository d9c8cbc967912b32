import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findPack, Shelf } from './packs'
import { fetchPart, type PartFile } from './parts'

const image = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251)
const file: PartFile = {
  sha256: createHash('sha256').update(image).digest('hex'),
  bytes: image.length,
  br: 90,
  gz: 91,
}
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
  files: { 'toy.js': { ...file, br: 10 }, 'image.1.bin': file },
}

let asked: { url: string; range: string | undefined }[]
let answers: (() => Response)[]

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  answers = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    asked.push({ url, range: new Headers(init.headers).get('range') ?? undefined })
    return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? new Response('', { status: 404 })
  })
  vi.stubGlobal('crypto', globalThis.crypto)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** An answer that breaks off after so many bytes, as a lost line does. */
const broken =
  (length: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          if (length === 0) controller.error(new TypeError('network error'))
          else controller.enqueue(image.slice(0, length))
          length = 0
        },
      }),
      { headers },
    )

async function fetched(): Promise<{ bytes: number[] | string; shares: number[] }> {
  const shares: number[] = []
  const bytes = fetchPart('image.1.bin', file, (share) => shares.push(share)).then(
    (buffer) => [...new Uint8Array(buffer)],
    (failure: Error) => failure.message,
  )
  await vi.runAllTimersAsync()
  return { bytes: await bytes, shares }
}

describe('a part', () => {
  it('is fetched whole and checked', async () => {
    answers = [() => new Response(image)]
    const { bytes, shares } = await fetched()
    expect(bytes).toEqual([...image])
    expect(shares.at(-1)).toBe(1)
  })

  it.each([
    ['other bytes', new Uint8Array(1_000).fill(8), 'image.1.bin is not what the server announced'],
    ['too few', image.slice(1), 'image.1.bin broke off'],
    ['too many', new Uint8Array(1_001), 'image.1.bin is longer than announced'],
  ] as const)('of %s is refused', async (_, sent, why) => {
    answers = [() => new Response(sent)]
    expect((await fetched()).bytes).toBe(why)
  })

  it('that is not there is asked for once', async () => {
    answers = [() => new Response('', { status: 404 })]
    expect((await fetched()).bytes).toBe('/runtimes/image.1.bin could not be loaded: 404')
    expect(asked).toHaveLength(1)
  })

  it('that a server puts off while it restarts comes when it is back', async () => {
    const later = () => new Response('', { status: 503 })
    answers = [later, later, () => new Response(image)]
    expect((await fetched()).bytes).toEqual([...image])
    answers = [later]
    expect((await fetched()).bytes).toBe('/runtimes/image.1.bin could not be loaded: 503')
  })

  it('whose download breaks goes on where it stopped, if the server sends rests', async () => {
    answers = [
      broken(400, { 'accept-ranges': 'bytes' }),
      () => new Response(image.slice(400), { status: 206, headers: { 'accept-ranges': 'bytes' } }),
    ]
    expect((await fetched()).bytes).toEqual([...image])
    expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=400-'])
  })

  it('whose download breaks begins again, if it travels encoded or the server sends all of it', async () => {
    answers = [broken(400, { 'accept-ranges': 'bytes', 'content-encoding': 'br' }), () => new Response(image)]
    expect((await fetched()).bytes).toEqual([...image])
    expect(asked.map(({ range }) => range)).toEqual([undefined, undefined])
    answers = [broken(400, { 'accept-ranges': 'bytes' }), () => new Response(image)]
    const { bytes, shares } = await fetched()
    expect(bytes).toEqual([...image])
    expect(shares).toEqual([0.4, 1])
  })

  it('whose line does not come back is given up', async () => {
    answers = [broken(1), broken(1), broken(1), broken(1), broken(1), () => new Response(image)]
    expect((await fetched()).bytes).toBe('network error')
    expect(asked).toHaveLength(5)
  })

  it('is used unchecked on plain HTTP, which has no SHA-256, and that is said once', async () => {
    vi.stubGlobal('crypto', {})
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
    answers = [() => new Response(image)]
    expect((await fetched()).bytes).toEqual([...image])
    await fetched()
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
  })
})

describe('a language', () => {
  it('is a pack of parts', async () => {
    answers = [() => new Response(JSON.stringify(manifest))]
    const { pack, parts } = await findPack('toy')
    expect(pack).toEqual({
      script: 'toy.js',
      modules: {},
      files: { 'image.bin': 'image.1.bin' },
      interrupt: true,
      startMs: 1,
      runMs: 2,
    })
    expect([...parts.keys()]).toEqual(['toy.js', 'image.1.bin'])
  })

  it('is found by whoever asks while the server restarts', async () => {
    answers = [() => new Response('', { status: 503 }), () => new Response(JSON.stringify(manifest))]
    const found = findPack('toy')
    await vi.runAllTimersAsync()
    expect((await found).pack.script).toBe('toy.js')
  })

  it('or a part of it that is not there is named', async () => {
    const list = () => new Response(JSON.stringify(manifest))
    answers = [list]
    await expect(findPack('python')).rejects.toThrow('Python is not installed on this server')
    await expect(findPack('toString')).rejects.toThrow('toString is not installed on this server')
    answers = [() => new Response(JSON.stringify({ ...manifest, files: {} }))]
    await expect(findPack('toy')).rejects.toThrow('toy.js is missing in the list of runtimes')
  })
})

describe('the shelf', () => {
  const parts = (...names: string[]) => new Map(names.map((name) => [name, { ...file, bytes: 10 }]))

  it('lets those go that were not used for longest, and counts a part of two languages once', () => {
    const shelf = new Shelf(30)
    expect(shelf.use('c', parts('clang', 'c'))).toEqual([])
    expect(shelf.use('cpp', parts('clang', 'cpp'))).toEqual([])
    shelf.touch('c')
    expect(shelf.use('python', parts('python'))).toEqual(['cpp'])
    expect([shelf.needs('clang'), shelf.needs('cpp')]).toEqual([true, false])
  })

  it('keeps the one that is wanted, however large', () => {
    const shelf = new Shelf(5)
    shelf.use('a', parts('a'))
    expect(shelf.use('b', parts('b1', 'b2'))).toEqual(['a'])
    expect(shelf.needs('b2')).toBe(true)
  })
})
