// The page is on the screen before its script is here. What is pressed meanwhile is remembered, shown as busy, and pressed
// again when it can be heard.

const EARLY = 'early'
const PRESSED = 'pressed'

/** From the first moment on (`boot.ts`). */
export function rememberPresses(): void {
  const { dataset } = document.documentElement
  dataset[EARLY] = ''
  addEventListener(
    'click',
    (event) => {
      // Enter in a field presses the button of its form.
      const button = event.target instanceof Element ? event.target.closest('button') : null
      if (!button || !(EARLY in dataset)) return
      event.preventDefault()
      event.stopPropagation()
      button.dataset[PRESSED] = ''
      button.setAttribute('aria-busy', 'true')
    },
    true,
  )
}

/** The page hears what is pressed. */
export function pressAgain(): void {
  delete document.documentElement.dataset[EARLY]
  for (const button of document.querySelectorAll<HTMLElement>(`[data-${PRESSED}]`)) {
    delete button.dataset[PRESSED]
    button.removeAttribute('aria-busy')
    button.click()
  }
}
