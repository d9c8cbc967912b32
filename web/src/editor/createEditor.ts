/**
 * The code editor: one CodeMirror view over the texts of a document. A plain object; React only puts it on the page.
 * Knows nothing of the connection: it reads and writes texts, and asks nobody whether it may.
 *
 * Each file has a binding (text, undo history) for as long as its document lives. Opening a file makes a fresh editor
 * state from its text: a state kept while hidden would miss what others wrote meanwhile.
 */
import { defaultKeymap } from '@codemirror/commands'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorSelection, EditorState, type Extension, Text } from '@codemirror/state'
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { type Files, textName } from '../document/files'
import { lineNow } from '../run/moved'
import { loadPart } from '../sync/build'
import type { Presence } from '../sync/presence'
import { words } from '../ui/words'
import { Binding, readText } from './binding'
import { type FailedLine, failedLine, failedLineField, setFailedLine, showNote, toggleNote } from './failed-line'
import { wrapping } from './hanging'
import { highlighter } from './highlight'
import { roomKeys } from './keys'
import { loadLanguage } from './languages'
import { offscreen } from './offscreen'
import { ownPresence } from './own-presence'
import { refuseTooLarge, type TextLimits } from './paste'
import { peers } from './peers'
import { atIndexes, indexesOf, type Place, survive } from './place'
import { remoteLayers } from './remote'
import { replaceInState } from './replace'
import { lazySearch } from './search'
import { tabKey } from './tab'

/** What may change while the editor lives. */
export interface EditorChanges {
  readonly limits?: TextLimits
  /** The own caret moved: line and column, both from 1. At most ten times a second. */
  onCursor?: (line: number, column: number) => void
  /** An edit was not made because it is too large; the sentence is for the person. */
  onRefused?: (sentence: string) => void
  /** Something in the editor failed, and it shows the shared text again. */
  onMended?: () => void
}

export interface EditorOptions extends EditorChanges {
  readonly files: Files
  readonly presence: Presence
  /** Id of the file to open, and its language. */
  readonly file: string
  readonly language: string
  readonly readOnly?: boolean
  /** Of the page's CSP: without it CodeMirror's own styles are blocked. */
  readonly nonce: string
  /** Id of the element that says how to leave the editor by keyboard. */
  readonly describedBy?: string
}

/** `code`: the text that was run, in which its line counts; null when that is not known. */
export type Failure = FailedLine & { readonly file: string; readonly code: string | null }

export interface Editor {
  readonly view: EditorView
  setFile(file: string, language: string): void
  setLanguage(language: string): void
  setReadOnly(readOnly: boolean): void
  /** The line a run failed on; `null` from the next run on. */
  setFailure(failure: Failure | null): void
  setChanges(changes: EditorChanges): void
  focus(): void
  /** Line and column from 1; beyond the end is the end. */
  jumpTo(line: number, column?: number): void
  /** As if typed: brackets and quotes come in pairs. */
  type(character: string): void
  undo(): void
  redo(): void
  /** How often a text had to be read again to agree with the editor: 0 unless there is a bug. */
  readonly resyncs: number
  destroy(): void
}

const PHONE = '(max-width: 719px)'
const CURSOR_MS = 100

export function createEditor(parent: HTMLElement, options: EditorOptions): Editor {
  return new CodeEditor(parent, options)
}

