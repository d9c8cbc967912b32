/** Text that leaves the page or is drawn: cut where it may be cut, and whole. Knows nothing of runs. */

/** At most `units` UTF-16 units, never half of a surrogate pair. */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text
  const last = text.charCodeAt(units - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units)
}

/** Halves of surrogate pairs are not text: encoders refuse them or each writes something else in their place. */
export function wellFormed(text: string): string {
  // Where both halves stand together, the `u` flag reads them as one character that is no surrogate.
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
