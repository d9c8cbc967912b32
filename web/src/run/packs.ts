/** What each language consists of, as the build's list says (`web/build/runtimes.mjs`), and which of them a frame holds. */
import type { Pack } from '../../runner/messages'
import { partsOf } from '../../runner/messages'
import { labelOf } from './languages'
import { getList, type PartFile } from './parts'

interface Manifest {
  readonly languages: Readonly<Record<string, ManifestLanguage>>
  readonly files: Readonly<Record<string, PartFile>>
}

interface ManifestLanguage {
  readonly interrupt: boolean
  readonly limits: { readonly startMs: number; readonly runMs: number }
  readonly script: string
  readonly modules: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

export interface LanguagePack {
  readonly pack: Pack
  /** All parts that the pack names. */
  readonly parts: ReadonlyMap<string, PartFile>
}

export async function findPack(language: string): Promise<LanguagePack> {
  // The list comes from our own server and is believed as its scripts are; the frame decodes the pack again.
  const manifest = (await (await getList()).json()) as Manifest
  const entry = Object.hasOwn(manifest.languages, language) ? manifest.languages[language] : undefined
  if (entry === undefined) throw new Error(`${labelOf(language)} is not installed on this server`)
  const { script, modules, files, interrupt, limits } = entry
  const pack = { script, modules, files, interrupt, startMs: limits.startMs, runMs: limits.runMs }
  const parts = new Map(
    partsOf(pack).map((name) => {
      const file = manifest.files[name]
      if (file === undefined) throw new Error(`${name} is missing in the list of runtimes`)
      return [name, file]
    }),
  )
  return { pack, parts }
}

/** Bytes of languages that a frame holds, before those that were not used for longest are let go. */
const HELD_BYTES_MAX = 256 << 20

/** The languages that a frame holds, the latest used last, counted by their parts; a part of two languages counts once. */
export class Shelf {
  readonly #languages = new Map<string, ReadonlyMap<string, PartFile>>()

  constructor(private readonly bytesMax = HELD_BYTES_MAX) {}

  /** Puts a language on the shelf; answers with those that had to go. */
  use(language: string, parts: ReadonlyMap<string, PartFile>): string[] {
    this.#languages.delete(language)
    this.#languages.set(language, parts)
    const gone: string[] = []
    for (const oldest of this.#languages.keys()) {
      if (oldest === language || this.#bytes() <= this.bytesMax) break
      this.#languages.delete(oldest)
      gone.push(oldest)
    }
    return gone
  }

  /** Used again. */
  touch(language: string): void {
    const parts = this.#languages.get(language)
    if (parts !== undefined) this.use(language, parts)
  }

  drop(language: string): void {
    this.#languages.delete(language)
  }

  /** Whether some language on the shelf needs a part. */
  needs(part: string): boolean {
    return [...this.#languages.values()].some((parts) => parts.has(part))
  }

  #bytes(): number {
    const all = new Map([...this.#languages.values()].flatMap((parts) => [...parts]))
    return [...all.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
