/** Calls that this server does not have yet answer 404, which the browser prints; see fakes.ts. */
export const NOT_YET = /404 .*\/api\/(webhooks|event-types|url-checks|deliveries|streams)/
