/**
 * For tests of a program: publishes into a list instead of the database. Depends on the packages
 * above it and on {@code hooks-testkit}, which a program has as a dependency of its tests.
 */
@NullMarked
package dev.carillon.hooks.spring.testing;

import org.jspecify.annotations.NullMarked;
