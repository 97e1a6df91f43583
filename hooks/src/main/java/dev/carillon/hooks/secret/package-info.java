/**
 * Encrypts secrets at rest: AES-256-GCM with keys out of a file that only the process's user can
 * read. A webhook's signing secret and its rotation is {@link dev.carillon.hooks.webhook.Secret}.
 * Depends on nothing but {@code webhook}.
 */
@NullMarked
package dev.carillon.hooks.secret;

import org.jspecify.annotations.NullMarked;
