/**
 * The commands of {@code carillon} that talk to a server or work on files, and what they share: how
 * results are printed, and what a failure becomes. They use the public API only, so that whatever
 * they do can be done by any program. May use the core (to sign and verify) and {@code http}'s
 * JSON.
 */
@NullMarked
package dev.carillon.server.cli;

import org.jspecify.annotations.NullMarked;
