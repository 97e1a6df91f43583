/**
 * Commands that open a home whose server is stopped, and {@code carillon doctor}, which checks a
 * home and its settings. Puts together what they need of the other areas, so it may use all of
 * them.
 */
@NullMarked
package dev.carillon.server.operations.offline;

import org.jspecify.annotations.NullMarked;
