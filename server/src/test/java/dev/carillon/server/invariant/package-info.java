/**
 * What must hold after every fault, and one checker of it for all fault tests: evidence in, verdict
 * out. Knows nothing of how the fault was made.
 */
@NullMarked
package dev.carillon.server.invariant;

import org.jspecify.annotations.NullMarked;
