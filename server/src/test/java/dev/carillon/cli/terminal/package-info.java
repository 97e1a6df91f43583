/** The commands, each run as a process of its own, as a shell runs them. */
@NullMarked
package dev.carillon.cli.terminal;

import org.jspecify.annotations.NullMarked;
