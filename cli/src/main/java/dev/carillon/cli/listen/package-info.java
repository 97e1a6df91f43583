/**
 * {@code carillon listen}: shows events as they are recorded and forwards them to a local receiver.
 * Uses {@code remote} and {@code terminal}.
 */
@NullMarked
package dev.carillon.cli.listen;

import org.jspecify.annotations.NullMarked;
