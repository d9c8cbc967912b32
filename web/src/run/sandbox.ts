/**
 * One hidden, sandboxed frame of this server and the port to it: opening, asking whether it is still there, and keeping the
 * keyboard from it. What the messages say is its owner's; nothing of what comes over the port is believed here.
 */
import { PING_ANSWER_MS, PORT_GREETING } from '../../runner/messages'

/** How long the frame's document may take to come from the server and answer. */
const OPEN_MS = 10_000
/** After a late check the messages that are already queued are heard first: the page itself may have been busy. */
const SECOND_LOOK_MS = 100

export interface SandboxOptions {
  readonly parent: HTMLElement
  readonly src: string
  readonly title: string
  /** Before it is opened. */
  readonly delayMs: number
  hear(data: unknown): void
  /** It never opened, or does what it must not. Closing it is up to the owner. */
  broken(why: string): void
}

export class SandboxFrame {
  readonly #iframe = document.createElement('iframe')
  readonly #port: MessagePort
  readonly opened: Promise<void>
  #settle = { resolve: () => {}, reject: (_: Error) => {} }
  #openTimer: ReturnType<typeof setTimeout>
  #isOpen = false
  #pings = 0
  #pong = 0

  constructor(private readonly options: SandboxOptions) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#port.onmessage = (event) => options.hear(event.data)
    this.opened = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    this.opened.catch(() => undefined)

    const iframe = this.#iframe
    iframe.setAttribute('sandbox', 'allow-scripts')
    iframe.allow = 'cross-origin-isolated'
    iframe.referrerPolicy = 'no-referrer'
    iframe.title = options.title
    iframe.tabIndex = -1
    iframe.style.display = 'none'
    iframe.src = options.src
    // The frame's origin is opaque, so no target origin can name it; what is handed over is a port and nothing else.
    iframe.onload = () => {
      iframe.onload = null
      iframe.contentWindow?.postMessage(PORT_GREETING, '*', [port2])
    }
    // Nothing in the frame can be seen or needs keys; one that takes the focus is after what is typed here.
    addEventListener('blur', this.#guardKeys)
    this.#openTimer = setTimeout(() => {
      options.parent.append(iframe)
      this.#openTimer = setTimeout(
        () => options.broken(`The ${options.title.toLowerCase()} could not be opened`),
        OPEN_MS,
      )
    }, options.delayMs)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  send(message: unknown, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer)
  }

  /** It has said hello. */
  greeted(): void {
    clearTimeout(this.#openTimer)
    this.#isOpen = true
    this.#settle.resolve()
  }

  /** Asks by `send`, which is given the number that must come back to `ponged`. False when it does not answer in time. */
  async ping(send: (n: number) => void): Promise<boolean> {
    const n = ++this.#pings
    send(n)
    await passed(PING_ANSWER_MS)
    if (this.#pong >= n) return true
    await passed(SECOND_LOOK_MS)
    return this.#pong >= n
  }

  ponged(n: number): void {
    this.#pong = Math.max(this.#pong, n)
  }

  close(why: Error): void {
    clearTimeout(this.#openTimer)
    removeEventListener('blur', this.#guardKeys)
    this.#port.onmessage = null
    this.#port.close()
    this.#iframe.remove()
    this.#settle.reject(why)
  }

  readonly #guardKeys = () => {
    if (document.activeElement === this.#iframe) {
      this.options.broken(`The ${this.options.title.toLowerCase()} tried to take the keyboard`)
    }
  }
}

const passed = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
