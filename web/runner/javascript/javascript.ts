import type { Job, RunError } from '../messages'
import type { Host, Outcome, Runtime } from '../runtime'
import { createConsole } from './console'
import { formatMessage } from './format'
import { Pending } from './pending'
import { describeError, runError, type Source } from './stack'
import { firstImport, parseBare } from './syntax'

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
/** What Node answers when nothing is left that could settle the top level. */
const EXIT_UNSETTLED = 13
/** Nothing that is known to be pending, for this long: some promises of the platform are not known. */
const UNSETTLED_MS = 1_000

class Program {
  #source: Source
  readonly #code: string
  readonly #console: ReturnType<typeof createConsole>
  readonly #describe: (thrown: unknown) => string
  readonly #pending = new Pending()
  readonly #reportError = self.reportError.bind(self)
  readonly #createObjectURL = URL.createObjectURL.bind(URL)
  readonly #given: readonly string[]
  #parsing: ((error: RunError) => void) | null = null
  #ended = false

  constructor(
    job: Job,
    private readonly host: Host,
    private readonly end: (outcome: Outcome) => void,
  ) {
    // A first line for Unix shells is a comment of the same length.
    this.#code = (job.files[job.entry] ?? '').replace(/^#!/, '//')
    this.#given = job.arguments
    this.#source = { name: job.entry, lines: this.#code.split('\n').length, shift: WRAPPER.length }
    const options = { error: (error: Error) => describeError(error, this.#source) }
    this.#describe = (thrown) => formatMessage([thrown], options)
    this.#console = createConsole((fd, text) => host.write(fd, text), options, performance.now.bind(performance))
  }

  start(): void {
    const ask = (question: string) => {
      if (question !== '') this.host.write(1, `${question.trimEnd()} `)
      return this.host.readLine()
    }
    Object.assign(globalThis, {
      console: this.#console,
      // As in the shells of the engines.
      arguments: [...this.#given],
      prompt: (question: unknown = '') => ask(String(question)),
      // There is no window to show them in: as other programs without one do it.
      alert: (text: unknown = '') => this.host.write(1, `${String(text)}\n`),
      confirm: (question: unknown = '') => /^\s*y(es)?\s*$/i.test(ask(`${String(question)} [y/N]`) ?? ''),
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
        const bare = await parseBare(this.#code, this.#createObjectURL)
        this.#refuse(bare?.error ?? failure, bare?.shift ?? this.#source.shift)
        return
      }
      running = this.#importModule()
    }
    this.#pending.whenIdle(UNSETTLED_MS, () => this.#giveUp())
    try {
      await running
    } catch (failure) {
      if (failure instanceof ModuleSyntaxError) this.#refuse(failure.syntaxError, 0)
      else if (failure instanceof ImportError) this.#blame(failure.error)
      else this.#fail(failure)
      return
    }
    this.#pending.whenIdle(0, () => this.#finish({ code: 0 }))
  }

  async #importModule(): Promise<void> {
    const text = `${this.#code}\n//# sourceURL=${this.#source.name}`
    this.#source = { ...this.#source, shift: 0 }
    const url = this.#createObjectURL(new Blob([text], { type: 'text/javascript' }))
    try {
      await import(/* @vite-ignore */ url)
    } catch (failure) {
      if (failure instanceof Error && runError(failure, this.#source, String).line === undefined) {
        // A syntax error of the module itself has no frame of user code; one thrown by JSON.parse in it has.
        if (failure instanceof SyntaxError) throw new ModuleSyntaxError(failure)
        const place = firstImport(this.#code)
        if (place !== null) throw new ImportError({ ...place, file: this.#source.name })
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
      if (line < 1) return
      // What is missing at the end is missed after it.
      const last = Math.min(line, this.#source.lines)
      const shifted = line === 1 ? Math.max(1, column - shift) : column
      error = { message, file: this.#source.name, line: last, column: line === last ? shifted : this.#lineEnd(last) }
    }
    this.#reportError(failure)
    this.#parsing = null
    this.#blame(error)
  }

  #lineEnd(line: number): number {
    return (this.#code.split('\n')[line - 1]?.length ?? 0) + 1
  }

  /** An error that kept the program from beginning. */
  #blame(error: RunError): void {
    this.host.write(2, `${this.#excerpt(error)}${error.message}\n`)
    this.#finish({ code: 1, error })
  }

  #giveUp(): void {
    this.host.write(2, 'The program awaits something that nothing is left to settle\n')
    this.#finish({ code: EXIT_UNSETTLED, error: { message: 'It awaits something that nothing is left to settle' } })
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

class ImportError extends Error {
  constructor(readonly error: RunError) {
    super(error.message)
  }
}

class ModuleSyntaxError extends Error {
  constructor(readonly syntaxError: SyntaxError) {
    super(syntaxError.message)
  }
}
