/** The languages of `languages.json`, which the server and the build read, too. The one place that answers "does it run here?". */
import list from '../../../languages.json'

export interface Language {
  readonly id: string
  readonly label: string
  /** Of file names, without the dot. */
  readonly extension: string
  /** Name of the editor's highlighting. */
  readonly highlight: string
  /** Whether there is a runner for it. */
  readonly runs: boolean
  readonly starter: string
}

export const languages: readonly Language[] = list

export function languageOf(id: string): Language | undefined {
  return languages.find((language) => language.id === id)
}

/** Whether a program in this language can be run. A file may name any language: other people's programs write files, too. */
export function runsHere(language: string): boolean {
  return languageOf(language)?.runs === true
}

export function labelOf(language: string): string {
  return languageOf(language)?.label ?? language
}
