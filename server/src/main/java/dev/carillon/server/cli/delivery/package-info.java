/** {@code carillon deliveries} and {@code carillon jobs}: seeing and repairing. */
@NullMarked
package dev.carillon.server.cli.delivery;

import org.jspecify.annotations.NullMarked;
