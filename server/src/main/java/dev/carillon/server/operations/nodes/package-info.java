/**
 * The nodes that share a database: what each says of itself, the list of them, and how one is asked
 * to end. May use the database and the platform.
 */
@NullMarked
package dev.carillon.server.operations.nodes;

import org.jspecify.annotations.NullMarked;
