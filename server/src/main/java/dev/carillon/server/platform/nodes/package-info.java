/**
 * What the nodes that share a database must agree on. Uses {@code hooks}, {@code config}, {@code
 * digest}, {@code files} and {@code tasks}.
 */
@NullMarked
package dev.carillon.server.platform.nodes;

import org.jspecify.annotations.NullMarked;
