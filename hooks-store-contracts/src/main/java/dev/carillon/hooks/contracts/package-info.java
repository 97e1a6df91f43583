/**
 * The contracts that every store of the delivery engine passes, with the models of a store's
 * history and the fixtures that they need. Tests of an embedder use the test kit instead.
 */
@NullMarked
package dev.carillon.hooks.contracts;

import org.jspecify.annotations.NullMarked;
