/**
 * Where a program cannot be parsed, and why. It runs inside a wrapper, and what the wrapper's brackets make of a missing or a
 * superfluous one is not what its writer should read: message and place come from the bare text.
 */

/** In front of the bare text, so that none of it runs should it parse after all; thrown, so that this is known. */
const GUARD = 'throw null;'

export interface BareError {
  readonly error: SyntaxError
  /** Columns by which its first line has moved. */
  readonly shift: number
}

/** Null when the bare text can be parsed: then the error is the wrapper's alone. */
export async function parseBare(code: string, createObjectURL: (blob: Blob) => string): Promise<BareError | null> {
  const text = GUARD + code
  try {
    // `await` at the top level is a module's; everything else is read as leniently as the wrapper reads it.
    if (/\bawait\b/.test(code)) {
      await import(/* @vite-ignore */ createObjectURL(new Blob([text], { type: 'text/javascript' })))
    } else {
      // biome-ignore lint/security/noGlobalEval: only to be parsed; it throws before its first statement
      globalThis.eval(text)
    }
  } catch (failure) {
    if (failure instanceof SyntaxError) return { error: failure, shift: GUARD.length }
  }
  return null
}

const IMPORT = /^[ \t]*(?:import|export)\b[^\n'"]*?(['"])([^'"\n]+)\1/m

/** What a program wants to import first. There is nothing to import from, so it is what a module that cannot load fails at. */
export function firstImport(code: string): { message: string; line: number; column: number } | null {
  const found = IMPORT.exec(code)
  if (found === null) return null
  const [whole, , specifier = ''] = found
  const before = code.slice(0, found.index + whole.length - specifier.length - 2)
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  return { message: `TypeError: There is nothing to import '${specifier}' from`, line, column }
}
