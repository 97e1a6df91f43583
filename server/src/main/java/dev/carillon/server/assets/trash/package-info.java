/**
 * The trash: removed assets are kept for a while, and can be restored until then. The rows are in
 * {@code assets.asset}, where a removal puts an asset into the trash in its own transaction.
 */
@NullMarked
package dev.carillon.server.assets.trash;

import org.jspecify.annotations.NullMarked;
