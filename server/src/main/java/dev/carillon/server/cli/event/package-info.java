/** {@code carillon events} and {@code carillon trigger}. */
@NullMarked
package dev.carillon.server.cli.event;

import org.jspecify.annotations.NullMarked;
