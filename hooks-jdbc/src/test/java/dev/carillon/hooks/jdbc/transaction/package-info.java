/** Tests of the threads that share a store. */
@NullMarked
package dev.carillon.hooks.jdbc.transaction;

import org.jspecify.annotations.NullMarked;
