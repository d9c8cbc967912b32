/**
 * Values as text, the way Node prints them. Nothing of a value is called except what printing cannot avoid (a proxy's
 * traps, `toString` of an error's message), so printing has no effect on the program; what throws is shown as unreadable.
 */
export interface FormatOptions {
  /** Text of an error: message and the frames of user code. */
  readonly error: (error: Error) => string
}

const DEPTH_MAX = 4
const ITEMS_MAX = 100
const STRING_UNITS_MAX = 10_000
/** Of one value; what is deeper or further is dots. Nobody reads more, and a hundred times a hundred entries end a run. */
const VALUE_UNITS_MAX = 100_000
/** Longer than this, and a list of entries is broken into lines. */
const LINE_UNITS = 72

/** The arguments of `console.log`: `%s %d %i %f %j %o %O %c` in the first one, then everything else. */
export function formatMessage(values: readonly unknown[], options: FormatOptions): string {
  const [first, ...rest] = values
  const parts: string[] = []
  if (typeof first === 'string') {
    parts.push(
      first.replace(/%[sdifjoOc%]/g, (directive) => {
        if (directive === '%%') return rest.length > 0 || values.length > 1 ? '%' : '%%'
        if (rest.length === 0) return directive
        return substitute(directive, rest.shift(), options)
      }),
    )
  } else if (values.length > 0) {
    parts.push(format(first, options))
  }
  for (const value of rest) parts.push(typeof value === 'string' ? value : format(value, options))
  return parts.join(' ')
}

export function format(value: unknown, options: FormatOptions): string {
  return new Formatter(options).value(value, 0)
}

function substitute(directive: string, value: unknown, options: FormatOptions): string {
  switch (directive) {
    case '%s':
      return typeof value === 'string' ? value : format(value, options)
    case '%d':
    case '%i':
    case '%f': {
      if (typeof value === 'bigint') return `${value}n`
      if (typeof value === 'object' || typeof value === 'symbol') return 'NaN'
      const number = directive === '%f' ? Number.parseFloat(String(value)) : Number(value)
      return number0(directive === '%i' ? Math.trunc(number) : number)
    }
    case '%j':
      try {
        return JSON.stringify(value) ?? 'undefined'
      } catch (failure) {
        return `[${String(failure)}]`
      }
    case '%c':
      return ''
    default:
      return format(value, options)
  }
}

class Formatter {
  /** Objects on the way from the root to here; meeting one again is a cycle. */
  readonly #path: object[] = []
  readonly #referenced = new Map<object, number>()
  #units = 0

  constructor(private readonly options: FormatOptions) {}

