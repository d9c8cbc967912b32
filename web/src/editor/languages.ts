/** Languages of the editor, each its own chunk: the text is usable plain until it has come. */
import { indentUnit } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

const loaders: Readonly<Record<string, () => Promise<Extension>>> = {
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  python: async () => [(await import('@codemirror/lang-python')).python(), indentUnit.of('    ')],
}

/** Nothing for a language without highlighting. */
export function loadLanguage(language: string): Promise<Extension> {
  const load = Object.hasOwn(loaders, language) ? loaders[language] : undefined
  return load ? load() : Promise.resolve([])
}
