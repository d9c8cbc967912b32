/** Exclusive Web Locks for tests: one holder per name, the others wait in order. */
type Granted = (lock: object | null) => unknown

export class TestLocks {
  private readonly waiting = new Map<string, (() => void)[]>()

  async request(
    name: string,
    ...rest: [Granted] | [{ ifAvailable?: boolean; signal?: AbortSignal }, Granted]
  ): Promise<unknown> {
    const options = rest.length === 2 ? rest[0] : {}
    const granted = rest.length === 2 ? rest[1] : rest[0]
    const queue = this.waiting.get(name)
    if (queue) {
      if (options.ifAvailable) return granted(null)
      await new Promise<void>((resolve, reject) => {
        queue.push(resolve)
        options.signal?.addEventListener('abort', () => {
          queue.splice(queue.indexOf(resolve), 1)
          reject(new DOMException('aborted', 'AbortError'))
        })
      })
    } else {
      this.waiting.set(name, [])
    }
    try {
      return await granted({ name })
    } finally {
      const next = this.waiting.get(name)?.shift()
      if (next) next()
      else this.waiting.delete(name)
    }
  }

  static install(): void {
    Object.defineProperty(navigator, 'locks', { value: new TestLocks(), configurable: true })
  }

  static remove(): void {
    Reflect.deleteProperty(navigator, 'locks')
  }
}