class CodeEditor implements Editor {
  readonly view: EditorView
  readonly #language = new Compartment()
  readonly #readOnly = new Compartment()
  readonly #screen = new Compartment()
  readonly #phone = matchMedia(PHONE)
  readonly #bindings = new Map<string, Binding>()
  /** What the person left behind in a file that is not open. */
  readonly #places = new Map<string, Place>()
  readonly #leaveDocument: () => void
  #assistance: typeof import('./assistance') | null = null
  #resyncs = 0
  #open: { readonly file: string; readonly language: string }
  #isReadOnly: boolean
  #changes: EditorChanges
  #failure: Failure | null = null
  #languageAsked = 0
  #cursorTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    parent: HTMLElement,
    private readonly options: EditorOptions,
  ) {
    this.#open = { file: options.file, language: options.language }
    this.#isReadOnly = options.readOnly ?? false
    this.#changes = options
    this.view = new EditorView({ state: this.#freshState(), parent })
    this.#loadLanguage()
    loadPart(() => import('./assistance')).then((assistance) => {
      this.#assistance = assistance
      this.#screenChanged()
    }, reportError)
    this.#phone.addEventListener('change', this.#screenChanged)
    this.#leaveDocument = options.files.doc.subscribe(() => this.#documentReplaced())
  }

  get resyncs(): number {
    return [...this.#bindings.values()].reduce((sum, binding) => sum + binding.resyncs, this.#resyncs)
  }

  setFile(file: string, language: string): void {
    if (file === this.#open.file) {
      this.setLanguage(language)
      return
    }
    this.#keepPlace()
    this.#open = { file, language }
    this.#show()
  }

  setLanguage(language: string): void {
    if (language === this.#open.language) return
    this.#open = { ...this.#open, language }
    this.#loadLanguage()
  }

  setReadOnly(readOnly: boolean): void {
    if (readOnly === this.#isReadOnly) return
    this.#isReadOnly = readOnly
    this.view.dispatch({ effects: this.#readOnly.reconfigure(EditorState.readOnly.of(readOnly)) })
  }

  setFailure(failure: Failure | null): void {
    this.#failure = failure
    this.#showFailure()
  }

  setChanges(changes: EditorChanges): void {
    this.#changes = changes
  }

  focus(): void {
    this.view.focus()
  }

  jumpTo(number: number, column = 1): void {
    const { doc } = this.view.state
    const failed = this.view.state.field(failedLineField)
    const line = doc.line(Math.max(1, Math.min(number, doc.lines)))
    const position = Math.min(line.from + Math.max(0, column - 1), line.to)
    this.view.dispatch({
      selection: EditorSelection.cursor(position),
      // Whoever comes for the error reads it, too.
      effects: [
        EditorView.scrollIntoView(position, { y: 'center' }),
        ...(failed?.from === line.from ? [showNote.of(true)] : []),
      ],
    })
    this.view.focus()
  }

  type(character: string): void {
    const { view } = this
    if (view.state.readOnly || this.#assistance?.pair(view, character)) return
    view.dispatch(view.state.replaceSelection(character), { userEvent: 'input.type', scrollIntoView: true })
  }

  undo(): void {
    this.#binding(this.#open.file).undo.command(this.view, 'undo')
  }

  redo(): void {
    this.#binding(this.#open.file).undo.command(this.view, 'redo')
  }

  destroy(): void {
    clearTimeout(this.#cursorTimer)
    this.#languageAsked++
    this.#leaveDocument()
    this.#phone.removeEventListener('change', this.#screenChanged)
    this.view.destroy()
    this.#dropBindings()
  }

  #binding(file: string): Binding {
    const known = this.#bindings.get(file)
    if (known) return known
    const binding = new Binding(this.options.files.text(file), () => this.#changes.onMended?.())
    this.#bindings.set(file, binding)
    return binding
  }

  #dropBindings(): void {
    for (const binding of this.#bindings.values()) {
      this.#resyncs += binding.resyncs
      binding.destroy()
    }
    this.#bindings.clear()
  }

  #freshState(): EditorState {
    const { text } = this.#binding(this.#open.file)
    const doc = readText(text)
    const place = this.#places.get(this.#open.file)
    const indexes = place && indexesOf(text, place)
    // Split by LF as the state's separator is: a string would be split at CR, too.
    return EditorState.create({
      doc: Text.of(doc.split('\n')),
      extensions: this.#extensions(),
      ...(indexes && { selection: EditorSelection.single(indexes.anchor, indexes.head) }),
    })
  }

  #extensions(): Extension {
    const { nonce, presence, describedBy } = this.options
    const { file } = this.#open
    const binding = this.#binding(file)
    return [
      EditorView.cspNonce.of(nonce),
      // A plugin that throws is switched off by CodeMirror: silence would hide that something is missing from now on.
      EditorView.exceptionSink.of((error) => {
        reportError(error)
        this.#changes.onMended?.()
      }),
      roomKeys(),
      refuseTooLarge(
        () => this.#changes.limits,
        (sentence) => this.#changes.onRefused?.(sentence),
      ),
      binding.extension,
      peers(binding.text, textName(file), presence),
      ownPresence(binding.text, file, presence),
      failedLine(),
      this.#language.of([]),
      this.#screen.of(this.#screenExtension()),
      setup(),
      // After the own selection's layer, so that it is painted below it.
      remoteLayers(),
      offscreen(),
      this.#readOnly.of(EditorState.readOnly.of(this.#isReadOnly)),
      EditorView.contentAttributes.of({
        'aria-label': words.editor.label,
        ...(describedBy && { 'aria-describedby': describedBy }),
      }),
      this.#tellCursor,
      this.#noticeEditedFailure,
    ]
  }

  readonly #tellCursor = EditorView.updateListener.of((update) => {
    if (!update.selectionSet && !update.docChanged) return
    this.#cursorTimer ??= setTimeout(() => {
      this.#cursorTimer = undefined
      const { doc, selection } = this.view.state
      const line = doc.lineAt(selection.main.head)
      this.#changes.onCursor?.(line.number, selection.main.head - line.from + 1)
    }, CURSOR_MS)
  })

  /** Once its line was edited a failure is over, also when the file is opened again. */
  readonly #noticeEditedFailure = EditorView.updateListener.of((update) => {
    if (update.docChanged && update.startState.field(failedLineField) && !update.state.field(failedLineField))
      this.#failure = null
  })

  readonly #screenChanged = (): void => {
    this.view.dispatch({ effects: this.#screen.reconfigure(this.#screenExtension()) })
  }

  /** On phones lines wrap, and a list that opens by itself would cover half of the code. */
  #screenExtension(): Extension {
    const isPhone = this.#phone.matches
    return [isPhone ? wrapping() : [], this.#assistance?.assistance(!isPhone) ?? []]
  }

  #loadLanguage(): void {
    const asked = ++this.#languageAsked
    loadLanguage(this.#open.language).then((extension) => {
      if (asked === this.#languageAsked) this.view.dispatch({ effects: this.#language.reconfigure(extension) })
    }, reportError)
  }

  /** It is of the text that was run; where that line is no longer as it was, nothing is marked. */
  #showFailure(): void {
    const failure = this.#failure?.file === this.#open.file ? this.#failure : null
    const { doc } = this.view.state
    const line = failure && (failure.code === null ? failure.line : lineNow(failure.code, doc.toString(), failure.line))
    // On the phone the output has said it, and a line of code is worth more than the same again.
    const mark = failure && line ? { line, message: failure.message, open: !this.#phone.matches } : null
    this.view.dispatch({ effects: setFailedLine.of(mark) })
  }

  #show(): void {
    this.view.setState(this.#freshState())
    this.#loadLanguage()
    this.#showFailure()
    const place = this.#places.get(this.#open.file)
    if (!place) return
    const { top } = indexesOf(this.#binding(this.#open.file).text, place)
    this.view.dispatch({ effects: EditorView.scrollIntoView(top, { y: 'start', yMargin: 0 }) })
  }

  #keepPlace(): void {
    const { view } = this
    const { anchor, head } = view.state.selection.main
    const top = view.lineBlockAtHeight(view.scrollDOM.getBoundingClientRect().top - view.documentTop).from
    this.#places.set(this.#open.file, atIndexes(this.#binding(this.#open.file).text, { anchor, head, top }))
  }

  /**
   * After a refusal: the old document is no longer synchronised. Places are carried over by what the texts have in common,
   * because units of the one say nothing about the other. Undo is gone with the units it would bring back.
   */
  #documentReplaced(): void {
    this.#keepPlace()
    for (const [file, place] of this.#places) {
      const old = this.#binding(file).text
      this.#places.set(file, survive(old, place, this.options.files.text(file)))
    }
    this.#dropBindings()
    this.#show()
  }
}

function setup(): Extension {
  return [
    lineNumbers({ domEventHandlers: { mousedown: toggleNote } }),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    // Shows CR and the characters that reorder text.
    highlightSpecialChars(),
    replaceInState(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(4),
    indentOnInput(),
    bracketMatching(),
    syntaxHighlighting(highlighter),
    lazySearch(),
    keymap.of([...defaultKeymap, tabKey]),
  ]
}
