/**
 * Commands for deliveries, exports and jobs. Uses {@code remote}, {@code terminal} and {@code
 * webhook}.
 */
@NullMarked
package dev.carillon.cli.delivery;

import org.jspecify.annotations.NullMarked;
