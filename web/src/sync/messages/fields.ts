/** What every decoder is made of: `unknown` in, a checked value or `null` out. Knows no message. */
export type Fields = Readonly<Record<string, unknown>>

/** A plain object's fields, `null` for anything else. */
export function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

export function isText(value: unknown, unitsMax: number): value is string {
  return typeof value === 'string' && value.length <= unitsMax
}

/** Not negative, whole, exact. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
