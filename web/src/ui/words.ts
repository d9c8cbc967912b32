// The words of the page in the language it speaks. Below `ui` there are codes only; what they are called is said here.
import type { Words } from './words/en'

/** Chosen once, before anything is drawn. */
export let words: Words

export function speak(language: Words): void {
  words = language
}
