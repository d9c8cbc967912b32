/**
 * The list of words that could be meant: what the language offers, then the words of the text, each once. After a dot
 * only what stands after a dot elsewhere: the page does not know what things are.
 */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  closeCompletion,
  completeFromList,
  selectedCompletion,
  selectedCompletionIndex,
} from '@codemirror/autocomplete'
import { type Extension, Prec } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

/** `opens`: by itself while one types; else only when asked for. */
export function completion(opens: boolean): Extension {
  return [
    // Before the list's own keys.
    Prec.highest(keymap.of([{ key: 'Enter', run: passWholeWord }])),
    autocompletion({ activateOnTyping: opens, icons: false, override: [complete] }),
  ]
}

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu
const UP_TO_HERE = /[\p{L}\p{N}_$]*$/u
const WHOLE = /^[\p{L}\p{N}_$]*$/u
/** Two letters, so that neither `$` nor `i` is in the way. */
const WORTH = /\p{L}.*\p{L}/u
/** Units of the text around the caret that are looked at, and words that are offered. */
const AROUND = 50_000
const WORDS_MAX = 2_000

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  const from = context.pos - (UP_TO_HERE.exec(before)?.[0].length ?? 0)
  const member = before[from - line.from - 1] === '.'
  if (/\d/.test(before[from - line.from] ?? '')) return null
  if (from === context.pos && !context.explicit) return null
  const offered = member ? [] : await ofLanguage(context, from)
  const options = new Map(offered.map((option) => [option.label, option]))
  for (const label of words(context, from, member)) if (!options.has(label)) options.set(label, { label })
  const list = [...options.values()].filter(({ label }) => WORTH.test(label))
  return list.length === 0 ? null : { from, options: list, validFor: WHOLE }
}

async function ofLanguage(context: CompletionContext, from: number): Promise<Completion[]> {
  const sources = context.state.languageDataAt<CompletionSource | Completion[]>('autocomplete', context.pos)
  const results = await Promise.all(
    sources.map((source) => (typeof source === 'function' ? source : completeFromList(source))(context)),
  )
  return results.flatMap((result) => (result?.from === from ? result.options : []))
}

/** The words of the text around the caret, but the one that is being written; `members`: those after a dot. */
function* words({ state: { doc }, pos }: CompletionContext, writing: number, members: boolean): Generator<string> {
  const start = Math.max(0, pos - AROUND)
  const text = doc.sliceString(start, pos + AROUND, '\n')
  let count = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (start + index === writing || (members && text[index - 1] !== '.')) continue
    if (++count > WORDS_MAX) return
    yield word
  }
}

/** Enter after a word that is already written as the list has it is a new line, unless somebody went to that word. */
function passWholeWord(view: EditorView): boolean {
  const chosen = selectedCompletion(view.state)
  if (!chosen || chosen.apply !== undefined || selectedCompletionIndex(view.state) !== 0) return false
  const { head } = view.state.selection.main
  const before = view.state.sliceDoc(Math.max(0, head - chosen.label.length), head)
  if (before === chosen.label) closeCompletion(view)
  return false
}
