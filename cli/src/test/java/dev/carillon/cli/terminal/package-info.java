/** Tests of what the commands print. */
@NullMarked
package dev.carillon.cli.terminal;

import org.jspecify.annotations.NullMarked;
