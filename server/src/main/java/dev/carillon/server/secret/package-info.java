/**
 * The keys that keep secrets unreadable at rest: which there are, who needs them, and changing them
 * while the server runs. Depends on {@code http} and the database.
 */
@NullMarked
package dev.carillon.server.secret;

import org.jspecify.annotations.NullMarked;
