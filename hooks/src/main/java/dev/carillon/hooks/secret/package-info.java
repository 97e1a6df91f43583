/**
 * Keeps secrets unreadable at rest: AES-256-GCM with keys out of a file that only the process's
 * user can read. Depends on nothing but {@code webhook}.
 */
@NullMarked
package dev.carillon.hooks.secret;

import org.jspecify.annotations.NullMarked;
