/** The commands, each run as a process of its own, as a shell runs them. */
@NullMarked
package dev.carillon.server.cli;

import org.jspecify.annotations.NullMarked;
