/**
 * A shop that tells others of its orders: webhooks in a program with a table and transactions of
 * its own. Depends on {@code hooks-jdbc} and a JDBC driver.
 */
@NullMarked
package dev.carillon.samples.embedded;

import org.jspecify.annotations.NullMarked;
