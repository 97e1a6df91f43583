/**
 * The client program: {@code Main}, which commands there are, and those that need no package of
 * their own (properties, version, completion). The server's program offers the same commands. Uses
 * all packages below it; of Carillon nothing else but {@code hooks}.
 */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