  value(value: unknown, depth: number): string {
    if (this.#units > VALUE_UNITS_MAX) return '...'
    const isLeaf = (typeof value !== 'object' && typeof value !== 'function') || value === null
    const text = this.#text(value, depth)
    if (isLeaf) this.#units += text.length
    return text
  }

  #text(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'string':
        return depth === 0 ? value : quote(value)
      case 'number':
        return number0(value)
      case 'bigint':
        return `${value}n`
      case 'function':
      case 'object':
        return value === null ? 'null' : this.#object(value, depth)
      default:
        return String(value)
    }
  }

  #object(object: object, depth: number): string {
    if (this.#path.includes(object)) {
      const number = this.#referenced.get(object) ?? this.#referenced.size + 1
      this.#referenced.set(object, number)
      return `[Circular *${number}]`
    }
    this.#path.push(object)
    try {
      const text = this.#describe(object, depth)
      const reference = this.#referenced.get(object)
      return reference === undefined ? text : `<ref *${reference}> ${text}`
    } catch {
      return '[unreadable]'
    } finally {
      this.#path.pop()
    }
  }

  #describe(object: object, depth: number): string {
    if (typeof object === 'function') return this.#withProperties(functionName(object), object, depth)
    if (object instanceof Error) return this.#error(object, depth)
    const name = className(object)
    if (object instanceof Date) {
      return Number.isNaN(object.getTime()) ? 'Invalid Date' : object.toISOString()
    }
    if (object instanceof RegExp) return this.#withProperties(String(object), object, depth)
    const boxed = unbox(object)
    if (boxed !== undefined) return `[${name}: ${this.value(boxed, depth + 1)}]`
    if (depth > DEPTH_MAX) return Array.isArray(object) ? '[Array]' : `[${name || 'Object'}]`
    if (Array.isArray(object)) return this.#array(object, depth, name === 'Array' ? '' : `${name}(${object.length}) `)
    if (ArrayBuffer.isView(object) && !(object instanceof DataView)) {
      const numbers = object as unknown as readonly number[]
      return this.#array(numbers, depth, `${name}(${numbers.length}) `)
    }
    if (object instanceof ArrayBuffer) return `ArrayBuffer { byteLength: ${object.byteLength} }`
    if (object instanceof Map) {
      const entries = take(object.entries(), ([key, value]: [unknown, unknown]) => {
        return `${this.value(key, depth + 1)} => ${this.value(value, depth + 1)}`
      })
      return this.#braces(`${name}(${object.size}) `, [...more(entries, object.size), ...this.#entries(object, depth)])
    }
    if (object instanceof Set) {
      const entries = take(object.values(), (value: unknown) => this.value(value, depth + 1))
      return this.#braces(`${name}(${object.size}) `, [...more(entries, object.size), ...this.#entries(object, depth)])
    }
    if (object instanceof WeakMap || object instanceof WeakSet || object instanceof WeakRef) {
      return `${name} { <items unknown> }`
    }
    if (object instanceof Promise) return this.#braces('Promise ', this.#entries(object, depth))
    return this.#braces(name === 'Object' ? '' : `${name || '[Object: null prototype]'} `, this.#entries(object, depth))
  }

  #error(error: Error, depth: number): string {
    const text = this.options.error(error)
    const cause = Object.hasOwn(error, 'cause') ? [`[cause]: ${this.value(error.cause, depth + 1)}`] : []
    const errors = error instanceof AggregateError ? [`[errors]: ${this.value(error.errors, depth + 1)}`] : []
    const hidden = new Set(['stack', 'message', 'name', 'cause', 'errors'])
    const entries = [...this.#entries(error, depth, hidden), ...cause, ...errors]
    return entries.length === 0 ? text : `${text} ${this.#braces('', entries)}`
  }

  #withProperties(text: string, object: object, depth: number): string {
    const entries = depth > DEPTH_MAX ? [] : this.#entries(object, depth)
    return entries.length === 0 ? text : `${text} ${this.#braces('', entries)}`
  }

  #array(array: readonly unknown[], depth: number, prefix: string): string {
    const entries: string[] = []
    const there = presentIndices(array)
    let i = 0
    while (i < array.length && entries.length < ITEMS_MAX) {
      if (i in array) {
        entries.push(this.value(array[i++], depth + 1))
        continue
      }
      const next = there(i)
      entries.push(`<${next - i} empty item${next - i === 1 ? '' : 's'}>`)
      i = next
    }
    const rest = array.length - i
    const after = rest > 0 ? [`... ${rest} more item${rest === 1 ? '' : 's'}`] : []
    if (!ArrayBuffer.isView(array) && Object.keys(array).length > array.length)
      after.push(...this.#entries(array, depth, null))
    if (entries.length + after.length === 0) return `${prefix}[]`
    const line = `${prefix}[ ${[...entries, ...after].join(', ')} ]`
    if (fits(line)) return line
    const short = entries.every((entry) => entry.length <= 16 && !entry.includes('\n'))
    const lines = short ? [...fill(entries, after.length > 0), ...after.map((entry) => `  ${entry}`)] : []
    return `${prefix}[\n${short ? lines.join('\n') : indent([...entries, ...after])}\n]`
  }

  /** Own enumerable properties; `hidden` null leaves out the elements of an array. Getters are not called. */
  #entries(object: object, depth: number, hidden: ReadonlySet<string> | null = new Set()): string[] {
    const keys = Reflect.ownKeys(object).filter((key) => {
      if (typeof key === 'string' && (hidden === null ? /^\d+$|^length$/.test(key) : hidden.has(key))) return false
      return Object.prototype.propertyIsEnumerable.call(object, key)
    })
    const entries = keys.slice(0, ITEMS_MAX).map((key) => {
      const property = Object.getOwnPropertyDescriptor(object, key)
      const name = typeof key === 'symbol' ? `[${String(key)}]` : /^[\w$]+$/.test(key) ? key : quote(key)
      if (property === undefined || 'value' in property) return `${name}: ${this.value(property?.value, depth + 1)}`
      const kinds = [property.get && 'Getter', property.set && 'Setter'].filter(Boolean)
      return `${name}: [${kinds.join('/')}]`
    })
    return keys.length > ITEMS_MAX ? [...entries, `... ${keys.length - ITEMS_MAX} more`] : entries
  }

  #braces(prefix: string, entries: readonly string[]): string {
    if (entries.length === 0) return `${prefix}{}`
    const line = `${prefix}{ ${entries.join(', ')} }`
    return fits(line) ? line : `${prefix}{\n${indent(entries)}\n}`
  }
}

