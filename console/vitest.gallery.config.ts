import { defineConfig } from 'vitest/config'

/** Looks at every page with data as hostile as it gets; ConsoleGalleryTest starts it, part by part. */
export default defineConfig({
  test: {
    include: ['test/gallery/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
