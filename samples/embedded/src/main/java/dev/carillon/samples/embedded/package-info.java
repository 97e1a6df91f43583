/**
 * A shop that tells others of its orders: the core embedded in a program with a table and
 * transactions of its own. Depends on {@code hooks}, {@code hooks-jdbc} and a JDBC driver.
 */
@NullMarked
package dev.carillon.samples.embedded;

import org.jspecify.annotations.NullMarked;
