/**
 * The code editor: one CodeMirror view over the texts of a document. A plain object; React only puts it on the page.
 *
 * Each file has a binding (text, undo history) for as long as the editor lives. Opening a file makes a fresh editor
 * state from its text: a state kept while hidden would miss what others wrote meanwhile.
 */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
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
import * as Y from 'yjs'
import { type Files, textName } from '../document/files'
import type { Presence } from '../sync/presence'
import { Binding, readText } from './binding'
import { completion } from './completion'
import { type FailedLine, failedLineField, setFailedLine } from './failed-line'
import { highlighter } from './highlight'
import { type EditorActions, roomKeys } from './keys'
import { loadLanguage } from './languages'
import { offscreen } from './offscreen'
import { ownPresence } from './own-presence'
import { DEFAULT_LIMITS, refuseTooLarge, type TextLimits } from './paste'
import { peers } from './peers'
import { remoteLayers } from './remote'
import { replaceInState } from './replace'
import { lazySearch } from './search'

export interface EditorOptions extends EditorActions {
  readonly files: Files
  readonly presence: Presence
  /** Id of the file to open, and its language. */
  readonly file: string
  readonly language: string
  readonly readOnly?: boolean
  /** Of the page's CSP: without it CodeMirror's own styles are blocked. */
  readonly nonce: string
  readonly limits?: TextLimits
  /** Id of the element that says how to leave the editor by keyboard. */
  readonly describedBy?: string
  /** The own caret moved: line and column, both from 1. At most ten times a second. */
  onCursor?: (line: number, column: number) => void
  /** An edit was not made because it is too large; the sentence is for the person. */
  onRefused?: (sentence: string) => void
}

export type Failure = FailedLine & { readonly file: string }

/** What may change while the editor lives. */
export type EditorChanges = EditorActions & Pick<EditorOptions, 'onCursor' | 'onRefused'> & { limits?: TextLimits }

export interface Editor {
  readonly view: EditorView
  setFile(file: string, language: string): void
  setLanguage(language: string): void
  setReadOnly(readOnly: boolean): void
  /** False: nobody's carets but the own (calm mode). */
  setOthersShown(shown: boolean): void
  /** The line a run failed on; `null` from the next run on. */
  setFailure(failure: Failure | null): void
  setChanges(changes: EditorChanges): void
  focus(): void
  /** Line and column from 1; beyond the end is the end. */
  jumpTo(line: number, column?: number): void
  undo(): void
  redo(): void
  /** How often a text had to be read again to agree with the editor: 0 unless there is a bug. */
  readonly resyncs: number
  destroy(): void
}

/** What the person left behind in a file that is not open. */
interface Place {
  readonly anchor: Y.RelativePosition
  readonly head: Y.RelativePosition
  readonly top: Y.RelativePosition
}

const PHONE = '(max-width: 719px)'
const CURSOR_MS = 100

