import type { Job, RunError } from '../messages'
import type { Host, Outcome, Runtime } from '../runtime'
import { createConsole } from './console'
import { formatMessage } from './format'
import { Pending } from './pending'
import { describeError, runError, type Source } from './stack'

/**
 * The browser's own engine. A program is evaluated inside an async function, so that `await` works at its top level and
 * line numbers stay true; one with `import` or `export` becomes a module.
 */
export const javascript: Runtime = {
  load: async () => undefined,
  run: (job, host) => new Promise((end) => new Program(job, host, end).start()),
}

const WRAPPER = '(async()=>{'
const MODULE_SYNTAX = /^[ \t]*(?:import\b(?!\s*\()|export\b)|\bimport\.meta\b/m

class Program {
  #source: Source
  readonly #code: string
  readonly #console: ReturnType<typeof createConsole>
  readonly #describe: (thrown: unknown) => string
  readonly #pending = new Pending()
  readonly #reportError = self.reportError.bind(self)
  readonly #createObjectURL = URL.createObjectURL.bind(URL)
  #parsing: ((error: RunError) => void) | null = null
  #ended = false

  constructor(
    job: Job,
    private readonly host: Host,
    private readonly end: (outcome: Outcome) => void,
  ) {
    // A first line for Unix shells is a comment of the same length.
    this.#code = (job.files[job.entry] ?? '').replace(/^#!/, '//')
    this.#source = { name: job.entry, lines: this.#code.split('\n').length, shift: WRAPPER.length }
    const options = { error: (error: Error) => describeError(error, this.#source) }
    this.#describe = (thrown) => formatMessage([thrown], options)
    this.#console = createConsole((fd, text) => host.write(fd, text), options, performance.now.bind(performance))
  }

  start(): void {
    Object.assign(globalThis, {
      console: this.#console,
      prompt: (question: unknown = '') => {
        if (question !== '') this.host.write(1, `${String(question).trimEnd()} `)
        return this.host.readLine()
      },
    })
    self.addEventListener('error', (event) => {
      event.preventDefault()
      const parsing = this.#parsing
      if (parsing === null) this.#fail(event.error)
      else parsing({ message: '', line: event.lineno, column: event.colno })
    })
    self.addEventListener('unhandledrejection', (event) => {
      event.preventDefault()
      this.#fail(event.reason)
    })
    this.host.mark('user')
    void this.#evaluate()
  }

  async #evaluate(): Promise<void> {
    let running: Promise<unknown>
    try {
      // Nothing of the program has run if this throws a syntax error: it could not be parsed.
      // biome-ignore lint/security/noGlobalEval: evaluating the person's code is what this worker is for
      running = globalThis.eval(`${WRAPPER}${this.#code}\n})()\n//# sourceURL=${this.#source.name}`)
    } catch (failure) {
      if (!(failure instanceof SyntaxError)) {
        this.#fail(failure)
        return
      }
      if (!MODULE_SYNTAX.test(this.#code)) {
        this.#refuse(failure, this.#source.shift)
        return
      }
      running = this.#importModule()
    }
    try {
      await running
    } catch (failure) {
      if (failure instanceof ModuleSyntaxError) this.#refuse(failure.syntaxError, 0)
      else this.#fail(failure)
      return
    }
    this.#pending.whenIdle(() => this.#finish({ code: 0 }))
  }

  async #importModule(): Promise<void> {
    const text = `${this.#code}\n//# sourceURL=${this.#source.name}`
    this.#source = { ...this.#source, shift: 0 }
    const url = this.#createObjectURL(new Blob([text], { type: 'text/javascript' }))
    try {
      await import(/* @vite-ignore */ url)
    } catch (failure) {
      // A syntax error of the module itself has no frame of user code; one thrown by JSON.parse in it has.
      if (failure instanceof SyntaxError && runError(failure, this.#source, String).line === undefined) {
        throw new ModuleSyntaxError(failure)
      }
      throw failure
    }
  }

  /**
   * A syntax error carries no position, but the error event of a reported one does, in every engine. The events of other
   * errors cannot come in between: `reportError` calls the listener before it returns.
   */
  #refuse(failure: SyntaxError, shift: number): void {
    const message = `SyntaxError: ${failure.message}`
    let error: RunError = { message }
    this.#parsing = ({ line = 0, column = 1 }) => {
      if (line < 1 || line > this.#source.lines) return
      const shifted = line === 1 ? Math.max(1, column - shift) : column
      error = { message, file: this.#source.name, line, column: shifted }
    }
    this.#reportError(failure)
    this.#parsing = null
    this.host.write(2, `${this.#excerpt(error)}${message}\n`)
    this.#finish({ code: 1, error })
  }

  #excerpt({ line, column = 1 }: RunError): string {
    const text = line === undefined ? undefined : this.#code.split('\n')[line - 1]
    if (text === undefined || text.length > 200) return line === undefined ? '' : `${this.#source.name}:${line}\n`
    const caret = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
    return `${this.#source.name}:${line}:${column}\n${text}\n${caret}^\n`
  }

  #fail(thrown: unknown): void {
    if (this.#ended) return
    const prefix = thrown instanceof Error ? '' : 'Uncaught '
    this.host.write(2, `${prefix}${this.#describe(thrown)}\n`)
    this.#finish({ code: 1, error: runError(thrown, this.#source, this.#describe) })
  }

  #finish(outcome: Outcome): void {
    if (this.#ended) return
    this.#ended = true
    this.end(outcome)
  }
}

class ModuleSyntaxError extends Error {
  constructor(readonly syntaxError: SyntaxError) {
    super(syntaxError.message)
  }
}
