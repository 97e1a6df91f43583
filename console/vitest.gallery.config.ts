import { defineConfig } from 'vitest/config'
import { ByName } from './vitest.browser.config'

/** Looks at every page with data as hostile as it gets; ConsoleGalleryTest starts it, part by part. */
export default defineConfig({
  test: {
    include: ['test/gallery/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
  },
})
