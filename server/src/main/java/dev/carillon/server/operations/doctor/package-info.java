/**
 * {@code carillon doctor}: checks a home and its settings. Uses {@code home}, {@code cli.terminal}
 * and {@code platform}.
 */
@NullMarked
package dev.carillon.server.operations.doctor;

import org.jspecify.annotations.NullMarked;
