/** Commands that sign and verify payloads as a sender and a receiver do. Uses {@code terminal}. */
@NullMarked
package dev.carillon.cli.signature;

import org.jspecify.annotations.NullMarked;
