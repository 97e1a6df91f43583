/**
 * The area of operations: what listens to the engine for logs and counters. Uses the packages below
 * it.
 */
@NullMarked
package dev.carillon.server.operations;

import org.jspecify.annotations.NullMarked;
