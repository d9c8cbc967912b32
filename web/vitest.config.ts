import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'runner/**/*.test.ts', 'build/**/*.test.ts'],
    // A hang is noticed by it, and nothing else: how fast a machine is decides no test.
    testTimeout: 60_000,
    setupFiles: ['src/ui/words/testWords.ts'],
  },
})
