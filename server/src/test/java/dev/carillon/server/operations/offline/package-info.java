/** What commands do on a home without its server. */
@NullMarked
package dev.carillon.server.operations.offline;

import org.jspecify.annotations.NullMarked;
