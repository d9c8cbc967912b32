import { settings, THEMES, type Theme } from './settings'

// Ink is the default, paper the light theme, stark the high contrast one. The attribute is set before the first paint
// by the blocking script that the build makes of `app/boot.ts`.
const grounds: Record<Theme, string> = { ink: '#0b0b09', paper: '#ece7d7', stark: '#000000' }

export function startTheme(): void {
  show(settings.theme.get() ?? ofTheSystem())
}

export function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'ink'
}

export const theme = { get: currentTheme, subscribe: settings.theme.subscribe }

export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? 'ink'
  show(next)
  settings.theme.set(next)
  return next
}

/** What the system asks for, until somebody chooses. */
function ofTheSystem(): Theme {
  if (matchMedia('(prefers-contrast: more)').matches) return 'stark'
  return matchMedia('(prefers-color-scheme: light)').matches ? 'paper' : 'ink'
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', grounds[theme])
}
