/**
 * Changes of many assets at once: which those are, what is answered when it takes long, and the
 * call that changes all that a query finds. Uses {@code asset}, {@code asset.remove} and {@code
 * job}.
 */
@NullMarked
package dev.carillon.server.asset.bulk;

import org.jspecify.annotations.NullMarked;
