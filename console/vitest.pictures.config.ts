import { defineConfig } from 'vitest/config'

/** Makes the pictures in docs/images; `docs/images.sh` starts a server for it. */
export default defineConfig({
  test: {
    include: ['screenshots/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
})
