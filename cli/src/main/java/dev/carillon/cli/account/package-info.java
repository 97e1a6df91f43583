/**
 * Commands for logging in and out, users and API tokens. Uses {@code remote} and {@code terminal}.
 */
@NullMarked
package dev.carillon.cli.account;

import org.jspecify.annotations.NullMarked;
