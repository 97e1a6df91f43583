/** Tests of what nodes must agree on. */
@NullMarked
package dev.carillon.server.platform.nodes;

import org.jspecify.annotations.NullMarked;
