/**
 * Highlighting for the languages of `languages.json`, each its own chunk: the text is usable plain until it has come, and
 * stays plain for a language that nobody highlights.
 */
import { indentUnit } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { languageOf } from '../run/languages'
import { loadPart } from '../sync/build'

/** By the `highlight` of a language. */
const loaders: Readonly<Record<string, () => Promise<Extension>>> = {
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  python: async () => [(await import('@codemirror/lang-python')).python(), indentUnit.of('    ')],
}

/** Nothing for a language without highlighting, or when its chunk does not come. */
export async function loadLanguage(language: string): Promise<Extension> {
  const highlight = languageOf(language)?.highlight ?? ''
  const load = Object.hasOwn(loaders, highlight) ? loaders[highlight] : undefined
  return (load && (await loadPart(load))) ?? []
}
