import { defineConfig } from 'vitest/config'

/** Measures what is slow only with much in it; `./bench grid` starts a server for it. */
export default defineConfig({
  test: {
    include: ['bench/**/*.test.ts'],
    environment: 'node',
    reporters: ['dot'],
    testTimeout: 600_000,
    hookTimeout: 3_600_000,
  },
})
