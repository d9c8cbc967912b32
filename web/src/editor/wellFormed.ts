/**
 * Text in which a lone half of a surrogate pair is U+FFFD, as Yjs makes it. `String.prototype.toWellFormed` where the
 * browser has it: Firefox 115 and Safari before 16.4 do not.
 */
export function wellFormed(text: string): string {
  return typeof text.toWellFormed === 'function' ? text.toWellFormed() : replaceLoneHalves(text)
}

export function replaceLoneHalves(text: string): string {
  // A pair is taken first, so what is left are halves alone. No lookbehind: the same browsers lack it.
  return text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (found) =>
    found.length === 2 ? found : '\uFFFD',
  )
}
