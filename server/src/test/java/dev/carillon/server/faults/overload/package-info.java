/** More than can be done at once, for longer than memory lasts, or for a very long time. */
@NullMarked
package dev.carillon.server.faults.overload;

import org.jspecify.annotations.NullMarked;