export function createEditor(parent: HTMLElement, options: EditorOptions): Editor {
  const { files, presence } = options
  const language = new Compartment()
  const readOnly = new Compartment()
  const screen = new Compartment()
  const others = new Compartment()
  const phone = matchMedia(PHONE)

  const bindings = new Map<string, Binding>()
  const places = new Map<string, Place>()
  let resyncs = 0
  let open = { file: options.file, language: options.language }
  let isReadOnly = options.readOnly ?? false
  let othersShown = true
  let changes: EditorChanges = options
  let failure: Failure | null = null
  let languageAsked = 0
  let cursorTimer: ReturnType<typeof setTimeout> | undefined

  const bindingOf = (file: string): Binding => {
    const known = bindings.get(file)
    if (known) return known
    const binding = new Binding(files.text(file))
    bindings.set(file, binding)
    return binding
  }
  const dropBindings = () => {
    for (const binding of bindings.values()) {
      resyncs += binding.resyncs
      binding.destroy()
    }
    bindings.clear()
    places.clear()
  }

  const tellCursor = EditorView.updateListener.of((update) => {
    if (!update.selectionSet && !update.docChanged) return
    cursorTimer ??= setTimeout(() => {
      cursorTimer = undefined
      const { doc, selection } = view.state
      const line = doc.lineAt(selection.main.head)
      changes.onCursor?.(line.number, selection.main.head - line.from + 1)
    }, CURSOR_MS)
  })

  const extensions = (): Extension => {
    const binding = bindingOf(open.file)
    return [
      EditorView.cspNonce.of(options.nonce),
      roomKeys(() => changes),
      refuseTooLarge(
        () => changes.limits ?? DEFAULT_LIMITS,
        (sentence) => changes.onRefused?.(sentence),
      ),
      binding.extension,
      peers(binding.text, textName(open.file), presence),
      ownPresence(binding.text, open.file, presence),
      failedLineField,
      language.of([]),
      setup(),
      // After the own selection's layer, so that it is painted below it.
      others.of(othersShown ? othersExtension() : []),
      readOnly.of(EditorState.readOnly.of(isReadOnly)),
      screen.of(screenExtension(phone.matches)),
      EditorView.contentAttributes.of({
        'aria-label': 'Code',
        ...(options.describedBy && { 'aria-describedby': options.describedBy }),
      }),
      tellCursor,
      noticeEditedFailure,
    ]
  }
  const freshState = () => {
    const { text } = bindingOf(open.file)
    const doc = readText(text)
    const place = places.get(open.file)
    const selection = place && EditorSelection.single(indexOf(text, place.anchor), indexOf(text, place.head))
    // Split by LF as the state's separator is: a string would be split at CR, too.
    return EditorState.create({
      doc: Text.of(doc.split('\n')),
      extensions: extensions(),
      ...(selection && { selection }),
    })
  }
  const loadOpenLanguage = () => {
    const asked = ++languageAsked
    loadLanguage(open.language).then((extension) => {
      if (asked === languageAsked) view.dispatch({ effects: language.reconfigure(extension) })
    }, reportError)
  }
  const showFailure = () => view.dispatch({ effects: setFailedLine.of(failure?.file === open.file ? failure : null) })
  /** Once its line was edited a failure is over, also when the file is opened again. */
  const noticeEditedFailure = EditorView.updateListener.of((update) => {
    if (update.docChanged && update.startState.field(failedLineField) && !update.state.field(failedLineField))
      failure = null
  })
  const show = () => {
    view.setState(freshState())
    loadOpenLanguage()
    showFailure()
    const place = places.get(open.file)
    if (!place) return
    const top = indexOf(bindingOf(open.file).text, place.top)
    view.dispatch({ effects: EditorView.scrollIntoView(top, { y: 'start', yMargin: 0 }) })
  }
  const keepPlace = () => {
    const { text } = bindingOf(open.file)
    const { anchor, head } = view.state.selection.main
    const at = (index: number) => Y.createRelativePositionFromTypeIndex(text, index)
    const top = view.lineBlockAtHeight(view.scrollDOM.getBoundingClientRect().top - view.documentTop).from
    places.set(open.file, { anchor: at(anchor), head: at(head), top: at(top) })
  }

  const view = new EditorView({ state: freshState(), parent })
  loadOpenLanguage()

  const screenChanged = () => view.dispatch({ effects: screen.reconfigure(screenExtension(phone.matches)) })
  phone.addEventListener('change', screenChanged)
  // The old document is no longer synchronised: its bindings and places say nothing about the new one.
  const leaveDocument = files.doc.subscribe(() => {
    dropBindings()
    show()
  })

  return {
    view,
    get resyncs() {
      return [...bindings.values()].reduce((sum, binding) => sum + binding.resyncs, resyncs)
    },
    setFile(file, nextLanguage) {
      if (file === open.file) {
        this.setLanguage(nextLanguage)
        return
      }
      keepPlace()
      open = { file, language: nextLanguage }
      show()
    },
    setLanguage(next) {
      if (next === open.language) return
      open = { ...open, language: next }
      loadOpenLanguage()
    },
    setReadOnly(next) {
      if (next === isReadOnly) return
      isReadOnly = next
      view.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(next)) })
    },
    setOthersShown(shown) {
      if (shown === othersShown) return
      othersShown = shown
      view.dispatch({ effects: others.reconfigure(shown ? othersExtension() : []) })
    },
    setFailure(next) {
      failure = next
      showFailure()
    },
    setChanges(next) {
      changes = next
    },
    focus: () => view.focus(),
    jumpTo(number, column = 1) {
      const line = view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)))
      const position = Math.min(line.from + Math.max(0, column - 1), line.to)
      view.dispatch({
        selection: EditorSelection.cursor(position),
        effects: EditorView.scrollIntoView(position, { y: 'center' }),
      })
      view.focus()
    },
    undo: () => void bindingOf(open.file).undo.command(view, 'undo'),
    redo: () => void bindingOf(open.file).undo.command(view, 'redo'),
    destroy() {
      clearTimeout(cursorTimer)
      languageAsked++
      leaveDocument()
      phone.removeEventListener('change', screenChanged)
      view.destroy()
      dropBindings()
    },
  }
}

function indexOf(text: Y.Text, position: Y.RelativePosition): number {
  const absolute = text.doc && Y.createAbsolutePositionFromRelativePosition(position, text.doc, false)
  return Math.min(absolute?.index ?? 0, text.length)
}

function othersExtension(): Extension {
  return [remoteLayers(), offscreen()]
}

/** On phones lines wrap, and a list that opens by itself would cover half of the code. */
function screenExtension(isPhone: boolean): Extension {
  return [isPhone ? EditorView.lineWrapping : [], completion(!isPhone)]
}

function setup(): Extension {
  return [
    lineNumbers(),
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
    closeBrackets(),
    syntaxHighlighting(highlighter),
    lazySearch(),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, indentWithTab]),
  ]
}
