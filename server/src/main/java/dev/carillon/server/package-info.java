/**
 * The product: {@link dev.carillon.server.Main} reads what it was told, {@link
 * dev.carillon.server.Server} wires everything by hand. Nothing depends on this package.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
