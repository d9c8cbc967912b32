// A cable between the browser and the server that a test can pull, freeze or close to newcomers.
import net from 'node:net'

export interface Cable {
  readonly url: string
  /** Cuts every connection and lets none through until it is plugged in again. */
  pull(): void
  /** Lets no new connection through; those there are go on. */
  block(): void
  /** Nothing arrives any more, and nobody is told: the line is dead. */
  freeze(): void
  /** As at the start; what was frozen is cut. */
  plug(): void
  close(): void
}

export async function cable(port: number): Promise<Cable> {
  const ends = new Set<net.Socket>()
  let state: 'plugged' | 'blocked' | 'frozen' = 'plugged'
  const proxy = net.createServer((near) => {
    if (state === 'blocked') {
      near.destroy()
      return
    }
    near.on('error', () => near.destroy())
    ends.add(near)
    near.on('close', () => ends.delete(near))
    // It answers the telephone and says nothing.
    if (state === 'frozen') return
    const far = net.connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from)
      from.on('data', (data) => {
        if (state !== 'frozen') to.write(data)
      })
      from.on('error', () => to.destroy())
      from.on('end', () => to.end())
      from.on('close', () => {
        ends.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address() as net.AddressInfo
  const cut = () => {
    for (const end of ends) end.destroy()
  }
  const pull = () => {
    state = 'blocked'
    cut()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    pull,
    block: () => {
      state = 'blocked'
    },
    freeze: () => {
      state = 'frozen'
    },
    plug: () => {
      if (state === 'frozen') cut()
      state = 'plugged'
    },
    close: () => {
      pull()
      proxy.close()
    },
  }
}
