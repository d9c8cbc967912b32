import { keep, kept } from './kept'

// Ink is the default, paper the light theme, stark the high contrast one; until somebody chooses, the system does. The attribute is set before the first paint
// by the blocking script that `build/boot.mjs` makes of `app/boot.ts`.
export const THEMES = ['ink', 'paper', 'stark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'hotseat.theme'
const grounds: Record<Theme, string> = { ink: '#0b0b09', paper: '#ece7d7', stark: '#000000' }

export function startTheme(): void {
  show(keptTheme() ?? wantedTheme())
}

/** Until one is chosen here: what the system asks for. */
function wantedTheme(): Theme {
  if (matchMedia('(prefers-contrast: more)').matches) return 'stark'
  return matchMedia('(prefers-color-scheme: light)').matches ? 'paper' : 'ink'
}

export function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'ink'
}

export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? 'ink'
  keep(KEY, next)
  show(next)
  return next
}

function keptTheme(): Theme | undefined {
  const name = kept(KEY)
  return THEMES.find((theme) => theme === name)
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', grounds[theme])
}
