/** Several servers on one database, seen from outside. */
@NullMarked
package dev.carillon.server.operations.nodes;

import org.jspecify.annotations.NullMarked;
