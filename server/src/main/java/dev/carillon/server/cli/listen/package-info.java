/** {@code carillon listen}: brings events to a port of the developer's machine. */
@NullMarked
package dev.carillon.server.cli.listen;

import org.jspecify.annotations.NullMarked;
