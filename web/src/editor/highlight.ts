/** The classes of the code's parts: those of CodeMirror's class highlighter, which has none for functions. */
import { classHighlighter, type Highlighter, tagHighlighter, tags } from '@lezer/highlight'

const functions = tagHighlighter([
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: 'tok-function' },
])

/** One class per part, not both: the look of properties would win over that of called methods. */
export const highlighter: Highlighter = {
  style: (part) => functions.style(part) ?? classHighlighter.style(part),
}
