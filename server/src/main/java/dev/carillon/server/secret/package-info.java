/**
 * Keeps secrets unreadable at rest: AES-256-GCM with keys out of a file that only the server's user
 * can read. Depends on nothing of the server.
 */
@NullMarked
package dev.carillon.server.secret;

import org.jspecify.annotations.NullMarked;
