/** Commands for assets. Uses {@code remote} and {@code terminal}. */
@NullMarked
package dev.carillon.cli.asset;

import org.jspecify.annotations.NullMarked;
