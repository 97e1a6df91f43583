/**
 * What every command prints and reads: screens, tables, JSON, typed secrets, exit codes. Uses
 * nothing.
 */
@NullMarked
package dev.carillon.cli.terminal;

import org.jspecify.annotations.NullMarked;
