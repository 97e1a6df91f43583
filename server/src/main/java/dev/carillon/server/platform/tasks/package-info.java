/** Periodic tasks. Uses nothing. */
@NullMarked
package dev.carillon.server.platform.tasks;

import org.jspecify.annotations.NullMarked;
