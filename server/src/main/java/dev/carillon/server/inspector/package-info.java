/**
 * The built-in receiver: URLs that take whatever is sent to them, answer as they were told, and
 * show it. Lives in memory only. Depends on {@code hooks} and {@code http}.
 */
@NullMarked
package dev.carillon.server.inspector;

import org.jspecify.annotations.NullMarked;