/** Tells the first index above a hole that is there, for holes from left to right. By keys: a hole may be a milliard wide. */
function presentIndices(array: readonly unknown[]): (hole: number) => number {
  let indices: number[] | null = null
  let at = 0
  return (hole) => {
    indices ??= Object.keys(array).map(Number)
    while ((indices[at] ?? array.length) <= hole) at++
    return Math.min(indices[at] || array.length, array.length)
  }
}

function fits(line: string): boolean {
  return line.length <= LINE_UNITS && !line.includes('\n')
}

function indent(entries: readonly string[]): string {
  return entries.map((entry) => `  ${entry.replaceAll('\n', '\n  ')}`).join(',\n')
}

/** Short entries side by side, columns aligned, right-aligned when all are numbers. */
function fill(entries: readonly string[], continued: boolean): string[] {
  const width = Math.max(...entries.map((entry) => entry.length)) + 2
  const perLine = Math.max(1, Math.min(16, Math.floor(LINE_UNITS / width)))
  const right = entries.every((entry) => /^-?[\d.]/.test(entry))
  const lines: string[] = []
  for (let i = 0; i < entries.length; i += perLine) {
    const cells = entries.slice(i, i + perLine).map((entry, j) => {
      const last = !continued && i + j === entries.length - 1
      const cell = last ? entry : `${entry},`
      return right ? cell.padStart(width - 1) : cell.padEnd(width - 1)
    })
    lines.push(`  ${cells.join(' ').trimEnd()}`)
  }
  return lines
}

function take<T>(items: Iterable<T>, text: (item: T) => string): string[] {
  const entries: string[] = []
  for (const item of items) {
    if (entries.length === ITEMS_MAX) break
    entries.push(text(item))
  }
  return entries
}

function more(entries: string[], size: number): string[] {
  return size > entries.length ? [...entries, `... ${size - entries.length} more`] : entries
}

function number0(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Quotes as in Node: single, unless the text has single quotes and no double ones. */
function quote(text: string): string {
  const cut = text.slice(0, STRING_UNITS_MAX)
  const mark = !cut.includes("'") ? "'" : !cut.includes('"') ? '"' : '`'
  const inner = JSON.stringify(cut)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll(mark, mark === '"' ? '\\"' : mark === '`' && cut.includes('`') ? '\\`' : mark)
  const rest = text.length - cut.length
  return `${mark}${inner}${mark}${rest > 0 ? `... ${rest} more characters` : ''}`
}

function className(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (typeof prototype !== 'object' || prototype === null) return ''
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof maker === 'function' && maker.name !== '' ? maker.name : className(prototype)
}

function functionName(callable: object & { name?: unknown }): string {
  const source = Function.prototype.toString.call(callable)
  const name = typeof callable.name === 'string' && callable.name !== '' ? callable.name : '(anonymous)'
  if (source.startsWith('class')) {
    const parent: unknown = Object.getPrototypeOf(callable)
    const parentName = typeof parent === 'function' && parent.name !== '' ? ` extends ${parent.name}` : ''
    return `[class ${name}${parentName}]`
  }
  const kind = /^async\s*(function\s*)?\*/.test(source)
    ? 'AsyncGeneratorFunction'
    : /^(function\s*)?\*/.test(source)
      ? 'GeneratorFunction'
      : /^async\b/.test(source)
        ? 'AsyncFunction'
        : 'Function'
  return name === '(anonymous)' ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`
}

function unbox(object: object): unknown {
  if (object instanceof Number || object instanceof Boolean || object instanceof String) return object.valueOf()
  if (object instanceof Symbol || object instanceof BigInt) return object.valueOf()
  return undefined
}
