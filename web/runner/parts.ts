/**
 * The parts that languages are made of, in the frame: bytes by the name under which the server publishes them (it contains
 * their hash), so languages that are made of the same part hold it once. A part is kept as long as a language needs it.
 * Knows no language but by name.
 */
export class Parts {
  readonly #bytes = new Map<string, ArrayBuffer | SharedArrayBuffer>()
  readonly #modules = new Map<string, Promise<WebAssembly.Module>>()
  /** Language → the parts that it needs. */
  readonly #needed = new Map<string, ReadonlySet<string>>()

  /** `share`: workers that are given a part share it instead of getting a copy each. */
  constructor(private readonly share: boolean) {}

  add(name: string, bytes: ArrayBuffer): void {
    if (!this.#bytes.has(name)) this.#bytes.set(name, this.share ? shared(bytes) : bytes)
  }

  /** A language needs these from now on; what it needed before and no other does is let go. */
  need(language: string, names: readonly string[]): void {
    const before = this.#needed.get(language)
    this.#needed.set(language, new Set(names))
    this.#letGo(before)
  }

  /** Let go with what only it needed. */
  release(language: string): void {
    const before = this.#needed.get(language)
    this.#needed.delete(language)
    this.#letGo(before)
  }

  file(name: string): ArrayBuffer | SharedArrayBuffer {
    const bytes = this.#bytes.get(name)
    if (bytes === undefined) throw new Error(`${name} was not handed over`)
    return bytes
  }

  /** Compiled once, whoever asks; workers that are given a module share its machine code. */
  module(name: string): Promise<WebAssembly.Module> {
    const known = this.#modules.get(name)
    if (known !== undefined) return known
    const compiled = WebAssembly.compile(plain(this.file(name)))
    this.#modules.set(name, compiled)
    return compiled
  }

  text(name: string): string {
    return new TextDecoder().decode(plain(this.file(name)))
  }

  /** Not what nobody needs yet: the parts of a language come before the language. */
  #letGo(names: ReadonlySet<string> = new Set()): void {
    const needed = new Set([...this.#needed.values()].flatMap((each) => [...each]))
    for (const name of names) {
      if (needed.has(name)) continue
      this.#bytes.delete(name)
      this.#modules.delete(name)
    }
  }
}

function shared(bytes: ArrayBuffer): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(memory).set(new Uint8Array(bytes))
  return memory
}

/** Decoders and compilers refuse shared memory. */
function plain(bytes: ArrayBuffer | SharedArrayBuffer): ArrayBuffer {
  return bytes instanceof ArrayBuffer ? bytes : new Uint8Array(bytes).slice().buffer
}
