import { defineConfig } from 'vitest/config'

// The files share one server and follow each other: the first makes the first user.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    sequence: { shuffle: false },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    bail: 1,
  },
})
