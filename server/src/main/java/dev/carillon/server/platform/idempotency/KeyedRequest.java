package dev.carillon.server.platform.idempotency;

/**
 * A request that has a key.
 *
 * @param username who sends it
 * @param owner the user, and where an API token sends it what that is good for: a key of one owner
 *     says nothing to another
 * @param key what its owner calls it
 * @param content a digest of method, path, parameters, body and files: another content is another
 *     request
 */
public record KeyedRequest(String username, String owner, IdempotencyKey key, String content) {}
