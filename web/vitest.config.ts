import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'runner/**/*.test.ts', 'build/**/*.test.ts'],
    setupFiles: ['src/ui/words/testWords.ts'],
  },
})
