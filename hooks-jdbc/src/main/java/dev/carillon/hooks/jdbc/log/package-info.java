/**
 * What people read of events and deliveries: filtered, page by page, each read bounded. Uses the
 * store's rows, and writes nothing.
 */
@NullMarked
package dev.carillon.hooks.jdbc.log;

import org.jspecify.annotations.NullMarked;
