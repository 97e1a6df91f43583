/**
 * The contracts that every store of the delivery engine passes, with the models of a store's
 * history and the fixtures that they need. Tests of an embedder use the test kit instead.
 *
 * @apiNote For stores of your own. It may change in any minor version, also after 1.0.
 */
@NullMarked
package dev.carillon.hooks.contracts;

import org.jspecify.annotations.NullMarked;
