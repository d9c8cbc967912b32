/** Stands in for the browser's BroadcastChannel: what one says, the others of that name hear in a turn of their own. */
export class TestChannel {
  private static readonly open = new Set<TestChannel>()
  /** A tab that is frozen, or was killed: it hears nothing. */
  static deaf = new Set<TestChannel>()
  onmessage: ((event: { data: unknown }) => void) | null = null

  constructor(readonly name: string) {
    TestChannel.open.add(this)
  }

  static get latest(): TestChannel {
    const last = [...TestChannel.open].at(-1)
    if (!last) throw new Error('nobody listens')
    return last
  }

  postMessage(data: unknown): void {
    queueMicrotask(() => {
      for (const other of TestChannel.open) {
        if (other !== this && other.name === this.name && !TestChannel.deaf.has(other)) other.onmessage?.({ data })
      }
    })
  }

  close(): void {
    TestChannel.open.delete(this)
  }
}
