/**
 * What the tests of noisy neighbours and of overload share: a cheap receiver with many paths, an
 * engine on an embedded store, and a load that keeps its rate.
 */
@NullMarked
package dev.carillon.server.faults.load;

import org.jspecify.annotations.NullMarked;
