// What this person chose, on this device: one small store each, of which `null` is that nothing was chosen. A browser
// that forbids storage remembers for as long as the page lives.
import { keep, kept } from './kept'

export const THEMES = ['ink', 'paper', 'stark'] as const
export type Theme = (typeof THEMES)[number]

export interface Setting<T extends string> {
  get(): T | null
  set(value: T): void
  subscribe(listener: () => void): () => void
}

export const settings = {
  theme: setting('hotseat.theme', (text) => THEMES.find((theme) => theme === text) ?? null),
  /** The name this person joined with last. */
  name: setting('hotseat.name', (text) => text || null),
  /** Id of the language that was chosen last. */
  language: setting('hotseat.language', (text) => text || null),
}

function setting<T extends string>(key: string, decode: (text: string) => T | null): Setting<T> {
  const listeners = new Set<() => void>()
  let here: T | null = null
  return {
    // Read each time: another tab may have chosen meanwhile.
    get: () => decode(kept(key) ?? '') ?? here,
    set(value) {
      here = keep(key, value) ? null : value
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
