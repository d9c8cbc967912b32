/**
 * Work that keeps a run alive after its last line: timers, and promises of the platform. A program has ended when its top
 * level is done and nothing is pending. Wraps the functions of the global object; must run before user code.
 */
export class Pending {
  #count = 0
  /** Everything that has ever begun to be pending. */
  #begun = 0
  #watching: { readonly ms: number; readonly act: () => void } | null = null
  readonly #later = self.setTimeout.bind(self)

  constructor() {
    this.#wrapTimers()
    const subtle = globalThis.crypto?.subtle
    if (subtle !== undefined) {
      const operations = ['digest', 'encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'importKey', 'exportKey']
      for (const name of [...operations, 'deriveBits', 'deriveKey'])
        this.#wrapPromise(Object.getPrototypeOf(subtle), name)
    }
    for (const body of [Blob, Response, Request]) {
      for (const name of ['text', 'arrayBuffer', 'json', 'blob']) this.#wrapPromise(body.prototype, name)
    }
    for (const name of ['compile', 'instantiate']) this.#wrapPromise(WebAssembly, name)
  }

  /** Calls back once, when nothing has been pending for two turns of the event loop, and then for so long. The latest call counts. */
  whenIdle(ms: number, act: () => void): void {
    this.#watching = { ms, act }
    this.#check()
  }

  #add(): void {
    this.#count++
    this.#begun++
  }

  #remove(): void {
    this.#count--
    this.#check()
  }

  #check(): void {
    const watching = this.#watching
    if (watching === null) return
    const began = this.#begun
    const stillIdle = (waits: readonly number[]) => {
      if (this.#count > 0 || this.#begun !== began || this.#watching !== watching) return
      const [wait, ...rest] = waits
      if (wait !== undefined) {
        this.#later(() => stillIdle(rest), wait)
        return
      }
      this.#watching = null
      watching.act()
    }
    stillIdle([0, 0, watching.ms])
  }

  #wrapTimers(): void {
    const { setTimeout: timeout, setInterval: interval, clearTimeout: clear } = globalThis
    const active = new Set<number>()
    const done = (id: number | undefined) => {
      if (id !== undefined && active.delete(id)) this.#remove()
    }
    const callable = (handler: unknown) =>
      // biome-ignore lint/security/noGlobalEval: text given to a timer is evaluated globally, as the platform does
      typeof handler === 'function' ? handler : () => globalThis.eval(String(handler))
    Object.assign(globalThis, {
      setTimeout: (handler: unknown, ms?: number, ...values: unknown[]) => {
        const act = callable(handler)
        const fire = () => {
          try {
            act(...values)
          } finally {
            done(id)
          }
        }
        const id = Number(timeout(fire, ms))
        active.add(id)
        this.#add()
        return id
      },
      setInterval: (handler: unknown, ms?: number, ...values: unknown[]) => {
        const act = callable(handler)
        const id = Number(interval(() => act(...values), ms))
        active.add(id)
        this.#add()
        return id
      },
      clearTimeout: (id?: number) => {
        clear(id)
        done(id)
      },
      clearInterval: (id?: number) => {
        clear(id)
        done(id)
      },
    })
  }

  #wrapPromise(owner: object, name: string): void {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') return
    const settle = () => this.#remove()
    const begin = () => this.#add()
    Reflect.set(owner, name, function wrapped(this: unknown, ...values: unknown[]) {
      const promise: unknown = Reflect.apply(original, this, values)
      if (promise instanceof Promise) {
        begin()
        promise.then(settle, settle)
      }
      return promise
    })
  }
}
