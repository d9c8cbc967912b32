// A cable between the browser and the server that a test can pull.
import net from 'node:net'

export interface Cable {
  readonly url: string
  /** Cuts every connection and lets none through until it is plugged in again. */
  pull(): void
  plug(): void
  close(): void
}

export async function cable(port: number): Promise<Cable> {
  const ends = new Set<net.Socket>()
  let plugged = true
  const proxy = net.createServer((near) => {
    if (!plugged) {
      near.destroy()
      return
    }
    const far = net.connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        ends.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address() as net.AddressInfo
  const pull = () => {
    plugged = false
    for (const end of ends) end.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    pull,
    plug: () => {
      plugged = true
    },
    close: () => {
      pull()
      proxy.close()
    },
  }
}
